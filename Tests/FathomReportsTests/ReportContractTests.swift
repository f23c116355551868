import ReportTesting
import FathomAnalyses
import FathomData
import FathomReports
import FathomSummaries
import Foundation
import Testing

/// The names that other programs may rely on, copied from the design: none may disappear.
@Suite struct ReportContractTests {
  private static let report = """
    schemaVersion tool.name tool.version seed
    input.path input.sha256 input.format input.rows.read input.rows.used input.rows.rejected
    input.layout input.target input.task input.classes.label input.classes.count
    input.columns.name input.columns.type input.columns.role input.columns.missing
    input.columns.distinct input.columns.mean input.columns.standardDeviation input.columns.min
    input.columns.q1 input.columns.median input.columns.q3 input.columns.max input.columns.histogram
    input.columns.topValues input.images
    verdict.recommendation verdict.deepProbability verdict.summary verdict.reasons
    verdict.wouldChange
    analyses.id analyses.status analyses.reason analyses.evidence
    analyses.findings.id analyses.findings.grade analyses.findings.subject
    analyses.findings.message
    """
  private static let images = """
    input.images.read input.images.unreadable input.images.height input.images.width
    input.images.channels input.images.exactDuplicates input.images.nearDuplicates
    input.images.thumbnails
    """
  private static let evidence = [
    "localCorrelation": """
    layout statistic expected standardDeviation zScore pValue permutations effectSize auc
    toeplitzR2 correlogram.distance correlogram.correlation
    """,
    "collinearity": """
    rows predictors.name predictors.vif predictors.tolerance predictors.gvif
    predictors.degreesOfFreedom conditionNumber conditionIndices varianceDecomposition
    dependencies.column dependencies.combination suggestedDrops rank
    """,
    "sampleSize": """
    rows features effectiveFeatures rowsPerFeature classes smallestClass eventsPerFeature
    requirements.id requirements.source requirements.rows requirements.met
    intrinsicDimension.twoNN intrinsicDimension.mle learningCurve
    """,
    "race": "metric contenders.name contenders.score contenders.standardError folds",
  ]

  /// Whether a path leads to a value in an object, and in every element of a list on the way.
  private func holds(_ path: ArraySlice<String>, _ value: Any) -> Bool {
    guard let name = path.first else { return true }
    if let list = value as? [Any] {
      return !list.isEmpty && list.allSatisfy { holds(path, $0) }
    }
    guard let inner = (value as? [String: Any])?[name] else { return false }
    return holds(path.dropFirst(), inner)
  }

  private func expectNames(_ names: String, in value: Any, _ place: String) {
    for name in names.split(whereSeparator: \.isWhitespace) {
      let path = name.split(separator: ".").map(String.init)
      #expect(holds(path[...], value), "\(place) has no \(name)")
    }
  }

  @Test func `a table has all the names of the contract`() throws {
    var report = try #require(try SampleReports.all.get()["wine"]).jsonObject()
    // What did not run has no findings.
    let analyses = try #require(report["analyses"] as? [[String: Any]])
    report["analyses"] = analyses.filter { $0["status"] as? String == "measured" }
    expectNames(ReportContractTests.report, in: report, "the report")
    #expect(report["schemaVersion"] as? Int == 1)
  }

  @Test func `images have all the names of the contract`() throws {
    let report = try #require(try SampleReports.all.get()["digits as images"]).jsonObject()
    expectNames(ReportContractTests.images, in: report, "the report")
  }

  @Test(arguments: ["localCorrelation", "collinearity", "sampleSize", "race"])
  func `evidence has all the names of the contract`(id: String) throws {
    let names = try #require(ReportContractTests.evidence[id])
    // The sample has a target and exact dependencies, so that no list is empty.
    let table =
      "a,b,c,d,y\n"
      + (1...40).map { row in
        let (a, b) = (row * 7 % 13, row * row % 11)
        return "\(a),\(b),\(a + 2 * b),\(row % 5),\(row % 2)\n"
      }.joined()
    let report = try reportOfText(
      table, TableOptions(roles: ColumnRoles(target: "y")), races: id == "race"
    ).jsonObject()
    let analyses = try #require(report["analyses"] as? [[String: Any]])
    let analysis = try #require(analyses.first { $0["id"] as? String == id })
    expectNames(names, in: try #require(analysis["evidence"]), id)
  }

  @Test func `grades, types, roles and statuses are those of the contract`() throws {
    var seen = [String: Set<String>]()
    for report in try SampleReports.all.get().values {
      for column in report.input.columns {
        seen["type", default: []].insert(column.type.rawValue)
        seen["role", default: []].insert(column.role.rawValue)
      }
      for outcome in report.analyses.map(\.outcome) {
        seen["status", default: []].insert(outcome.status.rawValue)
        seen["grade", default: []].formUnion(outcome.findings.map(\.grade.rawValue))
      }
    }
    #expect(
      seen["type"]
        == [
          "integer", "double", "boolean", "date", "categorical", "text", "identifier", "constant",
          "empty",
        ])
    #expect(seen["role"] == ["feature", "target", "excluded"])
    #expect(seen["grade"] == ["good", "caution", "bad", "indeterminate"])
    #expect(seen["status"]?.isSubset(of: ["measured", "notApplicable", "failed"]) == true)
    #expect(seen["status"]?.isSuperset(of: ["measured", "notApplicable"]) == true)
  }
}
