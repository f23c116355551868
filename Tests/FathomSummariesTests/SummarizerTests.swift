import FathomNumerics
import SummaryTesting
import Synchronization
import Testing

@testable import FathomSummaries
@testable import FathomData

@Suite struct SummarizerTests {
  @Test func `profiles of mtcars are those of R`() throws {
    let summary = try Fixture.summary("mtcars.csv")
    // summary(mtcars$mpg), sd(mtcars$mpg), summary(mtcars$hp) in R.
    let mpg = try #require(summary.profiles.first { $0.name == "mpg" })
    #expect(mpg.role == .target)
    #expect(relativeError(try #require(mpg.mean), 20.090625) < 1e-14)
    #expect(relativeError(try #require(mpg.standardDeviation), 6.026948052089105) < 1e-13)
    let quartiles = [mpg.min, mpg.q1, mpg.median, mpg.q3, mpg.max].compactMap { $0 }
    for (value, expected) in zip(quartiles, [10.4, 15.425, 19.2, 22.8, 33.9]) {
      #expect(relativeError(value, expected) < 1e-15)
    }
    let hp = try #require(summary.profiles.first { $0.name == "hp" })
    for (value, expected) in zip(
      [hp.min, hp.q1, hp.median, hp.mean, hp.q3, hp.max].compactMap { $0 },
      [52, 96.5, 123, 146.6875, 180, 335])
    {
      #expect(relativeError(value, expected) < 1e-15)
    }
    #expect(mpg.quantilesAreExact && hp.missing == 0)
    #expect(summary.rows.read == 32 && summary.rows.used == 32)
  }

  @Test func `class labels that are numbers have moments too`() throws {
    let summary = try Fixture.digits()
    #expect(summary.classes.map(\.label) == (0...9).map(String.init))
    #expect(summary.classes.reduce(0) { $0 + $1.count } == 1_797)
    let label = try #require(summary.profiles.first { $0.name == "label" })
    let sum = summary.classes.reduce(0.0) { $0 + (Double($1.label) ?? .nan) * Double($1.count) }
    let mean = sum / 1_797
    #expect(relativeError(try #require(label.mean), mean) < 1e-13)
    #expect(label.min == 0 && label.max == 9 && label.median == 4)
  }

  @Test func `missing cells are counted where they are`() throws {
    let summary = try Fixture.summary("airquality.csv")
    #expect(summary.completeRows == 146)
    let missing = Dictionary(uniqueKeysWithValues: summary.profiles.map { ($0.name, $0.missing) })
    #expect(
      missing == ["Ozone": 37, "Solar.R": 7, "Wind": 0, "Temp": 0, "Month": 0, "Day": 0])
    // Pairwise complete, from the rows themselves.
    let features = summary.sample.features
    for j in 0..<features.columns {
      for i in 0..<j {
        let direct = pearson(Array(features.column(i)), Array(features.column(j)))
        #expect(abs(summary.correlations[i, j] - direct) < 1e-13)
      }
    }
  }

  @Test(arguments: ["airquality.csv", "breast_cancer.csv"])
  func `rows that do not fit in memory have the same sums`(_ file: String) throws {
    let source = try MemorySource(try Fixture.source(file), rowsPerBatch: 41)
    let whole = try Summary(of: source)
    let streamed = try Summary(of: source, threads: 3, cellLimit: 200)
    #expect(whole.sample.isComplete && !streamed.sample.isComplete)
    #expect(streamed.rows == whole.rows && streamed.completeRows == whole.completeRows)
    #expect(streamed.moments == whole.moments)
    for (a, b) in zip(streamed.correlations.storage, whole.correlations.storage) {
      #expect(abs(a - b) < 1e-13)
    }
    #expect(streamed.factor?.rows == whole.factor?.rows)
    #expect(streamed.factor?.scaling == whole.factor?.scaling)
    #expect(streamed.profiles == whole.profiles)
    #expect(streamed.classes == whole.classes)
  }

  @Test func `any number of threads gives the same summary to the last bit`() throws {
    let source = try MemorySource(try Fixture.source("breast_cancer.csv"), rowsPerBatch: 17)
    for cellLimit in [SummaryLimits().cells, 400] {
      let one = try Summary(of: source, cellLimit: cellLimit)
      for threads in [2, 3, 7] {
        let other = try Summary(of: source, threads: threads, cellLimit: cellLimit)
        #expect(other.correlations == one.correlations)
        #expect(other.factor == one.factor)
        #expect(other.moments == one.moments && other.profiles == one.profiles)
      }
    }
  }

  @Test func `both passes report their progress up to the end`() throws {
    let source = try MemorySource(try Fixture.source("wine.csv"), rowsPerBatch: 60)
    for cellLimit in [SummaryLimits().cells, 200] {
      let last = Mutex<[String: Double]>([:])
      let progress = ProgressHandler { event in
        last.withLock { $0[event.step] = max($0[event.step] ?? 0, event.fraction) }
      }
      _ = try Summarizer(
        seed: 1, threads: 1, progress: progress, limits: SummaryLimits(cells: cellLimit)
      )
      .summarize(source)
      #expect(last.withLock { $0 } == ["Reading rows": 1, "Correlating columns": 1])
    }
  }

  @Test func `with no more rows than columns there is no factor`() throws {
    let columns = (0..<5).map { index in
      var normal = NormalStream("few rows", index)
      return normal.column(5)
    }
    #expect(try Summary(of: MemorySource(columns: columns)).factor == nil)
  }

  // MARK: Types inferred in the same pass

  /// Rows of several chunks: two related numbers, one of them sometimes missing, a category, a
  /// boolean and the number of the row.
  private func table(rows: Int, last: String = "", missing: Bool = true) -> String {
    var text = "id,x,y,kind,flag\n"
    var stream = RandomStream(seed: 5, domain: "table", index: 0)
    for row in 0..<rows {
      let x = stream.uniform() * 100 - 50
      let y = missing && row % 97 == 3 ? "" : "\(x * 2 + stream.uniform())"
      text += "\(row),\(x),\(y),\(["red", "green", "blue"][row % 3]),\(row % 5 == 0)\n"
    }
    return text + last
  }

  private func summary(_ text: String, cells: Int, threads: Int = 2) throws -> Summary {
    try withTable(text) { path in
      try Summarizer(
        seed: 1, threads: threads, progress: .silent, limits: SummaryLimits(cells: cells)
      ).summarize(CSVFile(path: path, threads: threads))
    }
  }

  /// The summary of a source whose types are known beforehand.
  private func reference(_ text: String, cells: Int) throws -> Summary {
    try withTable(text) { path in
      try Summarizer(
        seed: 1, threads: 1, progress: .silent, limits: SummaryLimits(cells: cells)
      ).summarize(CSVSource(path: path))
    }
  }

  @Test(arguments: [
    "", "30000,1.5,word,red,true\n", "30000,1.5,2,violet,true\n", "30000,1.5,2,red,maybe\n",
    "30000,1e6,-1e6,red,true\n", "30000,,,,\n",
  ])
  func `a table is summarized in one pass as in several`(_ last: String) throws {
    let text = table(rows: 30_000, last: last)
    for cells in [SummaryLimits().cells, 30_000] {
      let one = try summary(text, cells: cells)
      let several = try reference(text, cells: cells)
      #expect(one.schema.columns == several.schema.columns)
      #expect(one.rows == several.rows)
      #expect(one.profiles == several.profiles)
      #expect(one.completeRows == several.completeRows)
      #expect(one.sample.rowNumbers == several.sample.rowNumbers)
      // As bits, because missing is not equal to missing.
      #expect(
        one.sample.features.storage.map(\.bitPattern)
          == several.sample.features.storage.map(\.bitPattern))
      for (a, b) in zip(one.correlations.storage, several.correlations.storage) {
        // Columns are standardised by other means: a few roundings.
        #expect(abs(a - b) < 1e-12)
      }
      let factor = try #require(one.factor)
      #expect(factor.rows == several.factor?.rows)
      #expect(try summary(text, cells: cells, threads: 7).correlations == one.correlations)
    }
  }

  @Test(arguments: [1, 100, 3_000, 60_000])
  func `blocks of any size give the same summary`(_ blockSize: Int) throws {
    let text = table(rows: 3_000)
    for cells in [SummaryLimits().cells, 3_000] {
      let summaries = try [nil, blockSize].map { size in
        try withTable(text) { path in
          var options = TableOptions()
          options.blockSize = size
          return try Summarizer(
            seed: 1, threads: 2, progress: .silent, limits: SummaryLimits(cells: cells)
          ).summarize(CSVFile(path: path, options: options, threads: 2))
        }
      }
      let (one, other) = (summaries[0], summaries[1])
      #expect(other.schema.columns == one.schema.columns)
      #expect(other.rows == one.rows && other.completeRows == one.completeRows)
      #expect(other.sample.rowNumbers == one.sample.rowNumbers)
      for (a, b) in zip(other.profiles, one.profiles) {
        #expect(a.q1 == b.q1 && a.median == b.median && a.q3 == b.q3)
        #expect(a.histogram == b.histogram && a.topValues == b.topValues)
        // Sums are formed in another order: a few roundings.
        #expect(abs((a.mean ?? 0) - (b.mean ?? 0)) <= 1e-12 * abs(b.standardDeviation ?? 0))
      }
      for (a, b) in zip(other.correlations.storage, one.correlations.storage) {
        #expect(abs(a - b) < 1e-12)
      }
    }
  }

  @Test func `rows in an unusual order cost no digit`() throws {
    // Sorted, and far from where the first rows lie.
    var text = "t,x\n"
    for row in 0..<60_000 { text += "\(1_000_000_000 + row),\((row * 7919) % 1000 + row)\n" }
    let one = try summary(text, cells: 30_000)
    let several = try reference(text, cells: SummaryLimits().cells)
    #expect(several.sample.isComplete && !one.sample.isComplete)
    #expect(one.profiles == several.profiles)
    #expect(abs(one.correlations[0, 1] - several.correlations[0, 1]) < 1e-12)
  }
}
