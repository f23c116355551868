import Foundation

// MARK: Cells

extension HealthSuite {
  static func cells(_ seed: UInt64) -> [HealthCase] {
    variants(seed) + specialValues(seed) + mixed(seed) + missingness(seed)
  }

  private static func variants(_ seed: UInt64) -> [HealthCase] {
    [
      .planted("variants-case-accounts", .accounts, 700, seed) { table, draws in
        table.change("region", share: 0.15, &draws) { word, draws in
          draws.happens(0.5) ? word.uppercased() : word.capitalized
        }
        return .init(.variants, columns: ["region"], "15 % in other letters")
      },
      .planted("variants-marks-houses", .houses, 500, seed) { table, draws in
        table.change("district", share: 0.1, &draws) { word, draws in
          word == "Old Town" ? draws.pick(["Old-Town", "OldTown"]) : word + "."
        }
        return .init(.variants, columns: ["district"], "10 % with other marks and blanks")
      },
      .planted("variants-blanks-deliveries", .deliveries, 600, seed) { table, draws in
        table.change("carrier", share: 0.05, &draws) { word, draws in
          draws.happens(0.5) ? " " + word : word.replacingOccurrences(of: " ", with: "  ")
        }
        return .init(.variants, columns: ["carrier"], "5 % with blanks more")
      },
      .planted("variants-typing-loans", .loans, 1_200, seed) { table, draws in
        let errors = [
          "renovation": ["renovaton", "rennovation"], "education": ["eduction", "educaiton"],
          "medical": ["medcial", "medicall"],
        ]
        table.change("purpose", share: 0.025, &draws) { word, draws in
          errors[word].map { draws.pick($0) } ?? word
        }
        return .init(.variants, columns: ["purpose"], "2 % with a typing error")
      },
      .planted("variants-target-case", .clinic, 600, seed) { table, draws in
        table.change("diagnosis", share: 0.2, &draws) { word, draws in
          draws.happens(0.5) ? word.capitalized : word + " "
        }
        return .init(.variants, columns: ["diagnosis"], "20 % of the classes in other letters")
      },
      .planted("variants-target-typing", .clinic, 900, seed) { table, draws in
        table.change("diagnosis", share: 0.015, &draws) { word, _ in
          word == "infection" ? "infecton" : word == "healthy" ? "heathly" : word
        }
        return .init(.variants, columns: ["diagnosis"], "1 % of the classes with a typing error")
      },
    ]
  }

  private static func specialValues(_ seed: UInt64) -> [HealthCase] {
    func special(
      _ name: String, _ world: World, _ rows: Int, _ column: String, _ value: String,
      _ share: Double
    ) -> HealthCase {
      .planted(name, world, rows, seed) { table, draws in
        let cells = table[column].map { draws.happens(share) ? value : $0 }
        table[column] = cells
        return .init(
          .specialValues, columns: [column], rows: cells.indices.filter { cells[$0] == value },
          "\(value) in \((100 * share).fixed(0)) % of the cells")
      }
    }
    return [
      special("special-999-clinic", .clinic, 600, "hb", "-999", 0.05),
      special("special-9999-loans", .loans, 900, "rate", "9999", 0.02),
      special("special-minus1-accounts", .accounts, 800, "tenure", "-1", 0.04),
      special("special-99-exams", .exams, 500, "hours", "99", 0.06),
      special("special-1900-tickets", .tickets, 700, "opened", "1900-01-01", 0.05),
      special("special-1970-deliveries", .deliveries, 600, "shipped", "1970-01-01", 0.03),
      special("special-minus9-clinic", .clinic, 800, "ferritin", "-9", 0.08),
    ]
  }

  private static func mixed(_ seed: UInt64) -> [HealthCase] {
    [
      .planted("mixed-words-houses", .houses, 600, seed) { table, draws in
        table.change("area", share: 0.02, &draws) { _, draws in draws.pick(["large", "see plan"]) }
        return .init(.mixed, columns: ["area"], "2 % words among numbers")
      },
      .planted("mixed-words-machines", .machines, 500, seed) { table, draws in
        table.change("temperature", share: 0.05, &draws) { _, draws in
          draws.pick(["sensor off", "high", "err 3"])
        }
        return .init(.mixed, columns: ["temperature"], "5 % words among numbers")
      },
      .planted("mixed-dates-accounts", .accounts, 700, seed) { table, draws in
        table.change("since", share: 0.03, &draws) { _, draws in draws.pick(["long ago", "open"]) }
        return .init(.mixed, columns: ["since"], "3 % words among dates")
      },
    ]
  }

  private static func missingness(_ seed: UInt64) -> [HealthCase] {
    [
      .planted("missing-accounts", .accounts, 1_000, seed) { table, draws in
        let labels = table["left"]
        table["minutes"] = zip(table["minutes"], labels).map {
          draws.happens($1 == "yes" ? 0.45 : 0.08) ? "" : $0
        }
        return .init(.missingness, columns: ["minutes"], "45 % in one class, 8 % in the other")
      },
      .planted("missing-clinic", .clinic, 900, seed) { table, draws in
        let labels = table["diagnosis"]
        table["ferritin"] = zip(table["ferritin"], labels).map {
          draws.happens($1 == "anaemia" ? 0.04 : 0.3) ? "" : $0
        }
        table.change("wbc", share: 0.15, &draws) { _, _ in "" }
        return .init(.missingness, columns: ["ferritin"], "4 % in one class, 30 % in two")
      },
      .planted("missing-loans", .loans, 1_500, seed) { table, draws in
        let labels = table["defaulted"]
        table["employment_years"] = zip(table["employment_years"], labels).map {
          draws.happens($1 == "yes" ? 0.5 : 0.1) ? "" : $0
        }
        return .init(
          .missingness, columns: ["employment_years"], "50 % in the rare class, 10 % else")
      },
      .planted("missing-houses", .houses, 800, seed) { table, draws in
        let prices = table.numbers("price")
        let middle = prices.sorted()[prices.count / 2]
        table["energy"] = zip(table["energy"], prices).map {
          draws.happens($1 > middle ? 0.35 : 0.08) ? "" : $0
        }
        return .init(.missingness, columns: ["energy"], "35 % where the target is high, 8 % else")
      },
    ]
  }
}
