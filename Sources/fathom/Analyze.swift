public import ArgumentParser
public import FathomAnalyses
public import FathomData
public import FathomReports
private import Foundation

/// Measures, judges, prints the verdict.
struct Analyze: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a table or a folder of images and say what to try first.",
    discussion: """
      Examples:
        fathom analyze wine.csv --target cultivar
        fathom analyze photos/ --labels labels.csv --only images
        fathom analyze digits/ --output markdown=report.md --output json=report.json
        fathom analyze spectra.csv --layout sequence --target fat
        fathom analyze measurements.csv.zst --sample 100000 --strict
        fathom analyze genes.csv --only hiddenOrder --write-order order.csv
        psql -c "copy t to stdout csv header" | fathom analyze -
      """)

  @Argument(
    help: ArgumentHelp(
      "A CSV file, packed or not, a folder of images, an archive (tar, zip) or stack (IDX, NPY, NPZ) "
        + "of images, or - for a CSV on standard input."))
  var path: String

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
      "What collinearity does about missing values: complete-cases, drop-columns or mean.",
      valueName: "method"))
  var missing: MissingPolicy = .completeCases

  @OptionGroup(title: "How a table is written and which rows are read")
  var table: TableArguments

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
        + "machine. Default: 60.", valueName: "seconds"))
  var raceBudget: Double?

  @Flag(help: "No race: a verdict within seconds, from what else was measured.")
  var noRace = false

  @Flag(help: "Say on standard error how long each analysis and contender took.")
  var timings = false

  @Option(help: "The seed of every random stream.")
  var seed: UInt64 = 1

  @Option(help: "Random relabellings of the permutation test.")
  var permutations: Int = 9_999

  @Option(
    help: ArgumentHelp(
      "Thresholds that a team settled on. Default: fathom.yml here or in a folder above, if there is one.",
      valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "About how much memory may be used: 512MB, 2GB. Default: 512MB.", valueName: "size"))
  var memoryLimit: String?

  @Option(help: "Threads; changes the time, never the result. Default: all cores.")
  var threads: Int?

  @Option(help: "The format on standard output: text, markdown, html or json.")
  var format: ReportFormat = .text

  @OptionGroup var output: OutputArguments

  mutating func run() throws {
    guard (1...100_000_000).contains(permutations) else {
      throw CommandFailure(message: "--permutations \(permutations): expected 1 to 100,000,000")
    }
    guard (1...1_024).contains(threads ?? 1) else {
      throw CommandFailure(message: "--threads \(threads ?? 1): expected 1 to 1,024")
    }
    if let gain, !(gain > 0 && gain < 1) {
      throw CommandFailure(message: "--gain \(gain): expected more than 0 and less than 1")
    }
    if let raceBudget, !(raceBudget > 0 && raceBudget <= Analyze.largestBudget) {
      throw CommandFailure(
        message: "--race-budget \(raceBudget): expected more than 0 and at most 1,000,000 seconds; "
          + "--no-race leaves the race out")
    }
    let files = try output.files(printing: format)
    let progress = ProgressLine()
    let report: Report
    do {
      defer { progress.clear() }
      report = try survey(progress.handler)
    }
    try files.write(report)
    try Console.output(
      try format.renderer(
        usesColour: Console.usesColour, width: Console.width, isBrief: output.brief
      ).render(report))
    if format == .text, !files.reports.isEmpty {
      try Console.output("\nWrote \(files.reports.map(\.path).joined(separator: ", "))\n")
    }
  }

  private func survey(_ progress: ProgressHandler) throws -> Report {
    let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    let memory = try MemorySize.bytes(memoryLimit)
    var survey = Survey(
      seed: seed, permutations: permutations, threads: threads, memoryLimit: memory)
    survey.only = Set(try only.map(part))
    survey.missingPolicy = missing
    let configuration = try ConfigurationFile.find(config)
    if let configuration { survey.thresholds = configuration.thresholds }
    if let budget = try budget() {
      try survey.thresholds.set(Race.info.id, "budget", to: budget)
    }
    let log = timings ? TimingLog() : nil
    survey.timings = log
    defer {
      for line in log?.lines ?? [] { FileHandle.standardError.write(Data((line + "\n").utf8)) }
    }
    if let gain { try survey.thresholds.set(SampleSize.info.id, "gain", to: gain) }
    do {
      if try InputKind(path: path) == .folder || ImageInput.canOpen(path: path) {
        try refuseTableOptions()
        var options = ImageOptions(
          layout: layout, labels: labels, target: target, group: group, task: task, seed: seed)
        try table.apply(to: &options)
        let input = try ImageInput(path: path, options: options, threads: threads) {
          progress("Opening images", $0)
        }
        let result =
          switch input {
          case .files(let source): try survey.run(source, progress: progress)
          case .stack(let source): try survey.run(source, progress: progress)
          }
        return Report(
          result, options: furtherOptions(.folder, configuration?.path),
          includesSamples: includeSamples)
      }
      if labels != nil {
        throw CommandFailure(
          message: "\(path): --labels is for images; a table names its labels with --target COLUMN")
      }
      var options = TableOptions(
        target: target, task: task, layout: layout ?? .table, exclude: exclude, include: include,
        seed: seed, memoryLimit: memory)
      try table.apply(to: &options)
      options.group = group
      options.isOrdered = ordered
      options.countsDistinct = survey.wants(Survey.columns)
      let bytes = byteCount
      let file = try CSVFile(
        path: path, options: options, threads: threads,
        progress: { progress($0, $1, ofBytes: bytes) })
      return Report(
        try survey.run(file, progress: progress),
        options: furtherOptions(.file, configuration?.path),
        includesSamples: includeSamples)
    } catch let error as DataError {
      throw CommandFailure(message: error.description)
    }
  }

  /// Seconds of work for the race, by option or environment; 0 for none, nil where nobody says.
  private func budget() throws(CommandFailure) -> Double? {
    if noRace { return 0 }
    if let raceBudget { return raceBudget }
    let name = "FATHOM_RACE_BUDGET"
    guard let text = ProcessInfo.processInfo.environment[name], !text.isEmpty else { return nil }
    guard let value = Double(text), value >= 0, value <= Analyze.largestBudget else {
      throw CommandFailure(
        message: "\(name)=\(text): expected seconds from 0, for no race, to 1,000,000")
    }
    return value
  }

  private static let largestBudget = 1e6

  /// The name of something that may be wanted.
  private func part(_ name: String) throws(CommandFailure) -> String {
    guard !Survey.parts.contains(name) else { return name }
    let nearest = NearestName.find(name, among: Survey.parts)
    throw CommandFailure(
      message: "--only \(name): there is no such part"
        + (nearest.map { "; did you mean “\($0)”?" }
          ?? "; there are \(Survey.parts.joined(separator: ", "))"))
  }

  /// The size of the file; nil where that is not known before it is read.
  private var byteCount: Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
    return attributes?[.size] as? Int
  }

  /// What the report does not say anyway, in the words of the command.
  private func furtherOptions(_ kind: InputKind, _ configuration: String?) -> [String] {
    var options = [String]()
    if kind == .folder, let layout { options += ["--layout", layout.description] }
    if let labels { options.append("--labels=\(labels)") }
    if kind == .folder, let target { options.append("--target=\(target)") }
    if let task { options += ["--task", task.rawValue] }
    for name in exclude { options.append("--exclude=\(name)") }
    for name in include { options.append("--include=\(name)") }
    if let configuration { options.append("--config=\(configuration)") }
    if let group { options.append("--group=\(group)") }
    if ordered { options.append("--ordered") }
    if let gain { options.append("--gain=\(gain)") }
    if only.isEmpty || only.contains(Race.info.id), let budget = try? budget() {
      options.append(budget == 0 ? "--no-race" : "--race-budget=\(budget)")
    }
    if missing != .completeCases { options += ["--missing", missing.rawValue] }
    for part in only { options.append("--only=\(part)") }
    options += table.given
    if let memoryLimit { options.append("--memory-limit=\(memoryLimit)") }
    if includeSamples { options.append("--include-samples") }
    return options
  }

  private func refuseTableOptions() throws(CommandFailure) {
    if labels == nil, target != nil || task != nil {
      throw CommandFailure(
        message:
          "\(path): \(target == nil ? "--task" : "--target") says which labels of a table to "
          + "use; give that table with --labels FILE, or leave it out: the labels of images are their "
          + "folders' names")
    }
    let given = [
      ("--exclude", !exclude.isEmpty), ("--include", !include.isEmpty), ("--ordered", ordered),
    ].filter(\.1).map(\.0)
    if let option = given.first ?? table.onlyForTables {
      throw CommandFailure(message: "\(path): \(option) is for tables; leave it out for images")
    }
  }
}

extension FathomData.Task: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {}
extension MissingPolicy: ExpressibleByArgument {}
extension Layout: ExpressibleByArgument {
  /// Reads `table`, `sequence`, `28x28`, `32x32x3`.
  public init?(argument: String) { self.init(argument) }
}
