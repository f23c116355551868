import ArgumentParser

/// Prints the manual page, which `make install` puts where `man` looks for it.
struct Manual: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the manual page.",
    discussion: "Example:\n  fathom manual > fathom.1 && man -l fathom.1")

  mutating func run() throws {
    try Console.output(try ManualPage(of: Fathom.self).text)
  }
}
