import FathomNumerics
import Synchronization
import Testing

@Suite struct ParallelTests {
  @Test(arguments: [0, 1, 2, 7, 100], [1, 2, 3, 8, 200])
  func `every index is visited once`(_ count: Int, _ threads: Int) {
    let visited = Mutex<[Int]>([])
    Parallel.forEach(count, threads: threads) { index in visited.withLock { $0.append(index) } }
    #expect(visited.withLock { $0 }.sorted() == Array(0..<count))
  }

  @Test(arguments: [0, 1, 2, 100], [1, 2, 8])
  func `values come in the order of their indices`(_ count: Int, _ threads: Int) {
    #expect(Parallel.map(count, threads: threads) { $0 * $0 } == (0..<count).map { $0 * $0 })
  }
}
