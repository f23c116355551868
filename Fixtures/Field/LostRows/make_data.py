"""Writes the tables of this folder and their oracles: lines that cannot be read as rows.

    python3 make_data.py
"""

import json
import pathlib
import random

HERE = pathlib.Path(__file__).parent
random.seed(27)
HEADER = "id,site,k,y"
N = 240


def rows(others={}):
    lines = []
    for i in range(N):
        k = random.random()
        lines.append(others.get(i, f"{i},site{i % 7},{k:.3f},{3 * k + random.gauss(0, 0.1):.3f}"))
    return lines


def add(name, why, lines, expect, spots, arguments=(), ending="\n", **more):
    (HERE / f"{name}.csv").write_text(ending.join(lines) + ending, newline="")
    oracle = {"why": why, "input": f"{name}.csv", "arguments": list(arguments), "expect": expect,
              "blindSpots": spots} | more
    if more.get("exit"):
        del oracle["expect"], oracle["blindSpots"]
    (HERE / f"{name}.json").write_text(json.dumps(oracle, indent=2) + "\n")


def lost(reasons, spot="rows.rejected"):
    count = sum(reasons.values())
    return {"input.rows.read": N, "input.rows.used": N - count} | {
        f"input.rows.rejected.{reason}": number for reason, number in reasons.items()}


open_quote = {33: '33,"site5,0.5,1.5'}
add("open-quote", "A quote that never closes costs its line, not the rest of the file.",
    [HEADER] + rows(open_quote), lost({"unclosedQuote": 1}), ["rows.rejected"])
add("open-quote-crlf", "The same with the line breaks of Windows.",
    [HEADER] + rows(open_quote), lost({"unclosedQuote": 1}), ["rows.rejected"], ending="\r\n")
add("open-quote-strict", "Strict reading names the line.", [HEADER] + rows(open_quote), {}, [], ["--strict"],
    exit=2, error=[":35:2:", "a quote that never closes"])
add("open-quote-then-quoted", "The opening quote of a later cell does not close it.",
    [HEADER] + rows(open_quote | {i: f'{i},"site, {i}",0.5,1.5' for i in range(40, N, 9)}),
    lost({"unclosedQuote": 1}), ["rows.rejected"])
add("inches", "Two marks for inches far apart are no quotes around all that lies between.",
    [HEADER] + rows({33: '33,"12 inch,0.5,1.5', 150: '150,14",0.5,1.5'}),
    lost({"unclosedQuote": 1}), ["rows.rejected"])
add("many-open-quotes", "Each of many open quotes costs its line.",
    [HEADER] + rows({i: f'{i},"site,0.5,1.5' for i in range(5, N, 8)}),
    lost({"unclosedQuote": len(range(5, N, 8))}), ["rows.rejected"])
add("open-quote-at-the-end", "A quote is open in the last line.",
    [HEADER] + rows({N - 1: f'{N - 1},"site,0.5,1.5'}), lost({"unclosedQuote": 1}), ["rows.rejected"])
add("text-behind-quote", "Text behind a closing quote belongs to the cell, as Python and pandas read it.",
    [HEADER] + rows({i: f'{i},"si"te{i % 7},0.5,1.5' for i in range(5, N, 8)}),
    {"input.rows.read": N, "input.rows.used": N, "input.columns[site].distinct": 7}, [])
add("width-changes", "A column more from the middle on: rows are lost by their place.",
    [HEADER] + rows({i: f"{i},site{i % 7},0.5,1.5,new" for i in range(200, N)}),
    lost({"tooManyFields": N - 200}), ["rows.rejectedByPattern"], ["--target", "y"])
values = [random.random() for _ in range(N)]
add("lost-by-value", "Rows with a high value lack their last cell: what is left is biased.",
    ["v,w,note"] + [f"{v:.3f},{random.random():.3f}" + ("" if v > 0.9 else ",x") for v in values],
    lost({"tooFewFields": sum(v > 0.9 for v in values)}), ["rows.rejectedByPattern"], ["--target", "w"])
add("lost-at-random", "One row in six lacks its last cell, whatever it holds.",
    ["v,w,note"] + [f"{v:.3f},{random.random():.3f}" + ("" if random.random() < 1 / 6 else f",{i % 3}")
                    for i, v in enumerate(values)],
    {"input.rows.read": N, "input.rows.rejected.tooFewFields": {"atLeast": 20, "atMost": 60}},
    ["rows.rejected"], ["--target", "w"])
