import ArgumentParser
import FathomReports

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// The command.
@main
struct Fathom: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fathom",
    abstract: "Measures whether deep learning is likely to pay off on a dataset.",
    discussion: """
      Point it at a CSV or at a folder of images:

        fathom analyze table.csv --target price
        fathom analyze photos/
        fathom analyze pixels.csv --layout 28x28 --target label
        fathom check table.csv --target price

      Exit codes: 0 done, 1 a gate failed, 2 could not run, 3 a gate could not tell.
      """,
    version: Report.currentVersion,
    subcommands: [
      Analyze.self, Check.self, BaselineCommand.self, Compare.self, Initialise.self, Plan.self,
      Render.self, Explain.self, List.self, Manual.self,
    ])

  /// ArgumentParser's own codes are mapped: everything that could not run is 2.
  static func main() {
    // A reader that goes away (`fathom … | head`) is an error to report, not a signal to die of.
    signal(SIGPIPE, SIG_IGN)
    Interruption.prepare()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let gate as GateExit {
      Glibc.exit(gate.code)
    } catch let failure as CommandFailure {
      Console.error("fathom: \(failure.message)")
      Glibc.exit(failure.exitCode)
    } catch let failure as ReportError {
      Console.error("fathom: \(failure.description)")
      Glibc.exit(2)
    } catch {
      let isClean = exitCode(for: error) == .success
      let message = fullMessage(for: error)
      if isClean {
        print(message)
        Glibc.exit(0)
      }
      Console.error(message)
      Glibc.exit(2)
    }
  }
}

/// Prints the manual page, which `make install` puts where `man` looks for it.
struct Manual: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the manual page.",
    discussion: "Example:\n  fathom manual > fathom.1 && man -l fathom.1")

  mutating func run() throws {
    try Console.output(try ManualPage(of: Fathom.self).text)
  }
}
