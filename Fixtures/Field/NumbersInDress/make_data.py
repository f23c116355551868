"""Numbers as people write them. Every table is a simulation: no data of anybody's."""

import sys

sys.path.insert(0, "..")
from table_case import stream, write


def grouped(value, group=",", decimal=".", places=2):
    """A number with groups of three digits."""
    text = f"{abs(value):,.{places}f}"
    return text.replace(",", "\0").replace(".", decimal).replace("\0", group)


def amounts(name, count=300, low=3, high=12000):
    random = stream(name)
    return [round(random.uniform(low, high), 2) for _ in range(count)]


def case(name, column, spell, why, *, values=None, count=300, notes=(), blind=(), type="double", target=False,
         expect=None, extra=None, **rest):
    """One dressed column beside a plain one that depends on it."""
    random = stream(name + "/plain")
    values = values if values is not None else amounts(name, count)
    plain = [f"{0.002 * (v or 0) + random.gauss(0, 1):.3f}" for v in values]
    cells = [spell(v, i) for i, v in enumerate(values)]
    known = extra(values, cells) if extra else values
    wanted = {f"input.columns[{column}].type": type,
              f"input.columns[{column}].role": "target" if target else "feature"}
    if target:
        wanted["input.task"] = "regression"
    wanted.update(expect or {})
    write(".", name, [column, "plain"], list(zip(cells, plain)), why, numbers={column: known},
          arguments=["--target", column if target else "plain"], expect=wanted, notes=notes, blind=blind, **rest)


# Currencies
case("dollars", "price", lambda v, i: "$" + grouped(v), "A price in dollars is a number.", notes=["“price”", "“$”"])
case("dollars_target", "price", lambda v, i: "$" + grouped(v), "A price in dollars is a quantity to predict.",
     target=True, notes=["“$”"])
signed = [round(v - 6000, 2) for v in amounts("signed")]
case("dollars_negative", "profit",
     lambda v, i: (["-$", "$-", "$ -"][i % 3] if v < 0 else "$") + grouped(v),
     "The minus sign may stand on either side of the dollar.", values=signed, notes=["“$”"])
case("euros_behind", "preis", lambda v, i: grouped(v, ".", ",") + " €",
     "Points between groups, a decimal comma, the euro behind.", notes=["“€”"])
case("pounds", "cost", lambda v, i: f"£{v:.2f}", "Pounds.", notes=["“£”"])
case("yen", "fee", lambda v, i: "¥" + grouped(v, places=0), "Yen have no decimals.", type="integer",
     values=[float(round(v)) for v in amounts("yen")], notes=["“¥”"])
case("codes_of_currencies", "amount", lambda v, i: ["USD ", "$", "US$"][i % 3] + f"{v:.2f}",
     "USD, $ and US$ are one currency.", notes=["“$”"])
case("francs_apostrophes", "lohn", lambda v, i: "CHF " + grouped(v, "’"),
     "Swiss francs with typographic apostrophes.", notes=["“CHF”"])
case("kroner", "pris", lambda v, i: grouped(v, " ", ",") + " kr", "Kroner behind, blanks, a decimal comma.",
     notes=["“kr”"])
case("rupees_lakh", "rent", lambda v, i: "₹" + (f"{int(v) // 100000},{int(v) // 1000 % 100:02d},{int(v) % 1000:03d}"
     if v >= 100000 else grouped(v, places=0)), "Indian groups have two digits but for the last.",
     type="integer", values=[float(round(v)) for v in amounts("lakh", low=500, high=900000)], notes=["“₹”"])
case("accounting", "balance", lambda v, i: f"({grouped(v)})" if v < 0 else grouped(v),
     "Accountants write negative numbers in parentheses.", values=signed, notes=["parentheses"])
case("accounting_dollars", "balance", lambda v, i: f"$({grouped(v)})" if v < 0 else "$" + grouped(v),
     "Parentheses behind the dollar.", values=signed, notes=["parentheses", "“$”"])

# Shares
shares = [round(v / 120, 1) for v in amounts("shares")]
case("percent_blank", "rate", lambda v, i: f"{v} %", "A blank before the percent sign.", values=shares,
     notes=["percent sign", "between 0 and 100"])
case("percent_no_break", "rate", lambda v, i: f"{v}".replace(".", ",") + "\u00a0%",
     "A no-break blank before the percent sign, a decimal comma.", values=shares, notes=["percent sign"])
change = [round(v / 40 - 150, 1) for v in amounts("change")]
case("percent_signed", "change", lambda v, i: f"{v:+.1f}%", "Signed percentages beyond a hundred.", values=change,
     notes=["100 for the whole"])

# Units
heights = [float(round(v)) for v in amounts("heights", low=150, high=200)]
case("centimetres", "height", lambda v, i: f"{v:.0f} cm", "One unit behind each number.", values=heights,
     type="integer", notes=["“cm”"])
case("kilograms_glued", "weight", lambda v, i: f"{v:.1f}" + ["kg", "KG", "kgs"][i % 3],
     "A unit without a blank, in capital letters too.", values=[round(v, 1) for v in heights], notes=["“kg”"])
case("degrees", "temp", lambda v, i: f"{v:.1f}°C".replace("-", "−"), "Degrees, and the minus sign of typesetting.",
     values=[round(v / 10 - 16, 1) for v in amounts("degrees", low=0, high=400)], notes=["“°C”", "minus sign"])
case("years_of_work", "worked", lambda v, i: "10+ years" if v == 10 else "1 year" if v == 1 else f"{v:.0f} years",
     "One and many, and an open end.", values=[float(1 + int(v) % 10) for v in amounts("work")], type="integer",
     notes=["“worked”"])
case("areas", "area", lambda v, i: f"{v:.0f} m²" if i % 2 else f"{v:.0f} m2", "Square metres in both spellings.",
     values=heights, type="integer", notes=["“m²”"])
case("some_without_unit", "height", lambda v, i: f"{v:.0f}" if i % 20 == 3 else f"{v:.0f} cm",
     "A few numbers without the unit that all others have.", values=heights, type="integer", notes=["“cm”"])

# Blanks, signs, bounds
case("thin_blanks", "mass", lambda v, i: grouped(v, "\u2009"), "Thin blanks between groups.", notes=["blanks"])
case("narrow_blanks", "mass", lambda v, i: grouped(v, "\u202f", ","), "Narrow no-break blanks, a decimal comma.",
     notes=["blanks", "decimal comma"])
case("apostrophes", "mass", lambda v, i: grouped(v, "'"), "Swiss groups.")
limits = [max(0.5, round(v / 100, 2)) for v in amounts("limits", low=1, high=900)]
case("below_detection", "level", lambda v, i: "<0.5" if v == 0.5 else f"{v}",
     "What lies below the limit of detection is read as the limit.", values=limits, notes=["cells with a sign"])
case("bounds", "level", lambda v, i: (["≥ ", "> ", "~", ">="][i // 10 % 4] if i % 10 == 0 else "") + f"{v}",
     "Other bounds.", values=[round(v / 7, 2) for v in amounts("bounds")], notes=["cells with a sign"])

# Cells that are no numbers
words = {7: "n/d", 19: "#DIV/0!", 101: "-", 230: "unknown"}
case("few_words", "level", lambda v, i: words.get(i, f"{v}"),
     "Four cells are no numbers: missing, with their lines.", values=[round(v / 7, 2) for v in amounts("words")],
     extra=lambda values, cells: [None if i in words else v for i, v in enumerate(values)],
     notes=["4 cells are not numbers", "lines 9, 21 and 103"], blind=["cells.notNumbers"])
case("few_words_in_dollars", "price", lambda v, i: "sold" if i in words else "$" + grouped(v),
     "Words among dollars are missing too.",
     extra=lambda values, cells: [None if i in words else v for i, v in enumerate(values)],
     notes=["4 cells are not numbers"], blind=["cells.notNumbers"])
case("few_words_target", "price", lambda v, i: words.get(i, "€ " + grouped(v)), "A target with four missing cells.",
     extra=lambda values, cells: [None if i in words else v for i, v in enumerate(values)],
     target=True, notes=["4 cells are not numbers"], blind=["cells.notNumbers", "rows.withoutTarget"])


def refused(name, column, spell, why, *, reason, notes=(), count=300):
    """A column that is numeric in part and is left out."""
    random = stream(name)
    values = amounts(name, count)
    rows = [(spell(v, i), f"{random.gauss(0, 1):.3f}", f"{random.gauss(5, 2):.3f}") for i, v in enumerate(values)]
    write(".", name, [column, "plain", "y"], rows, why, arguments=["--target", "y"],
          expect={f"input.columns[{column}].type": "text", f"input.columns[{column}].role": "excluded",
                  f"input.columns[{column}].roleReason": reason},
          notes=notes, silent=["free text", "identifies rows"], blind=["columns.partlyNumeric"])


refused("numbers_and_words", "level",
        lambda v, i: ["high", "low", "retired", "see note"][i // 4 % 4] if i % 4 == 0 else f"{v}",
        "A quarter of the cells are words.", reason="75 of 300 cells are not numbers")
refused("two_currencies", "price", lambda v, i: ("$" if i % 3 else "€") + f"{v:.2f}",
        "Dollars and euros are no common quantity.", reason="numbers in “$” and “€”")
refused("two_units", "weight", lambda v, i: f"{v / 100:.1f} " + ("kg" if i % 2 else "lb"),
        "Kilograms and pounds are no common quantity.", reason="numbers in “kg” and “lb”")
refused("sizes", "size", lambda v, i: f"{v:.0f} " + ["kB", "MB", "MB", "GB"][i % 4],
        "Kilobytes and megabytes differ by a thousand.", reason="numbers in “MB”, “GB” and “kB”")
refused("half_percent", "rate", lambda v, i: f"{v / 120:.1f}" + ("%" if i % 2 else ""),
        "Half with a percent sign: nobody knows what the other half means.",
        reason="numbers with “%” and numbers without")
random = stream("mixed target")
write(".", "two_currencies_target", ["x", "price"],
      [(f"{random.gauss(0, 1):.3f}", ("$" if i % 2 else "€") + f"{v:.2f}") for i, v in enumerate(amounts("mixed"))],
      "A target in two currencies is neither a quantity nor classes.", arguments=["--target", "price"], exit=2,
      error=["neither a quantity nor classes", "“$”"])

# Nothing behind the mark, and numbers in more than one scale
case("rupees_slash", "price", lambda v, i: "Rs " + grouped(v, places=0) + "/-", "Whole rupees end in a slash and a dash.",
     type="integer", values=[float(round(v)) for v in amounts("slash")], notes=["“₹”"])
case("shillings_target", "price", lambda v, i: grouped(v, places=0) + "/=", "Whole shillings, to be predicted.",
     type="integer", values=[float(round(v)) for v in amounts("shillings")], target=True)
case("francs_dash", "price", lambda v, i: "CHF " + grouped(v, "’", places=0) + ".—", "Whole francs end in a dash.",
     type="integer", values=[float(round(v)) for v in amounts("francs dash", low=2000)], notes=["“CHF”"])
scaled = [float(round(v) if v < 1000 else round(v, -2)) for v in amounts("scaled", low=100)]
case("thousands_and_units", "views", lambda v, i: f"{v / 1000:g}K" if v >= 1000 else f"{v:.0f}",
     "1.2K beside 950 is 1200.", values=scaled, notes=["multiplied out"])
case("thousands_and_units_target", "views", lambda v, i: f"{v / 1000:g}k" if v >= 1000 else f"{v:.0f}",
     "The same to be predicted.", values=scaled, target=True, notes=["multiplied out"])
money = [float(round(v, -3)) for v in amounts("millions", low=20_000, high=9_000_000)]
case("millions_and_thousands", "value", lambda v, i: f"${v / 1e6:g}M" if v >= 1e6 else f"${v / 1e3:g}K",
     "Millions and thousands of dollars.", values=money, notes=["“$”", "multiplied out"])
