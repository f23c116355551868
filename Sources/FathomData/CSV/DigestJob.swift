private import Dispatch
private import Synchronization

/// SHA-256 of a whole file, beside other work.
///
/// The bytes go in in their order, whoever has them: a thread of its own reads them while nobody else
/// does; from ``shareReading()`` on, threads that read the file anyway offer theirs, so that most of it
/// is read once less.
///
/// Nothing goes on behind the life of the job: whoever lets go of it, for instance because of an
/// error elsewhere, waits until the thread has stopped.
final class DigestJob: Sendable {
  /// The bytes that are read at once where nobody offers any.
  private static let blockSize = 1 << 18

  private struct State: ~Copyable, Sendable {
    /// The digest of the bytes before ``offset``; nil once there is an outcome.
    var digest: Digest?
    var offset = 0
    var outcome: Result<String, DataError>?
    let block = ByteBlock()

    init(outcome: String?) {
      self.outcome = outcome.map { .success($0) }
      digest = outcome == nil ? Digest() : nil
    }

    /// Reads and takes in at most `count` bytes, fewer only at the end of the file.
    ///
    /// - Returns: false once nothing is left to do.
    mutating func advance(_ file: ReadOnlyFile, count: Int) -> Bool {
      guard outcome == nil else { return false }
      let offset = offset
      do throws(DataError) {
        try block.fill(count: count) { target throws(DataError) in
          try file.read(at: offset, count: count, into: target)
        }
      } catch {
        end(with: .failure(error))
        return false
      }
      guard block.count > 0 else {
        if let digest = digest.take() { outcome = .success(digest.finish()) }
        return false
      }
      absorb(UnsafeRawBufferPointer(block.bytes))
      return true
    }

    /// Takes in the bytes that follow.
    mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
      digest?.update(bytes)
      offset += bytes.count
    }

    private mutating func end(with outcome: Result<String, DataError>) {
      self.outcome = outcome
      digest = nil
    }
  }

  /// What the job and its thread share, which outlives the job by no more than that thread.
  private final class Work: Sendable {
    let file: ReadOnlyFile
    let state: Mutex<State>
    let isPaused = Mutex(false)

    init(_ input: TextInput) {
      file = input.file
      // What was unpacked or had another encoding was hashed as it was found.
      state = Mutex(State(outcome: input.rawSHA256))
    }

    /// Reads on until it is told to stop, or the file ends.
    func run() {
      while !isPaused.withLock({ $0 }),
        state.withLock({ $0.advance(file, count: DigestJob.blockSize) })
      {}
    }
  }

  private let work: Work
  private let group = DispatchGroup()

  /// - Parameter inBackground: whether to begin at once, on a thread of its own.
  init(_ input: TextInput, inBackground: Bool) {
    let work = Work(input)
    self.work = work
    guard inBackground, input.rawSHA256 == nil else { return }
    DispatchQueue.global().async(group: group) { work.run() }
  }

  deinit { shareReading() }

  /// Stops the thread of its own: others will offer what they read.
  func shareReading() {
    work.isPaused.withLock { $0 = true }
    group.wait()
  }

  /// Takes in bytes of the file, or what is new of them.
  ///
  /// What was not taken in before them is read again, so any order will do. Two threads that read at
  /// the same pace wait for each other once, and take turns from then on.
  func offer(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) {
    work.state.withLock { state in
      while state.outcome == nil, state.offset < offset,
        state.advance(work.file, count: min(offset - state.offset, DigestJob.blockSize))
      {}
      let seen = state.offset - offset
      guard state.outcome == nil, (0..<bytes.count).contains(seen) else { return }
      state.absorb(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[seen...])))
    }
  }

  /// The digest in hexadecimal.
  func result() throws(DataError) -> String {
    shareReading()
    return try work.state.withLock { state in
      while state.advance(work.file, count: DigestJob.blockSize) {}
      return state.outcome ?? .success("")
    }.get()
  }
}
