extension ImageHealth {
  /// Whether the images are sound and there only once.
  public func highlights(_ evidence: Evidence) -> Highlights {
    let concerning = evidence.issues.filter {
      $0.images > 0 && ($0.id == "unreadable" || $0.share <= propertyShare)
    }
    let found = evidence.duplicates
    let copies = found.exact + found.near
    let conflicts = (found.acrossClasses ?? 0) + (found.acrossSplits ?? 0)
    let worst = max(
      concerning.first { $0.id == "unreadable" }?.share ?? 0,
      Double(max(found.acrossClasses ?? 0, found.acrossSplits ?? 0))
        / Double(max(1, evidence.images)))
    let marked = concerning.reduce(0) { $0 + $1.images }
    return Highlights(
      headline: marked + copies == 0
        ? "Every image is sound, and there only once"
        : marked == 0
          ? "Every image is sound; \(Words.count(copies)) \(copies == 1 ? "repeats or resembles" : "repeat or resemble") another"
          : "\(Words.plural(marked, "remark")) on single images"
            + (copies > 0 ? ", \(Words.plural(copies, "copy", "copies"))" : ""),
      rows: [
        EvidenceRow(
          question: "Is each image sound, and there only once?", direction: .neither,
          found: "\(Words.plural(marked, "remark")) on single images, "
            + "\(Words.plural(copies, "copy", "copies")), \(Words.count(conflicts)) across classes or "
            + "splits",
          effect: EvidenceRow.Effect(
            value: Words.percent(worst, decimals: 1), unit: "of the images",
            interval: "a count, no error"),
          threshold:
            "≤ \(Words.percent(seriousShare, decimals: 1)) unreadable, mislabelled or leaked")
      ])
  }
}
