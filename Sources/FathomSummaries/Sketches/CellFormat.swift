/// A form of cells that has a name.
package enum CellFormat: String, CaseIterable, Sendable, Codable {
  case email, url, uuid, ipAddress, digest

  /// The regular expression for the whole cell.
  package var pattern: String {
    switch self {
    case .email: "[^@\\s]+@[^@\\s]+\\.[^@\\s]+"
    case .url: "[a-z]+:\\/\\/[^\\s]+"
    case .uuid: "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"
    case .ipAddress: "\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}"
    case .digest: "[0-9A-Fa-f]{16,}"
    }
  }

  /// The form of a cell; nil for none of these.
  init?(_ cell: UnsafeBufferPointer<UInt8>) {
    let (at, dash, point, colon) =
      (UInt8(ascii: "@"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"))
    guard cell.count >= 6, !cell.contains(0x20), !cell.contains(0x09) else { return nil }
    if let place = cell.firstIndex(of: at) {
      let host = cell[(place + 1)...]
      guard place > 0, !host.contains(at), let last = host.lastIndex(of: point),
        last > host.startIndex,
        last < cell.count - 1
      else { return nil }
      self = .email
    } else if let place = cell.firstIndex(of: colon), place > 0, place + 3 < cell.count,
      cell[place + 1] == 0x2F, cell[place + 2] == 0x2F,
      cell[..<place].allSatisfy({ $0 &- 97 < 26 })
    {
      self = .url
    } else if cell.count == 36, [8, 13, 18, 23].allSatisfy({ cell[$0] == dash }),
      cell.indices.allSatisfy({
        [8, 13, 18, 23].contains($0) || CellFormat.isHexadecimal(cell[$0])
      })
    {
      self = .uuid
    } else if cell.allSatisfy({ $0 &- 48 < 10 || $0 == point }), cell.count <= 15,
      cell.count(where: { $0 == point }) == 3
    {
      self = .ipAddress
    } else if cell.count >= 16, cell.allSatisfy(CellFormat.isHexadecimal),
      cell.contains(where: { $0 &- 48 < 10 }), cell.contains(where: { $0 | 0x20 &- 97 < 6 })
    {
      self = .digest
    } else {
      return nil
    }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    byte &- 48 < 10 || byte | 0x20 &- 97 < 6
  }
}
