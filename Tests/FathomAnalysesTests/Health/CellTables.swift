import FathomData
import FathomNumerics
import FathomSummaries
import SummaryTesting

/// Small tables with planted faults, and clean ones that tempt.
struct CellTable: Sendable {
  var name: String
  /// The findings, each with its column.
  var expected: Set<String> = []
  /// Changes the cells of a row of an ordinary table; columns may be added.
  var change: @Sendable (inout [String: String], Int, inout RandomStream) -> Void

  /// A table of accounts: numbers, levels, dates, and a target that depends on them.
  func text(_ seed: UInt64, rows: Int = 1_200) -> String {
    var stream = RandomStream(seed: seed, domain: "cell tables", index: 0)
    var lines = [String]()
    var names = [String]()
    for row in 0..<rows {
      let age = 18 + stream.int(60)
      let income = 1_000 + stream.int(90_000)
      var cells = [
        "age": "\(age)", "income": "\(income)", "months": "\(stream.int(120))",
        "region": ["north", "south", "east", "west", "centre"][stream.int(5)],
        "job": ["engineer", "teacher", "carpenter", "physician"][stream.int(4)],
        "cards": "\(min(stream.int(4), stream.int(4)))",
        "paid": Double(age) / 80 + Double(income) / 90_000 + stream.uniform() > 1.5 ? "yes" : "no",
      ]
      change(&cells, row, &stream)
      if names.isEmpty { names = cells.keys.sorted() }
      lines.append(names.map { cells[$0] ?? "" }.joined(separator: ","))
    }
    return ([names.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }

  func summary(_ seed: UInt64) throws -> Summary { try CellTables.summary(text(seed)) }
}

extension RandomStream {
  /// A whole number below a limit.
  fileprivate mutating func int(_ limit: Int) -> Int { Int(uniform() * Double(limit)) }

  /// Whether an event of this probability happens.
  fileprivate mutating func happens(_ probability: Double) -> Bool { uniform() < probability }
}

enum CellTables {
  static func source(_ text: String, target: String? = "paid") throws -> MemoryTable {
    let rows = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let columns = rows[0].indices.map { column in
      let cells = rows.dropFirst().map { $0[column] }
      let words = Array(Set(cells)).sorted()
      let places = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, Int32($0)) })
      return (
        name: rows[0][column],
        values: ColumnValues.strings(cells.map { places[$0] ?? 0 }, dictionary: words)
      )
    }
    return try MemoryTable(columns: columns, roles: ColumnRoles(target: target))
  }

  static func summary(
    _ text: String, target: String? = "paid", threads: Int = 1
  ) throws -> Summary {
    try Summary(of: try source(text, target: target), threads: threads)
  }

  private static func table(
    _ name: String, _ expected: Set<String> = [],
    _ change: @escaping @Sendable (inout [String: String], Int, inout RandomStream) -> Void
  ) -> CellTable {
    CellTable(name: name, expected: expected, change: change)
  }

  static let planted: [CellTable] = [
    table("classes in several ways", ["cells.variants paid", "cells.variants region"]) {
      cells, row, stream in
      if cells["paid"] == "yes" { cells["paid"] = ["yes", "Yes", "YES"][stream.int(3)] }
      if cells["paid"] == "no" { cells["paid"] = ["no", "No."][stream.int(2)] }
      if row % 5 == 0 { cells["region"] = cells["region"]?.uppercased() }
    },
    table("levels in large letters", ["cells.variants job"]) { cells, row, stream in
      if stream.happens(0.2) { cells["job"] = cells["job"]?.uppercased() }
    },
    table("states with points", ["cells.variants region"]) { cells, _, stream in
      let states = [
        ["NY", "ny", "N.Y."], ["TX", "Tx.", "tx"], ["CA", "C.A.", "ca"], ["IL", "IL", "IL"],
      ]
      cells["region"] = states[stream.int(4)][stream.int(3)]
    },
    table("typing errors", ["cells.variants job"]) { cells, row, _ in
      if row % 60 == 7 {
        cells["job"] = ["enginer", "taecher", "carpinter", "physsician"][row / 60 % 4]
      }
    },
    table("typing errors in the target", ["cells.variants paid"]) { cells, row, _ in
      cells["paid"] = cells["paid"] == "yes" ? "settled" : "defaulted"
      if row % 100 == 3 { cells["paid"] = "defualted" }
    },
    table("minus 999", ["cells.specialValues income"]) { cells, _, stream in
      if stream.happens(0.05) { cells["income"] = "-999" }
    },
    table("9999 among ages", ["cells.specialValues age"]) { cells, _, stream in
      if stream.happens(0.02) { cells["age"] = "9999" }
    },
    table("two special values", ["cells.specialValues months", "cells.specialValues age"]) {
      cells, _, stream in
      if stream.happens(0.02) { cells["age"] = "-999" }
      if stream.happens(0.06) { cells["months"] = "-1" }
    },
    table("99 among hours", ["cells.specialValues hours"]) { cells, _, stream in
      cells["hours"] = stream.happens(0.06) ? "99" : "\(stream.int(14)).\(stream.int(10))"
    },
    table("9 for no answer", ["cells.specialValues trust"]) { cells, _, stream in
      cells["trust"] = stream.happens(0.06) ? "9" : "\(1 + stream.int(5))"
    },
    table("a pressure of zero", ["cells.specialValues pressure"]) { cells, _, stream in
      cells["pressure"] = stream.happens(0.05) ? "0" : "\(60 + stream.int(40))"
    },
    table("minus one among debts", ["cells.specialValues debt"]) { cells, _, stream in
      cells["debt"] = stream.happens(0.8) ? "0" : "\(100 + stream.int(9_000))"
      if stream.happens(0.02) { cells["debt"] = "-1" }
    },
    table("1900-01-01", ["cells.specialValues opened"]) { cells, _, stream in
      cells["opened"] = "20\(10 + stream.int(14))-0\(1 + stream.int(9))-1\(stream.int(10))"
      if stream.happens(0.06) { cells["opened"] = "1900-01-01" }
    },
    table("minus one among ages", ["cells.specialValues age"]) { cells, _, stream in
      if stream.happens(0.03) { cells["age"] = "-1" }
    },
    table("9 among shares", ["cells.specialValues share"]) { cells, _, stream in
      cells["share"] = stream.happens(0.03) ? "9" : "0.\(1_000 + stream.int(8_999))"
    },
    table("words among dates", ["cells.mixed opened"]) { cells, row, stream in
      cells["opened"] = "20\(10 + stream.int(14))-0\(1 + stream.int(9))-1\(stream.int(10))"
      if row % 50 == 3 { cells["opened"] = "soon" }
    },
    table("words among numbers", ["cells.mixed income"]) { cells, row, _ in
      if row % 97 == 5 { cells["income"] = "about twelve" }
    },
    table("many words among numbers", ["cells.mixed income"]) { cells, row, _ in
      if row % 5 == 0 { cells["income"] = ["see file", "call back", "high", "low"][row / 5 % 4] }
    },
    table("missingness tells", ["cells.missingness income"]) { cells, _, stream in
      if stream.happens(cells["paid"] == "yes" ? 0.4 : 0.08) { cells["income"] = "" }
      if stream.happens(0.2) { cells["months"] = "" }
    },
    table("a block of missing cells", ["cells.missingness age"]) { cells, row, stream in
      if stream.happens(0.08) { (cells["age"], cells["income"], cells["months"]) = ("", "", "") }
    },
  ]

  static let clean: [CellTable] = [
    table("accounts") { _, _, _ in },
    table("counts with many zeros") { cells, _, stream in
      cells["visits"] = stream.happens(0.8) ? "0" : "\(1 + stream.int(12))"
      cells["claims"] = stream.happens(0.9) ? "0" : "\(100 + stream.int(9_000))"
    },
    table("minus one as a score") { cells, _, stream in
      cells["change"] = "\(stream.int(3) - 1)"
      cells["goals"] = "\(stream.int(9) - 4)"
      cells["degrees"] = "\(stream.int(40) - 1)"
    },
    table("sparse levels") { cells, _, stream in
      cells["ward"] = "\(["A", "B", "C"][stream.int(3)])\(1 + stream.int(12))"
      cells["type"] = "Type \(1 + min(stream.int(30), stream.int(30)))"
    },
    table("places that differ in one letter") { cells, _, stream in
      let places = [
        "Charleston", "Charlestown", "Kingston", "Kingstown", "Middleton", "Millington", "Newton",
        "Newtown", "Stratford", "Stretford", "Burlington", "Bridgeton", "Bridgetown", "Houston",
        "Austin", "Denver", "Lincoln", "Salem", "Dover", "Trenton", "Concord", "Augusta", "Helena",
      ]
      // Zipf: some names are rare.
      let place = Int(Double(places.count) * stream.uniform() * stream.uniform() * stream.uniform())
      cells["place"] = places[place]
    },
    table("identifiers") { cells, row, stream in
      cells["account_id"] = "\(10_000 + row * 7)"
      cells["code"] = "K\(1_000 + row)"
      cells["patient"] = "P\(1_000 + stream.int(120))"
    },
    table("rare levels") { cells, row, stream in
      cells["device"] =
        stream.happens(0.985) ? "phone" : ["tablet", "console", "watch"][stream.int(3)]
    },
    table("dates") { cells, _, stream in
      cells["day"] = "20\(10 + stream.int(14))-0\(1 + stream.int(9))-1\(stream.int(10))"
      cells["year"] = "\(1_970 + stream.int(50))"
      cells["yy"] = "\(90 + min(stream.int(10), 9))"
    },
    table("signs with a meaning") { cells, _, stream in
      cells["blood"] = ["A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-"][stream.int(8)]
      cells["language"] = ["C", "C++", "C#", "R", "Go", "F#"][stream.int(6)]
      cells["band"] = ["18-24", "25-34", "35-44", "45-54", "<18", ">54"][stream.int(6)]
      cells["size"] = ["S", "M", "L", "XL", "XXL"][stream.int(5)]
    },
    table("genotypes") { cells, _, stream in
      cells["gene"] = ["AA", "Aa", "aa"][stream.int(3)]
      cells["allele"] = ["A", "a"][stream.int(2)]
    },
    table("words that are alike") { cells, _, stream in
      cells["angina"] = stream.happens(0.95) ? "typical" : "atypical"
      cells["role"] = stream.happens(0.95) ? "employee" : "employer"
      cells["ward"] = stream.happens(0.95) ? "Inpatient ward A" : "Inpatient ward B"
      cells["parity"] = stream.happens(0.95) ? "symmetric" : "asymmetric"
    },
    table("a few outliers") { cells, row, stream in
      if row == 17 { cells["income"] = "9999999" }
      if row == 19 { cells["age"] = "-999" }
      cells["gain"] = "\(Int(stream.uniform() * stream.uniform() * stream.uniform() * 100_000))"
    },
    table("missing at random") { cells, _, stream in
      if stream.happens(0.2) { cells["income"] = "" }
      if stream.happens(0.1) { cells["job"] = "" }
      if stream.happens(0.3) { cells["months"] = "NA" }
    },
    table("prices and percentages") { cells, _, stream in
      cells["price"] = "\(stream.int(10)).99"
      cells["share"] = "\(stream.int(101))"
      cells["points"] = "\(99 - min(stream.int(100), stream.int(100)))"
    },
    table("numbers with a mark of their own") { cells, _, stream in
      cells["weight"] = stream.happens(0.02) ? "-" : "\(50 + stream.int(60))"
      cells["height"] = stream.happens(0.02) ? "unknown" : "\(150 + stream.int(50))"
    },
  ]
}
