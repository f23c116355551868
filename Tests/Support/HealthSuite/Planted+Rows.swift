import Foundation

// MARK: Repeats

extension HealthTable {
  /// Copies of some rows, changed, mixed among all; the condition names them and the originals.
  fileprivate mutating func repeatRows(
    _ kind: HealthCondition.Kind, _ count: Int, _ how: String, _ draws: inout Draws,
    _ change: (inout [String], inout Draws) -> Void = { _, _ in }
  ) -> HealthCondition {
    let chosen = draws.some(count, of: rows.count)
    let before = rows.count
    for row in chosen {
      var copy = rows[row]
      change(&copy, &draws)
      rows.append(copy)
    }
    let order = draws.order(rows.count)
    let own = Set(chosen + Array(before..<rows.count))
    self = ordered(order)
    return HealthCondition(kind, rows: order.indices.filter { own.contains(order[$0]) }, how)
  }

  /// The columns of numbers with a fraction, with the decimals that they are written with.
  fileprivate var fractions: [(place: Int, decimals: Int)] {
    header.indices.dropLast().compactMap { place in
      let cells = rows.prefix(50).map { $0[place] }
      guard cells.allSatisfy({ Double($0) != nil && $0.contains(".") }) else { return nil }
      return (place, cells[0].split(separator: ".")[1].count)
    }
  }

  /// Copies with noise of some deviations in each number with a fraction.
  fileprivate mutating func repeatWithNoise(
    _ count: Int, _ size: Double, _ draws: inout Draws
  ) -> HealthCondition {
    let noise = fractions.map {
      ($0.place, $0.decimals, size * deviation(numbers(header[$0.place])))
    }
    return repeatRows(.nearDuplicates, count, "copies with noise of \(size) deviations", &draws) {
      copy, draws in
      for (place, decimals, size) in noise {
        copy[place] = ((Double(copy[place]) ?? 0) + size * draws.normal()).fixed(decimals + 1)
      }
    }
  }

  /// Copies whose numbers have a decimal less.
  fileprivate mutating func repeatRounded(_ count: Int, _ draws: inout Draws) -> HealthCondition {
    let fractions = fractions
    return repeatRows(.nearDuplicates, count, "copies with rounded numbers", &draws) { copy, _ in
      for (place, decimals) in fractions {
        copy[place] = (Double(copy[place]) ?? 0).fixed(decimals - 1)
      }
    }
  }
}

extension HealthSuite {
  static func repeats(_ seed: UInt64) -> [HealthCase] {
    exactRepeats(seed) + conflicts(seed) + nearRepeats(seed)
  }

  private static func exactRepeats(_ seed: UInt64) -> [HealthCase] {
    [
      .planted("repeats-loans", .loans, 900, seed) { table, draws in
        table.repeatRows(.duplicates, 18, "2 % of the rows again", &draws)
      },
      .planted("repeats-clinic", .clinic, 400, seed) { table, draws in
        table.repeatRows(.duplicates, 40, "10 % of the rows again", &draws)
      },
      .planted("repeats-accounts", .accounts, 700, seed) { table, draws in
        table.repeatRows(.duplicates, 35, "5 % of the rows again, with other numbers", &draws) {
          copy, draws in copy[0] = "\(500_000 + draws.int(90_000))"
        }
      },
      .planted("repeats-tickets", .tickets, 600, seed) { table, draws in
        table.repeatRows(.duplicates, 24, "4 % of the rows with a text again", &draws) {
          copy, draws in copy[0] = "T-\(30_000 + draws.int(90_000))"
        }
      },
    ]
  }

  private static func conflicts(_ seed: UInt64) -> [HealthCase] {
    [
      .planted("conflicts-machines", .machines, 600, seed) { table, draws in
        table.repeatRows(.conflicts, 24, "4 % of the rows again, with another class", &draws) {
          copy, draws in
          let last = copy.count - 1
          copy[last] = draws.pick(["works", "worn", "broken"].filter { $0 != copy[last] })
        }
      },
      .planted("conflicts-loans", .loans, 900, seed) { table, draws in
        table.repeatRows(.conflicts, 12, "1.3 % of the rows again, with another class", &draws) {
          copy, _ in copy[copy.count - 1] = copy[copy.count - 1] == "yes" ? "no" : "yes"
        }
      },
      .planted("conflicts-deliveries", .deliveries, 500, seed) { table, draws in
        table.repeatRows(.conflicts, 30, "6 % of the rows again, with another number", &draws) {
          copy, draws in
          let last = copy.count - 1
          copy[last] = ((Double(copy[last]) ?? 0) * (1.3 + draws.uniform())).fixed(1)
        }
      },
    ]
  }

  private static func nearRepeats(_ seed: UInt64) -> [HealthCase] {
    [
      .planted("near-noise-sensors", .sensors, 600, seed) { $0.repeatWithNoise(30, 0.01, &$1) },
      .planted("near-noise-clinic", .clinic, 700, seed) { $0.repeatWithNoise(28, 0.01, &$1) },
      .planted("near-noise-deliveries", .deliveries, 500, seed) {
        $0.repeatWithNoise(40, 0.01, &$1)
      },
      .planted("near-rounded-machines", .machines, 500, seed) { $0.repeatRounded(25, &$1) },
      .planted("near-rounded-sensors", .sensors, 800, seed) { $0.repeatRounded(24, &$1) },
    ]
  }
}

// MARK: - Wrong labels

extension HealthSuite {
  static func labelErrors(_ seed: UInt64) -> [HealthCase] {
    [
      .planted("labels-uniform-sensors", .sensors, 900, seed) { table, draws in
        let classes = ["oak", "pine", "steel", "glass"]
        return mislabel(&table, 0.05, "5 % of the labels are others", &draws) { label, draws in
          draws.pick(classes.filter { $0 != label })
        }
      },
      .planted("labels-few-sensors", .sensors, 1_000, seed) { table, draws in
        let classes = ["oak", "pine", "steel", "glass"]
        return mislabel(&table, 0.015, "1.5 % of the labels are others", &draws) { label, draws in
          draws.pick(classes.filter { $0 != label })
        }
      },
      .planted("labels-pair-sensors", .sensors, 800, seed) { table, draws in
        mislabel(&table, 0.15, "15 % of one class are called another one", &draws) { label, _ in
          label == "oak" ? "pine" : label
        }
      },
      .planted("labels-uniform-machines", .machines, 900, seed) { table, draws in
        mislabel(&table, 0.04, "4 % of the labels are others", &draws) { label, draws in
          draws.pick(["works", "worn", "broken"].filter { $0 != label })
        }
      },
      .planted("labels-pair-machines", .machines, 1_000, seed) { table, draws in
        mislabel(&table, 0.12, "12 % of one class are called another one", &draws) { label, _ in
          label == "worn" ? "works" : label
        }
      },
      .planted("labels-numbers-houses", .houses, 800, seed) { table, draws in
        mislabel(&table, 0.015, "1.5 % of the numbers with a zero more", &draws) { label, _ in
          label + "0"
        }
      },
    ]
  }

  private static func mislabel(
    _ table: inout HealthTable, _ share: Double, _ how: String, _ draws: inout Draws,
    _ change: (String, inout Draws) -> String
  ) -> HealthCondition {
    let before = table[table.target]
    table.change(table.target, share: share, &draws, change)
    let after = table[table.target]
    return HealthCondition(
      .labelErrors, rows: before.indices.filter { before[$0] != after[$0] }, how)
  }
}

// MARK: - Groups

extension HealthSuite {
  static func groups(_ seed: UInt64) -> [HealthCase] {
    [
      ("groups-patients", 90, 8, false, true), ("groups-plots", 70, 10, true, true),
      ("groups-wells", 60, 12, false, false), ("groups-small", 200, 4, false, true),
    ].map { name, groups, size, isNumber, isClassification in
      var draws = Draws(name, seed: seed)
      let table = members(groups, size, isNumber, isClassification, &draws)
      return HealthCase(
        name: name, target: "outcome", isClassification: isClassification, data: .table(table),
        conditions: [
          HealthCondition(
            .groups, columns: ["subject"],
            "\(groups) groups of \(size) rows, alike in the features and in the target")
        ])
    }
  }

  /// Rows of subjects, each of whom has an outcome that features say little of, and values of its own.
  static func members(
    _ groups: Int, _ size: Int, _ isNumber: Bool, _ isClassification: Bool, _ draws: inout Draws,
    firstGroup: Int = 0
  ) -> HealthTable {
    let names = draws.order(9_000)
    var rows = [[String]]()
    for group in 0..<groups {
      let own = (0..<5).map { _ in draws.normal() }
      let risk = draws.normal() + 0.4 * own[0]
      for _ in 0..<size {
        let values = own.map { ((0.92 * $0 + 0.35 * draws.normal()) * 10 + 100).fixed(1) }
        let outcome =
          isClassification
          ? (risk > 0 ? "relapse" : "stable") : (20 + 6 * risk + draws.normal()).fixed(1)
        rows.append(
          [
            isNumber
              ? "\(1_000 + names[group + firstGroup])" : "P\(1_000 + names[group + firstGroup])"
          ]
            + values + [draws.pick(["morning", "evening"]), outcome])
      }
    }
    let header =
      ["subject", "pulse", "pressure", "glucose", "weight", "lactate", "session", "outcome"]
    return HealthTable(header: header, rows: rows).ordered(draws.order(rows.count))
  }
}
