import Foundation

@testable import FathomData

/// Arrays as bytes, written without the code under test.
enum TestArray {
  static func npy(
    _ descr: String, _ shape: [Int], _ data: [UInt8], version: UInt8 = 1
  ) -> [UInt8] {
    let sides = shape.map { "\($0)," }.joined()
    return npy(
      header: "{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(sides)), }", data,
      version: version)
  }

  static func npy(header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    let length = UInt32(header.utf8.count + 1)
    let sizes = (0..<(version == 1 ? 2 : 4)).map {
      UInt8(truncatingIfNeeded: length >> (8 * UInt32($0)))
    }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + sizes + Array(header.utf8) + [10] + data
  }

  static func idx(_ type: UInt8, _ shape: [Int], _ data: [UInt8]) -> [UInt8] {
    let sides = shape.flatMap { side in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: side >> $0) }
    }
    return [0, 0, type, UInt8(shape.count)] + sides + data
  }

  static func bytes(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
  }

  /// The path of a fixture.
  static func fixture(_ name: String) -> String {
    ImageTestFolder.fixture("../Images/stacks/\(name)")
  }
}

/// The message of the error that a body throws; nil when it throws none.
func stackProblem(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}
