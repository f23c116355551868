private import Mustache

/// The templates of a page, and what fills them.
///
/// Everything they are given is ``HTMLText``, which is safe as it is: hence the three braces. A name
/// that begins with a point is looked for in the nearest value alone.
enum HTMLTemplates {
  /// The page of a model.
  static func render(_ page: HTMLPage) throws(ReportError) -> String {
    do {
      var library = MustacheLibrary()
      for (name, text) in all { try library.register(text, named: name) }
      guard let text = library.render(page, withTemplate: "page") else {
        throw ReportError.encoding("the template of the page is missing")
      }
      return text
    } catch {
      throw .encoding("a template is damaged: \(error)")
    }
  }

  private static let all = [
    "page": page, "verdict": verdict, "gate": gate, "unseen": unseen, "strip": strip,
    "limits": limits, "section": section,
    "table": table, "ways": ways, "data": data, "end": end,
  ]

  private static let page = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta name="color-scheme" content="light dark"/>
    <title>{{{title}}}</title>
    <link rel="icon" href="data:,"/>
    <style>
    {{{style}}}
    </style>
    </head>
    <body>
    <a class="skip" href="#main">Skip to the verdict</a>
    <header class="top"><div class="wrap">
    <p class="brand"><b>fathom</b> {{#facts}}<span>{{{.}}}</span> {{/facts}}</p>
    <nav aria-label="Sections"><ul>{{#links}}<li><a href="#{{{anchor}}}">{{{label}}}</a></li>\
    {{/links}}</ul></nav>
    </div></header>
    <main id="main" class="wrap" tabindex="-1">
    {{> verdict}}
    {{> gate}}
    {{> unseen}}
    {{> strip}}
    {{> limits}}
    {{#sections}}
    {{> section}}
    {{/sections}}
    {{> ways}}
    {{> data}}
    {{> end}}
    </main>
    <footer class="wrap"><p>{{{footer}}}</p></footer>
    </body>
    </html>

    """

  private static let verdict = """
    <section class="verdict" id="verdict" aria-labelledby="headline">
    <div>
    <h1 id="headline"><span class="eye">{{{firstTitle}}}</span> {{{headline}}}{{#because}} \
    <span class="because">{{{.}}}</span>{{/because}}</h1>
    <p class="badge {{{badge.kind}}}"><span aria-hidden="true">{{{badge.mark}}}</span> \
    {{{badge.label}}}</p>
    <p class="lede">{{{summary}}}</p>
    <dl class="say">
    <div><dt>Why</dt><dd><ul>{{#reasons}}<li>{{#.mark}}<span class="dir {{{kind}}}">\
    <span aria-hidden="true">{{{mark}}}</span> {{{word}}}</span> {{/.mark}}{{{reason}}}</li>\
    {{/reasons}}</ul></dd></div>
    <div><dt>What would change it</dt><dd><ul>{{#changes}}<li>{{{.}}}</li>{{/changes}}</ul></dd></div>
    </dl>
    </div>
    <div class="show">
    {{#strips}}
    <figure><figcaption>{{{stripTitle}}}</figcaption>{{{drawing}}}</figure>
    {{/strips}}
    <p class="how">{{{measured}}}</p>
    </div>
    </section>
    """

  private static let gate = """
    {{#gate}}
    <section id="gate" aria-labelledby="gate-h">
    <h2 id="gate-h"><span class="eye">Gate</span> {{{outcome}}}</h2>
    <p class="lede">{{{counts}}}</p>
    {{#.checks}}
    {{> table}}
    {{#.foot}}<p class="how">{{{.}}}</p>{{/.foot}}
    {{/.checks}}
    </section>
    {{/gate}}
    """

  private static let unseen = """
    {{#hasUnseen}}
    <section id="unseen" aria-labelledby="unseen-h">
    <h2 id="unseen-h"><span class="eye">{{{unseenTitle}}}</span> {{{unseenHeadline}}}</h2>
    <ul class="found">{{#unseen}}<li><span class="g {{{grade}}}" aria-hidden="true">{{{sign}}}</span>\
    <span><span class="vh">{{{grade}}}: </span>{{{message}}}{{#.share}} ({{{.}}}){{/.share}} \
    <span class="src">{{{remedy}}}</span></span></li>{{/unseen}}</ul>
    </section>
    {{/hasUnseen}}
    """

  private static let strip = """
    <section id="evidence" aria-labelledby="evidence-h">
    <h2 id="evidence-h"><span class="eye">Evidence</span> {{{stripHeadline}}}</h2>
    {{#hasRows}}
    <table class="strip cards" role="table"><caption class="vh">Evidence for and against deep \
    learning, one row a question</caption>
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Question</th>\
    <th scope="col" role="columnheader">Says</th><th scope="col" role="columnheader">Found</th>\
    <th scope="col" role="columnheader">Effect, 95\u{202F}% interval</th>\
    <th scope="col" role="columnheader">p</th><th scope="col" role="columnheader">Threshold</th></tr>\
    </thead>
    <tbody role="rowgroup">
    {{#rows}}
    <tr role="row"><th scope="row" role="rowheader"><a href="#{{{analysis}}}">{{{question}}}</a></th>\
    <td role="cell" class="says" data-l="Says"><span class="dir {{{kind}}}"><span aria-hidden="true">\
    {{{mark}}}</span> {{{word}}}</span></td>\
    <td role="cell" data-l="Found"><span>{{{found}}}</span></td>\
    <td role="cell" data-l="Effect"><span>{{{label}}} <b>{{{value}}}</b> {{{unit}}}\
    <span class="src">{{{interval}}}</span></span></td>\
    <td role="cell" class="p{{^.p}} empty{{/.p}}" data-l="p"><span>{{#.p}}{{{.}}}{{/.p}}{{^.p}}–\
    {{/.p}}{{#.basis}}<span class="src">{{{.}}}</span>{{/.basis}}</span></td>\
    <td role="cell" class="limit" data-l="Threshold"><span>{{{threshold}}}</span></td></tr>
    {{/rows}}
    </tbody></table>
    <p class="how">{{{legend}}}</p>
    {{/hasRows}}
    </section>
    """

  private static let limits = """
    <section id="limits" aria-labelledby="limits-h">
    <h2 id="limits-h"><span class="eye">What voids or weakens it</span> {{{limitsHeadline}}}</h2>
    {{#hasObstacles}}
    <ol class="list">{{#obstacles}}<li>{{{.}}}</li>{{/obstacles}}</ol>
    {{/hasObstacles}}
    <p class="how"><b>Rows.</b> {{{account}}}</p>
    {{#hasNotes}}
    <ul class="list">{{#notes}}<li>{{{.}}}</li>{{/notes}}</ul>
    {{/hasNotes}}
    </section>
    """

  private static let section = """
    <section id="{{{id}}}" aria-labelledby="{{{id}}}-h">
    <h2 id="{{{id}}}-h"><span class="eye">{{{topic}}}</span> {{{sentence}}}</h2>
    <ul class="found">{{#findings}}<li><span class="g {{{grade}}}" aria-hidden="true">{{{sign}}}</span>\
    <span><span class="vh">{{{grade}}}: </span>{{{message}}}</span></li>{{/findings}}</ul>
    {{#blocks}}
    {{#.hasFigures}}
    <div class="pair">
    {{#figures}}
    <figure><figcaption><h3>{{{caption}}}</h3></figcaption>{{{drawing}}}
    <p class="how"><b>How to read it.</b> {{{how}}}</p>
    {{#.numbers}}
    <details><summary>The numbers of this figure</summary>{{> table}}</details>
    {{/.numbers}}
    </figure>
    {{/figures}}
    </div>
    {{/.hasFigures}}
    {{#.table}}
    <div class="block">
    {{> table}}
    {{#.foot}}<p class="how">{{{.}}}</p>{{/.foot}}
    </div>
    {{/.table}}
    {{#.note}}<p class="lede block">{{{.}}}</p>{{/.note}}
    {{/blocks}}
    <details><summary>Method, thresholds and sources</summary>
    <p class="how"><code>fathom explain {{{id}}}</code> says how it is measured and what the thresholds \
    mean.{{#.limitsThatHold}} They are {{{.}}}.{{/.limitsThatHold}}</p>
    <ul>{{#sources}}<li>{{{.}}}</li>{{/sources}}</ul></details>
    </section>
    """

  private static let table = """
    <table class="{{{tableKind}}}" role="table"><caption>{{{tableTitle}}}</caption>
    <thead role="rowgroup"><tr role="row">{{#heads}}<th scope="col" role="columnheader"\
    {{#.isRight}} class="num"{{/.isRight}}>{{{head}}}</th>{{/heads}}</tr></thead>
    <tbody role="rowgroup">
    {{#lines}}
    <tr role="row">{{#cells}}{{#.isHead}}<th scope="row" role="rowheader">{{{text}}}</th>{{/.isHead}}\
    {{^.isHead}}<td role="cell" class="{{{cellKind}}}" data-l="{{{name}}}"><span>{{{text}}}</span></td>\
    {{/.isHead}}{{/cells}}</tr>
    {{/lines}}
    </tbody></table>
    """

  private static let ways = """
    {{#hasWays}}
    <section id="ways" aria-labelledby="ways-h">
    <h2 id="ways-h"><span class="eye">The ways to go</span> {{{waysHeadline}}}</h2>
    {{#ways}}
    {{> table}}
    {{/ways}}
    </section>
    {{/hasWays}}
    {{#hasAdvice}}
    <section id="deep" aria-labelledby="deep-h">
    <h2 id="deep-h"><span class="eye">If you go deep</span> A start, filled from these data</h2>
    <dl class="facts2 advice">
    {{#advice}}
    <div><dt>{{{topic}}}</dt><dd>{{{words}}}<span class="src">{{{source}}}</span></dd></div>
    {{/advice}}
    </dl>
    </section>
    {{/hasAdvice}}
    """

  private static let data = """
    <section id="data" aria-labelledby="data-h">
    <h2 id="data-h"><span class="eye">{{{dataTopic}}}</span> {{{dataHeadline}}}</h2>
    {{#dataTables}}
    <div class="block">
    {{> table}}
    {{#.foot}}<p class="how">{{{.}}}</p>{{/.foot}}
    </div>
    {{/dataTables}}
    {{#galleries}}
    <h3>{{{galleryTitle}}}</h3>
    <div class="gallery">{{#pictures}}<img src="data:image/png;base64,{{{png}}}" alt="{{{alt}}}"/>\
    {{/pictures}}</div>
    {{/galleries}}
    {{#galleryNote}}<p class="how">{{{.}}}</p>{{/galleryNote}}
    </section>
    """

  private static let end = """
    <section id="not-run" aria-labelledby="not-run-h">
    <h2 id="not-run-h"><span class="eye">Not run, and why</span> {{{notRunHeadline}}}</h2>
    {{#notRun}}
    {{> table}}
    {{/notRun}}
    </section>
    <section id="next" aria-labelledby="next-h">
    <h2 id="next-h"><span class="eye">Next</span> {{{nextHeadline}}}</h2>
    <div class="cmds">
    {{#commands}}
    <p>{{{purpose}}}</p>
    <pre tabindex="0"><code>{{{command}}}</code></pre>
    {{/commands}}
    </div>
    </section>
    <section id="reproduce" aria-labelledby="reproduce-h">
    <h2 id="reproduce-h"><span class="eye">Reproduce</span> The same bytes, seed and version give this \
    report again</h2>
    <pre tabindex="0"><code>{{{reproduce}}}</code></pre>
    <dl class="facts2">
    {{#settings}}
    <div><dt>{{{setting}}}</dt><dd>{{{is}}}</dd></div>
    {{/settings}}
    </dl>
    </section>
    """
}
