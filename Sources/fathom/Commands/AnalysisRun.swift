import FathomAnalyses
import FathomData
import FathomGate
import FathomReports
internal import FathomSummaries
private import Foundation

/// One look at data: what every command does that measures.
struct AnalysisRun {
  private let path: String
  private var arguments: AnalysisArguments
  private let configuration: ConfigurationFile?

  /// - Parameter path: other data than the settings say.
  init(_ settings: Settings, path other: String? = nil) throws(CommandFailure) {
    if let other { path = other } else { path = try settings.requiredPath() }
    arguments = settings.arguments
    configuration = settings.configuration
  }

  /// What was measured, with a line on standard error that says how far it is.
  func survey() throws -> SurveyResult {
    let progress = ProgressLine()
    defer { progress.clear() }
    return try survey(progress.handler)
  }

  /// The report of what was measured.
  func report(_ result: SurveyResult) -> Report {
    var report = Report(
      result, options: given(ofImages: result.summary.schema.images != nil),
      includesSamples: arguments.includeSamples)
    report.input.path = ShownPath.of(report.input.path)
    return report
  }

  /// What became of the cells as they are written; nil for what is no table of text.
  func cells(
    _ result: SurveyResult, _ report: Report, _ request: CellReview.Request,
    rejected: @escaping @Sendable (CellReview.Reject) -> Void = { _ in }
  ) throws(CommandFailure) -> CellReview? {
    do {
      return try CellReview.read(
        result.summary, report, request, threads: threads, rejected: rejected)
    } catch {
      throw CommandFailure(message: error.description)
    }
  }

  /// What a second file shares with these data, and what it contradicts: the checks of data health that need both.
  func overlap(with second: String) throws -> [GateResult.Check] {
    var run = self
    run.arguments.only = [SecondFile.info.id]
    run.arguments.test = second
    return GatePolicy.checks(ofSecondFile: run.report(try run.survey()))
  }

  /// What the data look like, to compare later data with.
  func baseline() throws -> Baseline { try look().baseline }

  /// The same, with what is known of the cells.
  func look() throws -> (baseline: Baseline, cells: CellReview?) {
    let result = try survey()
    let report = Report(result, includesSamples: true)
    let cells = try cells(result, report, CellReview.Request(today: Check.today()))
    var baseline = Baseline(report, table: cells?.table)
    baseline.written = Check.today()
    return (baseline, cells)
  }

  private var threads: Int { arguments.threads ?? ProcessInfo.processInfo.activeProcessorCount }

  private func survey(_ progress: ProgressHandler) throws -> SurveyResult {
    // Two sources share the memory.
    let memory = try MemorySize.bytes(arguments.memoryLimit) / (arguments.test == nil ? 1 : 2)
    var survey = Survey(
      seed: arguments.seed ?? 1, permutations: arguments.permutations ?? 9_999, threads: threads,
      memoryLimit: memory)
    survey.only = Set(try arguments.only.map(part))
    survey.includesSamples = arguments.includeSamples
    survey.missingPolicy = arguments.missing ?? .completeCases
    if let configuration { survey.thresholds = configuration.thresholds }
    if arguments.noTrial { try survey.thresholds.set(Trial.info.id, "budget", to: 0) }
    if let rows = arguments.raceRows {
      try survey.thresholds.set(Race.info.id, "rows", to: Double(rows))
    }
    if let budget = arguments.budget {
      try survey.thresholds.set(Race.info.id, "budget", to: budget)
    }
    let log = arguments.timings ? TimingLog() : nil
    survey.timings = log
    defer {
      for line in log?.lines ?? [] { FileHandle.standardError.write(Data((line + "\n").utf8)) }
    }
    if let gain = arguments.gain { try survey.thresholds.set(SampleSize.info.id, "gain", to: gain) }
    do {
      if let test = arguments.test {
        survey.second = try second(test, survey, memory, threads, progress)
      }
      let input = try Opening.open(
        path: path, options: try inputOptions(survey, memory), threads: threads,
        progress: { progress($0, $1, ofBytes: $2) })
      return switch input {
      case .table(let file): try survey.run(file, progress: progress)
      case .images(let source): try survey.run(source, progress: progress)
      case .arrays(let source): try survey.run(source, progress: progress)
      }
    } catch let error as DataError {
      throw CommandFailure(message: error.description)
    }
  }

  /// The second source, which may lack the target and the groups of the first.
  private func second(
    _ path: String, _ survey: Survey, _ memory: Int, _ threads: Int, _ progress: ProgressHandler
  ) throws -> Summary {
    var options = try inputOptions(survey, memory)
    (options.table.roles.include, options.table.roles.exclude) = ([], [])
    func read() throws -> Summary {
      let input = try Opening.open(
        path: path, options: options, threads: threads,
        progress: { progress($0, $1, ofBytes: $2) })
      return switch input {
      case .table(let file): try survey.summary(of: file, progress)
      case .images(let source): try survey.summary(of: source, progress)
      case .arrays(let source): try survey.summary(of: source, progress)
      }
    }
    do { return try read() } catch let error as DataError {
      guard options.table.roles.target != nil || options.table.roles.group != nil else {
        throw error
      }
      options.table.roles.group = nil
      if let summary = try? read() { return summary }
      (options.table.roles.target, options.table.roles.task) = (nil, nil)
      guard let summary = try? read() else { throw error }
      return summary
    }
  }

  /// What the user says about the input, whatever it turns out to be.
  private func inputOptions(_ survey: Survey, _ memory: Int) throws -> InputOptions {
    let rows = try arguments.table.rowSelection(seed: survey.seed)
    let roles = ColumnRoles(
      target: arguments.target, task: arguments.task, layout: arguments.layout ?? .table,
      include: arguments.include, exclude: arguments.exclude, group: arguments.group,
      isOrdered: arguments.ordered)
    var table = TableOptions(
      format: try arguments.table.textFormat(), roles: roles, rows: rows, memoryLimit: memory)
    table.countsDistinct = survey.wants(Survey.columns)
    var images = ImageOptions(
      layout: arguments.layout, isColour: arguments.images.colour, labels: arguments.labels,
      classesAt: try arguments.images.classPlace(), target: arguments.target,
      group: arguments.group, task: arguments.task, rows: rows)
    images.takesAllPages = arguments.images.pages == .all
    let columns = [
      ("--exclude", !arguments.exclude.isEmpty), ("--include", !arguments.include.isEmpty),
      ("--ordered", arguments.ordered),
    ].filter(\.1).map(\.0)
    return InputOptions(
      table: table, images: images, onlyForTables: columns + arguments.table.onlyForTables,
      onlyForImages: arguments.images.given)
  }

  /// The name of something that may be wanted.
  private func part(_ name: String) throws(CommandFailure) -> String {
    guard !Survey.parts().contains(name) else { return name }
    let nearest = NearestName.find(name, among: Survey.parts())
    throw CommandFailure(
      message: "--only \(name): there is no such part"
        + (nearest.map { "; did you mean “\($0)”?" }
          ?? "; there are \(Survey.parts().joined(separator: ", "))"))
  }

  /// What the report does not say anyway, in the words of the command.
  private func given(ofImages: Bool) -> [String] {
    let given = arguments
    var options = [String]()
    if ofImages, let layout = given.layout { options += ["--layout", layout.description] }
    if let labels = given.labels { options.append("--labels=\(ShownPath.of(labels))") }
    if ofImages, let target = given.target { options.append("--target=\(target)") }
    if let task = given.task { options += ["--task", task.rawValue] }
    for name in given.exclude { options.append("--exclude=\(name)") }
    for name in given.include { options.append("--include=\(name)") }
    if let configuration { options.append("--config=\(ShownPath.ofPolicy(configuration.path))") }
    if let group = given.group { options.append("--group=\(group)") }
    if given.ordered { options.append("--ordered") }
    if let gain = given.gain { options.append("--gain=\(gain)") }
    if given.only.isEmpty || given.only.contains(Race.info.id), let budget = given.budget {
      options.append(budget == 0 ? "--no-race" : "--race-budget=\(budget)")
    }
    if given.only.isEmpty || given.only.contains(Race.info.id), let rows = given.raceRows {
      options.append("--race-rows=\(rows)")
    }
    if let test = given.test { options.append("--test=\(ShownPath.of(test))") }
    if given.only.isEmpty || given.only.contains(Trial.info.id), given.noTrial {
      options.append("--no-trial")
    }
    if let missing = given.missing, missing != .completeCases {
      options += ["--missing", missing.rawValue]
    }
    for part in given.only { options.append("--only=\(part)") }
    options += given.table.given + given.images.given
    if let memoryLimit = given.memoryLimit { options.append("--memory-limit=\(memoryLimit)") }
    if given.includeSamples { options.append("--include-samples") }
    return options
  }
}
