import FathomData
import Foundation
import Testing

@testable import FathomAnalyses

@Suite struct ImageHealthTests {
  private struct Measures: Decodable {
    var height: Int
    var width: Int
    var mean: Double
    var deviation: Double
    var low: Int
    var high: Int
    var range: Int
    var edgeWidth: Double?
    var chroma: Double
  }

  private static let photos = Package.root.appending(path: "Fixtures/ImageHealth/photos").path

  private func evidence(
    _ records: [ImageRecord], labels: [Int32] = [], splits: [Int32] = [],
    _ change: (inout ImageHealth.Input) -> Void = { _ in }
  ) throws -> ImageHealth.Evidence {
    var inventory = ImageInventory(labels: labels.isEmpty ? nil : 0)
    var batch = Batch(
      columns: labels.isEmpty ? [] : [.codes(labels)], rowNumbers: Array(records.indices),
      images: records)
    batch.splits = splits
    inventory.absorb(batch)
    var input = ImageHealth.Input(inventory: inventory)
    change(&input)
    return try ImageHealth().measure(input, AnalysisContext())
  }

  private func count(_ id: String, _ evidence: ImageHealth.Evidence) -> Int? {
    evidence.issues.first { $0.id == id }?.images
  }

  // MARK: Reference values

  @Test func `photographs measure as another program finds`() throws {
    let expected = try JSONDecoder().decode(
      [String: Measures].self,
      from: Data(contentsOf: Package.root.appending(path: "Fixtures/ImageHealth/expected.json")))
    #expect(expected.count == 21)
    let source = try ImageFolderSource(path: ImageHealthTests.photos)
    let records = try (0..<source.batchCount).flatMap { try source.batch($0).images }
    for (path, record) in zip(expected.keys.sorted(), records) {
      let measures = try #require(expected[path])
      let traits = record.traits
      #expect(record.height == measures.height && record.width == measures.width, "\(path)")
      // JPEG decoders differ by a grey value or two in the inverse DCT and in upsampling.
      #expect(abs(Double(traits.mean) - measures.mean) < 0.7, "\(path)")
      #expect(abs(Double(traits.deviation) - measures.deviation) < 0.7, "\(path)")
      #expect(abs(Double(traits.chroma) - measures.chroma) < 2, "\(path)")
      for (found, known) in [
        (traits.low, measures.low), (traits.high, measures.high), (traits.range, measures.range),
      ] {
        #expect(abs(Int(found) - known) <= 3, "\(path)")
      }
      #expect((traits.edgeWidth == nil) == (measures.edgeWidth == nil), "\(path)")
      if let found = traits.edgeWidth, let known = measures.edgeWidth {
        #expect(abs(Double(found) / known - 1) < 0.05, "\(path): \(found) \(known)")
      }
    }
  }

  @Test func `blurred, dark, bright and blank photographs are found, plain backgrounds are not`()
    throws
  {
    let result = try Survey.withoutRace(seed: 1, permutations: 99).run(
      try ImageFolderSource(path: ImageHealthTests.photos))
    let outcome = try #require(result.outcomes.first { $0.info.id == "imageHealth" })
    let found = try #require(outcome.evidence as? ImageHealth.Evidence)
    #expect(count("blurred", found) == 6)
    #expect(count("dark", found) == 1)
    #expect(count("bright", found) == 1)
    #expect(count("blank", found) == 1)
    let blurred = result.summary.images?.inOrder.filter {
      ($0.record.traits.edgeWidth ?? 0) > 5
    }
    let classes = try #require(result.summary.schema.target?.levels)
    #expect(Set(blurred?.map { classes[Int($0.label)] } ?? []) == ["blurred"])
  }

  // MARK: Each issue

  @Test func `each issue is counted by its threshold`() throws {
    let healthy = (0..<20).map { ImageRecord.test(content: UInt64($0), picture: UInt64($0)) }
    let unhealthy: [(String, ImageRecord)] = [
      ("blank", .test(content: 100, picture: 100, traits: .test(range: 5, contrast: 25))),
      ("dark", .test(content: 101, picture: 101, traits: .test(high: 94))),
      (
        "bright",
        .test(content: 102, picture: 102, traits: .test(low: 243, high: 255, contrast: 60))
      ),
      ("blurred", .test(content: 103, picture: 103, traits: .test(edgeWidth: 5.1))),
      ("oddShape", .test(content: 104, picture: 104, height: 38, width: 110)),
      ("oddSize", .test(content: 105, picture: 105, height: 200, width: 200)),
      ("greyAmongColour", .test(content: 106, picture: 106, traits: .test(chroma: 1))),
    ]
    let none = try evidence(healthy)
    #expect(none.issues.allSatisfy { $0.images == 0 })
    #expect(ImageHealth().judge(none).allSatisfy { $0.grade == .good })
    for (id, record) in unhealthy {
      let found = try evidence(healthy + [record])
      for issue in found.issues {
        #expect(issue.images == (issue.id == id ? 1 : 0), "\(issue.id) for \(id)")
      }
      let grades = ImageHealth().judge(found).filter { $0.grade != .good }
      #expect(grades.map(\.id) == ["imageHealth.\(id)"])
      #expect(grades.map(\.grade) == [.caution])
      #expect(found.issues.first { $0.id == id }?.examples == ["#21"])
    }
    #expect(
      try evidence(
        healthy.map { image in
          var image = image
          image.traits.edgeWidth = 5
          return image
        }
      ).issues.allSatisfy { $0.images == 0 })
  }

  @Test func `overexposed is what is brighter than the set and reaches white`() throws {
    let usual = (0..<20).map { ImageRecord.test(content: UInt64($0), picture: UInt64($0)) }
    func pale(_ number: Int, high: UInt8 = 255) -> ImageRecord {
      .test(
        content: UInt64(100 + number), picture: UInt64(100 + number),
        traits: .test(mean: 251, low: 246, high: high, chroma: 0, contrast: 30))
    }
    #expect(count("bright", try evidence(usual + [pale(0), pale(1)])) == 2)
    #expect(count("bright", try evidence(usual + [pale(0, high: 250)])) == 0)
    #expect(count("bright", try evidence((0..<20).map { pale($0) })) == 0)
  }

  @Test func `saturated blue is not dark, little or dim blue is`() throws {
    func blue(_ largest: UInt8, mean: Float, chroma: Float) throws -> Int? {
      let traits = ImageTraits.test(
        mean: mean, low: 0, high: UInt8(Double(largest) * 0.114), chroma: chroma,
        contrast: largest, largestChroma: largest)
      return count("dark", try evidence([.test(content: 1, picture: 1, traits: traits)]))
    }
    #expect(try blue(255, mean: 3, chroma: 25) == 0)
    #expect(try blue(60, mean: 1, chroma: 9) == 1)
    // A lamp in a night.
    #expect(try blue(255, mean: 12, chroma: 8) == 1)
  }

  @Test func `what shows something on white is neither blank nor overexposed, nor grey`() throws {
    let healthy = (0..<20).map { ImageRecord.test(content: UInt64($0), picture: UInt64($0)) }
    let sound: [ImageTraits] = [
      .test(low: 255, range: 0, contrast: 200), .test(low: 250, contrast: 70),
      .test(chroma: 0.5, largestChroma: 90), .test(high: 110, contrast: 20),
    ]
    for (place, traits) in sound.enumerated() {
      let found = try evidence(
        healthy + [.test(content: 100, picture: 100 + UInt64(place), traits: traits)])
      #expect(found.issues.allSatisfy { $0.images == 0 }, "\(place)")
    }
  }

  @Test func `an image is dark or long by the measure of its set`() throws {
    let healthy = (0..<20).map { ImageRecord.test(content: UInt64($0), picture: UInt64($0)) }
    let dark = try evidence(healthy + [.test(content: 100, picture: 100, traits: .test(high: 120))])
    #expect(count("dark", dark) == 1)
    let long = try evidence(healthy + [.test(content: 100, picture: 100, height: 90, width: 45)])
    #expect(count("oddShape", long) == 1)
    let portrait = try evidence(
      healthy + [.test(content: 100, picture: 100, height: 80, width: 60)])
    #expect(count("oddShape", portrait) == 0)
  }

  @Test func `unreadable images are a blind spot, large from a tenth on`() throws {
    let records = (0..<60).map { ImageRecord.test(content: UInt64($0), picture: UInt64($0)) }
    #expect(ImageHealth().blindSpots(try evidence(records)) == [])
    for (unreadable, isLarge) in [(1, false), (10, true)] {
      let spots = ImageHealth().blindSpots(try evidence(records) { $0.unreadable = unreadable })
      #expect(spots.map(\.id) == ["images.unreadable"])
      #expect(spots.map(\.isLarge) == [isLarge])
    }
  }

  @Test func `what most images have is a property of the data`() throws {
    let night = (0..<9).map {
      ImageRecord.test(
        content: UInt64($0), picture: UInt64($0), traits: .test(high: $0 < 6 ? 50 : 200))
    }
    let finding = try #require(
      ImageHealth().judge(try evidence(night)).first { $0.id == "imageHealth.dark" })
    #expect(finding.grade == .good)
    #expect(finding.message.contains("property of the data"))
  }

  @Test func `many unreadable images are bad, one is a caution`() throws {
    let records = (0..<60).map { ImageRecord.test(content: UInt64($0), picture: UInt64($0)) }
    for (unreadable, grade) in [(1, Grade.caution), (10, .bad)] {
      let found = try evidence(records) { $0.unreadable = unreadable }
      let finding = ImageHealth().judge(found).first { $0.id == "imageHealth.unreadable" }
      #expect(finding?.grade == grade)
    }
  }

  @Test func `sizes are counted, the most frequent first`() throws {
    let records = [(10, 20), (30, 20), (10, 20), (50, 40)].enumerated().map {
      ImageRecord.test(
        content: UInt64($0), picture: UInt64($0), height: $1.0, width: $1.1)
    }
    let sizes = try evidence(records).sizes
    #expect(sizes.distinct == 3)
    #expect(sizes.heights == [10, 10, 50])
    #expect(sizes.widths == [20, 20, 40])
    #expect(sizes.mostFrequent.map(\.images) == [2, 1, 1])
    #expect(sizes.mostFrequent.map(\.height) == [10, 30, 50])
  }

  // MARK: Duplicates and splits

  @Test func `conflicts and leaks are named with their classes`() throws {
    let records = [
      ImageRecord.test(content: 1, picture: 1), .test(content: 1, picture: 1),
      .test(content: 2, picture: 2), .test(content: 3, picture: 3),
    ]
    let found = try evidence(records, labels: [0, 1, 0, 1], splits: [0, 1, 0, 1]) {
      $0.classes = ["cat", "dog"]
      $0.splits = ["train", "test"]
    }
    #expect(found.duplicates.exact == 1 && found.duplicates.near == 0)
    #expect(found.duplicates.acrossClasses == 1 && found.duplicates.acrossSplits == 1)
    #expect(
      found.duplicates.acrossClassesExamples == [
        .init(first: "#1", second: "#2", isExact: true, classes: ["cat", "dog"])
      ])
    #expect(found.splits.map(\.name) == ["train", "test"])
    #expect(found.splits.map(\.images) == [2, 2])
    #expect(found.splits.map(\.classDistance) == [0, 1])
    #expect(found.splits.map(\.classesMissing) == [0, 1])
    let bad = ImageHealth().judge(found).filter { $0.grade == .bad }.map(\.id)
    #expect(bad == ["imageHealth.conflicts", "imageHealth.leakage"])
  }

  @Test func `without classes and splits their counts are null`() throws {
    let found = try evidence([.test(content: 1), .test(content: 1)])
    #expect(found.duplicates.acrossClasses == nil && found.duplicates.acrossSplits == nil)
    let json = String(decoding: try JSONEncoder().encode(found), as: UTF8.self)
    #expect(json.contains("\"acrossClasses\":null") && json.contains("\"acrossSplits\":null"))
    #expect(try JSONDecoder().decode(ImageHealth.Evidence.self, from: Data(json.utf8)) == found)
  }

  // MARK: Degenerate inputs

  @Test func `no image is a typed failure`() {
    #expect(throws: AnalysisError.unsuitable("no image could be decoded")) {
      try evidence([])
    }
  }

  @Test func `one image has no duplicate and one size`() throws {
    let found = try evidence([.test(content: 1)])
    #expect(found.images == 1 && found.sizes.distinct == 1)
    #expect(count("oddSize", found) == 0)
    #expect(!ImageHealth().exhibits(found).isEmpty)
  }

  @Test func `tables are not asked, and have no health of images where they are`() throws {
    let table = try Fixture.source("wine.csv")
    var survey = try Survey.withoutRace(permutations: 9)
    #expect(try survey.run(table).outcomes.allSatisfy { $0.info.id != "imageHealth" })
    survey.only = ["images"]
    let outcome = try survey.run(table).outcomes.first { $0.info.id == "imageHealth" }
    #expect(outcome?.status == .notApplicable)
    #expect(outcome?.reason == "the data are no images")
  }
}
