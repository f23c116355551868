import Foundation
import Testing

/// The built program, run as a user runs it.
enum Command {
  /// What a run left behind.
  struct Result {
    var output: String
    var error: String
    /// The exit code; for a program that a signal ended, its negated number.
    var code: Int32
  }

  /// Why the program could not be run.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The folder that holds Package.swift.
  static let root: URL = {
    var root = URL(filePath: #filePath)
    while root.path != "/",
      !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path)
    { root.deleteLastPathComponent() }
    return root
  }()

  /// The program lies beside the test bundle, wherever that was built.
  static let program: Swift.Result<String, Failure> = {
    var starts = [Bundle.main.bundleURL, Bundle.main.executableURL].compactMap { $0 }
    starts += CommandLine.arguments.filter { $0.contains("/") }.map { URL(filePath: $0) }
    for start in starts {
      var folder = start.standardizedFileURL
      for _ in 0..<5 {
        let candidate = folder.appending(path: "fathom").path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder),
          !isFolder.boolValue, FileManager.default.isExecutableFile(atPath: candidate)
        {
          return .success(candidate)
        }
        folder.deleteLastPathComponent()
      }
    }
    return .failure(Failure(description: "the built command is not beside the tests: \(starts)"))
  }()

  /// The path of a data set in `Fixtures/Data`, from the package root.
  static func fixture(_ name: String) -> String { "Fixtures/Data/\(name)" }

  /// Runs the program with the package root as its working directory.
  ///
  /// - Parameter environment: added to that of the tests.
  static func run(
    _ arguments: String..., environment: [String: String] = [:]
  ) throws -> Result {
    try run(arguments, environment: environment)
  }

  static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
    try launch(program.get(), arguments, environment) { finish($0) }
  }

  /// Runs a shell script in which `$FATHOM` is the program.
  static func shell(_ script: String, environment: [String: String] = [:]) throws -> Result {
    var environment = environment
    environment["FATHOM"] = try program.get()
    return try launch("/bin/sh", ["-c", script], environment) { finish($0) }
  }

  /// Runs the program, does something to it, and waits for its end.
  static func run(
    _ arguments: [String], environment: [String: String] = [:],
    meanwhile act: (Process) throws -> Void
  ) throws -> Result {
    try launch(program.get(), arguments, environment) { process in
      try act(process)
      finish(process)
    }
  }

  private static func launch(
    _ program: String, _ arguments: [String], _ environment: [String: String],
    _ wait: (Process) throws -> Void
  ) throws -> Result {
    let folder = try TestFolder()
    // Files rather than pipes: nobody has to empty them while the program runs.
    let output = try folder.write("", to: "output")
    let error = try folder.write("", to: "error")
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = root
    // The race takes longer than all the rest; tests of it ask for it.
    process.environment = ProcessInfo.processInfo.environment
      .merging(["FATHOM_RACE_BUDGET": "0", "FATHOM_NO_TRIAL": "true"]) { $1 }.merging(environment) {
        $1
      }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: error)
    try process.run()
    try wait(process)
    let isSignal = process.terminationReason == .uncaughtSignal
    return Result(
      output: try String(contentsOfFile: output, encoding: .utf8),
      error: try String(contentsOfFile: error, encoding: .utf8),
      code: isSignal ? -process.terminationStatus : process.terminationStatus)
  }

  /// Waits, but not for ever: a program that hangs is killed, and its code tells.
  private static func finish(_ process: Process) {
    let deadline = Date().addingTimeInterval(120)
    while process.isRunning, Date() < deadline { usleep(2_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }
}

/// A temporary folder that is removed with the value that holds it.
final class TestFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "fathom-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var path: String { url.path }

  /// The path of a file in the folder, made or not.
  func path(_ name: String) -> String { url.appending(path: name).path }

  /// Writes a file and returns its path.
  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file.path
  }

  /// The names of the files in the folder, sorted.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  func read(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }
}

extension Command.Result {
  /// Expects exit code 2, nothing on standard output, and one sentence that holds the words.
  func expectRefusal(
    _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(code == 2, sourceLocation: sourceLocation)
    #expect(output == "", sourceLocation: sourceLocation)
    #expect(error.hasPrefix("fathom: "), "\(error)", sourceLocation: sourceLocation)
    #expect(error.hasSuffix("\n"), "\(error)", sourceLocation: sourceLocation)
    #expect(error.split(separator: "\n").count == 1, "\(error)", sourceLocation: sourceLocation)
    for word in words {
      #expect(error.contains(word), "\(error)", sourceLocation: sourceLocation)
    }
  }

  /// Expects exit code 0 and a silent standard error.
  func expectSuccess(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(code == 0, sourceLocation: sourceLocation)
    #expect(error == "", sourceLocation: sourceLocation)
    #expect(output.isEmpty == false, sourceLocation: sourceLocation)
  }

  /// The report on standard output.
  func json() throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(output.utf8))
    return try #require(object as? [String: Any])
  }
}
