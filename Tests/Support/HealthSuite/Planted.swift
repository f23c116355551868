import Foundation

extension HealthCase {
  /// A table of a world with a planted fault.
  static func planted(
    _ name: String, _ world: World, _ rows: Int, _ seed: UInt64,
    _ plant: (inout HealthTable, inout Draws) -> HealthCondition
  ) -> HealthCase {
    var draws = Draws(name, seed: seed)
    var table = world.table(rows, &draws)
    let condition = plant(&table, &draws)
    return HealthCase(
      name: name, target: world.target, isClassification: world.isClassification,
      data: .table(table), conditions: [condition])
  }

  /// Two tables of a world, of which the second is changed.
  static func planted(
    _ name: String, _ world: World, _ rows: (Int, Int), _ seed: UInt64,
    _ plant: (HealthTable, inout HealthTable, inout Draws) -> HealthCondition
  ) -> HealthCase {
    var draws = Draws(name, seed: seed)
    let first = world.table(rows.0, &draws)
    var second = world.table(rows.1, &draws)
    let condition = plant(first, &second, &draws)
    return HealthCase(
      name: name, target: world.target, isClassification: world.isClassification,
      data: .tables(first, second), conditions: [condition])
  }
}

extension HealthTable {
  var target: String { header[header.count - 1] }

  /// Changes a share of the cells of a column.
  mutating func change(
    _ column: String, share: Double, _ draws: inout Draws,
    _ change: (String, inout Draws) -> String
  ) {
    let place = place(of: column)
    for row in rows.indices where draws.happens(share) {
      rows[row][place] = change(rows[row][place], &draws)
    }
  }
}

// MARK: - Leakage

extension HealthSuite {
  static func leakage(_ seed: UInt64) -> [HealthCase] {
    leakingFeatures(seed) + leakingOrders(seed) + exactRelations(seed)
  }

  private static func leakingFeatures(_ seed: UInt64) -> [HealthCase] {
    [
      .planted("leak-score-accounts", .accounts, 900, seed) { table, draws in
        table.add(
          "retention_score",
          table["left"].map { ((($0 == "yes" ? -2.1 : 2.1) + draws.normal()) * 10 + 50).fixed(1) })
        return .init(
          .leakage, columns: ["retention_score"], "a number, 4.2 deviations between classes")
      },
      .planted("leak-score-loans", .loans, 1_500, seed) { table, draws in
        table.add(
          "days_late",
          table["defaulted"].map { "\($0 == "yes" ? 85 + draws.int(200) : draws.count(mean: 2))" })
        return .init(.leakage, columns: ["days_late"], "a number that tells all of a rare class")
      },
      .planted("leak-value-houses", .houses, 700, seed) { table, draws in
        table.add(
          "tax_value",
          table.numbers("price").map { (0.8 * $0 * (1 + 0.01 * draws.normal())).fixed(0) })
        return .init(.leakage, columns: ["tax_value"], "the target with 1 % of noise")
      },
      .planted("leak-copy-exams", .exams, 600, seed) { table, _ in
        table.add("percent", table.numbers("points").map { (0.83 * $0).fixed(1) })
        return .init(.leakage, columns: ["percent"], "the target in another unit")
      },
      .planted("leak-code-loans", .loans, 1_200, seed) { table, draws in
        table.add(
          "collection",
          table["defaulted"].map { label in
            let isRight = draws.happens(0.996)
            return draws.pick((label == "yes") == isRight ? ["C1", "C2"] : ["N", "R1"])
          })
        return .init(.leakage, columns: ["collection"], "levels, right in 99.6 %")
      },
      .planted("leak-code-clinic", .clinic, 800, seed) { table, draws in
        let codes = [
          "healthy": ["Z00", "Z01"], "anaemia": ["D50", "D64"], "infection": ["A49", "J18"],
        ]
        table.add(
          "billing_code",
          table["diagnosis"].map { draws.pick(codes[draws.happens(0.98) ? $0 : "healthy"] ?? []) })
        return .init(.leakage, columns: ["billing_code"], "levels of three classes, right in 98 %")
      },
      .planted("leak-copy-accounts", .accounts, 500, seed) { table, _ in
        table.add("status", table["left"].map { $0 == "yes" ? "0" : "1" })
        return .init(.leakage, columns: ["status"], "the target in other words")
      },
      .planted("leak-missing-accounts", .accounts, 1_000, seed) { table, draws in
        table.add(
          "final_bill",
          table["left"].map { label in
            (label == "yes") == draws.happens(0.98) ? (20 + 15 * draws.uniform()).fixed(2) : ""
          })
        return .init(.missingness, columns: ["final_bill"], "a number that only one class has")
      },
    ]
  }

  private static func leakingOrders(_ seed: UInt64) -> [HealthCase] {
    [
      .planted("leak-number-clinic", .clinic, 700, seed) { table, draws in
        // The healthy were enrolled later.
        let places = draws.order(table.rows.count)
        let ids = zip(table["diagnosis"], places).map { label, place in
          "\(label == "healthy" && draws.happens(0.97) ? 52_000 + place : 31_000 + place)"
        }
        table.add("record_id", ids)
        return .init(.leakage, columns: ["record_id"], "identifiers in the order of the classes")
      },
      .planted("leak-prefix-machines", .machines, 600, seed) { table, draws in
        let places = draws.order(table.rows.count)
        table.add(
          "case",
          zip(table["state"], places).map { label, place in
            "\(label == "works" ? "OK" : label == "worn" ? "SV" : "RP")\(1_000 + place)"
          })
        return .init(.leakage, columns: ["case"], "identifiers with a prefix for each class")
      },
      .planted("leak-date-accounts", .accounts, 900, seed) { table, draws in
        table.add(
          "last_update",
          table["left"].map { label in
            (label == "yes") == draws.happens(0.96)
              ? draws.day(2024...2024) : draws.day(2020...2022)
          })
        return .init(.leakage, columns: ["last_update"], "dates, later in one class in 96 %")
      },
    ]
  }

  private static func exactRelations(_ seed: UInt64) -> [HealthCase] {
    [
      .planted("leak-sum-deliveries", .deliveries, 600, seed) { table, draws in
        let parts = table.numbers("hours").map { hours in
          let first = (10 * hours * (0.2 + 0.6 * draws.uniform())).rounded() / 10
          return (first, hours - first)
        }
        table.add("depot_hours", parts.map { $0.0.fixed(1) })
        table.add("road_hours", parts.map { $0.1.fixed(1) })
        return .init(
          .leakage, columns: ["depot_hours", "road_hours"], "the target is a sum of two columns")
      },
      .planted("leak-product-orders", .orders, 700, seed) { table, _ in
        let revenue = zip(table.numbers("units"), table.numbers("price")).map { ($0 * $1).fixed(2) }
        table.add("revenue", revenue)
        // Whoever divides the revenue by the price has the target.
        return .init(
          .leakage, columns: ["revenue", "price"], "the target is a ratio of two columns")
      },
      .planted("leak-difference-exams", .exams, 500, seed) { table, draws in
        let written = table.numbers("points").map { ($0 + 5 + abs(12 * draws.normal())) }
        table.add("raw_points", written.map { $0.fixed(1) })
        table.add(
          "deducted",
          zip(table["raw_points"], table.numbers("points")).map {
            ((Double($0) ?? 0) - $1).fixed(1)
          })
        return .init(
          .leakage, columns: ["raw_points", "deducted"], "the target is a difference of two columns"
        )
      },
    ]
  }
}
