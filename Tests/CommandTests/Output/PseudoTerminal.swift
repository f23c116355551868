import Foundation

/// The program on a terminal, which Python makes; the schema tests need it anyway.
enum PseudoTerminal {
  /// What the user does.
  enum Step {
    /// Waits until a regular expression of Python matches what was shown since the last step.
    case wait(String)
    /// Waits for a number of seconds.
    case pause(Double)
    /// Makes the window so wide.
    case resize(Int)
    /// Presses keys.
    case type(String)

    fileprivate var words: [String] {
      switch self {
      case .wait(let pattern): ["wait", pattern]
      case .pause(let seconds): ["pause", String(seconds)]
      case .resize(let columns): ["resize", String(columns)]
      case .type(let keys): ["type", keys]
      }
    }
  }

  /// What the user saw, and how the program ended: an exit code, or a negated signal.
  struct Transcript: Decodable {
    var shown: String
    var code: Int32
    /// The first step that was waited for in vain; nil when there is none.
    var missed: String?
  }

  /// Runs a shell script in which `$FATHOM` is the program; `exec` makes it take the shell's place.
  static func run(
    _ script: String, width: Int = 100, environment: [String: String] = ["TERM": "xterm"],
    _ steps: [Step] = []
  ) throws -> Transcript {
    let words = try JSONEncoder().encode(steps.map(\.words))
    let result = try Command.shell(
      "python3 -c \"$DRIVER\" /bin/sh -c \"$SCRIPT\"",
      environment: environment.merging([
        "DRIVER": driver, "SCRIPT": script, "WIDTH": String(width),
        "STEPS": String(decoding: words, as: UTF8.self),
      ]) { $1 })
    guard result.code == 0 else {
      throw Command.Failure(description: "no terminal: \(result.error)")
    }
    return try JSONDecoder().decode(Transcript.self, from: Data(result.output.utf8))
  }

  private static let driver = """
    import fcntl, json, os, pty, re, select, signal, struct, sys, termios, time

    def resize(columns):
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))

    ready, go = os.pipe()
    process, terminal = pty.fork()
    if process == 0:
        os.read(ready, 1)
        # A runner in the background ignores SIGINT, and threads of a pool block it.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        os.execv(sys.argv[1], sys.argv[1:])
    resize(int(os.environ["WIDTH"]))
    os.write(go, b"x")
    steps = json.loads(os.environ["STEPS"])
    shown, since, missed = b"", 0, None
    began = time.monotonic()
    while True:
        if steps:
            kind, value = steps[0]
            waited = time.monotonic() - began
            done = True
            if kind == "wait":
                done = re.search(value, shown[since:].decode("utf-8", "ignore")) is not None
                if not done and waited > 60:
                    missed = value
                    os.kill(process, signal.SIGKILL)
                    steps = []
            elif kind == "pause":
                done = waited > float(value)
            elif kind == "resize":
                resize(int(value))
            else:
                os.write(terminal, value.encode())
            if done:
                steps, since, began = steps[1:], len(shown), time.monotonic()
        if select.select([terminal], [], [], 0.01)[0]:
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                piece = b""
            if not piece:
                break
            shown += piece
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    print(json.dumps({"shown": shown.decode(), "code": code, "missed": missed}))
    """
}
