/// The colours of a palette as numbers, for pictures, which no style sheet reaches.
struct FigurePalette {
  static let light = FigurePalette(FigureStyle.light)
  static let dark = FigurePalette(FigureStyle.dark)

  private let colours: [String: [UInt8]]

  /// Reads declarations such as `--bg:#fcfcfa`.
  private init(_ declarations: String) {
    var colours = [String: [UInt8]]()
    for declaration in declarations.split(separator: ";") {
      let parts = declaration.split(separator: ":")
      guard parts.count == 2, parts[0].hasPrefix("--"), parts[1].hasPrefix("#"),
        let number = Int(parts[1].dropFirst(), radix: 16), parts[1].count == 7
      else { continue }
      colours[String(parts[0].dropFirst(2))] = [16, 8, 0].map { UInt8(number >> $0 & 0xFF) }
    }
    self.colours = colours
  }

  /// Red, green and blue of a name; grey for one that is not there.
  func colour(_ name: String) -> [UInt8] { colours[name] ?? [128, 128, 128] }
}
