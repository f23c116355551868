import FathomNumerics
import Foundation
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

  @Test(arguments: [1, 2, 3, 8])
  func `loops inside use the threads that the outer one does not need`(_ threads: Int) {
    let spare = SpareThreads()
    let running = Mutex((now: 0, most: 0))
    // The first is long; the threads that did the others help it, as soon as the machine has time for them.
    let sums = Parallel.map(3, threads: threads, spare: spare) { outer -> Int in
      spare.map(outer == 0 ? 20_000 : 2) { inner -> Int in
        let most = running.withLock { running -> Int in
          running.now += 1
          running.most = max(running.most, running.now)
          return running.most
        }
        if threads > 1, most == 1 { usleep(500) }
        running.withLock { $0.now -= 1 }
        return inner
      }.reduce(0) { 31 &* $0 &+ $1 }
    }
    #expect(sums[1] == 1 && sums[2] == 1)
    #expect(sums[0] == (0..<20_000).reduce(0) { 31 &* $0 &+ $1 })
    let most = running.withLock { $0.most }
    #expect(most <= threads && (threads == 1 || most > 1))
  }

  @Test func `nobody helps where nothing is spare`() {
    let order = Mutex([Int]())
    Parallel.forEach(4, threads: 8) { _ in }
    _ = SpareThreads.none.map(50) { index in order.withLock { $0.append(index) } }
    #expect(order.withLock { $0 } == Array(0..<50))
  }
}
