internal import FathomData

extension LocalCorrelation {
  // MARK: Properties of a convolution

  /// Whether a property was found: corrected for the family, and of an effect that counts.
  func has(_ id: String, _ properties: Evidence.Properties) -> Bool {
    let least = ["sharing": sharing, "pooling": pooling][id] ?? strongIndex
    return reaches(least, properties.test(id))
  }

  private func reaches(_ least: Double, _ test: Evidence.Property?) -> Bool {
    guard let test, test.adjustedPValue <= significance else { return false }
    return (test.effectSize ?? 0) >= least
  }

  func propertyFindings(_ evidence: Evidence, _ subject: String) -> [Finding] {
    guard let properties = evidence.properties else { return [] }
    let isLocal = strength(of: evidence) == .strong
    return ["sharing", "pooling", "depth"].compactMap { id in
      guard let test = properties.test(id) else { return nil }
      let found = has(id, properties)
      // What local structure there is may be finer than what was averaged, or drowned by chance.
      if isLocal, !found, !has("locality", properties) || test.effectSize == nil {
        return Finding(
          id: "\(LocalCorrelation.info.id).\(id)", grade: .indeterminate, subject: subject,
          message: "\(id.capitalizedFirst) cannot be told: "
            + (test.effectSize == nil
              ? "\(NumberText.plural(evidence.rows, "row")) are too few."
              : "little local structure is left where it was measured."))
      }
      return Finding(
        id: "\(LocalCorrelation.info.id).\(id)",
        grade: found && isLocal ? .good : isLocal ? .caution : .bad, subject: subject,
        message: sentence(id, found: found, isLocal: isLocal, test, properties))
    }
  }

  private func sentence(
    _ id: String, found: Bool, isLocal: Bool, _ test: Evidence.Property,
    _ properties: Evidence.Properties
  ) -> String {
    let p = NumberText.pSentence(test.adjustedPValue, properties.permutations) + ", corrected"
    switch id {
    case "sharing":
      let share =
        "displacement explains \(NumberText.percent(test.statistic)) of the variance of the "
        + "correlations, \(NumberText.percent(test.expected)) when shuffled (\(p))"
      if found { return "The same pattern holds everywhere, so weights can be shared: \(share)." }
      if isLocal, reaches(sharingInPart, test) {
        return "The same pattern holds in part: weights can be shared, but where a pattern stands "
          + "matters too; \(share)."
      }
      return isLocal
        ? "How neighbours agree depends on where they are, which speaks for locally connected "
          + "layers rather than shared weights: \(share)."
        : "No pattern is the same everywhere: \(share)."
    case "pooling":
      let shift =
        "moving a pair by one step keeps \(NumberText.coefficient(test.statistic)) of the differences "
        + "between correlations, \(NumberText.coefficient(test.expected)) when shuffled (\(p))"
      return found
        ? "A small shift changes little, so pooling costs little: \(shift)."
        : "A small shift changes much, so pooling would blur: \(shift)."
    default:
      let scales = properties.scales.map {
        "\(NumberText.coefficient($0.effectSize)) at \($0.factor)×"
      }.joined(separator: ", ")
      return found
        ? "There is structure beyond the nearest neighbours, which depth can use: "
          + "locality index \(scales) (\(p))."
        : "Little structure is left once neighbours are averaged: locality index \(scales) (\(p))."
    }
  }
}
