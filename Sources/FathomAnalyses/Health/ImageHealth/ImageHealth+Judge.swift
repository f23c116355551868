public import FathomData

extension ImageHealth {
  /// What an issue is called in a sentence about several images, and in one about one.
  private static let phrases: [String: (many: String, one: String)] = [
    "unreadable": ("cannot be decoded", "cannot be decoded"),
    "blank": ("are blank", "is blank"),
    "dark": ("are dark", "is dark"),
    "bright": ("are overexposed", "is overexposed"),
    "blurred": ("are blurred", "is blurred"),
    "oddShape": ("are unusually long", "is unusually long"),
    "oddSize": ("have an unusual size", "has an unusual size"),
    "greyAmongColour": ("are grey among colour images", "is grey among colour images"),
  ]

  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    let concerning = evidence.issues.filter { $0.images > 0 }
    var findings = concerning.map { finding($0) }
    if concerning.isEmpty {
      findings.append(
        Finding(
          id: "\(ImageHealth.info.id).images", grade: .good, subject: "images",
          message:
            "All \(NumberText.plural(evidence.images, "image")) can be read, and none is blank, "
            + "dark, overexposed, blurred or of an odd size or shape."))
    }
    return findings + duplicateFindings(evidence) + confounderFindings(evidence)
  }

  private func finding(_ issue: Issue) -> Finding {
    let id = "\(ImageHealth.info.id).\(issue.id)"
    let phrase = ImageHealth.phrases[issue.id] ?? (issue.id, issue.id)
    let what =
      "\(NumberText.plural(issue.images, "image")) (\(NumberText.percent(issue.share, decimals: 1))) "
      + (issue.images == 1 ? phrase.one : phrase.many)
    let them = issue.images == 1 ? "it" : "them"
    if issue.id == "unreadable" {
      return Finding(
        id: id, grade: issue.share > seriousShare ? .bad : .caution, subject: "images",
        message: what + "; get \(them) again, or take \(them) out.")
    }
    if issue.share > propertyShare {
      return Finding(
        id: id, grade: .good, subject: "images",
        message: what + ": so many that it is a property of the data rather than an issue.")
    }
    return Finding(
      id: id, grade: .caution, subject: "images",
      message: what + "; look at \(them) before training.")
  }

  private func copies(_ found: Duplicates) -> String {
    let near =
      "\(NumberText.count(found.near)) \(found.exact == 0 ? "" : "more ")"
      + (found.near == 1 ? "looks" : "look")
    if found.exact == 0 {
      return "No image repeats the pixels of another, but \(near) like an earlier one"
    }
    let exact =
      "\(NumberText.plural(found.exact, "image")) \(found.exact == 1 ? "repeats" : "repeat") "
      + "the pixels of an earlier one"
    return found.near == 0 ? exact : exact + ", \(near) like one"
  }

  private func duplicateFindings(_ evidence: Evidence) -> [Finding] {
    let id = ImageHealth.info.id
    let found = evidence.duplicates
    var findings = [
      found.exact + found.near == 0
        ? Finding(
          id: "\(id).duplicates", grade: .good, subject: "images",
          message:
            "No image repeats or resembles another; flips, turns and crops were not looked for.")
        : Finding(
          id: "\(id).duplicates", grade: .caution, subject: "images",
          message: copies(found) + "; keep copies on one side of every split.")
    ]
    func conflict(_ name: String, _ count: Int, _ what: String, _ cure: String) -> Finding {
      let share = Double(count) / Double(max(1, evidence.images))
      return Finding(
        id: "\(id).\(name)", grade: count == 0 ? .good : share > seriousShare ? .bad : .caution,
        subject: name == "leakage" ? "splits" : "labels",
        message: count == 0
          ? "No image repeats or resembles one \(what)."
          : "\(NumberText.plural(count, "image")) (\(NumberText.percent(share, decimals: 1))) "
            + (count == 1 ? "repeats or resembles" : "repeat or resemble")
            + " one \(what); \(cure)."
      )
    }
    if let count = found.acrossClasses {
      findings.append(
        conflict(
          "conflicts", count, "of another class",
          "where both show the same, one of the labels is wrong: look at them")
      )
    }
    if let count = found.acrossSplits {
      findings.append(
        conflict(
          "leakage", count, "of an earlier split",
          "scores on it are too good; take them out of one of the splits"))
    }
    for split in evidence.splits where split.classesMissing > 0 {
      findings.append(
        Finding(
          id: "\(id).splitClasses", grade: .caution, subject: split.name,
          message:
            "\(NumberText.plural(split.classesMissing, "class", "classes")) of the first split "
            + (split.classesMissing == 1 ? "is" : "are")
            + " missing in \(NumberText.quoted(split.name))."))
    }
    return findings
  }

  // MARK: What was not seen

  /// What needs classes, or several splits.
  public func notAsked(_ evidence: Evidence) -> [String] {
    (evidence.duplicates.acrossClasses == nil ? ["conflicts"] : [])
      + (evidence.duplicates.acrossSplits == nil ? ["leakage", "splitClasses"] : [])
      + (evidence.confounders.isEmpty ? ["confounders"] : [])
  }

  /// Images that cannot be decoded are rows that nobody looked at.
  public static let blindSpots: [BlindSpotInfo] = [.unreadableImages]

  /// The images that could not be decoded.
  public func blindSpots(_ evidence: Evidence) -> [BlindSpot] {
    guard let issue = evidence.issues.first(where: { $0.id == "unreadable" }), issue.images > 0
    else { return [] }
    return [
      BlindSpot(
        .unreadableImages, subject: "images", share: issue.share,
        message: "\(NumberText.plural(issue.images, "image")) cannot be decoded and "
          + "\(issue.images == 1 ? "was" : "were") left out.",
        remedy: "Get \(issue.images == 1 ? "it" : "them") again; --strict names the first.")
    ]
  }

  // MARK: What there is to show

  /// Lays the evidence out in tables and figures.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    var exhibits = [Exhibit.table(sizeTable(evidence))]
    if evidence.issues.contains(where: { $0.images > 0 }) {
      exhibits.insert(.table(issueTable(evidence)), at: 0)
    }
    if evidence.withEdges > 0 {
      exhibits.append(
        .histogram(
          ExhibitHistogram(
            title: "How wide strong edges are, in pixels", lower: 1,
            upper: 1 + Double(evidence.edgeWidths.count) / 2, counts: evidence.edgeWidths,
            observed: blurredWidth, observedLabel: "blurred beyond", countedLabel: "images",
            xLabel: "width of strong edges in pixels",
            howToRead: "Images to the right of the mark are called blurred; "
              + "\(NumberText.plural(evidence.images - evidence.withEdges, "image")) without a strong edge "
              + "\(evidence.images - evidence.withEdges == 1 ? "is" : "are") not counted.")))
    }
    let found = evidence.duplicates
    for (title, pairs) in [
      ("Images that resemble one of another class", found.acrossClassesExamples),
      ("Images that resemble one of an earlier split", found.acrossSplitsExamples),
      ("Images that resemble an earlier one", found.examples),
    ] where !pairs.isEmpty {
      exhibits.append(.table(pairTable(title, pairs)))
    }
    if !evidence.splits.isEmpty { exhibits.append(.table(splitTable(evidence))) }
    return exhibits
  }

  private func issueTable(_ evidence: Evidence) -> ExhibitTable {
    ExhibitTable(
      title: "What concerns single images",
      columns: ["Images that", "Number", "Share", "The first"],
      rows: evidence.issues.filter { $0.images > 0 }.map { issue in
        [
          .text(ImageHealth.phrases[issue.id]?.many ?? issue.id), .count(issue.images),
          .text(NumberText.percent(issue.share, decimals: 1)),
          .text(issue.examples.prefix(3).joined(separator: ", ")),
        ]
      },
      footnote: ImageHealth.absent(evidence))
  }

  /// What was looked for and not found; nil where all was found.
  private static func absent(_ evidence: Evidence) -> String? {
    let names = evidence.issues.filter { $0.images == 0 }.map { phrases[$0.id]?.many ?? $0.id }
    return names.isEmpty ? nil : "None that \(names.joined(separator: ", "))."
  }

  private func sizeTable(_ evidence: Evidence) -> ExhibitTable {
    let sizes = evidence.sizes
    return ExhibitTable(
      title: sizes.distinct == 1
        ? "All images have one size" : "Images have \(NumberText.count(sizes.distinct)) sizes",
      columns: ["Height × width", "Images"],
      rows: sizes.mostFrequent.map {
        [.text("\($0.height) × \($0.width)"), .count($0.images)]
      },
      footnote: sizes.distinct > sizes.mostFrequent.count
        ? "The most frequent; heights from \(NumberText.count(sizes.heights[0])) to "
          + "\(NumberText.count(sizes.heights[2])), widths from \(NumberText.count(sizes.widths[0])) to "
          + "\(NumberText.count(sizes.widths[2]))." : nil)
  }

  private func pairTable(_ title: String, _ pairs: [Pair]) -> ExhibitTable {
    ExhibitTable(
      title: title, columns: ["Earlier", "Later", "How", "Classes"],
      rows: pairs.map {
        [
          .text($0.first), .text($0.second), .text($0.isExact ? "the same pixels" : "alike"),
          $0.classes.isEmpty
            ? .none("no classes")
            : .text(
              $0.classes[0] == $0.classes[1] ? $0.classes[0] : $0.classes.joined(separator: ", ")),
        ]
      })
  }

  private func splitTable(_ evidence: Evidence) -> ExhibitTable {
    ExhibitTable(
      title: "The splits side by side",
      columns: ["Split", "Images", "Labelled", "Classes unlike the first", "Mean grey"],
      rows: evidence.splits.map {
        [
          .text($0.name), .count($0.images), .count($0.labelled),
          $0.classDistance.map { .coefficient($0) } ?? .none("no classes"), .number($0.meanGrey),
        ]
      },
      footnote: "Classes unlike the first: half the sum of the differences between their shares, "
        + "0 where they are the same.")
  }
}

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
          ? "Every image is sound; \(NumberText.count(copies)) \(copies == 1 ? "repeats or resembles" : "repeat or resemble") another"
          : "\(NumberText.plural(marked, "remark")) on single images"
            + (copies > 0 ? ", \(NumberText.plural(copies, "copy", "copies"))" : ""),
      rows: [
        EvidenceRow(
          question: "Is each image sound, and there only once?", direction: .neither,
          found: "\(NumberText.plural(marked, "remark")) on single images, "
            + "\(NumberText.plural(copies, "copy", "copies")), \(NumberText.count(conflicts)) across classes or "
            + "splits",
          effect: EvidenceRow.Effect(
            value: NumberText.percent(worst, decimals: 1), unit: "of the images",
            interval: "a count, no error"),
          threshold:
            "≤ \(NumberText.percent(seriousShare, decimals: 1)) unreadable, mislabelled or leaked")
      ])
  }
}
