/// One arrangement of the positions, with room for the next.
public final class Permutation {
  /// How many positions.
  public let count: Int
  /// The position that is put where position i was.
  let order: UnsafeMutablePointer<UInt32>
  /// The same times the number of positions: where its row begins.
  let rows: UnsafeMutablePointer<UInt32>

  /// The positions as they are.
  public init(count: Int) {
    precondition(count < 1 << 16, "places of a table have 32 bits")
    self.count = count
    order = .allocate(capacity: max(1, count))
    rows = .allocate(capacity: max(1, count))
    for i in 0..<count {
      order[i] = UInt32(i)
      rows[i] = UInt32(i * count)
    }
  }

  deinit {
    order.deallocate()
    rows.deallocate()
  }

  /// Draws the arrangement of one replicate.
  public func draw(_ stream: RandomStream) {
    var stream = stream
    stream.arrange(UnsafeMutableBufferPointer(start: order, count: count))
    for i in 0..<count { rows[i] = order[i] &* UInt32(count) }
  }

  /// The position that is put where position i was.
  public subscript(position: Int) -> Int {
    precondition(position >= 0 && position < count, "a position of the arrangement")
    return Int(order[position])
  }
}
