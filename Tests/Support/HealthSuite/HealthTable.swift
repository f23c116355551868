package import FathomNumerics
import Foundation

/// A table in memory, as the words of its cells.
package struct HealthTable: Sendable {
  package var header: [String]
  package var rows: [[String]]

  /// As a CSV file; no cell holds a comma or a quote.
  package var text: String {
    ([header] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
  }

  package func place(of column: String) -> Int {
    guard let place = header.firstIndex(of: column) else {
      preconditionFailure("no column \(column)")
    }
    return place
  }

  /// The cells of a column.
  package subscript(column: String) -> [String] {
    get {
      let place = place(of: column)
      return rows.map { $0[place] }
    }
    set {
      let place = place(of: column)
      for row in rows.indices { rows[row][place] = newValue[row] }
    }
  }

  /// The numbers of a column without missing cells.
  package func numbers(_ column: String) -> [Double] { self[column].map { Double($0) ?? .nan } }

  /// A column more, before the last one.
  package mutating func add(_ column: String, _ cells: [String]) {
    let place = max(0, header.count - 1)
    header.insert(column, at: place)
    for row in rows.indices { rows[row].insert(cells[row], at: place) }
  }

  package mutating func remove(_ column: String) {
    let place = place(of: column)
    header.remove(at: place)
    for row in rows.indices { rows[row].remove(at: place) }
  }

  /// The rows in another order.
  package func ordered(_ order: [Int]) -> HealthTable {
    HealthTable(header: header, rows: order.map { rows[$0] })
  }
}

/// Random choices, the same for the same seed and name.
package struct Draws: Sendable {
  private var stream: RandomStream

  package init(_ name: String, seed: UInt64) {
    stream = RandomStream(seed: seed, domain: "health suite \(name)", index: 0)
  }

  package mutating func uniform() -> Double { stream.uniform() }

  package mutating func normal() -> Double { stream.normal() }

  /// A whole number from 0 to below a limit.
  package mutating func int(_ limit: Int) -> Int { Int(uniform() * Double(limit)) }

  package mutating func happens(_ probability: Double) -> Bool { uniform() < probability }

  /// One of some words, the first ones more often where weights are given.
  package mutating func pick(_ words: [String], _ weights: [Double] = []) -> String {
    guard !weights.isEmpty else { return words[int(words.count)] }
    var rest = uniform() * weights.reduce(0, +)
    for (word, weight) in zip(words, weights) {
      rest -= weight
      if rest < 0 { return word }
    }
    return words[words.count - 1]
  }

  /// How many events of a mean number happen (Knuth 1969).
  package mutating func count(mean: Double) -> Int {
    var (product, events) = (uniform(), 0)
    while product > exp(-mean) {
      product *= uniform()
      events += 1
    }
    return events
  }

  /// Whole numbers below a limit in a random order.
  package mutating func order(_ limit: Int) -> [Int] {
    var order = (0..<limit).map { Int32($0) }
    stream.shuffle(&order)
    return order.map(Int.init)
  }

  /// Some different whole numbers below a limit, in ascending order.
  package mutating func some(_ count: Int, of limit: Int) -> [Int] {
    order(limit).prefix(count).sorted()
  }

  /// A day of some years, as it is written in tables.
  package mutating func day(_ years: ClosedRange<Int>) -> String {
    date(years.lowerBound + int(years.count), 1 + int(12), 1 + int(28))
  }

  private func date(_ year: Int, _ month: Int, _ day: Int) -> String {
    "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
  }
}

extension Double {
  /// Rounded to some decimals.
  package func fixed(_ decimals: Int) -> String { String(format: "%.\(decimals)f", self) }
}

/// The standard deviation of numbers.
func deviation(_ values: [Double]) -> Double {
  let moments = Moments(values)
  return (moments.squaredDeviations / Double(max(1, values.count - 1))).squareRoot()
}
