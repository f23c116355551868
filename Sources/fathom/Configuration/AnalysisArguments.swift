public import ArgumentParser
internal import FathomAnalyses
public import FathomData
internal import FathomSummaries

/// What is analysed and how: the options that every command has which looks at data.
///
/// Each may also be set by a variable `FATHOM_…` or in `fathom.yml`; see ``SettingField``.
struct AnalysisArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The column to be predicted.", valueName: "column"))
  var target: String?

  @Option(help: "What is predicted; inferred from the target without it.")
  var task: FathomData.Task?

  @Option(help: "How the features lie: table, sequence, HxW or HxWxC (row-major, channels last).")
  var layout: Layout?

  @Option(
    help: ArgumentHelp(
      "A table with the label of each image; --target names its column of labels.",
      valueName: "file"))
  var labels: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("A column to leave out (repeatable).", valueName: "column"))
  var exclude: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A column to use although it looks like an identifier (repeatable).", valueName: "column"))
  var include: [String] = []

  @Option(
    help: ArgumentHelp(
      "The column, of the table or of the labels of images, that names the groups which rows come in, "
        + "such as patients: they count for less, and are held out whole.", valueName: "column"))
  var group: String?

  @Flag(help: "Rows follow one another in time: they count for less, and are held out in blocks.")
  var ordered = false

  @Option(
    help: ArgumentHelp(
      "By how much more rows should lower the error to be worth it. Default: 0.01.",
      valueName: "error"))
  var gain: Double?

  @Option(
    help: ArgumentHelp(
      "What collinearity does about missing values: complete-cases, drop-columns or mean. "
        + "Default: complete-cases.", valueName: "method"))
  var missing: MissingPolicy?

  @OptionGroup(title: "How a table is written and which rows are read")
  var table: TableArguments

  @OptionGroup(title: "How images are read")
  var images: ImageArguments

  @Flag(
    help: ArgumentHelp(
      "Show the most frequent values of each category, or small pictures of images.",
      discussion: "Without it no value of a cell and no pixel enters a report, but the classes do.")
  )
  var includeSamples = false

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Measure this alone (repeatable), without a verdict: an analysis, columns or images.",
      valueName: "part"))
  var only: [String] = []

  @Option(
    help: ArgumentHelp(
      "How much the race of model families may cost, in seconds of work on two cores of a reference "
        + "machine. Default: 45.", valueName: "seconds"))
  var raceBudget: Double?

  @Option(
    help: ArgumentHelp(
      "Rows that are raced, whatever that takes. Default: what the budget allows, 40000 at most.",
      valueName: "rows"))
  var raceRows: Int?

  @Option(
    help: ArgumentHelp(
      "A second table or folder of images, such as the test set: are its rows in the first, has a "
        + "column moved, does the target depend on the columns as it did?", valueName: "file"))
  var test: String?

  @Flag(help: "No race: a verdict within seconds, by a trial of quick learners.")
  var noRace = false

  @Flag(help: "No trial of quick learners where no race decides.")
  var noTrial = false

  @Flag(help: "Say on standard error how long each analysis and contender took.")
  var timings = false

  @Option(help: "The seed of every random stream. Default: 1.")
  var seed: UInt64?

  @Option(help: "Random relabellings of the permutation test. Default: 9999.")
  var permutations: Int?

  @Option(
    help: ArgumentHelp(
      "What a team settled on. Default: fathom.yml here or in a folder above, if there is one.",
      valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "About how much memory may be used: 512MB, 2GB. Default: 512MB.", valueName: "size"))
  var memoryLimit: String?

  @Option(help: "Threads; changes the time, never the result. Default: all cores.")
  var threads: Int?

  /// Refuses what no analysis can follow.
  func check() throws(CommandFailure) {
    if let permutations, !(1...100_000_000).contains(permutations) {
      throw CommandFailure(message: "--permutations \(permutations): expected 1 to 100,000,000")
    }
    guard (1...1_024).contains(threads ?? 1) else {
      throw CommandFailure(message: "--threads \(threads ?? 1): expected 1 to 1,024")
    }
    if let gain, !(gain > 0 && gain < 1) {
      throw CommandFailure(message: "--gain \(gain): expected more than 0 and less than 1")
    }
    if let raceBudget, !(raceBudget > 0 && raceBudget <= AnalysisArguments.largestBudget) {
      throw CommandFailure(
        message: "--race-budget \(raceBudget): expected more than 0 and at most 1,000,000 seconds; "
          + "--no-race leaves the race out")
    }
    if let raceRows, !AnalysisArguments.raceRows.contains(raceRows) {
      throw CommandFailure(message: "--race-rows \(raceRows): expected 40 to 10,000,000")
    }
  }

  /// Fewer rows are too few to compare anything, more do not fit.
  static let raceRows = 40...10_000_000
  static let largestBudget = 1e6

  /// Seconds of work for the race; 0 for none, nil where nothing is said.
  var budget: Double? { noRace ? 0 : raceBudget }
}

extension FathomData.Task: ExpressibleByArgument {}
extension MissingPolicy: ExpressibleByArgument {}
extension Layout: ExpressibleByArgument {
  /// Reads `table`, `sequence`, `28x28`, `32x32x3`.
  public init?(argument: String) { self.init(argument) }
}
