internal import FathomAnalyses

/// Where a probability lies among the zones of the verdict, beside what happened before.
struct ProbabilityFigure {
  let verdict: Verdict

  private static let width = 420.0
  private static let left = 10.0
  private static let right = 410.0
  private static let top = 34.0
  private static let floor = 60.0

  func drawn() -> SVGFigure {
    var drawing = SVGDrawing(width: ProbabilityFigure.width, height: 86)
    let x = SVGScale(0...1, start: ProbabilityFigure.left, end: ProbabilityFigure.right)
    let (top, floor) = (ProbabilityFigure.top, ProbabilityFigure.floor)
    let zones = [
      ("zoneAgainst", 0, Verdict.classicalUpTo, "classical"),
      ("zoneMid", Verdict.classicalUpTo, Verdict.deepFrom, "no clear call"),
      ("zoneFor", Verdict.deepFrom, 1, "deep"),
    ]
    for (kind, from, to, _) in zones {
      drawing.rectangle(kind, x: x(from), y: top, width: x(to) - x(from), height: floor - top)
    }
    let base = x(Verdict.baseRate)
    let marker = x(verdict.deepProbability)
    // The label of the base rate goes to the side where the marker is not.
    let isLeft = !verdict.isVoid && marker > base
    drawing.line("base", base, 14, base, floor + 6)
    drawing.text(
      "tick", base + (isLeft ? -5 : 5), 24,
      "\(NumberText.percent(Verdict.baseRate)) of all reference sets",
      anchor: isLeft ? .end : .start)
    for (_, from, to, label) in zones {
      // Words in the middle of a zone, or beside the marker that stands there.
      var middle = (x(from) + x(to)) / 2
      let half = Double(label.count) * 3.6 + 6
      for mark in verdict.isVoid ? [base] : [base, marker] where abs(mark - middle) < half {
        let end = mark < middle ? x(to) : x(from)
        middle = mark + (mark < middle ? 1 : -1) * half
        if abs(middle - end) < half - 8 { middle = (mark + end) / 2 }
      }
      drawing.text("ink", middle, 51.5, label, anchor: .middle)
    }
    if !verdict.isVoid {
      drawing.line("bracket", marker, 22, marker, floor + 6)
      drawing.path("dot", [(marker - 6, 22), (marker + 6, 22), (marker, 31)], isClosed: true)
      // Beside the label of the base rate there is room on the other side only.
      let words = NumberText.percent(verdict.deepProbability)
      if abs(marker - base) < 30 {
        drawing.text(
          "big", marker + (isLeft ? -6 : 6), 16, words, anchor: isLeft ? .start : .end)
      } else {
        drawing.text("big", min(max(marker, 26), 394), 16, words, anchor: .middle)
      }
    }
    drawing.text("tick", ProbabilityFigure.left, 80, "0")
    for limit in [Verdict.classicalUpTo, Verdict.deepFrom] {
      drawing.text("tick", x(limit), 80, NumberText.percent(limit), anchor: .middle)
    }
    drawing.text("tick", ProbabilityFigure.right, 80, NumberText.percent(1), anchor: .end)
    return SVGFigure(
      drawing, title: verdict.isVoid ? "No probability: there is no verdict" : finding,
      description: description)
  }

  private var finding: String {
    let call =
      verdict.recommendation == .inconclusive ? "no clear call" : verdict.recommendation.rawValue
    return
      "Probability that deep learning pays off: \(NumberText.percent(verdict.deepProbability)), "
      + call
  }

  private var description: String {
    "A bar from 0 to 100 %. Up to \(NumberText.percent(Verdict.classicalUpTo)) classical methods are "
      + "recommended, from \(NumberText.percent(Verdict.deepFrom)) on deep learning, between them there is "
      + "no clear call. Deep learning paid off on \(NumberText.percent(Verdict.baseRate)) of the datasets "
      + "with a measured winner."
  }
}
