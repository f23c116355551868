import Foundation
import Testing

/// The headers of the kernels keep what their first comment promises.
@Suite struct KernelHeadersTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func texts(under folder: String, _ endings: [String]) throws -> [String: String] {
    let folder = KernelHeadersTests.root.appending(path: folder)
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var texts = [String: String]()
    for case let file as URL in files where endings.contains(file.pathExtension) {
      texts[file.lastPathComponent] = try String(contentsOf: file, encoding: .utf8)
    }
    return texts
  }

  /// A declared function with the comment above it.
  private struct Kernel {
    var name: String
    var comment: String
  }

  private func kernels(_ header: String) -> [Kernel] {
    var kernels = [Kernel]()
    var comment = ""
    for line in header.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("//") {
        comment += line.dropFirst(2) + "\n"
      } else if let found = line.firstMatch(of: #/^(?!typedef)[\w ]+[ *](fathom_\w+)\(/#) {
        kernels.append(Kernel(name: String(found.1), comment: comment))
      } else if line.isEmpty {
        comment = ""
      }
    }
    return kernels
  }

  @Test func `every kernel has a portable twin that is tested, or the header says why not`() throws
  {
    let headers = try texts(under: "Sources/CKernels/include", ["h"])
    let tests = try texts(under: "Tests", ["swift"]).values.joined()
    var count = 0
    for (file, header) in headers {
      let all = kernels(header)
      let names = Set(all.map(\.name))
      let noTwins = header.prefix { $0 != "#" }.contains("No twins: ")
      for kernel in all where !kernel.name.contains(#/_(scalar|avx2)$/#) {
        count += 1
        let twin = kernel.name + "_scalar"
        if names.contains(twin) {
          #expect(tests.contains(twin), "no test names \(twin)")
        } else {
          #expect(noTwins || kernel.comment.contains("No twin: "), "\(file): \(kernel.name)")
        }
      }
    }
    // The test would be void if it found no declarations.
    #expect(count > 30)
  }

  @Test func `the umbrella header has all headers`() throws {
    let headers = try texts(under: "Sources/CKernels/include", ["h"])
    let umbrella = try #require(headers["CKernels.h"])
    for file in headers.keys where file != "CKernels.h" {
      #expect(umbrella.contains("#include \"\(file)\""), "\(file)")
    }
  }

  @Test func `what the processor can do is asked in one place`() throws {
    for (file, source) in try texts(under: "Sources/CKernels", ["c", "h"]) {
      if file != "dispatch.c" { #expect(!source.contains("__builtin_cpu"), "\(file)") }
      if file != "processor.h" { #expect(!source.contains("target_clones"), "\(file)") }
    }
  }
}
