import Foundation
import Testing

@testable import FathomAnalyses

/// The arrows of the design point one way; SwiftPM alone would let an undeclared C module through.
@Suite struct ArchitectureTests {
  /// The modules of this package, and outside ones that are guarded, which each target may import.
  private static let arrows: [String: Set<String>] = [
    "FathomNumerics": ["COpenBLAS", "CLAPACKE", "CXGBoost"],
    "FathomData": [
      "CSPNG", "CArchive", "CDeflate", "CJPEGDecoder", "CWebP", "CTIFF", "CGIF", "CCrypto", "CZlib",
      "CBZip2",
      "CLZMA",
      "CZstd",
    ],
    "FathomSummaries": ["FathomNumerics", "FathomData", "CZlib"],
    "FathomAnalyses": ["FathomNumerics", "FathomData", "FathomSummaries"],
    "FathomReports": ["FathomAnalyses", "FathomSummaries", "FathomData", "Mustache"],
    "fathom": [
      "FathomAnalyses", "FathomReports", "FathomSummaries", "FathomData", "ArgumentParser", "Yams",
    ],
  ]

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
    let types = Catalog.entries.map { CatalogTests.typeName($0.info.id) }
    let reports = try sources().filter { $0.module == "FathomReports" }
    #expect(reports.contains { $0.path.hasSuffix("Renderer.swift") })
    for file in reports {
      let words = Set(file.text.split { !$0.isLetter && !$0.isNumber }.map(String.init))
      for type in types {
        #expect(!words.contains(type), "\(file.path) names \(type)")
      }
    }
  }
}
