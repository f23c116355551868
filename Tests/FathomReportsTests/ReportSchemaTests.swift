import ReportTesting
import FathomAnalyses
import FathomReports
import Foundation
import Testing

/// The published schema and what the program writes are one.
@Suite struct ReportSchemaTests {
  @Test func `every report fits the schema and every damaged one does not`() throws {
    var files = [String: Data]()
    let reports = try SampleReports.all.get()
    for (name, report) in reports { files[name] = Data(try report.rendered(.json).utf8) }
    for damage in Damage.all {
      let sample = try #require(reports[damage.sample])
      let object = damage.change(try sample.jsonObject())
      files[damage.name] = try JSONSerialization.data(withJSONObject: object)
    }
    let problems = try SchemaValidation.problems(files)
    #expect(problems.count == files.count)
    for name in reports.keys.sorted() {
      #expect(problems[name] == [], "\(name)")
    }
    for damage in Damage.all {
      let found = try #require(problems[damage.name])
      #expect(found.contains { $0.contains(damage.complaint) }, "\(damage.name): \(found)")
    }
  }

  @Test func `every plan fits its schema and a damaged one does not`() throws {
    let designs = [
      StudyDesign(.continuous(rSquared: 0.2), parameters: 25),
      StudyDesign(.continuous(rSquared: 0.3, mean: 1, deviation: 5), parameters: 10),
      StudyDesign(.binary(prevalence: 0.174, fit: .cStatistic(0.89)), parameters: 40),
      StudyDesign(.multinomial(shares: [0.2, 0.3, 0.5]), parameters: 17),
      StudyDesign(
        .survival(rate: 0.065, timePoint: 2, meanFollowUp: 2.07, fit: .coxSnell(0.051)),
        parameters: 25),
    ]
    var files = [String: Data]()
    for (index, design) in designs.enumerated() {
      files["plan\(index)"] = Data(try PlanFile(try StudyPlan(design)).json().utf8)
    }
    var damaged = try PlanFile(try StudyPlan(designs[0]))
    damaged.plan.outcome = "ordinal"
    files["damaged"] = Data(try damaged.json().utf8)
    let problems = try SchemaValidation.problems(files, against: SchemaValidation.planSchema)
    for index in designs.indices { #expect(problems["plan\(index)"] == []) }
    #expect(problems["damaged"]?.contains { $0.contains("ordinal") } == true)
  }

  @Test(arguments: [
    (SchemaValidation.schema, "urn:fathom:report:1", 100),
    (SchemaValidation.planSchema, "urn:fathom:plan:1", 20),
  ])
  func `every name in the schema is described`(file: URL, id: String, least: Int) throws {
    let data = try Data(contentsOf: file)
    let schema = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(schema["$id"] as? String == id)
    var count = 0
    func visit(_ value: Any, _ place: String) {
      if let list = value as? [Any] { for item in list { visit(item, place) } }
      guard let object = value as? [String: Any] else { return }
      // Names under if/then repeat what is described where they are declared.
      for (key, inner) in object where !["if", "then", "else"].contains(key) {
        visit(inner, "\(place)/\(key)")
      }
      guard let names = object["properties"] as? [String: [String: Any]] else { return }
      guard object["additionalProperties"] != nil else { return }
      for (name, definition) in names {
        count += 1
        let words = definition["description"] as? String ?? ""
        #expect(words.hasSuffix(".") && words.count > 8, "\(place)/\(name)")
      }
    }
    visit(schema, "")
    #expect(count > least, "names were looked for in the wrong place")
  }
}

/// A way in which a report can be wrong, and what the schema must say of it.
private struct Damage {
  let name: String
  var sample = "wine"
  let complaint: String
  let change: @Sendable ([String: Any]) -> [String: Any]

  static let all = [
    Damage(name: "a text for a number", complaint: "'1' is not of type 'integer'") {
      $0.with("1", at: ["seed"])
    },
    Damage(name: "another schema version", complaint: "1 was expected") {
      $0.with(2, at: ["schemaVersion"])
    },
    Damage(name: "no verdict", complaint: "'verdict' is a required property") {
      $0.without(["verdict"])
    },
    Damage(name: "no rows", complaint: "'rows' is a required property") {
      $0.without(["input", "rows"])
    },
    Damage(name: "no target", complaint: "'target' is a required property") {
      $0.without(["input", "target"])
    },
    Damage(name: "an unknown name", complaint: "'extra' was unexpected") {
      $0.with(1, at: ["input", "extra"])
    },
    Damage(name: "an unknown recommendation", complaint: "'maybe' is not one of") {
      $0.with("maybe", at: ["verdict", "recommendation"])
    },
    Damage(name: "a probability of 2", complaint: "2 is greater than the maximum of 1") {
      $0.with(2, at: ["verdict", "deepProbability"])
    },
    Damage(name: "a p-value of 0", complaint: "0 is less than or equal to the minimum of 0") {
      $0.with(0, at: ["analyses", "localCorrelation", "evidence", "pValue"])
    },
    Damage(name: "no p-value", complaint: "'pValue' is a required property") {
      $0.without(["analyses", "localCorrelation", "evidence", "pValue"])
    },
    Damage(name: "a null where a number is promised", complaint: "None is not of type 'integer'") {
      $0.with(NSNull(), at: ["analyses", "sampleSize", "evidence", "rows"])
    },
    Damage(name: "another analysis' evidence", complaint: "'rank' is a required property") {
      $0.with(["layout": "table"], at: ["analyses", "collinearity", "evidence"])
    },
    Damage(
      name: "a measurement without evidence", complaint: "None is not of type 'object'"
    ) {
      $0.with(NSNull(), at: ["analyses", "collinearity", "evidence"])
    },
    Damage(
      name: "an omission without a reason", sample: "one column",
      complaint: "None is not of type 'string'"
    ) {
      $0.with(NSNull(), at: ["analyses", "collinearity", "reason"])
    },
    Damage(name: "images and columns at once", sample: "photos", complaint: "[]") {
      $0.with("csv", at: ["input", "format"])
    },
  ]
}

extension [String: Any] {
  /// The object with a value at a path; among analyses a step is an id.
  fileprivate func with(_ value: Any, at path: [String]) -> [String: Any] {
    changing(path) { $0[$1] = value }
  }

  /// The object without the name at the end of a path.
  fileprivate func without(_ path: [String]) -> [String: Any] {
    changing(path) { $0.removeValue(forKey: $1) }
  }

  private func changing(
    _ path: [String], _ change: (inout [String: Any], String) -> Void
  ) -> [String: Any] {
    var result = self
    guard let first = path.first else { return result }
    let rest = Array<String>(path.dropFirst())
    if rest.isEmpty {
      change(&result, first)
    } else if let object = result[first] as? [String: Any] {
      result[first] = object.changing(rest, change)
    } else if let list = result[first] as? [[String: Any]] {
      result[first] = list.map {
        $0["id"] as? String == rest[0] ? $0.changing(Array<String>(rest.dropFirst()), change) : $0
      }
    }
    return result
  }
}
