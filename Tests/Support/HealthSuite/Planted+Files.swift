import Foundation

// MARK: Two files

extension HealthSuite {
  static func files(_ seed: UInt64) -> [HealthCase] {
    overlaps(seed) + shifts(seed) + concepts(seed)
  }

  private static func overlaps(_ seed: UInt64) -> [HealthCase] {
    func overlap(
      _ name: String, _ world: World, _ rows: (Int, Int), _ count: Int
    ) -> HealthCase {
      .planted(name, world, rows, seed) { first, second, draws in
        let places = draws.some(count, of: second.rows.count)
        let sources = draws.order(first.rows.count)
        for (number, place) in places.enumerated() {
          second.rows[place] = first.rows[sources[number]]
        }
        return .init(.overlap, rows: places, "\(count) rows of the second file are in the first")
      }
    }
    var draws = Draws("files-groups", seed: seed)
    let all = members(120, 6, false, true, &draws)
    // Rows of a subject are in both files.
    let parts = (
      all.ordered(Array(0..<480)), all.ordered(Array(480..<720))
    )
    return [
      overlap("files-overlap-loans", .loans, (900, 400), 32),
      overlap("files-overlap-houses", .houses, (700, 300), 9),
      overlap("files-overlap-clinic", .clinic, (600, 300), 60),
      HealthCase(
        name: "files-groups", target: "outcome", isClassification: true,
        data: .tables(parts.0, parts.1),
        conditions: [
          HealthCondition(.groupOverlap, columns: ["subject"], "subjects with rows in both files")
        ]),
    ]
  }

  private static func shifts(_ seed: UInt64) -> [HealthCase] {
    func shift(
      _ name: String, _ world: World, _ column: String, _ how: String,
      rows: (Int, Int) = (900, 600),
      _ change: @escaping (String, Double, inout Draws) -> String
    ) -> HealthCase {
      .planted(name, world, rows, seed) { first, second, draws in
        let size = deviation(first.numbers(column))
        second[column] = second[column].map { change($0, size, &draws) }
        return .init(.shift, columns: [column], how)
      }
    }
    return [
      shift("files-shift-clinic", .clinic, "hb", "half a deviation more") { cell, size, _ in
        ((Double(cell) ?? 0) + 0.5 * size).fixed(1)
      },
      shift("files-shift-houses", .houses, "distance", "half a deviation more") { cell, size, _ in
        ((Double(cell) ?? 0) + 0.5 * size).fixed(2)
      },
      shift("files-shift-machines", .machines, "load", "half a deviation less") { cell, size, _ in
        ((Double(cell) ?? 0) - 0.5 * size).fixed(0)
      },
      shift("files-unit-accounts", .accounts, "minutes", "seconds for minutes") { cell, _, _ in
        (60 * (Double(cell) ?? 0)).fixed(0)
      },
      shift("files-unit-exams", .exams, "hours", "minutes for hours", rows: (500, 300)) {
        cell, _, _ in
        (60 * (Double(cell) ?? 0)).fixed(0)
      },
      shift("files-level-accounts", .accounts, "region", "6 % of a new level") { cell, _, draws in
        draws.happens(0.06) ? "abroad" : cell
      },
      shift("files-level-deliveries", .deliveries, "carrier", "15 % of a new level") {
        cell, _, draws in
        draws.happens(0.15) ? "Night Owl" : cell
      },
      shift("files-levels-loans", .loans, "housing", "half of a level is another one") {
        cell, _, draws in
        cell == "rent" && draws.happens(0.6) ? "mortgage" : cell
      },
      shift("files-missing-bikes", .bikes, "wind", "25 % of the cells are missing") {
        cell, _, draws in
        draws.happens(0.25) ? "" : cell
      },
    ]
  }

  private static func concepts(_ seed: UInt64) -> [HealthCase] {
    [
      .planted("files-concept-accounts", .accounts, (900, 700), seed) { _, second, draws in
        // Long contracts end now, short ones did.
        second["left"] = second.numbers("tenure").map { tenure in
          draws.happens(tenure > 44 ? 0.85 : 0.12) ? "yes" : "no"
        }
        return .init(.concept, columns: ["tenure"], "the target falls with a column, and rises now")
      },
      .planted("files-concept-houses", .houses, (800, 600), seed) { _, second, draws in
        second["price"] = zip(second.numbers("price"), second.numbers("distance")).map {
          (max(20_000, $0 + 16_000 * ($1 - 9))).fixed(0)
        }
        return .init(
          .concept, columns: ["distance"], "the target falls with a column, and rises now")
      },
      .planted("files-concept-machines", .machines, (800, 600), seed) { _, second, draws in
        // Another threshold is in force: what was worn works, and hot machines are worn.
        second["state"] = second.numbers("vibration").map { vibration in
          vibration < 2 ? "worn" : vibration < 3.8 ? "works" : "broken"
        }
        return .init(.concept, columns: ["vibration"], "two classes changed places")
      },
    ]
  }
}
