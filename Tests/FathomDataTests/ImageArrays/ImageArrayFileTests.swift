import Foundation
import Testing

@testable import FathomData

@Suite struct ImageArrayFileTests {
  private let folder: ImageTestFolder

  init() throws { folder = try ImageTestFolder() }

  private func open(_ bytes: [UInt8]) throws -> ArrayFile {
    try folder.write(bytes, to: "array")
    return try ArrayFile(path: folder.path + "/array")
  }

  @Test func `every type in both orders gives the same numbers`() throws {
    let directory = try ZipDirectory(path: TestArray.fixture("types.npz"))
    #expect(directory.members.count == 42)
    for member in directory.members {
      let array = try directory.array(member)
      let isBool = member.name.hasPrefix("b1")
      let wanted = (0..<24).map { Double(isBool ? $0 % 2 : $0) }
      #expect(array.shape == [4, 2, 3] && array.rows == 4, "\(member.name)")
      #expect(try array.read(rows: 0..<4) == wanted, "\(member.name)")
      #expect(try array.read(rows: 1..<3) == Array(wanted[6..<18]), "\(member.name)")
    }
  }

  @Test func `every type of IDX is read`() throws {
    let types: [(UInt8, [UInt8], [Double])] = [
      (0x08, [1, 255], [1, 255]), (0x09, [1, 255], [1, -1]),
      (0x0B, [1, 0, 255, 255], [256, -1]), (0x0C, [0, 1, 0, 0, 255, 255, 255, 254], [65_536, -2]),
      (0x0D, [0x3F, 0x80, 0, 0, 0xBF, 0, 0, 0], [1, -0.5]),
      (
        0x0E, [0x3F, 0xF0] + [UInt8](repeating: 0, count: 6) + [0xC0] + [0, 0, 0, 0, 0, 0, 0],
        [1, -2]
      ),
    ]
    for (type, data, wanted) in types {
      #expect(try open(TestArray.idx(type, [2], data)).read(rows: 0..<2) == wanted)
    }
  }

  @Test func `all versions of NPY are read`() throws {
    for version: UInt8 in 1...3 {
      let array = try open(TestArray.npy("|u1", [2, 2], [1, 2, 3, 4], version: version))
      #expect(try array.read(rows: 1..<2) == [3, 4])
    }
    #expect(
      stackProblem { _ = try open(TestArray.npy("|u1", [1], [1], version: 4)) }?
        .contains("version is 4.0") == true)
  }

  @Test func `halves hold the values of binary16`() {
    #expect(ElementType.half(0x3C00) == 1 && ElementType.half(0xC000) == -2)
    #expect(ElementType.half(0x0001) == 0x1p-24 && ElementType.half(0x7BFF) == 65_504)
    #expect(ElementType.half(0x7C00) == .infinity && ElementType.half(0x7E00).isNaN)
  }

  @Test func `a file that ends early gives its whole rows and says what is missing`() throws {
    let array = try open(TestArray.idx(8, [5, 2, 2], Array(0..<11)))
    #expect(array.rows == 2)
    #expect(try array.read(rows: 1..<2) == [4, 5, 6, 7])
    #expect(array.notes.count == 1 && array.notes[0].hasSuffix("its last 3 rows are missing."))
    #expect(stackProblem { _ = try open(TestArray.idx(8, [5, 2, 2], [1, 2])) } != nil)
  }

  @Test func `absurd shapes are refused`() throws {
    let shapes = [
      [4, -1], [-1, 2], [Int.max, 2], [2, Int.max], [1 << 40, 1 << 20, 1 << 20], [0, 4], [4, 0], [],
    ]
    for shape in shapes {
      let problem = stackProblem { _ = try open(TestArray.npy("<f8", shape, [0, 0, 0, 0])) }
      #expect(problem != nil, "\(shape)")
    }
  }

  @Test func `objects, text and records are refused with a reason`() throws {
    let objects = stackProblem { _ = try ArrayFile(path: TestArray.fixture("objects.npy")) }
    #expect(objects?.contains("Python objects") == true)
    let text = stackProblem { _ = try open(TestArray.npy("<U3", [1], [0])) }
    #expect(text?.contains("text") == true)
    let records = stackProblem {
      _ = try open(
        TestArray.npy(
          header: "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", [0]))
    }
    #expect(records?.contains("records") == true)
  }

  @Test func `no mutated header crashes`() throws {
    var random = UInt64(1)
    func next(_ bound: Int) -> Int {
      random = StableHash.mix(random)
      return Int(random % UInt64(bound))
    }
    let originals = [
      TestArray.npy("<f4", [3, 2, 2], [UInt8](repeating: 7, count: 48)),
      TestArray.npy("<u2", [3, 2, 2], [UInt8](repeating: 7, count: 24), version: 2),
      TestArray.idx(8, [3, 2, 2], [UInt8](repeating: 7, count: 12)),
    ]
    for round in 0..<6_000 {
      var bytes = originals[round % 3]
      for _ in 0...next(4) {
        let place = next(min(bytes.count, 96))
        bytes[place] = next(3) == 0 ? [0, 255, 48, 57, 45][next(5)] : UInt8(next(256))
      }
      if next(4) == 0 { bytes.removeLast(next(bytes.count)) }
      _ = stackProblem {
        guard let header = try ArrayHeader(bytes) else { return }
        let rows = header.wholeRows(inBytes: bytes.count - header.dataOffset)
        if rows > 0, round % 4 == 0 { _ = try open(bytes).read(rows: 0..<rows) }
      }
    }
  }

  @Test func `no mutated zip crashes`() throws {
    let original = [UInt8](
      try Data(contentsOf: URL(filePath: TestArray.fixture("deflated.npz"))))
    var random = UInt64(2)
    for _ in 0..<1_000 {
      var bytes = original
      for _ in 0..<3 {
        random = StableHash.mix(random)
        bytes[Int(random % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random >> 40)
      }
      try folder.write(bytes, to: "m.npz")
      _ = stackProblem {
        let directory = try ZipDirectory(path: folder.path + "/m.npz")
        for member in directory.members { _ = try directory.array(member) }
      }
    }
  }
}
