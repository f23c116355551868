import FathomData
import Testing

@Suite struct ColumnValuesTests {
  @Test func `a bit set means that a value is there, the lowest bit first`() {
    let present = (0..<19).map { $0 % 3 != 1 }
    let validity = Validity(present)
    #expect(validity.bytes == [0b0110_1101, 0b1101_1011, 0b0000_0110])
    #expect((0..<19).map { validity[$0] } == present)
    #expect(Validity(bytes: [0b101])[0] && !Validity(bytes: [0b101])[1])
  }

  @Test func `analyses read the nearest doubles, NaN where a cell is missing`() throws {
    let validity = Validity([true, false, true])
    let columns: [(ColumnValues, [Double?])] = [
      (.doubles([1.5, .nan, 2]), [1.5, nil, 2]), (.doubles([1.5, 7, 2], validity), [1.5, nil, 2]),
      (.integers([-3, 7, 9_007_199_254_740_993], validity), [-3, nil, 0x1p53]),
      (.integers([1, 2, 3]), [1, 2, 3]),
      (.unsignedIntegers([.max, 0, 1], validity), [0x1p64, nil, 1]),
      (.booleans([true, true, false], validity), [1, nil, 0]),
    ]
    for (column, expected) in columns {
      let numbers = try #require(column.numbers)
      #expect(numbers.map { $0.isNaN ? nil : $0 } == expected)
      #expect((0..<3).map(column.isPresent) == expected.map { $0 != nil })
      #expect(column.count == 3)
    }
    for column in [
      ColumnValues.dates([1, 2, 3], .days), .strings([0, 0, 1], dictionary: ["a", "b"]),
      .codes([0, -1, 1]), .skipped,
    ] {
      #expect(column.numbers == nil && column.exactBits == nil)
    }
  }

  @Test func `cells have the same bits exactly when their values are the same`() throws {
    let first = 9_007_199_254_740_992
    let integers = try #require(
      ColumnValues.integers((0..<3).map { Int64(first + $0) } + [7, 0]).exactBits)
    #expect(Set(integers).count == 5)
    let doubles = try #require(
      ColumnValues.doubles([0x1p53, 0x1p53, 0x1p53 + 2, 7, -0.0]).exactBits)
    #expect(doubles[0] == integers[0] && doubles[2] == integers[2])
    #expect(doubles.suffix(2) == integers.suffix(2))
    let unsigned = try #require(
      ColumnValues.unsignedIntegers((0..<5).map { UInt64.max - $0 }).exactBits)
    #expect(Set(unsigned).count == 5)
    let missing = try #require(
      ColumnValues.integers([1, 2], Validity([true, false])).exactBits)
    #expect(missing[1] == Double.nan.bitPattern)
  }
}
