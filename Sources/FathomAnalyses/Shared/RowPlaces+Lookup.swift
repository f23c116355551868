internal import FathomData

extension RowPlaces {
  /// The places of some rows among the rows of the data, from 0: rows that were rejected count, blank lines do not.
  ///
  /// - Parameters:
  ///   - numbers: the numbers of the rows in their source, in any order; of sources without places these are the places.
  ///   - places: of the source; nil where numbers are places.
  /// - Throws: `unsuitable` where the data have changed since they were read.
  static func places(of numbers: [Int], by places: RowPlaces?) throws(AnalysisError) -> [Int] {
    guard let places, !numbers.isEmpty else { return numbers }
    let ascending = Set(numbers).sorted()
    let found: [Int]
    do { found = try places.places(ofRows: ascending) } catch {
      throw .unsuitable(error.description)
    }
    let known = Dictionary(uniqueKeysWithValues: zip(ascending, found))
    return numbers.map { known[$0] ?? $0 }
  }
}
