/// How many rows published rules ask for.
struct SampleRequirements {
  /// A rule, its source, and what it asks of this dataset.
  typealias Requirement = SampleSize.Evidence.Requirement

  let rows: Int
  /// Columns of the design: the coefficients of a linear model without its intercept.
  let parameters: Int
  let smallestClass: Int
  let isClassification: Bool

  func all(_ thresholds: SampleSize) -> [Requirement] {
    var list = [
      events(
        "eventsPerVariable10", thresholds.eventsPerVariable,
        "Peduzzi et al. 1996, J. Clin. Epidemiol. 49:1373: 10 events a variable for a regression; "
          + "van Smeden et al. 2016 (BMC Med. Res. Methodol. 16:163) find no basis for a fixed rule"
      ),
      events(
        "eventsPerVariable20", thresholds.eventsPerVariableSafe,
        "Harrell 2015, Regression Modeling Strategies, 4.4: 15 to 20 for a stable regression"),
      events(
        "eventsPerVariable200", thresholds.eventsPerVariableFlexible,
        "van der Ploeg, Austin & Steyerberg 2014, BMC Med. Res. Methodol. 14:137: random forests, "
          + "support vector machines and networks may need more than 200 events a variable"),
    ]
    if isClassification {
      list.append(
        requirement(
          "deepFromScratch",
          "Goodfellow, Bengio & Courville 2016, Deep Learning, 1.2.2: about 5,000 labelled examples "
            + "a category for acceptable performance", events: thresholds.labelsPerClass))
    }
    return list
  }

  /// Rows so that the smallest class (or, in a regression, the rows) holds so many a parameter.
  private func events(_ id: String, _ perParameter: Double, _ source: String) -> Requirement {
    let needed = perParameter * Double(max(1, parameters))
    return requirement(id, source, events: needed)
  }

  /// The share of the smallest class is taken to stay what it is.
  private func requirement(_ id: String, _ source: String, events needed: Double) -> Requirement {
    let have = Double(isClassification ? smallestClass : rows)
    let share = rows > 0 ? have / Double(rows) : 0
    let wanted = share > 0 ? Int(min(1e15, (needed / share).rounded(.up))) : nil
    return Requirement(
      id: id, source: source, rows: wanted, met: have >= needed,
      missing: wanted.map { max(0, $0 - rows) })
  }
}
