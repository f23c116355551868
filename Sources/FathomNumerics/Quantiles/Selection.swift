/// Order statistics of values in no order.
enum Selection {
  /// Cells of the histogram that finds where a place lies.
  private static let cells = 1024

  /// The values that sorting would put at some places.
  ///
  /// A histogram of equal cells shows which cell holds a place; only its values are compared with
  /// each other. Rounding is monotone, so no value gets into a cell before a smaller one. Values of
  /// a very uneven density are all in one cell: then the comparisons do all the work.
  ///
  /// - Complexity: O(n) on average.
  static func values(at places: [Int], of values: [Double]) -> [Double] {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values {
      low = value < low ? value : low
      high = value > high ? value : high
    }
    guard low.isFinite, high.isFinite else {
      return places.map { place in
        var copy = values
        return copy.withUnsafeMutableBufferPointer { select(place, of: $0) }
      }
    }
    // Near the limits of doubles the range overflows although its half does not.
    let half = (high - low).isFinite ? 1.0 : 0.5
    let quotient = Double(cells - 1) / (high * half - low * half)
    let scale = quotient.isFinite ? quotient : 0
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: cells + values.count) { room in
      let counts = UnsafeMutableBufferPointer(rebasing: room[..<cells])
      let cellOf = UnsafeMutableBufferPointer(rebasing: room[cells...])
      counts.initialize(repeating: 0)
      for (index, value) in values.enumerated() {
        // 0 ≤ (value − low) · scale ≤ cells − 1, but for a rounding far less than one.
        let cell = Int32(truncatingIfNeeded: Int((value * half - low * half) * scale))
        cellOf[index] = cell
        counts[Int(cell)] += 1
      }
      return places.map { place in
        var before = 0
        var cell = 0
        while before + Int(counts[cell]) <= place {
          before += Int(counts[cell])
          cell += 1
        }
        var held: [Double] = []
        held.reserveCapacity(Int(counts[cell]))
        for (index, value) in values.enumerated() where cellOf[index] == cell {
          held.append(value)
        }
        return held.withUnsafeMutableBufferPointer { select(place - before, of: $0) }
      }
    }
  }

  /// The value that sorting would put at a place; the values are rearranged around it (Hoare).
  ///
  /// - Complexity: O(n) on average.
  static func select(_ place: Int, of values: UnsafeMutableBufferPointer<Double>) -> Double {
    precondition(values.indices.contains(place), "0 ≤ place < n")
    var low = 0
    var high = values.count - 1
    while low < high {
      let pivot = values[(low + high) / 2]
      var i = low
      var j = high
      while i <= j {
        while values[i] < pivot { i += 1 }
        while values[j] > pivot { j -= 1 }
        if i <= j {
          values.swapAt(i, j)
          i += 1
          j -= 1
        }
      }
      if place <= j { high = j } else if place >= i { low = i } else { break }
    }
    return values[place]
  }
}
