import Foundation
import Testing

/// Ctrl-C, or a signal of another program, at any time: nothing half done is left.
@Suite(.serialized) struct InterruptionTests {
  private let folder: TestFolder
  private let temporary: TestFolder

  init() throws {
    folder = try TestFolder()
    temporary = try TestFolder()
  }

  /// A runner in the background ignores SIGINT, and threads of a pool block it; children inherit
  /// both.
  private func withSignal<Value>(
    _ number: Int32, action: (@convention(c) (Int32) -> Void)?, _ body: () throws -> Value
  ) rethrows -> Value {
    var (set, before) = (sigset_t(), sigset_t())
    sigemptyset(&set)
    sigaddset(&set, number)
    pthread_sigmask(SIG_UNBLOCK, &set, &before)
    let previous = signal(number, action)
    defer {
      signal(number, previous)
      pthread_sigmask(SIG_SETMASK, &before, nil)
    }
    return try body()
  }

  private func run(
    _ number: Int32, _ arguments: [String], meanwhile act: (Process) throws -> Void
  ) throws -> Command.Result {
    _ = try folder.write("precious", to: "old.json")
    return try withDefault(number) {
      try Command.run(arguments, environment: ["TMPDIR": temporary.path], meanwhile: act)
    }
  }

  private func withDefault<Value>(_ number: Int32, _ body: () throws -> Value) rethrows -> Value {
    try withSignal(number, action: SIG_DFL, body)
  }

  private func expectNothingLeft(_ result: Command.Result, _ number: Int32) throws {
    #expect(result.code == -number)
    #expect(result.error == "fathom: interrupted\n")
    #expect(result.output == "")
    #expect(try folder.read("old.json") == "precious")
    #expect(try folder.names().filter { $0 != "fifo" } == ["old.json"])
    #expect(try temporary.names() == [])
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `while it analyses`(number: Int32) throws {
    let arguments = [
      "analyze", Command.fixture("spectra.csv"), "--permutations", "50000000", "--output",
      "json=\(folder.path("old.json"))", "--output", "text=\(folder.path("new.txt"))",
    ]
    let result = try run(number, arguments) { process in
      usleep(700_000)
      #expect(process.isRunning, "the run is too short to be interrupted")
      kill(process.processIdentifier, number)
    }
    try expectNothingLeft(result, number)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `while it reads from a slow program`(number: Int32) throws {
    let fifo = try FIFO(folder.path("fifo"))
    let arguments = ["analyze", fifo.path, "--output", "json=\(folder.path("old.json"))"]
    let result = try run(number, arguments) { process in
      let input = try fifo.connect(process)
      // More than the pipe holds: when it is written, most of it was read.
      try input.write(contentsOf: Data(String(repeating: "1,2,3\n", count: 50_000).utf8))
      kill(process.processIdentifier, number)
      process.waitUntilExit()
      try input.close()
    }
    try expectNothingLeft(result, number)
  }

  @Test func `a signal that the caller ignores is ignored, as nohup wants`() throws {
    let fifo = try FIFO(folder.path("fifo"))
    let result = try withSignal(SIGHUP, action: SIG_IGN) {
      try Command.run(["analyze", fifo.path, "--permutations", "99"]) { process in
        let input = try fifo.connect(process)
        try input.write(contentsOf: Data("a,b\n1,2\n".utf8))
        kill(process.processIdentifier, SIGHUP)
        try input.write(contentsOf: Data("2,1\n3,5\n".utf8))
        try input.close()
      }
    }
    result.expectSuccess()
  }

  @Test func `while it writes a report`() throws {
    // Long names make a report that takes a while to be written.
    let names = (0..<200).map { "c\($0)" + String(repeating: "x", count: 60_000) }
    let rows = (0..<4).map { row in
      (0..<200).map { String(($0 + 3) * (row + 1) % 17) }.joined(separator: ",")
    }
    let input = try TestFolder()
    let path = try input.write(
      ([names.joined(separator: ",")] + rows).joined(separator: "\n") + "\n", to: "wide.csv")
    var wasWriting = false
    for _ in 0..<10 where !wasWriting {
      let result = try run(
        SIGTERM,
        ["analyze", path, "--permutations", "9", "--output", "json=\(folder.path("old.json"))"]
      ) { process in
        while process.isRunning, !wasWriting {
          wasWriting = try folder.names().contains { $0.hasSuffix(".partial") }
        }
        kill(process.processIdentifier, SIGTERM)
      }
      if result.code == -SIGTERM, try folder.read("old.json") == "precious" {
        try expectNothingLeft(result, SIGTERM)
      } else {
        // The signal came when the report had its name.
        wasWriting = false
        #expect(try folder.read("old.json").hasSuffix("}\n"))
        #expect(try folder.names() == ["old.json"])
      }
    }
    #expect(wasWriting, "the report was never seen half written")
  }
}

/// A named pipe that the program reads and the test writes.
private struct FIFO {
  let path: String

  init(_ path: String) throws {
    self.path = path
    guard mkfifo(path, 0o600) == 0 else { throw Command.Failure(description: "no pipe \(path)") }
  }

  /// The end to write to, once the program has opened the other one.
  func connect(_ process: Process) throws -> FileHandle {
    while process.isRunning {
      let descriptor = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      if descriptor >= 0 {
        _ = fcntl(descriptor, F_SETFL, 0)
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      }
      usleep(1_000)
    }
    throw Command.Failure(description: "the program ended before it opened \(path)")
  }
}
