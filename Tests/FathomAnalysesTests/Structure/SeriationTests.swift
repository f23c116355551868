import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct SeriationTests {
  /// Similarities that fall with the distance on a line, in a shuffled order.
  private func line(_ count: Int, seed: UInt64) -> (similarities: Matrix, order: [Int]) {
    var stream = RandomStream(seed: seed, domain: "line", index: 0)
    let order = stream.arrangement(of: count)
    var similarities = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for j in 0..<count {
        similarities[i, j] = max(0, 1 - 0.1 * Double(abs(order[i] - order[j])))
      }
    }
    return (similarities, order)
  }

  @Test(arguments: Seriation.Start.allCases, [3, 4, 10, 25, 80])
  func `items on a line are put in their order`(_ start: Seriation.Start, _ count: Int) throws {
    let (similarities, order) = line(count, seed: UInt64(count))
    let found = try Seriation(similarities).path(start).map { order[$0] }
    let ascending = Array(0..<count)
    #expect(found == ascending || found == ascending.reversed(), "\(found)")
  }

  @Test(arguments: Seriation.Start.allCases)
  func `items without any similarity are all there`(_ start: Seriation.Start) throws {
    let found = try Seriation(Matrix(rows: 12, columns: 12)).path(start)
    #expect(found.sorted() == Array(0..<12))
  }

  @Test(arguments: Seriation.Start.allCases)
  func `two pieces that have nothing in common stay in one piece each`(
    _ start: Seriation.Start
  ) throws {
    var similarities = Matrix(rows: 20, columns: 20)
    for i in 0..<20 { for j in 0..<20 where i % 2 == j % 2 { similarities[i, j] = 0.5 } }
    let parity = try Seriation(similarities).path(start).map { $0 % 2 }
    #expect(zip(parity, parity.dropFirst()).count { $0 != $1 } == 1)
  }

  @Test(arguments: Seriation.Start.allCases)
  func `items on a grid are put beside their neighbours`(_ start: Seriation.Start) throws {
    var stream = RandomStream(seed: 1, domain: "grid", index: 0)
    let order = stream.arrangement(of: 49)
    var similarities = Matrix(rows: 49, columns: 49)
    for i in 0..<49 {
      for j in 0..<49 {
        let steps =
          abs(order[i] / 7 - order[j] / 7) + abs(order[i] % 7 - order[j] % 7)
        similarities[i, j] = max(0, 1 - 0.3 * Double(steps))
      }
    }
    let cells = (0..<49).map { (row: $0 / 7, column: $0 % 7) }
    let items = try Seriation(similarities).grid(
      start, cells: cells, values: similarities,
      stream: RandomStream(seed: 1, domain: "exchange", index: 0))
    #expect(Set(items).count == 49)
    let sum = (0..<49).reduce(0.0) { sum, cell in
      (cell % 7 < 6 ? similarities[items[cell], items[cell + 1]] : 0)
        + (cell < 42 ? similarities[items[cell], items[cell + 7]] : 0) + sum
    }
    // 84 edges of 0.7 in the true arrangement; a random one has about 0.09 an edge.
    #expect(sum > 0.65 * 84 * 0.7, "\(sum)")
  }
}
