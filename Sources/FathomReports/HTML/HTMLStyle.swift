/// The style sheet of a page; light or dark as the reader prefers, always light in print.
enum HTMLStyle {
  static let sheet =
    """
    :root{color-scheme:light dark;\(FigureStyle.light);\
    --sans:\(FigureStyle.sansSerif);\
    --mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
    @media (prefers-color-scheme:dark){:root{\(FigureStyle.dark)}}

    """ + page + figures + tables + narrow + print

  private static let page = """
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
    body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.5 var(--sans);\
    font-variant-numeric:tabular-nums lining-nums;overflow-wrap:anywhere}
    .wrap{max-width:1152px;margin:0 auto;padding:0 32px}
    .vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);\
    white-space:nowrap}
    a{color:var(--accent);text-underline-offset:.15em;text-decoration-thickness:1px}
    a:hover{text-decoration-thickness:2px}
    :focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}
    main:focus{outline:none}
    .skip{position:absolute;left:-999px;top:0;background:var(--accent);color:var(--bg);\
    padding:.5rem 1rem;z-index:2}
    .skip:focus{left:1rem}
    p{margin:0}
    code,pre{font-family:var(--mono);font-size:.875em}
    .top{border-bottom:1px solid var(--rule)}
    .top .wrap{padding-top:12px;padding-bottom:12px;display:grid;gap:4px}
    .brand{font-size:.875rem;color:var(--ink2)}
    .brand b{color:var(--ink);margin-right:8px;font-size:1rem}
    .brand span+span::before{content:"·";margin:0 6px 0 3px}
    nav ul{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none;margin:0;padding:0;\
    font-size:.875rem}
    nav a{color:var(--ink2);text-decoration:none}
    nav a:hover{text-decoration:underline;color:var(--ink)}
    .verdict{display:grid;grid-template-columns:minmax(0,7fr) minmax(0,5fr);gap:0 64px;\
    padding:32px 0 8px;margin:0}
    .badge{display:inline-block;font-size:.875rem;font-weight:650;padding:3px 12px 3px 10px;\
    border:1.5px solid currentColor;border-radius:99px}
    h1{font-size:2.125rem;line-height:1.18;letter-spacing:-.015em;font-weight:680;\
    margin:12px 0 20px;text-wrap:balance}
    h1 .because{display:block;font-size:1.1875rem;line-height:1.4;letter-spacing:-.005em;\
    font-weight:500;margin-top:8px;text-wrap:pretty}
    .say{margin:0;display:grid;gap:14px}
    .say>div{display:grid;grid-template-columns:112px minmax(0,1fr);gap:16px}
    .say dt{color:var(--ink2);font-weight:600}
    .say dd,.say ul{margin:0}
    .say ul{padding:0;list-style:none;display:grid;gap:6px}
    .say,.aside{font-size:.9375rem}
    .show{display:grid;gap:22px;align-content:start;padding-top:4px}
    .show figcaption{font-weight:600;margin-bottom:8px}
    figure{margin:0;min-width:0}
    section{margin-top:72px}
    .verdict+section{margin-top:52px}
    h2{font-size:1.5rem;line-height:1.25;letter-spacing:-.01em;font-weight:680;margin:0 0 20px;\
    max-width:36em;text-wrap:balance}
    .eye{display:block;font-size:.875rem;line-height:1.4;letter-spacing:0;font-weight:600;\
    color:var(--accent);margin-bottom:4px}
    h3,caption{font-size:1.0625rem;line-height:1.35;font-weight:650;margin:0 0 12px}
    .lede{max-width:48em;margin-bottom:20px}
    .verdict .lede{margin-top:10px}
    .how{font-size:.875rem;line-height:1.5;color:var(--ink2);max-width:46em;margin-top:12px}
    .how b{color:var(--ink);font-weight:600}
    .pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:48px 64px;\
    margin:28px 0 36px}
    .list{margin:0;padding:0 0 0 1.4em;max-width:48em;display:grid;gap:8px}
    .list li::marker{color:var(--ink2);font-weight:600}
    .block{margin-top:32px}
    .list+.how{margin-top:20px}.how+.list{margin-top:12px}
    .found{margin:0;padding:0;list-style:none;max-width:52em;display:grid;gap:6px}
    .found li{display:grid;grid-template-columns:1.1em minmax(0,1fr);gap:6px}
    .found .g{font-weight:680;color:var(--ink2)}
    .found .g.good{color:var(--accent)}
    .found .g.bad,.found .g.caution{color:var(--against)}
    .dir{white-space:nowrap;font-weight:650}
    .for{color:var(--for)}.against{color:var(--against)}.neither{color:var(--ink2)}
    details{margin-top:14px;font-size:.875rem}
    summary{cursor:pointer;color:var(--accent);width:max-content;max-width:100%}
    details ul{margin:8px 0 0;padding-left:1.4em;color:var(--ink2)}
    pre{margin:0;background:var(--panel);border:1px solid var(--rule);border-radius:4px;\
    padding:10px 14px;white-space:pre-wrap;line-height:1.5;max-width:52rem}
    pre code{user-select:all;font-size:inherit}
    .cmds p{margin:18px 0 6px}
    .facts2{margin:24px 0 0;display:grid;gap:8px;max-width:56rem}
    .facts2 div{display:grid;grid-template-columns:190px minmax(0,1fr);gap:16px}
    .facts2 dt{color:var(--ink2);font-weight:600}
    .facts2 dd{margin:0}
    .advice{max-width:60rem;gap:14px}
    .src{display:block;font-size:.8125rem;color:var(--ink2);font-weight:400}
    .gallery{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0 20px}
    .gallery img{image-rendering:pixelated;width:72px;height:auto;border:1px solid var(--rule)}
    footer.wrap{margin-top:72px;padding-bottom:48px}
    footer p{border-top:1px solid var(--rule);padding-top:16px;font-size:.8125rem;\
    color:var(--ink2)}

    """

  private static let figures = """
    .chart{display:block;width:100%;max-width:480px;height:auto;overflow:visible;\
    font:13px var(--sans)}
    \(FigureStyle.rules(in: ".chart "))
    @media (prefers-color-scheme:dark){\(FigureStyle.darkPictures(in: ".chart "))}
    .hist{display:block;width:96px;height:20px}
    .hist path{fill:var(--bar)}
    .meter{display:block;height:10px;background:var(--t-mid);min-width:60px}
    .meter i{display:block;height:10px;background:var(--bar)}

    """

  private static let tables = """
    table{border-collapse:collapse;width:100%;font-size:.9375rem;line-height:1.4}
    caption{text-align:left}
    th,td{text-align:left;vertical-align:baseline;padding:8px 16px 8px 0;\
    border-bottom:1px solid var(--rule);font-weight:400}
    th:last-child,td:last-child{padding-right:0}
    thead th{font-size:.8125rem;color:var(--ink2);font-weight:600;\
    border-bottom:1px solid var(--ink2);vertical-align:bottom}
    thead th{overflow-wrap:break-word}
    tbody th{font-weight:600;min-width:6.5em}
    td:not(.num){min-width:7.5em}
    .num{text-align:right;font-variant-numeric:tabular-nums}
    td.num{white-space:nowrap}
    .num:not(:last-child){padding-right:28px}
    .cols .num:not(:last-child){padding-right:12px}
    .facts{width:auto;min-width:min(100%,30em)}
    .strip th a{color:var(--ink);text-decoration-color:var(--rule)}
    .strip th a:hover{text-decoration-color:currentColor}
    .strip tbody th{width:25%}.strip td:nth-child(3){width:23%}.strip td:nth-child(4){width:20%}
    .strip td.p,.strip .dir{white-space:nowrap}
    .strip td.limit{color:var(--ink2)}
    .cols{font-size:.8125rem}
    .cols td,.cols th{padding:6px 10px 6px 0}
    .cols tbody th{max-width:16em}
    .mini{width:auto;font-size:.8125rem;margin-top:8px}
    .mini caption{font-size:.8125rem}
    .mini th,.mini td{padding:3px 20px 3px 0;text-align:right}
    .mini tbody th{font-weight:400}

    """

  private static let narrow = """
    @media screen and (max-width:960px){.verdict,.pair{grid-template-columns:minmax(0,1fr);\
    gap:40px}.verdict{gap:32px}}
    @media screen and (min-width:721px) and (max-width:960px){.cols th:nth-child(7),\
    .cols td:nth-child(7),.cols th:nth-child(9),.cols td:nth-child(9),.cols th:nth-child(n+11):nth-child(-n+12),\
    .cols td:nth-child(n+11):nth-child(-n+12){display:none}}
    @media screen and (max-width:720px){
    .wrap{padding:0 16px}
    section{margin-top:56px}
    .verdict{padding-top:24px}
    h1{font-size:1.625rem}h1 .because{font-size:1.0625rem}h2{font-size:1.3125rem}
    .say>div,.facts2 div{grid-template-columns:minmax(0,1fr);gap:2px}
    .chart{max-width:none}
    nav{display:none}
    .brand span{display:block}.brand span+span::before{content:none}
    .facts{width:100%}
    .facts td.num{white-space:normal}
    .cards,.cards tbody{display:block}
    .cards caption{display:block}
    .cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    .cards tr{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:2px 12px;padding:12px 0;\
    border-bottom:1px solid var(--rule)}
    .cards th,.cards td{padding:0;border:0;width:auto!important;max-width:none!important;\
    min-width:0!important}
    .cards tbody th{grid-column:1/-1}
    .cards td{grid-column:1/-1;display:grid;grid-template-columns:104px minmax(0,1fr);gap:8px;\
    white-space:normal!important;text-align:left}
    .cards td::before{content:attr(data-l);font-size:.8125rem;color:var(--ink2);\
    font-weight:400;white-space:normal}
    .cards td.empty{display:none}
    .strip tbody th{grid-column:1}
    .strip td.says{grid-row:1;grid-column:2;display:block}
    .strip td.says::before{content:none}
    .strip td .src{display:inline;margin-left:8px}
    .cols tr{grid-template-columns:repeat(2,minmax(0,1fr))}
    .cols td{grid-column:auto;grid-template-columns:72px minmax(0,1fr)}
    .cols td.whole{grid-column:1/-1}
    }
    @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}

    """

  private static let print = """
    @media print{
    :root{color-scheme:light;\(FigureStyle.light);--bg:#fff;--panel:#fff;--ink:#000;--ink2:#444;\
    --rule:#bbb}
    .chart .forLight{display:inline}.chart .forDark{display:none}
    @page{margin:16mm}
    body{font-size:10pt}
    .wrap{max-width:none;padding:0}
    nav,.skip,details{display:none}
    .verdict{grid-template-columns:7fr 5fr;gap:24px}
    .pair{grid-template-columns:1fr 1fr;gap:24px}
    h1{font-size:18pt}h1 .because{font-size:12pt}h2{font-size:13pt}
    h3,caption{font-size:11pt}
    section,footer.wrap{margin-top:24pt}
    table,.say{font-size:9pt}
    .how,.src{font-size:8pt}
    .cols{font-size:7pt}
    .cols td,.cols th{padding-right:4px}
    .hist{width:60px}
    h2,h3,caption,thead{break-after:avoid}
    h2{break-inside:avoid}
    tbody tr:first-child,tbody tr:first-child+tr{break-before:avoid}
    table:not(.cols) td:not(.num){min-width:7.5em}
    figure,tr,pre,.verdict{break-inside:avoid}
    *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
    a{color:inherit;text-decoration:none}
    }
    """
}
