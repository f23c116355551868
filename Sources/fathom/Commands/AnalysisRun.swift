import FathomAnalyses
import FathomData
import FathomReports
private import Foundation

/// One look at data: what every command does that measures.
struct AnalysisRun {
  private let path: String
  private let arguments: AnalysisArguments
  private let configuration: ConfigurationFile?

  init(_ settings: Settings) throws(CommandFailure) {
    path = try settings.requiredPath()
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
    Report(
      result, options: result.summary.schema.images == nil ? options(.file) : options(.folder),
      includesSamples: arguments.includeSamples)
  }

  private func survey(_ progress: ProgressHandler) throws -> SurveyResult {
    let threads = arguments.threads ?? ProcessInfo.processInfo.activeProcessorCount
    let memory = try MemorySize.bytes(arguments.memoryLimit)
    var survey = Survey(
      seed: arguments.seed ?? 1, permutations: arguments.permutations ?? 9_999, threads: threads,
      memoryLimit: memory)
    survey.only = Set(try arguments.only.map(part))
    survey.missingPolicy = arguments.missing ?? .completeCases
    if let configuration { survey.thresholds = configuration.thresholds }
    if arguments.noTrial { try survey.thresholds.set(Trial.info.id, "budget", to: 0) }
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
      if try InputKind(path: path) == .folder || ImageInput.canOpen(path: path) {
        return try images(survey, threads, progress)
      }
      return try table(survey, threads, memory, progress)
    } catch let error as DataError {
      throw CommandFailure(message: error.description)
    }
  }

  private func images(
    _ survey: Survey, _ threads: Int, _ progress: ProgressHandler
  ) throws -> SurveyResult {
    try refuseTableOptions()
    let options = ImageOptions(
      layout: arguments.layout, labels: arguments.labels, target: arguments.target,
      group: arguments.group, task: arguments.task,
      rows: try arguments.table.rowSelection(seed: survey.seed))
    let input = try ImageInput(path: path, options: options, threads: threads) {
      progress("Opening images", $0)
    }
    return switch input {
    case .files(let source): try survey.run(source, progress: progress)
    case .stack(let source): try survey.run(source, progress: progress)
    }
  }

  private func table(
    _ survey: Survey, _ threads: Int, _ memory: Int, _ progress: ProgressHandler
  ) throws -> SurveyResult {
    if arguments.labels != nil {
      throw CommandFailure(
        message: "\(path): --labels is for images; a table names its labels with --target COLUMN")
    }
    let roles = ColumnRoles(
      target: arguments.target, task: arguments.task, layout: arguments.layout ?? .table,
      include: arguments.include, exclude: arguments.exclude, group: arguments.group,
      isOrdered: arguments.ordered)
    var options = TableOptions(
      format: try arguments.table.textFormat(), roles: roles,
      rows: try arguments.table.rowSelection(seed: survey.seed), memoryLimit: memory)
    options.countsDistinct = survey.wants(Survey.columns)
    let bytes = byteCount
    let file = try CSVFile(
      path: path, options: options, threads: threads,
      progress: { progress($0, $1, ofBytes: bytes) })
    return try survey.run(file, progress: progress)
  }

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
  private func options(_ kind: InputKind) -> [String] {
    let given = arguments
    var options = [String]()
    if kind == .folder, let layout = given.layout { options += ["--layout", layout.description] }
    if let labels = given.labels { options.append("--labels=\(labels)") }
    if kind == .folder, let target = given.target { options.append("--target=\(target)") }
    if let task = given.task { options += ["--task", task.rawValue] }
    for name in given.exclude { options.append("--exclude=\(name)") }
    for name in given.include { options.append("--include=\(name)") }
    if let configuration { options.append("--config=\(configuration.path)") }
    if let group = given.group { options.append("--group=\(group)") }
    if given.ordered { options.append("--ordered") }
    if let gain = given.gain { options.append("--gain=\(gain)") }
    if given.only.isEmpty || given.only.contains(Race.info.id), let budget = given.budget {
      options.append(budget == 0 ? "--no-race" : "--race-budget=\(budget)")
    }
    if given.only.isEmpty || given.only.contains(Trial.info.id), given.noTrial {
      options.append("--no-trial")
    }
    if let missing = given.missing, missing != .completeCases {
      options += ["--missing", missing.rawValue]
    }
    for part in given.only { options.append("--only=\(part)") }
    options += given.table.given
    if let memoryLimit = given.memoryLimit { options.append("--memory-limit=\(memoryLimit)") }
    if given.includeSamples { options.append("--include-samples") }
    return options
  }

  private func refuseTableOptions() throws(CommandFailure) {
    if arguments.labels == nil, arguments.target != nil || arguments.task != nil {
      throw CommandFailure(
        message:
          "\(path): \(arguments.target == nil ? "--task" : "--target") says which labels of a table to "
          + "use; give that table with --labels FILE, or leave it out: the labels of images are their "
          + "folders' names")
    }
    let given = [
      ("--exclude", !arguments.exclude.isEmpty), ("--include", !arguments.include.isEmpty),
      ("--ordered", arguments.ordered),
    ].filter(\.1).map(\.0)
    if let option = given.first ?? arguments.table.onlyForTables {
      throw CommandFailure(message: "\(path): \(option) is for tables; leave it out for images")
    }
  }
}
