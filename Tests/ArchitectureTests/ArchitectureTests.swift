import FathomAnalyses
import Foundation
import Testing

/// The arrows of the design point one way; SwiftPM alone would let an undeclared C module through.
@Suite struct ArchitectureTests {
  /// The modules of this package, and outside ones that are guarded, which each target may import.
  private static let arrows: [String: Set<String>] = [
    "FathomNumerics": ["CKernels", "COpenBLAS", "CLAPACKE"],
    "FathomLearners": ["FathomNumerics", "CKernels", "COpenBLAS", "CXGBoost"],
    "FathomData": [
      "CKernels", "CSPNG", "CArchive", "CDeflate", "CJPEGDecoder", "CWebP", "CTIFF", "CGIF",
      "CCrypto", "CZlib",
      "CBZip2",
      "CLZMA",
      "CZstd", "CUchardet",
    ],
    "FathomSummaries": ["FathomNumerics", "FathomData", "CZlib"],
    "FathomAnalyses": ["FathomNumerics", "FathomLearners", "FathomData", "FathomSummaries"],
    "FathomReports": ["FathomAnalyses", "FathomSummaries", "FathomData", "Mustache"],
    "FathomGate": [
      "FathomReports", "FathomAnalyses", "FathomSummaries", "FathomData", "FathomNumerics",
    ],
    "fathom": [
      "FathomAnalyses", "FathomReports", "FathomGate", "FathomSummaries", "FathomData",
      "ArgumentParser", "Yams",
    ],
  ]

  /// The rooms of each module from the bottom up: a file may refer to its own room and to those before it.
  ///
  /// A room is a folder, or a file beside the folders by its name; the longest name that fits counts. What a room
  /// holds of other folders is its own business.
  private static let rooms: [String: [String]] = [
    "FathomNumerics": [
      "NumericsError", "GoldenSection", "Random", "Matrices", "Distributions", "Quantiles",
      "Permutation",
      "Distances",
    ],
    "FathomData": [
      "Schema", "Formats", "Input", "Tables", "CSV", "Images/Codecs", "Images/Features",
      "Images/Stores", "Images", "ImageArrays", "Opening",
    ],
    "FathomSummaries": [
      "Needs", "Columns", "Codec", "Partials", "Sketches", "Summary", "Rounds",
    ],
    "FathomLearners": ["SampleRows", "Linear", "Neighbours", "Networks", "Trees", "Kernels"],
    "FathomAnalyses": [
      "Framework", "Shared", "Structure/Positions", "Structure/LocalCorrelation",
      "Structure/SupervisedLocality", "Structure/HiddenOrder", "Structure/TokenOrder", "Redundancy",
      "Planning", "Size/IntrinsicDimension", "Size/LearningCurve", "Health",
      "Race/Rows", "Race/Contenders", "Race/CrossValidation", "Race/Race", "Race/Trial",
      "Size/SampleSize", "Health/Leakage", "Health/SecondFile", "Health/LabelErrors", "Verdict",
      "Catalog", "Survey",
    ],
    "FathomReports": [
      "Text", "Model", "Phrases", "JSON", "Figures", "Terminal", "Markdown", "HTML", "CI",
      "ReportFormats", "GateFailure",
    ],
    "fathom": ["Output", "Configuration", "Commands", "Fathom"],
  ]

  /// No more files than this may lead to one another in a circle: about what one analysis has.
  private static let largestCircle = 6

  private struct SourceFile {
    var path: String
    var text: String

    /// The folder under `Sources` is the module.
    var module: String { String(path.split(separator: "/")[1]) }

    /// The modules of the file's import lines, whatever their access level and attributes.
    var imports: [String] {
      let pattern =
        #/
        ^\s*(?:@\w+(?:\([^)]*\))?\s+)*
        (?:(?:public|package|internal|fileprivate|private)\s+)?
        import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var|actor)\s+)?
        (\w+)
        /#
      return text.split(separator: "\n").compactMap { line in
        line.firstMatch(of: pattern).map { String($0.1) }
      }
    }
  }

  private func sources() throws -> [SourceFile] {
    try Package.files(under: "Sources", extension: "swift").map {
      SourceFile(path: $0, text: try Package.text($0))
    }
  }

  /// The system libraries: folders under `Sources` with a module map.
  private func systemModules() throws -> Set<String> {
    Set(
      try Package.files(under: "Sources", extension: "modulemap").map {
        String($0.split(separator: "/")[1])
      })
  }

  private func violations(_ files: [SourceFile], system: Set<String>) -> [String] {
    let guarded = system.union(ArchitectureTests.arrows.keys)
      .union(ArchitectureTests.arrows.values.joined())
    return files.flatMap { file in
      guard let allowed = ArchitectureTests.arrows[file.module] else {
        return ["\(file.path): say in ArchitectureTests where \(file.module) stands"]
      }
      return file.imports.filter { guarded.contains($0) && !allowed.contains($0) }.map {
        "\(file.path) imports \($0)"
      }
    }
  }

  @Test func `no import points against the arrows`() throws {
    let files = try sources()
    let system = try systemModules()
    // Otherwise nothing was read, and nothing could fail.
    #expect(Set(files.map(\.module)).isSuperset(of: ArchitectureTests.arrows.keys))
    #expect(
      system.isSuperset(of: ["COpenBLAS", "CLAPACKE", "CSPNG", "CDeflate", "CTIFF", "CCrypto"]))
    #expect(files.contains { $0.imports.contains("COpenBLAS") })
    #expect(violations(files, system: system) == [])
  }

  @Test func `an import against the arrows is found, however it is written`() {
    let forbidden = [
      ("FathomAnalyses", "internal import COpenBLAS"),
      ("FathomReports", "import FathomNumerics"),
      ("FathomData", "public import FathomNumerics"),
      ("FathomData", "  private import struct FathomAnalyses.Survey"),
      ("FathomNumerics", "@testable import FathomData"),
      ("FathomNumerics", "@preconcurrency private import CSPNG"),
      ("FathomAnalyses", "import FathomReports"),
      ("FathomSummaries", "internal import FathomAnalyses"),
      ("FathomReports", "import FathomGate"),
      ("FathomNumerics", "import FathomLearners"),
      ("FathomReports", "import ArgumentParser"),
      ("FathomReports", "import Yams"),
      ("FathomAnalyses", "import Mustache"),
      ("FathomReports", "import CNew"),
      ("fathom", "import CCrypto"),
      ("Unknown", "import Foundation"),
    ]
    for (module, line) in forbidden {
      let file = SourceFile(path: "Sources/\(module)/A.swift", text: "// A file\n\(line)\n")
      #expect(
        violations([file], system: ["COpenBLAS", "CSPNG", "CDeflate", "CNew"]).count == 1, "\(line)"
      )
    }
    let fine = SourceFile(
      path: "Sources/FathomReports/A.swift",
      text: "import Foundation\npublic import FathomAnalyses\n// import COpenBLAS\n")
    #expect(violations([fine], system: ["COpenBLAS"]) == [])
  }

  @Test func `no renderer names an analysis`() throws {
    let types = Catalog.standard.entries.map {
      $0.info.id.prefix(1).uppercased() + $0.info.id.dropFirst()
    }
    let reports = try sources().filter { $0.module == "FathomReports" }
    #expect(reports.contains { $0.path.hasSuffix("Renderer.swift") })
    for file in reports {
      let words = Set(file.text.split { !$0.isLetter && !$0.isNumber }.map(String.init))
      for type in types {
        #expect(!words.contains(type), "\(file.path) names \(type)")
      }
    }
  }

  // MARK: Inside modules

  /// The references between the rooms of one module that point upward, and files that stand in no room.
  private func upward(_ module: String, _ files: [SourceFile]) -> [String] {
    let rooms = ArchitectureTests.rooms[module] ?? []
    let prefix = "Sources/\(module)/"
    func floor(_ path: String) -> Int? {
      let place = path.dropFirst(prefix.count)
      return rooms.indices.filter {
        place.hasPrefix(rooms[$0] + "/") || place.hasPrefix(rooms[$0] + ".")
      }.max { rooms[$0].count < rooms[$1].count }
    }
    let own = files.filter { $0.path.hasPrefix(prefix) }
    let references = SourceReferences(
      Dictionary(uniqueKeysWithValues: own.map { ($0.path, $0.text) }))
    let homeless = own.filter { floor($0.path) == nil }.map { "\($0.path) stands in no room" }
    return homeless
      + references.edges.sorted { $0.key < $1.key }.flatMap { path, targets in
        targets.sorted { $0.key < $1.key }.compactMap { target, names -> String? in
          guard let from = floor(path), let to = floor(target), to > from else { return nil }
          return "\(path) refers upward to \(target): \(names.sorted().joined(separator: ", "))"
        }
      }
  }

  @Test(arguments: rooms.keys.sorted())
  func `no reference inside a module points to a room above`(_ module: String) throws {
    let files = try sources()
    #expect(files.count { $0.module == module } > 5)
    #expect(upward(module, files) == [])
  }

  @Test func `a planted reference upward is found`() throws {
    func file(_ path: String, _ text: String) -> SourceFile {
      SourceFile(path: "Sources/FathomAnalyses/\(path).swift", text: text)
    }
    let race = file(
      "Race/Race/Race", "public struct Race { public struct Evidence { public struct Part {} } }")
    let planted = [
      "struct Pool { let evidence: Race.Evidence.Part }",
      "extension Race { var pooled: Int { 0 } }",
      "func pool() -> [Race]? { nil }",
      "enum Pool { static let text = \"\\(Race.self)\" }",
    ]
    for text in planted {
      let found = upward("FathomAnalyses", [race, file("Shared/Pool", text)])
      #expect(found.count == 1 && found[0].contains("Shared/Pool.swift refers upward"), "\(text)")
      #expect(upward("FathomAnalyses", [race, file("Verdict/Pool", text)]) == [], "\(text)")
    }
    let harmless = [
      "// Race\nlet text = \"Race\" /* Race */", "struct Other { struct Race {}\n let race: Race }",
    ]
    for text in harmless {
      #expect(upward("FathomAnalyses", [race, file("Shared/Pool", text)]) == [], "\(text)")
    }
    #expect(upward("FathomAnalyses", [file("Attic/A", "struct A {}")]).count == 1)
  }

  @Test func `no circle of files is larger than six`() throws {
    for module in ArchitectureTests.arrows.keys.sorted() {
      let files = try sources().filter { $0.module == module }
      let references = SourceReferences(
        Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.text) }))
      #expect(references.edges.count > files.count / 2, "nothing was read of \(module)")
      for circle in references.circles where circle.count > ArchitectureTests.largestCircle {
        Issue.record("\(circle.count) files of \(module) in a circle: \(circle)")
      }
    }
  }

  @Test func `a circle of files is found`() {
    let chain = Dictionary(
      uniqueKeysWithValues: (0..<8).map {
        ("f\($0)", "struct T\($0) { let next: T\(($0 + 1) % 8) }")
      })
    #expect(SourceReferences(chain).circles.map(\.count) == [8])
    var open = chain
    open["f7"] = "struct T7 {}"
    #expect(SourceReferences(open).circles == [])
  }

  @Test func `no folder holds more than twenty sources`() throws {
    let folders = Dictionary(grouping: try sources().map(\.path)) {
      $0.split(separator: "/").dropLast().joined(separator: "/")
    }
    for (folder, files) in folders { #expect(files.count <= 20, "\(folder)") }
  }
}

/// Files of the package, found from this file upward.
private enum Package {
  static let root: URL = {
    var root = URL(filePath: #filePath)
    while root.path != "/",
      !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path)
    { root.deleteLastPathComponent() }
    return root
  }()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The paths of all files under a folder with an extension, relative to the package, sorted.
  static func files(under folder: String, extension suffix: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
      .filter { $0.hasSuffix("." + suffix) }.map { "\(folder)/\($0)" }.sorted()
  }
}
