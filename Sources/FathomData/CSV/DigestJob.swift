private import Dispatch
private import Synchronization

/// SHA-256 of a whole file, beside other work.
///
/// Nothing goes on behind the life of the job: whoever lets go of it, for instance because of an
/// error elsewhere, waits until the thread has stopped.
final class DigestJob: Sendable {
  private final class Work: Sendable {
    private struct State: Sendable {
      var outcome: Result<String, DataError>?
      var isCancelled = false
    }

    private let state: Mutex<State>
    private let file: ReadOnlyFile

    init(_ input: TextInput) {
      file = input.file
      // What was unpacked or had another encoding was hashed as it was found.
      state = Mutex(State(outcome: input.rawSHA256.map { .success($0) }))
    }

    var outcome: Result<String, DataError>? { state.withLock { $0.outcome } }

    func cancel() { state.withLock { $0.isCancelled = true } }

    func run() {
      let result: Result<String, DataError>
      do throws(DataError) {
        guard let digest = try sha256() else { return }
        result = .success(digest)
      } catch {
        result = .failure(error)
      }
      state.withLock { $0.outcome = result }
    }

    /// Nil when the job was cancelled.
    private func sha256() throws(DataError) -> String? {
      var digest = Digest()
      let block = ByteBlock(capacity: 1 << 18)
      var offset = 0
      while !state.withLock({ $0.isCancelled }) {
        try block.fill(count: 1 << 18) { target throws(DataError) in
          try file.read(at: offset, count: 1 << 18, into: target)
        }
        if block.count == 0 { return digest.finish() }
        digest.update(UnsafeRawBufferPointer(block.bytes))
        offset += block.count
      }
      return nil
    }
  }

  private let work: Work
  private let group = DispatchGroup()

  /// - Parameter inBackground: whether to begin at once, on a thread of its own.
  init(_ input: TextInput, inBackground: Bool) {
    let work = Work(input)
    self.work = work
    guard inBackground, work.outcome == nil else { return }
    DispatchQueue.global().async(group: group) { work.run() }
  }

  deinit {
    work.cancel()
    group.wait()
  }

  /// The digest in hexadecimal.
  func result() throws(DataError) -> String {
    group.wait()
    if work.outcome == nil { work.run() }
    return try work.outcome?.get() ?? ""
  }
}
