"""What the verdict's model reads of a report: the same numbers as Sources/FathomAnalyses/VerdictFeatures.swift."""

import math


def analysis(report, identifier):
    return next((a for a in report["analyses"] if a["id"] == identifier), None)


def evidence(report, identifier):
    found = analysis(report, identifier)
    return found.get("evidence") if found and found["status"] == "measured" else None


def is_local(report):
    """Whether the report calls the arrangement local."""
    found = analysis(report, "localCorrelation")
    return any(f["id"] == "localCorrelation.locality" and f["grade"] == "good"
               for f in found["findings"]) if found else False


def layout_kind(report):
    layout = report["input"]["layout"]
    return layout if layout in ("table", "sequence") else "grid"


def nonlinearity(report):
    """log(error of ridge / error of k-nearest neighbours) on rows held out, within [-1, 1]."""
    size = evidence(report, "sampleSize") or {}
    errors = {c["id"]: c["points"][-1]["error"] for c in size.get("learningCurves") or []}
    if "ridge" not in errors or "kNearestNeighbours" not in errors:
        return 0.0
    ratio = math.log(max(errors["ridge"], 1e-3) / max(errors["kNearestNeighbours"], 1e-3))
    return min(1.0, max(-1.0, ratio))


def race_margin(report):
    """How far the lead of the best network is beyond what makes a winner, 1 % of the best classical score and a
    standard error, in standard errors, within [-4, 4].

    The winner of a dataset is measured too: its standard error counts like that of the race. 0.015 stands for
    what other settings and another split change.
    """
    race = evidence(report, "race")
    difference = race and race["deepMinusClassical"]
    if not difference or difference["standardError"] is None:
        return None
    base = next(c["score"] for c in race["contenders"] if c["id"] == difference["second"])
    error = difference["standardError"]
    line = max(0.01 * abs(base), error)
    return min(4.0, max(-4.0, (difference["difference"] - line) / math.hypot(math.sqrt(2) * error, 0.015)))


def features(report):
    kind, local = layout_kind(report), is_local(report)
    curved = nonlinearity(report)
    return {
        "gridLocality": 1.0 if kind == "grid" and local else 0.0,
        "nonlinearity": max(0.0, curved) if kind == "sequence" and local else 0.0,
        "raceMargin": race_margin(report),
    }
