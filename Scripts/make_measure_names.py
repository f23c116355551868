#!/usr/bin/env python3
"""Writes Sources/FathomReports/Gate/MeasureNames.swift: every number of the evidence that a check may bound.

    make_measure_names.py [--check]

The names and their meanings are those of Sources/FathomReports/report.schema.json. With --check nothing is
written; the exit code is 1 where the file is another one.
"""

import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent.parent / "Sources/FathomReports"
TARGET = HERE / "Gate/MeasureNames.swift"
SCHEMA = json.loads((HERE / "report.schema.json").read_text())


# Words that keep their capital within a sentence.
NAMES = ("Moran", "Pearson")


def clause(described):
    """The clause that says what it is: without when it is null or empty."""
    return re.sub(r"; (null|empty|lower and upper) .*$", "", described.strip().rstrip("."))


def meaning(outer, own):
    """What a number within a part means alone: “The best network against …: the score of …”."""
    own = clause(own)
    # Of one item of many, the name of the item is told with the number.
    if outer.startswith(("A ", "An ", "One ")) and own and not own.startswith("Its "):
        outer = ""
    if not outer or not own:
        return (own or clause(outer)) + "."
    return f"{clause(outer)}: {own if own.startswith(NAMES) or not own[1:2].islower() else own[:1].lower() + own[1:]}."


def paths(node, path, outer, described):
    """All paths to a number, arrays passed through, in the order of the schema."""
    if "$ref" in node:
        own = {key: value for key, value in node.items() if key != "$ref"}
        node = {**SCHEMA["$defs"][node["$ref"].rsplit("/", 1)[-1]], **own}
    for choice in node.get("anyOf", node.get("oneOf", [])):
        yield from paths(choice, path, outer, node.get("description", described))
    kinds = node.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "object" in kinds:
        described = node.get("description", described)
        for name, child in node.get("properties", {}).items():
            yield from paths(child, path + [name], described if path else "", "")
        return
    # Of a number in an array, the array says more.
    described = described or node.get("description", "")
    if "array" in kinds:
        yield from paths(node.get("items", {}), path, outer, described)
    elif "number" in kinds or "integer" in kinds:
        yield ".".join(path), meaning(outer, described)


def source():
    analyses = SCHEMA["$defs"]["analysis"]["properties"]["id"]["enum"]
    lines = [
        "// Made by Scripts/make_measure_names.py from report.schema.json; do not edit.",
        "",
        "/// Every number of the evidence that a check may bound, by analysis, in the order of the schema.",
        "enum MeasureNames {",
        "  /// Analysis, then path and meaning, separated by a tab.",
        "  static let all: [(analysis: String, paths: [String])] = [",
    ]
    for analysis in analyses:
        lines += ["    (", f'      "{analysis}",', "      ["]
        seen = set()
        for path, described in paths(SCHEMA["$defs"][analysis], [], "", ""):
            if path in seen:
                continue
            seen.add(path)
            text = (path + "\t" + described).replace("\\", "\\\\").replace('"', '\\"')
            lines.append('        "' + text.replace("\t", "\\t") + '",')
        lines += ["      ]", "    ),"]
    return "\n".join(lines + ["  ]", "}", ""])


if "--check" in sys.argv[1:]:
    sys.exit(0 if TARGET.read_text() == source() else 1)
TARGET.write_text(source())
