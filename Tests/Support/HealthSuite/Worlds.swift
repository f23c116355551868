import Foundation

/// A kind of table: its columns, and how a row is drawn.
///
/// The target is the last column.
struct World: Sendable {
  var name: String
  var isClassification: Bool
  var header: [String]
  var row: @Sendable (_ number: Int, _ draws: inout Draws) -> [String]

  var target: String { header[header.count - 1] }

  func table(_ rows: Int, _ draws: inout Draws) -> HealthTable {
    HealthTable(header: header, rows: (0..<rows).map { row($0, &draws) })
  }

  static let all = [
    accounts, loans, clinic, exams, tickets, houses, orders, sensors, bikes, deliveries, machines,
  ]
}

/// Whether an event of these log odds happens.
private func happens(_ logit: Double, _ draws: inout Draws) -> Bool {
  draws.happens(1 / (1 + exp(-logit)))
}

// MARK: Persons

extension World {
  /// Customers of a telephone company, of whom some leave.
  static let accounts = World(
    name: "accounts", isClassification: true,
    header: [
      "account", "age", "tenure", "plan", "region", "fee", "calls", "minutes", "since", "left",
    ]
  ) { number, draws in
    let tenure = draws.int(72)
    let plan = draws.int(3)
    let calls = draws.count(mean: 1.4)
    let fee = [12.5, 24.9, 39.9][plan] + Double(draws.int(8)) * 1.25
    let logit = -0.9 - 0.035 * Double(tenure - 30) + 0.55 * Double(calls) + 0.3 * Double(plan - 1)
    return [
      "\(410_000 + 17 * number + draws.int(17))", "\(18 + draws.int(62))", "\(tenure)",
      ["basic", "plus", "family"][plan],
      draws.pick(["north", "south", "east", "west", "centre"], [4, 3, 3, 2, 1]), fee.fixed(2),
      "\(calls)", (exp(4.5 + 0.6 * draws.normal())).fixed(1), draws.day(2017...2022),
      happens(logit, &draws) ? "yes" : "no",
    ]
  }

  /// Borrowers, of whom one in twelve defaults.
  static let loans = World(
    name: "loans", isClassification: true,
    header: [
      "income", "debt", "amount", "term", "purpose", "housing", "employment_years", "inquiries",
      "rate", "defaulted",
    ]
  ) { _, draws in
    let income = exp(10.4 + 0.5 * draws.normal())
    let debt = income * abs(0.3 + 0.2 * draws.normal())
    let inquiries = draws.count(mean: 0.8)
    let rate = 6 + 1.1 * Double(inquiries) + 4 * debt / income + 1.2 * draws.normal()
    let logit = -4.4 + 0.6 * Double(inquiries) + 3.4 * debt / income + 0.05 * rate
    return [
      (100 * (income / 100).rounded()).fixed(0), debt.fixed(0),
      (500 * (1 + exp(2.4 + 0.7 * draws.normal())).rounded()).fixed(0),
      draws.pick(["24", "36", "60"], [1, 3, 2]),
      draws.pick(["car", "renovation", "medical", "education", "other"], [5, 3, 2, 2, 1]),
      draws.pick(["rent", "own", "mortgage"]), "\(min(40, draws.count(mean: 7)))",
      "\(inquiries)", max(2.9, rate).fixed(2), happens(logit, &draws) ? "yes" : "no",
    ]
  }

  /// Patients with a diagnosis of three.
  static let clinic = World(
    name: "clinic", isClassification: true,
    header: ["age", "sex", "hb", "crp", "ferritin", "wbc", "smoker", "ward", "diagnosis"]
  ) { _, draws in
    let kind = draws.int(3)
    let hb = [14.1, 11.2, 13.2][kind] + 1.3 * draws.normal()
    let crp = exp([0.6, 1.2, 3.1][kind] + 0.7 * draws.normal())
    let ferritin = exp([4.4, 2.7, 4.8][kind] + 0.6 * draws.normal())
    return [
      "\(20 + draws.int(65))", draws.pick(["female", "male"]), hb.fixed(1), crp.fixed(1),
      ferritin.fixed(0), (6.5 + (kind == 2 ? 3.2 : 0) + 1.9 * draws.normal()).fixed(2),
      draws.pick(["never", "former", "current"], [5, 3, 2]), draws.pick(["A1", "A2", "B1", "B2"]),
      ["healthy", "anaemia", "infection"][kind],
    ]
  }

  /// Pupils and their points.
  static let exams = World(
    name: "exams", isClassification: false,
    header: ["school", "grade", "hours", "absences", "reading", "tutor", "breakfast", "points"]
  ) { _, draws in
    let hours = abs(6 + 3 * draws.normal())
    let absences = draws.count(mean: 3)
    let reading = 50 + 10 * draws.normal()
    let tutor = draws.happens(0.2)
    let points =
      20 + 2.2 * hours - 1.5 * Double(absences) + 0.6 * reading + (tutor ? 4 : 0)
      + 7 * draws.normal()
    return [
      draws.pick((1...14).map { "School \($0)" }), "\(9 + draws.int(4))", hours.fixed(1),
      "\(absences)", reading.fixed(0), tutor ? "yes" : "no", draws.pick(["yes", "no"], [3, 1]),
      max(0, points).fixed(1),
    ]
  }

  /// Requests for help, with a line of text each.
  static let tickets = World(
    name: "tickets", isClassification: true,
    header: ["ticket", "opened", "channel", "words", "product", "note", "priority"]
  ) { number, draws in
    let isUrgent = draws.happens(0.35)
    let subject = draws.pick([
      "printer", "invoice", "login", "screen", "parcel", "account", "router",
    ])
    let verb = draws.pick(
      isUrgent
        ? ["crashed", "stopped", "is down", "is slow"] : ["is slow", "looks odd", "stopped"])
    let place = draws.pick([
      "in the office", "at home", "since Monday", "after the update", "again",
    ])
    let what = draws.pick(["please call", "no hurry", "third time", "see photo", "any idea"])
    return [
      "T-\(20_000 + 3 * number + draws.int(3))", draws.day(2021...2023),
      draws.pick(["mail", "phone", "web"], isUrgent ? [1, 3, 1] : [3, 1, 2]),
      "\(5 + draws.count(mean: isUrgent ? 9 : 14))",
      draws.pick(["Basic", "Pro", "Enterprise"], [3, 2, 1]),
      "my \(subject) number \(draws.int(900)) \(verb) \(place) \(what)",
      isUrgent ? "urgent" : "normal",
    ]
  }
}
