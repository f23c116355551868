import Foundation
import Synchronization
import Testing

@testable import FathomData

/// Batches of one number each.
private struct Numbers: Source {
  let schema = Schema(path: "", format: "csv", sha256: "", layout: .table, columns: [])
  let observations = [ColumnObservation]()
  let batchCount: Int

  func batch(_ index: Int) throws(DataError) -> Batch {
    Batch(columns: [.doubles([1 / Double(index + 1)])], rowNumbers: [index])
  }
}

@Suite struct SourceReaderTests {
  @Test(arguments: [0, 1, 7, 8, 9, 100])
  func `any number of threads gives the same sum to the last bit`(_ count: Int) throws {
    let sums = try [1, 2, 3, 8, 100].map { threads in
      try SourceReader.reduce(
        Numbers(batchCount: count), threads: threads, initial: { 0.0 },
        absorb: { sum, batch in
          if case .doubles(let numbers, _) = batch.columns[0] { sum += numbers[0] }
        },
        merge: { $0 += $1 })
    }
    #expect(Set(sums.map(\.bitPattern)).count == 1)
    let expected = (0..<count).reduce(0) { $0 + 1 / Double($1 + 1) }
    #expect(abs(sums[0] - expected) <= 1e-14 * expected)
  }

  @Test func `a lane takes every eighth item in ascending order`() throws {
    for threads in [1, 2, 7] {
      let order = try SourceReader.reduce(
        count: 20, threads: threads, lanes: 8, make: { $0 }, initial: { [Int]() },
        absorb: { $0.append($1) }, merge: { $0 += $1 }, progress: { _ in })
      #expect(order == (0..<8).flatMap { Array(stride(from: $0, to: 20, by: 8)) })
    }
  }

  @Test func `each lane has one value, however many threads there are`() throws {
    let made = Mutex(0)
    _ = try SourceReader.reduce(
      count: 100, threads: 64, lanes: 3, make: { $0 },
      initial: { made.withLock { $0 += 1 } }, absorb: { _, _ in }, merge: { _, _ in },
      progress: { _ in })
    #expect(made.withLock { $0 } == 3)
  }

  @Test(arguments: [1, 2, 7])
  func `the error of the earliest item is thrown, whichever comes first`(_ threads: Int) {
    let othersFailed = Mutex(false)
    #expect(throws: DataError.invalidOption("item 1")) {
      try SourceReader.reduce(
        count: 40, threads: threads, lanes: 8,
        make: { index throws(DataError) in
          // The second item fails, where possible long after the fourth.
          for _ in 0..<200 where index == 1 && threads > 1 && !othersFailed.withLock({ $0 }) {
            Thread.sleep(forTimeInterval: 0.005)
          }
          guard [1, 3, 8].contains(index) else { return index }
          if index == 3 { othersFailed.withLock { $0 = true } }
          if index == 1 { Thread.sleep(forTimeInterval: 0.02) }
          throw .invalidOption("item \(index)")
        },
        initial: { 0 }, absorb: { $0 += $1 }, merge: { $0 += $1 }, progress: { _ in })
    }
  }

  @Test func `a slow accumulator holds few items up`() throws {
    let waiting = Mutex((now: 0, most: 0))
    _ = try SourceReader.reduce(
      count: 60, threads: 4, lanes: 1,
      make: { index in
        waiting.withLock {
          $0.now += 1
          $0.most = max($0.most, $0.now)
        }
        return index
      },
      initial: { 0 },
      absorb: { sum, item in
        Thread.sleep(forTimeInterval: 0.001)
        sum += item
        waiting.withLock { $0.now -= 1 }
      }, merge: { $0 += $1 }, progress: { _ in })
    #expect(waiting.withLock { $0.most } <= 8)
  }

  @Test func `progress counts every item once`() throws {
    let seen = Mutex(Set<Int>())
    _ = try SourceReader.reduce(
      Numbers(batchCount: 50), threads: 3, initial: { 0 }, absorb: { $0 += $1.rowCount },
      merge: { $0 += $1 }, progress: { done in seen.withLock { _ = $0.insert(done) } })
    #expect(seen.withLock { $0 } == Set(1...50))
  }
}
