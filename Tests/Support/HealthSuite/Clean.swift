import Foundation

extension HealthCase {
  /// A table of a world in which nothing is planted.
  static func clean(
    _ name: String, _ world: World, _ rows: Int, _ seed: UInt64, why: String = "",
    _ tempt: (inout HealthTable, inout Draws) -> Void = { _, _ in }
  ) -> HealthCase {
    var draws = Draws(name, seed: seed)
    var table = world.table(rows, &draws)
    tempt(&table, &draws)
    return HealthCase(
      name: name, target: world.target, isClassification: world.isClassification,
      data: .table(table), conditions: [], why: why)
  }
}

extension HealthSuite {
  /// A table of each world, and smaller ones.
  static func ordinary(_ seed: UInt64) -> [HealthCase] {
    let sizes = [700, 900, 500, 400, 600, 800, 730, 600, 1_000, 500, 450]
    return zip(World.all, sizes).map { world, rows in
      .clean("clean-\(world.name)", world, rows, seed)
    } + [
      .clean("clean-few-clinic", .clinic, 60, seed, why: "few rows"),
      .clean("clean-few-houses", .houses, 45, seed, why: "few rows"),
      .clean("clean-few-sensors", .sensors, 100, seed, why: "few rows"),
      .clean("clean-many-bikes", .bikes, 8_000, seed, why: "many rows, in few values"),
      .clean("clean-many-loans", .loans, 6_000, seed, why: "many rows, a rare class"),
    ]
  }

  // MARK: What tempts

  static func tempting(_ seed: UInt64) -> [HealthCase] {
    repeatedByNature(seed) + strongByNature(seed) + oddByNature(seed) + missingByNature(seed)
  }

  private static func repeatedByNature(_ seed: UInt64) -> [HealthCase] {
    [
      .clean(
        "clean-survey", .survey, 1_000, seed,
        why: "answers of few values: persons agree, and differ in the target"),
      .clean("clean-survey-small", .survey, 200, seed, why: "answers of few values"),
      .clean("clean-counts", .bikes, 900, seed, why: "counts and tenths that recur") {
        table, draws in
        for column in ["temperature", "wind"] {
          table[column] = table.numbers(column).map { $0.fixed(0) }
        }
        table["humidity"] = table.numbers("humidity").map { (10 * ($0 / 10).rounded()).fixed(0) }
      },
      .clean("clean-rounded-money", .loans, 900, seed, why: "skewed money in thousands") {
        table, _ in
        for column in ["income", "debt", "amount"] {
          table[column] = table.numbers(column).map { (1_000 * ($0 / 1_000).rounded()).fixed(0) }
        }
        table["rate"] = table.numbers("rate").map { (0.25 * ($0 / 0.25).rounded()).fixed(2) }
      },
    ]
  }

  private static func strongByNature(_ seed: UInt64) -> [HealthCase] {
    [
      .clean("clean-assay", .clinic, 700, seed, why: "an honest test that is right in 93 %") {
        table, draws in
        table.add(
          "rapid_test",
          table["diagnosis"].map { label in
            (label == "infection") == draws.happens(0.93) ? "positive" : "negative"
          })
      },
      .clean("clean-strong-houses", .houses, 700, seed, why: "an estimate of the price, 12 % off") {
        table, draws in
        table.add(
          "estimate",
          table.numbers("price").map {
            (1_000 * ($0 * exp(0.12 * draws.normal()) / 1_000).rounded()).fixed(0)
          })
      },
      .clean("clean-season", .orders, 1_095, seed, why: "the target has a season, and dates") {
        table, _ in
        table["units"] = zip(table.numbers("units"), table["day"]).map { units, day in
          let month = Double(day.split(separator: "-")[1]) ?? 1
          return max(0, units + 25 + 14 * cos(2 * .pi * month / 12)).fixed(0)
        }
      },
      .clean("clean-two-units", .bikes, 700, seed, why: "one feature in two units") { table, _ in
        table.add(
          "fahrenheit", table.numbers("temperature").map { (32 + 1.8 * $0).fixed(1) })
      },
      .clean("clean-sum-of-features", .exams, 600, seed, why: "a feature is a sum of two others") {
        table, draws in
        let parts = table.numbers("hours").map { (10 * $0 * draws.uniform()).rounded() / 10 }
        table.add("hours_alone", parts.map { $0.fixed(1) })
        table.add(
          "hours_together", zip(table.numbers("hours"), parts).map { ($0 - $1).fixed(1) })
      },
      .clean("clean-imbalanced", .loans, 2_000, seed, why: "2 % of events") { table, draws in
        table["defaulted"] = table["defaulted"].map {
          $0 == "yes" && draws.happens(0.25) ? "yes" : "no"
        }
      },
      .clean("clean-noise", .accounts, 800, seed, why: "nothing says anything of the target") {
        table, draws in
        table["left"] = table["left"].map { _ in draws.happens(0.4) ? "yes" : "no" }
      },
      .clean("clean-trend", .bikes, 700, seed, why: "the target grows with the rows") { table, _ in
        table["rentals"] = zip(table.numbers("rentals"), 0..<table.rows.count).map {
          ($0 + 0.1 * Double($1)).fixed(0)
        }
      },
      .clean("clean-groups", .exams, 700, seed, why: "teachers that do not matter") {
        table, draws in
        table.add("teacher", table["points"].map { _ in "T\(100 + draws.int(60))" })
      },
      .clean("clean-group-effect", .exams, 900, seed, why: "schools that matter a little") {
        table, _ in
        table["points"] = zip(table.numbers("points"), table["school"]).map { points, school in
          (points + Double(school.utf8.reduce(0) { $0 + Int($1) } % 7)).fixed(1)
        }
      },
    ]
  }

  private static func oddByNature(_ seed: UInt64) -> [HealthCase] {
    [
      .clean("clean-signs", .accounts, 700, seed, why: "levels that differ by a mark or a letter") {
        table, draws in
        let columns: [(String, [String])] = [
          ("blood", ["A+", "A-", "B+", "B-", "0+", "0-", "AB+", "AB-"]),
          ("language", ["C", "C++", "C#", "F#", "F", "R"]),
          ("shirt", ["S", "M", "L", "XL", "XXL", "XS"]),
          ("grade", ["A", "A+", "A-", "B", "B+", "B-"]),
          ("contract", ["employee", "employer", "employed"]),
          ("hall", ["Room 11", "Room 1", "Room 111", "Room 12", "Room 21"]),
        ]
        for (name, words) in columns {
          table.add(name, table["left"].map { _ in draws.pick(words) })
        }
      },
      .clean("clean-towns", .deliveries, 900, seed, why: "rare towns that differ by a letter") {
        table, draws in
        let towns = [
          "Hamburg", "Homburg", "Marburg", "Magdeburg", "Merseburg", "Freiburg", "Freiberg",
          "Nuremberg", "Bamberg", "Bomberg", "Rosenheim", "Rosenhain", "Mannheim", "Monheim",
        ]
        table.add(
          "town",
          table["hours"].map { _ in
            towns[Int(Double(towns.count) * pow(draws.uniform(), 3))]
          })
      },
      .clean("clean-signed", .machines, 600, seed, why: "numbers below zero, zeros and nines") {
        table, draws in
        let rows = table["state"]
        table.add("balance", rows.map { _ in "\(draws.int(9) - 4)" })
        table.add("frost", rows.map { _ in "\(draws.int(40) - 20)" })
        table.add("defects", rows.map { _ in "\(draws.happens(0.8) ? 0 : draws.count(mean: 3))" })
        table.add("percent", rows.map { _ in "\(100 - min(draws.int(101), draws.int(101)))" })
        table.add("year", rows.map { _ in "\(1_970 + draws.int(54))" })
        table.add("price", rows.map { _ in "\(1 + draws.int(30)).99" })
      },
      .clean("clean-codes", .deliveries, 800, seed, why: "codes with zeros, dates and a serial") {
        table, draws in
        let rows = table["hours"].indices
        table.add("article", rows.map { _ in "00\(1_000 + draws.int(40))" })
        table.add("serial", rows.map { "B-\(70_000 + $0)" })
        table.add("booked", rows.map { _ in draws.day(2023...2023) })
      },
      .clean("clean-outliers", .loans, 1_000, seed, why: "a few honest numbers far away") {
        table, draws in
        for row in draws.some(4, of: table.rows.count) {
          table.rows[row][0] = "\(1_200_000 + draws.int(900_000))"
        }
      },
      .clean("clean-heavy-tails", .deliveries, 800, seed, why: "a target with heavy tails") {
        table, draws in
        table["hours"] = table.numbers("hours").map {
          ($0 * exp(0.5 * draws.normal() / (0.25 + draws.uniform()))).fixed(1)
        }
      },
      .clean("clean-rare-levels", .machines, 700, seed, why: "levels of one to three rows") {
        table, draws in
        table.add(
          "part",
          table["state"].map { _ in "Part \(Int(60 * pow(draws.uniform(), 4)))" })
        table.add("spare", table["state"].map { _ in draws.happens(0.99) ? "none" : "kit" })
      },
    ]
  }

  private static func missingByNature(_ seed: UInt64) -> [HealthCase] {
    [
      .clean("clean-missing", .loans, 900, seed, why: "missing cells that say nothing") {
        table, draws in
        table.change("income", share: 0.2, &draws) { _, _ in "" }
        table.change("purpose", share: 0.07, &draws) { _, _ in "NA" }
        table.change("employment_years", share: 0.3, &draws) { _, _ in "" }
      },
      .clean("clean-missing-little", .accounts, 700, seed, why: "13 % missing here, 10 % there") {
        table, draws in
        table["minutes"] = zip(table["minutes"], table["left"]).map {
          draws.happens($1 == "yes" ? 0.13 : 0.10) ? "" : $0
        }
      },
      .clean(
        "clean-missing-by-feature", .clinic, 700, seed,
        why: "missing cells depend on the age, and not on the target"
      ) { table, draws in
        table["wbc"] = zip(table["wbc"], table.numbers("age")).map {
          draws.happens($1 > 60 ? 0.4 : 0.1) ? "" : $0
        }
      },
    ]
  }
}

// MARK: - Two files

extension HealthSuite {
  /// Random halves of one table.
  static func halves(_ seed: UInt64) -> [HealthCase] {
    let worlds: [(World, Int, Double)] = [
      (.accounts, 1_200, 0.6), (.houses, 900, 0.7), (.survey, 1_200, 0.5), (.clinic, 700, 0.8),
      (.bikes, 2_000, 0.5), (.tickets, 900, 0.6),
    ]
    return worlds.map { world, rows, share in
      let name = "clean-files-\(world.name)"
      var draws = Draws(name, seed: seed)
      let table = world.table(rows, &draws)
      let order = draws.order(rows)
      let cut = Int(share * Double(rows))
      return HealthCase(
        name: name, target: world.target, isClassification: world.isClassification,
        data: .tables(
          table.ordered(Array(order[..<cut])), table.ordered(Array(order[cut...]))),
        conditions: [], why: "a random division of one table")
    }
  }
}

// MARK: - Committed tables

extension HealthSuite {
  /// Tables of others in which nothing is planted.
  static func committed(_ folder: URL) throws -> [HealthCase] {
    try [
      ("wine", "cultivar", true), ("breast_cancer", "diagnosis", true),
      ("diabetes", "target", false),
      ("airquality", "Ozone", false), ("mtcars", "mpg", false), ("duncan", "prestige", false),
    ].map { name, target, isClassification in
      let text = try String(contentsOf: folder.appending(path: "\(name).csv"), encoding: .utf8)
      let rows = text.split(whereSeparator: \.isNewline).map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      return HealthCase(
        name: "clean-\(name)", target: target, isClassification: isClassification,
        data: .table(HealthTable(header: rows[0], rows: Array(rows.dropFirst()))), conditions: [],
        why: "a committed table")
    }
  }
}
