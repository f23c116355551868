import Testing

@testable import FathomAnalyses

@Suite struct SampleRequirementsTests {
  private func requirements(
    rows: Int, parameters: Int, smallest: Int, isClassification: Bool = true
  ) -> [String: SampleSize.Evidence.Requirement] {
    let all = SampleRequirements(
      rows: rows, parameters: parameters, smallestClass: smallest,
      isClassification: isClassification
    ).all(SampleSize())
    return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
  }

  @Test func `rows are scaled up by the share of the smallest class`() throws {
    // A quarter of 400 rows is in the smallest class, 8 parameters.
    let all = requirements(rows: 400, parameters: 8, smallest: 100)
    let ten = try #require(all["eventsPerVariable10"])
    #expect(ten.rows == 320 && ten.met && ten.missing == 0)
    let twenty = try #require(all["eventsPerVariable20"])
    #expect(twenty.rows == 640 && !twenty.met && twenty.missing == 240)
    let flexible = try #require(all["eventsPerVariable200"])
    #expect(flexible.rows == 6_400 && flexible.missing == 6_000)
    let deep = try #require(all["deepFromScratch"])
    #expect(deep.rows == 20_000 && deep.missing == 19_600 && !deep.met)
  }

  @Test func `a rule met to the row is met`() throws {
    let all = requirements(rows: 160, parameters: 8, smallest: 80)
    #expect(try #require(all["eventsPerVariable10"]).met)
    let less = requirements(rows: 160, parameters: 8, smallest: 79)
    #expect(try #require(less["eventsPerVariable10"]).met == false)
  }

  @Test func `in a regression every row is an event`() throws {
    let all = requirements(
      rows: 150, parameters: 7, smallest: 0, isClassification: false)
    let twenty = try #require(all["eventsPerVariable20"])
    #expect(twenty.rows == 140 && twenty.met)
    #expect(all["deepFromScratch"] == nil)
  }

  @Test func `an empty class asks for rows that nobody can count`() throws {
    let all = requirements(rows: 100, parameters: 3, smallest: 0)
    let ten = try #require(all["eventsPerVariable10"])
    #expect(ten.rows == nil && ten.missing == nil && !ten.met)
  }
}
