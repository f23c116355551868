import Testing

@testable import FathomData

/// Days since 1970 were computed with Python's datetime.
@Suite struct DateTextTests {
  private let dates = DateText(sample: [])

  @Test(arguments: [
    ("2024-05-17", 19_860.0), ("2024/5/7", 19_850), ("17.05.2024", 19_860), ("17/5/24", 19_860),
    ("1970-01-01", 0),
    ("1969-12-31", -1), ("2000-02-29", 11_016), ("2024-05-17T12:00:00Z", 19_860.5),
    ("2024-05-17 06:00", 19_860.25),
    ("2024-05-17T12:00+06:00", 19_860.25), ("2024-05-17 12:00:00-0600", 19_860.75),
    ("20240517T1200", 19_860.5),
    ("01-Jan-2022", 18_993), ("1 January 2022", 18_993), ("Jan 1, 2022", 18_993),
    ("January 1st 2022", 18_993),
    ("01-Jan-22", 18_993), ("01Jan2022", 18_993), ("1. Januar 2022", 18_993),
    ("1er janvier 2022", 18_993),
    ("1 de enero de 2022", 18_993), ("1 gennaio 2022", 18_993),
    ("Sat, 01 Jan 2022 12:00:00 +0000", 18_993.5),
    ("Saturday, January 1, 2022", 18_993), ("Sat Jan  1 12:00:00 2022", 18_993.5),
    ("1 Jan 2022 6:00 pm", 18_993.75),
    ("01/01/2022 12:00 AM", 18_993), ("01/01/2022 12:00 PM", 18_993.5), ("2022-01", 18_993),
    ("01/2022", 18_993),
    ("Jan 2022", 18_993), ("Jan-22", 18_993), ("2022Q1", 18_993), ("2022-Q2", 19_083),
    ("Q3 2022", 19_174),
    ("2022-W01", 18_995), ("2022-W01-3", 18_997), ("2020-W53", 18_624), ("20220101", 18_993),
    ("12:00", 0.5),
    ("6 pm", 0.75), (" 2022-01-01 ", 18_993), ("2022-Jan-01", 18_993), ("13/01/2022", 19_005),
    ("01/13/2022", 19_005),
    ("1999-12-31", 10_956), ("31.12.99", 10_956),
  ])
  func `dates are days since 1970`(_ text: String, _ days: Double) {
    #expect(dates.days(text) == days, "\(text)")
  }

  @Test(arguments: [
    "", "NA", "12", "2024-13-45", "192.168.1.1", "1-2-3", "32/01/2022", "30.02.2022", "2023-02-29",
    "25:61",
    "2024-05-17T", "2024-05-17 12", "May", "Maybe 2022", "5 apples 2022", "May 5", "2022-W54",
    "2022Q5", "Q5 2022",
    "10-20", "2024-05/17", "13:00 PM", "99/99/2024", "1.2.34", "20221301", "Mart 2022",
  ])
  func `what is no date has no days`(_ text: String) {
    #expect(dates.days(text) == nil, "\(text)")
  }

  @Test func `the column tells whether the day or the month comes first`() {
    let american = DateText(sample: ["01/02/2022", "05/17/2022", "n/a"])
    #expect(!american.isDayFirst)
    #expect(american.days("01/02/2022") == 18_994)
    let others = DateText(sample: ["01/02/2022", "17/05/2022"])
    #expect(others.isDayFirst)
    #expect(others.days("01/02/2022") == 19_024)
    #expect(DateText(sample: ["01/02/2022"]).isDayFirst)
    // A cell that only the other order makes a date is read in that order.
    #expect(others.days("05/17/2022") == american.days("05/17/2022"))
  }

  @Test func `every day of four years follows the one before`() {
    var expected = 18_262.0
    for year in 2020...2023 {
      for month in 1...12 {
        for day in 1...31 {
          guard let found = dates.days("\(year)-\(month)-\(day)") else { continue }
          #expect(found == expected)
          expected += 1
        }
      }
    }
    #expect(expected == 18_262 + 1_461)
  }
}
