import Foundation
import HealthSuite

/// Writes the sets of the health suite, each into a folder of its own: `A.csv`, `B.csv` or a folder of images, and
/// `truth.json`.
///
///     fathom-health-suite OUT [SEED]
///
/// The committed tables are read from `Fixtures/Data` of the working directory.
@main struct FathomHealthSuite {
  static func main() throws {
    let words = Array(CommandLine.arguments.dropFirst())
    let seed = words.count > 1 ? UInt64(words[1]) : 1
    guard (1...2).contains(words.count), let seed else {
      FileHandle.standardError.write(Data("fathom-health-suite OUT [SEED]\n".utf8))
      exit(2)
    }
    let fixtures = URL(filePath: FileManager.default.currentDirectoryPath)
      .appending(path: "Fixtures/Data")
    let cases =
      try HealthSuite.planted(seed: seed)
      + HealthSuite.clean(seed: seed, fixtures: fixtures)
    for made in cases { try made.write(to: URL(filePath: words[0]).appending(path: made.name)) }
    print("\(cases.count) sets, \(cases.count { !$0.isClean }) with something planted")
  }
}
