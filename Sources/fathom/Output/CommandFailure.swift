/// Why the command stops, in one sentence.
struct CommandFailure: Error {
  var message: String
  var exitCode: Int32 = 2
}
