package import FathomData
package import FathomReports

/// Reports of many shapes of data, made once for all tests.
package enum SampleReports {
  /// The reports by name, or why they could not be made.
  package static let all = Result { try make() }

  private static func make() throws -> [String: Report] {
    [
      "wine": try reportOfTable(
        fixture("wine.csv"), TableOptions(roles: ColumnRoles(target: "cultivar"))),
      "wine without a target": try reportOfTable(fixture("wine.csv")),
      "digits as a grid": try reportOfTable(
        fixture("digits.csv"),
        TableOptions(
          roles: ColumnRoles(target: "label", layout: .grid(height: 8, width: 8, channels: 1)))),
      "digits as images": try reportOfImages(fixture("digits")),
      "photos": try reportOfImages(fixture("photos")),
      "spectra": try reportOfTable(
        fixture("spectra.csv"), TableOptions(roles: ColumnRoles(target: "fat", layout: .sequence))),
      "exact dependencies": try reportOfTable(fixture("exact_collinear.csv")),
      "missing cells": try reportOfTable(
        fixture("airquality.csv"), TableOptions(roles: ColumnRoles(target: "Ozone"))),
      "a category": try reportOfTable(
        fixture("duncan.csv"), TableOptions(roles: ColumnRoles(target: "prestige"))),
      "a wide table": try reportOfText(
        wideTable, TableOptions(roles: ColumnRoles(target: "label"))),
      "one column": try reportOfText("a\n" + (1...30).map { "\($0 * $0)\n" }.joined()),
      "one row": try reportOfText("a,b,c\n1,2,3\n"),
      "constant columns": try reportOfText(
        "a,b,c\n" + String(repeating: "1,2,3\n", count: 30),
        TableOptions(roles: ColumnRoles(target: "c"))),
      "ragged rows": try reportOfText(
        "a,b,c\n" + (1...40).map { "\($0 * 7 % 13),\($0 * $0 % 11),\($0 % 5)\n" }.joined()
          + "1,2\n1,2,3,4\n"),
      "values that were asked for": try reportOfTable(
        fixture("duncan.csv"), TableOptions(roles: ColumnRoles(target: "type")),
        includesSamples: true),
      "every type": try reportOfText(everyType),
    ]
  }

  /// A column of each type; an empty one too.
  private static let everyType =
    "i,d,b,t,day,word,id,c,e\n"
    + (1...60).map { row in
      "\(row * 7 % 31),\(row % 9).5,\(row % 2 == 0),a b \(row),2024-01-\(10 + row % 20),"
        + "\(row % 3 == 0 ? "x" : "y"),k\(row),7,\n"
    }.joined()
}
