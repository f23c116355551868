internal import FathomData
internal import FathomSummaries

/// What voids or weakens a verdict, and is to be fixed before anything else.
struct VerdictObstacles {
  /// With fewer rows nothing is said; the smallest set with a measured winner has 100.
  private static let fewestRows = 20
  /// A score on rows held out above this is too good to be true more often than not.
  private static let suspicious = 0.9995

  private let evidence: VerdictEvidence

  init(_ evidence: VerdictEvidence) { self.evidence = evidence }

  /// Why there is no verdict at all; nil where there is one.
  var void: String? {
    let summary = evidence.summary
    guard let size = evidence[SampleSize.self] else { return "there is no feature that varies." }
    if size.rows < VerdictObstacles.fewestRows {
      return "\(NumberText.plural(size.rows, "row")) are too few."
    }
    if summary.schema.target?.type == .date {
      return
        "the target is a date or time; predict a number made from it, such as the days from one to another."
    }
    if summary.schema.task == .classification, summary.classes.count(where: { $0.count > 1 }) < 2 {
      return LabelledInput.absence(summary) + "."
    }
    if summary.schema.task == .regression, summary.schema.target?.type == .constant {
      return "the target is constant."
    }
    if let variants = evidence[Cells.self].flatMap({ evidence.rules(Cells.self).void($0) }) {
      return variants
    }
    if summary.schema.layout != .table, evidence[LocalCorrelation.self] == nil {
      return "the test of local correlation could not run."
    }
    if let leakage = evidence[Leakage.self], evidence.rules(Leakage.self).leavesNothing(leakage) {
      return "every feature gives the target away, so nothing is left to predict it from."
    }
    let reasons = [
      evidence[SecondFile.self].flatMap { evidence.rules(SecondFile.self).void($0) },
      groups?.message,
    ]
    if let reason = reasons.compactMap(\.self).first {
      return reason.uncapitalizedFirst
    }
    return guessing
  }

  /// That rows belong together which nobody named, and that scores fall without them; nil where they do not.
  var groups: Finding? {
    evidence[SampleSize.self].flatMap { evidence.rules(SampleSize.self).void($0) }
  }

  /// That nothing which ran does better than guessing; nil where something does, or nothing ran.
  var guessing: String? {
    if let race = evidence[Race.self], !race.contenders.isEmpty, !race.beatsGuessing {
      return "no family of models predicts better than guessing does, so none can be preferred."
    }
    // A sample may be too small to tell.
    if let trial = evidence[Trial.self], trial.rows == trial.availableRows,
      !trial.contenders.isEmpty,
      !trial.beatsGuessing
    {
      return "no quick learner predicts better than guessing does, so none can be preferred."
    }
    return nil
  }

  /// Why the families of models cannot be told apart, and what to do about it.
  struct Doubt {
    var reason: String
    var remedy: String
  }

  /// That labels are too often wrong, or rows too often in conflict, for the difference between the families to mean anything;
  /// nil where it is larger than their share, or neither is known.
  var doubt: Doubt? {
    guard
      let difference = evidence.isRaceDecisive
        ? evidence.raceComparison?.difference : evidence.trialComparison?.comparison.difference
    else { return nil }
    let less = "and the families of models differ by less (\(NumberText.error(abs(difference))))."
    if let labels = evidence[LabelErrors.self],
      let share = evidence.rules(LabelErrors.self).wrongShare(labels), abs(difference) < share
    {
      return Doubt(
        reason: "about \(LabelErrors.percent(share)) of the "
          + "\(labels.isClassification ? "labels" : "numbers") are probably wrong, \(less)",
        remedy:
          "Look at the rows that --write-suspects FILE lists, correct their labels, and analyze again."
      )
    }
    if let repeats = evidence[Repeats.self],
      let share = evidence.rules(Repeats.self).unavoidable(repeats), abs(difference) < share
    {
      return Doubt(
        reason: "rows that agree in all features and differ in the target cost every model "
          + "\(NumberText.percent(share, decimals: 1)), \(less)",
        remedy: "Find out which of the rows that agree are right, and analyze again.")
    }
    return nil
  }

  /// Everything else.
  var all: [String] {
    [perfect].compactMap(\.self)
      + (evidence[Cells.self].map { evidence.rules(Cells.self).beforeAnything($0) } ?? [])
      + evidence.messages([
        "\(Repeats.info.id).equal", "\(Repeats.info.id).conflicting", "\(Repeats.info.id).near",
        "\(Leakage.info.id).column", "\(LabelErrors.info.id).suspects",
        "\(ImageHealth.info.id).leakage",
        "\(ImageHealth.info.id).duplicates", "\(ImageHealth.info.id).confounders",
        "\(ImageHealth.info.id).splitClasses", "\(SampleSize.info.id).rowOrder",
        "\(SampleSize.info.id).suggestedGroups",
        "\(SecondFile.info.id).overlap", "\(SecondFile.info.id).concept",
        "\(SecondFile.info.id).shift",
      ])
  }

  private var perfect: String? {
    guard let best = evidence[Race.self]?.best ?? evidence[Trial.self]?.best,
      (best.accuracy ?? best.score) > VerdictObstacles.suspicious
    else { return nil }
    return
      "There is no mistake on rows held out (\(best.name)). Look for a feature that is "
      + "only known once the target is: it would leak the answer."
  }
}
