internal import ArgumentParser
internal import FathomData

/// What the user says about how a table is written and which of its rows are read.
struct TableArguments: ParsableArguments {
  @Option(
    help: "The character between cells; detected without. Use '\\t' or tab, and space for blanks.")
  var delimiter: String?

  @Flag(inversion: .prefixedNo, help: "Whether the first row names the columns; detected without.")
  var header: Bool?

  @Option(help: "The character around cells, or none. Default: the double quote.")
  var quote: String?

  @Option(
    help: "The character that takes the next one literally, or none; a backslash is detected.")
  var escape: String?

  @Option(help: "The character that starts a line to be left out, or none; # is detected.")
  var comment: String?

  @Option(help: "The character before decimals: a point or a comma; detected without.")
  var decimalMark: String?

  @Option(help: "The character between groups of three digits, or none; detected without.")
  var thousandsMark: String?

  @Option(
    help: ArgumentHelp("Leave out so many lines at the top of the file.", valueName: "lines"))
  var skip: Int?

  @Flag(
    help:
      "Keep titles, units, totals and footnotes around the table, instead of leaving them out.")
  var keepEdges = false

  @Option(
    help: ArgumentHelp(
      "How the text is encoded: \(TextEncoding.names.joined(separator: ", ")), or any name that iconv "
        + "knows, such as shift_jis; detected without.",
      valueName: "name"))
  var encoding: String?

  // Unconditionally: a word such as -999 begins like an option.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The words for a missing value beside the empty cell, separated by commas, in place of NA, "
        + "NaN, null and the like; numbers are allowed, such as -999.", valueName: "words"))
  var missingValues: String?

  @Option(help: ArgumentHelp("Read the first rows only.", valueName: "count"))
  var rows: Int?

  @Option(help: ArgumentHelp("Read about so many rows, chosen by the seed.", valueName: "count"))
  var sample: Int?

  @Flag(help: "Refuse a table with a row or byte that cannot be used, instead of counting it.")
  var strict = false

  /// The options that were given, as the command writes them.
  var given: [String] {
    var options = [String]()
    func add(_ name: String, _ value: String?) {
      if let value { options.append("--\(name)=\(value)") }
    }
    add("delimiter", delimiter)
    if let header { options.append(header ? "--header" : "--no-header") }
    add("quote", quote)
    add("escape", escape)
    add("comment", comment)
    add("decimal-mark", decimalMark)
    add("thousands-mark", thousandsMark)
    add("skip", skip.map(String.init))
    if keepEdges { options.append("--keep-edges") }
    add("encoding", encoding)
    add("missing-values", missingValues)
    add("rows", rows.map(String.init))
    add("sample", sample.map(String.init))
    if strict { options.append("--strict") }
    return options
  }

  /// The options that were given and that images have no use for.
  var onlyForTables: [String] {
    given.map { String($0.prefix { $0 != "=" }) }.filter {
      !["--rows", "--sample", "--strict"].contains($0)
    }
  }

  /// Which rows or images are read.
  func rowSelection(seed: UInt64) throws(CommandFailure) -> RowSelection {
    try checkSelection()
    return RowSelection(limit: rows, sample: sample, seed: seed, isStrict: strict)
  }

  private func checkSelection() throws(CommandFailure) {
    for (name, count) in [("rows", rows), ("sample", sample)] {
      guard let count, count < 1 else { continue }
      throw CommandFailure(message: "--\(name) \(count): expected 1 or more")
    }
    if rows != nil, sample != nil {
      throw CommandFailure(message: "--rows and --sample exclude each other; choose one")
    }
  }

  /// How the table is written.
  func textFormat() throws(CommandFailure) -> TextFormat {
    var format = TextFormat()
    format.delimiter = try byte("delimiter", delimiter, mayBeNone: false)
    if format.delimiter == CSVQuote.byte {
      throw CommandFailure(message: "--delimiter \": expected another character than the quote")
    }
    format.hasHeader = header
    format.quote = try byte("quote", quote)
    format.escape = try byte("escape", escape)
    format.comment = try byte("comment", comment)
    format.decimalMark = try byte("decimal-mark", decimalMark, mayBeNone: false)
    format.thousandsMark = try byte("thousands-mark", thousandsMark)
    if let mark = format.decimalMark, mark != UInt8(ascii: "."), mark != UInt8(ascii: ",") {
      throw CommandFailure(message: "--decimal-mark \(decimalMark ?? ""): expected . or ,")
    }
    if let mark = format.decimalMark, mark == format.thousandsMark {
      throw CommandFailure(
        message: "--decimal-mark and --thousands-mark are the same; they must differ")
    }
    if let skip {
      guard skip >= 0 else {
        throw CommandFailure(message: "--skip \(skip): expected 0 or more")
      }
      format.skippedLines = skip
    }
    format.keepsEdges = keepEdges
    if let encoding {
      guard let known = TextEncoding(name: encoding) else {
        throw CommandFailure(
          message:
            "--encoding \(encoding): unknown; there are \(TextEncoding.names.joined(separator: ", ")) "
            + "and all that iconv --list names"
        )
      }
      format.encoding = known
    }
    format.missingWords = missingValues.map { words in
      words.split(separator: ",").map { $0.trimmingSpaces }
    }
    return format
  }

  /// One ASCII character; 0 for `none`.
  private func byte(
    _ name: String, _ value: String?, mayBeNone: Bool = true
  ) throws(CommandFailure) -> UInt8? {
    guard let value else { return nil }
    if mayBeNone, value == "none" || value.isEmpty { return 0 }
    let names = ["\\t": "\t", "tab": "\t", "space": " ", "comma": ",", "semicolon": ";"]
    let bytes = Array((names[value] ?? value).utf8)
    guard bytes.count == 1, bytes[0] < 0x80, bytes[0] != 0x0A, bytes[0] != 0x0D, bytes[0] != 0
    else {
      throw CommandFailure(
        message: "--\(name) \(value): expected one ASCII character\(mayBeNone ? " or none" : "")")
    }
    return bytes[0]
  }
}

private enum CSVQuote {
  static let byte = UInt8(ascii: "\"")
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
