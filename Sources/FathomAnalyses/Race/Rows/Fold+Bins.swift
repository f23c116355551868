internal import FathomLearners

/// Numbers in bins, so that a network may answer differently in each.
///
/// Source: Gorishniy, Rubachev & Babenko 2022, *NeurIPS*, "On embeddings for numerical features in tabular deep
/// learning", 3.2: piecewise linear encoding between quantiles.
extension Fold {
  /// Standardised columns, then the bins of each number.
  func binned(_ bins: Int) -> (training: SampleRows, test: SampleRows) {
    let (plainKnown, plainAsked) = features(.columns)
    let numbers = rows.isNumber.indices.filter { rows.isNumber[$0] }
    let width = plainKnown.width + numbers.count * bins
    func widened(_ plain: SampleRows) -> SampleRows {
      var wide = SampleRows(count: plain.count, width: width)
      for row in 0..<plain.count {
        for column in 0..<plain.width { wide[row, column] = plain[row, column] }
      }
      return wide
    }
    var (known, asked) = (widened(plainKnown), widened(plainAsked))
    for (place, column) in numbers.enumerated() {
      let sorted = (0..<plainKnown.count).map { plainKnown[$0, column] }.sorted()
      let edges = (0...bins).map { sorted[$0 * (sorted.count - 1) / bins] }
      let first = plainKnown.width + place * bins
      for bin in 0..<bins {
        let (low, high) = (edges[bin], edges[bin + 1])
        guard high > low else { continue }
        func share(_ value: Float) -> Float { min(1, max(0, (value - low) / (high - low))) }
        var sum: Float = 0
        for row in 0..<known.count {
          known[row, first + bin] = share(plainKnown[row, column])
          sum += known[row, first + bin]
        }
        let mean = sum / Float(known.count)
        for row in 0..<known.count { known[row, first + bin] -= mean }
        for row in 0..<asked.count {
          asked[row, first + bin] = share(plainAsked[row, column]) - mean
        }
      }
    }
    return (known, asked)
  }
}
