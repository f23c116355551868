/// Numbers as programs read them: with a hyphen for a minus, and so that they read back the same.
enum PlainNumber {
  static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
