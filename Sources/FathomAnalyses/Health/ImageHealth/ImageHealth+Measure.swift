internal import FathomData
internal import FathomSummaries
internal import Foundation

extension ImageHealth {
  /// How many names or pairs of each kind are given.
  static let exampleCount = 5
  /// How many sizes are given.
  static let sizeCount = 8
  /// Widths of edges are counted by halves of a pixel from 1 to 8.
  static let widthBins = 14

  /// A set whose median picture is lighter than this part of white lies on a light ground: what is photographed
  /// is 0.46 of white by its mean (18 % grey, gamma of sRGB), a page with a tenth of ink 0.9.
  private static let lightGround = 0.8
  /// What is overexposed reaches white, less what compression takes from it: an overexposed JPEG reached 252.
  private static let clipped = 251.0

  /// Counts what is wrong with images, and who repeats whom.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    let entries = input.inventory.inOrder
    guard !entries.isEmpty else { throw .unsuitable("no image could be decoded") }
    var evidence = Evidence(
      images: entries.count, issues: issues(entries, input), sizes: sizes(entries),
      withEdges: entries.count { $0.record.traits.edgeWidth != nil },
      edgeWidths: edgeWidths(entries), brightness: brightness(entries),
      duplicates: evidence(input.duplicates, entries, input), splits: splits(entries, input))
    evidence.confounders = confounders(entries, input)
    return evidence
  }

  private func issues(_ entries: [ImageInventory.Entry], _ input: Input) -> [Issue] {
    let isColour = entries.map {
      Double($0.record.traits.chroma) >= greyChroma
        || Double($0.record.traits.largestChroma) >= colourChroma
    }
    let colourful = isColour.count { $0 }
    let isOddSize = oddSizes(entries)
    let all = Double(entries.count)
    func issue(_ id: String, _ has: (Int) -> Bool) -> Issue {
      let places = entries.indices.filter(has)
      return Issue(
        id: id, images: places.count, share: Double(places.count) / all,
        examples: places.prefix(ImageHealth.exampleCount).map {
          input.names.name(ofRow: entries[$0].row)
        })
    }
    let traits = entries.map(\.record.traits)
    let isBlank = traits.map {
      Double($0.range) <= blankRange * 255 && Double($0.contrast) <= blankContrast * 255
    }
    let isOddShape = oddShapes(entries)
    let usualHigh = ImageHealth.median(traits.map { Double($0.high) })
    func isDark(_ traits: ImageTraits) -> Bool {
      let high = Double(traits.high)
      // A plain ground is as bright as it is.
      let showsSomething = Double(traits.contrast) > blankContrast * 255
      // Blue of full strength has a ninth of the brightness of white.
      let showsColour =
        Double(traits.largestChroma) >= darkLevel * 255
        && Double(traits.chroma) >= darkLevel * 255 / 100 && traits.chroma > 2 * traits.mean
      return !showsColour
        && (high < darkLevel * 255 || (showsSomething && high < darkPart * usualHigh))
    }
    // Pale things on white ground are as they are: what is too bright is brighter than the others.
    let isLightSet =
      ImageHealth.median(traits.map { Double($0.mean) }) > ImageHealth.lightGround * 255
    func isBright(_ traits: ImageTraits) -> Bool {
      !isLightSet && Double(traits.low) > brightLevel * 255
        && Double(traits.contrast) < brightContrast * 255
        && Double(traits.high) >= ImageHealth.clipped
    }
    return [
      Issue(
        id: "unreadable", images: input.unreadable,
        share: Double(input.unreadable) / (all + Double(input.unreadable)),
        examples: Array(input.unreadableExamples.prefix(ImageHealth.exampleCount))),
      issue("blank") { isBlank[$0] },
      issue("dark") { !isBlank[$0] && isDark(traits[$0]) },
      issue("bright") { !isBlank[$0] && isBright(traits[$0]) },
      issue("blurred") { Double(traits[$0].edgeWidth ?? 0) > blurredWidth },
      issue("oddShape") { isOddShape[$0] },
      issue("oddSize") { isOddSize[$0] },
      issue("greyAmongColour") { 2 * colourful > entries.count && !isColour[$0] },
    ]
  }

  private func oddSizes(_ entries: [ImageInventory.Entry]) -> [Bool] {
    outliers(entries.map { log2(Double($0.record.height) * Double($0.record.width)) })
  }

  /// Long by themselves, or by twice the ratio of the sides of the others.
  private func oddShapes(_ entries: [ImageInventory.Entry]) -> [Bool] {
    let ratios = entries.map { log2(Double($0.record.width) / Double($0.record.height)) }
    let areOutliers = outliers(ratios)
    return ratios.indices.map { exp2(-abs(ratios[$0])) < oddAspect || areOutliers[$0] }
  }

  /// Whether each value lies beyond the outer fences, and by one at least from the median.
  private func outliers(_ values: [Double]) -> [Bool] {
    let sorted = values.sorted()
    let (lower, upper) = (
      ImageHealth.quantile(0.25, sorted), ImageHealth.quantile(0.75, sorted)
    )
    let median = ImageHealth.quantile(0.5, sorted)
    let fence = oddSizeFence * (upper - lower)
    return values.map {
      ($0 < lower - fence || $0 > upper + fence) && abs($0 - median) >= 1
    }
  }

  private static func median(_ values: [Double]) -> Double { quantile(0.5, values.sorted()) }

  private static func quantile(_ part: Double, _ sorted: [Double]) -> Double {
    let position = part * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }

  private func sizes(_ entries: [ImageInventory.Entry]) -> Sizes {
    struct Key: Hashable {
      var height: Int
      var width: Int
    }
    var counts = [Key: Int]()
    for entry in entries {
      counts[Key(height: entry.record.height, width: entry.record.width), default: 0] += 1
    }
    func summary(_ sides: [Int]) -> [Int] {
      let sorted = sides.sorted()
      return [sorted[0], sorted[(sorted.count - 1) / 2], sorted[sorted.count - 1]]
    }
    let frequent = counts.sorted {
      ($1.value, $0.key.height, $0.key.width) < ($0.value, $1.key.height, $1.key.width)
    }
    return Sizes(
      distinct: counts.count, heights: summary(entries.map(\.record.height)),
      widths: summary(entries.map(\.record.width)),
      mostFrequent: frequent.prefix(ImageHealth.sizeCount).map {
        Size(height: $0.key.height, width: $0.key.width, images: $0.value)
      })
  }

  private func edgeWidths(_ entries: [ImageInventory.Entry]) -> [Int] {
    var counts = [Int](repeating: 0, count: ImageHealth.widthBins)
    for entry in entries {
      guard let width = entry.record.traits.edgeWidth else { continue }
      counts[min(ImageHealth.widthBins - 1, max(0, Int(2 * width) - 2))] += 1
    }
    return counts
  }

  private func brightness(_ entries: [ImageInventory.Entry]) -> [Int] {
    var counts = [Int](repeating: 0, count: 16)
    for entry in entries {
      counts[min(15, max(0, Int(entry.record.traits.mean / 16)))] += 1
    }
    return counts
  }

  private func evidence(
    _ found: ImageDuplicates, _ entries: [ImageInventory.Entry], _ input: Input
  ) -> Duplicates {
    func pair(_ pair: ImageDuplicates.Pair) -> Pair {
      let (first, second) = (entries[pair.earlier], entries[pair.later])
      let labels = [first.label, second.label].map(Int.init)
      return Pair(
        first: input.names.name(ofRow: first.row), second: input.names.name(ofRow: second.row),
        isExact: pair.isExact,
        classes: labels.allSatisfy(input.classes.indices.contains)
          ? labels.map { input.classes[$0] } : [])
    }
    func examples(_ pairs: [ImageDuplicates.Pair]) -> [Pair] {
      pairs.prefix(ImageHealth.exampleCount).map(pair)
    }
    let exact = found.exactGroups.prefix(ImageHealth.exampleCount).map {
      ImageDuplicates.Pair(earlier: $0[0], later: $0[1], isExact: true)
    }
    return Duplicates(
      exact: found.exactCount, near: found.near.count,
      examples: examples(exact) + examples(found.near),
      acrossClasses: input.classes.isEmpty ? nil : found.acrossClasses.count,
      acrossClassesExamples: examples(found.acrossClasses),
      acrossSplits: input.splits.isEmpty ? nil : found.acrossSplits.count,
      acrossSplitsExamples: examples(found.acrossSplits))
  }

  private func splits(_ entries: [ImageInventory.Entry], _ input: Input) -> [Split] {
    let classes = input.classes.count
    let parts = input.splits.indices.map { split in
      entries.filter { $0.split == Int32(split) }
    }
    let counts = parts.map { part in
      var counts = [Int](repeating: 0, count: classes)
      for entry in part where entry.label >= 0 && entry.label < Int32(classes) {
        counts[Int(entry.label)] += 1
      }
      return counts
    }
    return parts.indices.map { index in
      let labelled = counts[index].reduce(0, +)
      let first = counts[0].reduce(0, +)
      var distance: Double?
      if labelled > 0, first > 0 {
        distance =
          counts[index].indices.reduce(0) {
            $0
              + abs(
                Double(counts[index][$1]) / Double(labelled)
                  - Double(counts[0][$1]) / Double(first))
          } / 2
      }
      let part = parts[index]
      return Split(
        name: input.splits[index], images: part.count, labelled: labelled,
        classesMissing: labelled == 0
          ? 0 : (0..<classes).count { counts[0][$0] > 0 && counts[index][$0] == 0 },
        classDistance: distance,
        meanGrey: part.isEmpty
          ? 0 : part.reduce(0) { $0 + Double($1.record.traits.mean) } / Double(part.count))
    }
  }
}
