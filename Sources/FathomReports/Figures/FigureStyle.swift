/// The colours of figures and pages, light and dark, and how figures use them.
enum FigureStyle {
  static let light = """
    --bg:#fcfcfa;--panel:#f3f4f1;--ink:#1a1d21;--ink2:#4f565e;--rule:#d5d8d3;--grid:#e4e6e2;\
    --accent:#0a6572;--for:#1c5cb8;--against:#a3450a;--bar:#7b8280;--band:#d5d8d3;\
    --t-for:#d9e5f7;--t-against:#f8e2d2;--t-mid:#e6e8e4;\
    --n1:#f1ddcb;--n2:#e6bd9b;--n3:#d3915f;--n4:#a85f2a;--n5:#7c3f12;\
    --q0:#eceeea;--q1:#d3e6e7;--q2:#a5cdd2;--q3:#6badb6;--q4:#247885;--q5:#0a5763;--light:#fff
    """
  static let dark = """
    --bg:#14171a;--panel:#1d2125;--ink:#e9ebed;--ink2:#b0b7be;--rule:#3a4147;--grid:#2a2f34;\
    --accent:#5cc4d1;--for:#86b4ff;--against:#f2a468;--bar:#7c858c;--band:#3c444a;\
    --t-for:#1f3557;--t-against:#4d2f1b;--t-mid:#2b3136;\
    --n1:#4b3526;--n2:#6b482e;--n3:#96633b;--n4:#cb9362;--n5:#f3cba4;\
    --q0:#262b2f;--q1:#1d3b41;--q2:#215860;--q3:#2a6f79;--q4:#55aab5;--q5:#9adfe7;--light:#0e1113
    """
  static let sansSerif = """
    system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif
    """

  /// What each class of a figure looks like.
  private static let rules: [(selectors: [String], declarations: String)] = [
    (["text"], "fill:var(--ink2)"),
    ([".tick", ".strong", ".big"], "paint-order:stroke;stroke:var(--bg);stroke-width:3px"),
    ([".strong"], "font-weight:600;fill:var(--accent)"),
    ([".big"], "font-size:15px;font-weight:680;fill:var(--ink)"),
    ([".ink"], "fill:var(--ink)"), ([".onDark"], "fill:var(--light)"),
    ([".bar"], "fill:var(--bar)"), ([".band"], "fill:var(--band)"),
    ([".axis"], "stroke:var(--ink2);stroke-width:1"),
    ([".grid"], "stroke:var(--grid);stroke-width:1"),
    ([".base"], "stroke:var(--ink2);stroke-width:1.5"),
    ([".observed"], "stroke:var(--accent);stroke-width:3"),
    ([".bracket"], "stroke:var(--accent);stroke-width:2"),
    ([".ceiling"], "stroke:var(--ink2);stroke-width:1.5;stroke-dasharray:4 3"),
    ([".curve"], "fill:none;stroke:var(--accent);stroke-width:2"),
    ([".beyond"], "stroke-dasharray:5 4"),
    ([".dot"], "fill:var(--accent)"),
    ([".n1"], "fill:var(--n1)"), ([".n2"], "fill:var(--n2)"), ([".n3"], "fill:var(--n3)"),
    ([".n4"], "fill:var(--n4)"), ([".n5"], "fill:var(--n5)"), ([".q0"], "fill:var(--q0)"),
    ([".q1"], "fill:var(--q1)"), ([".q2"], "fill:var(--q2)"), ([".q3"], "fill:var(--q3)"),
    ([".q4"], "fill:var(--q4)"), ([".q5"], "fill:var(--q5)"),
    ([".none"], "fill:none;stroke:var(--rule);stroke-dasharray:2 2"),
    ([".zoneFor"], "fill:var(--t-for)"), ([".zoneAgainst"], "fill:var(--t-against)"),
    ([".zoneMid"], "fill:var(--t-mid)"),
    (["image"], "image-rendering:pixelated"), ([".forDark"], "display:none"),
  ]

  /// The rules for figures within a scope, such as `.chart `.
  static func rules(in scope: String) -> String {
    rules.map { rule in
      rule.selectors.map { scope + $0 }.joined(separator: ",") + "{\(rule.declarations)}"
    }.joined()
  }

  /// Shows the picture of the dark palette in place of the light one.
  static func darkPictures(in scope: String) -> String {
    "\(scope).forLight{display:none}\(scope).forDark{display:inline}"
  }

  /// The style sheet of a figure in a file of its own.
  static let file = """
    svg{\(light)}
    @media(prefers-color-scheme:dark){svg{\(dark)}}
    text{font:13px \(sansSerif);font-variant-numeric:tabular-nums}
    .page{fill:var(--bg)}\(rules(in: ""))
    @media(prefers-color-scheme:dark){\(darkPictures(in: ""))}
    """
}

/// The colours of a palette as numbers, for pictures, which no style sheet reaches.
struct FigurePalette {
  static let light = FigurePalette(FigureStyle.light)
  static let dark = FigurePalette(FigureStyle.dark)

  private let colours: [String: [UInt8]]

  /// Reads declarations such as `--bg:#fcfcfa`.
  private init(_ declarations: String) {
    var colours = [String: [UInt8]]()
    for declaration in declarations.split(separator: ";") {
      let parts = declaration.split(separator: ":")
      guard parts.count == 2, parts[0].hasPrefix("--"), parts[1].hasPrefix("#"),
        let number = Int(parts[1].dropFirst(), radix: 16), parts[1].count == 7
      else { continue }
      colours[String(parts[0].dropFirst(2))] = [16, 8, 0].map { UInt8(number >> $0 & 0xFF) }
    }
    self.colours = colours
  }

  /// Red, green and blue of a name; grey for one that is not there.
  func colour(_ name: String) -> [UInt8] { colours[name] ?? [128, 128, 128] }
}
