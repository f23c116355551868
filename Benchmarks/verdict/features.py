"""What the verdict's model reads of a report: the same numbers as Sources/FathomAnalyses/Verdict/VerdictModel.swift."""

import argparse
import json
import math
import pathlib


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


def supervised_locality(report):
    """How sure it is that rearranging a sequence or grid costs a local learner something.

    Standard deviations, as a share of 8, within [0, 1]; 0 for a table, None where it was not measured.
    """
    if layout_kind(report) == "table":
        return 0.0
    found = evidence(report, "supervisedLocality")
    return found and min(1.0, max(0.0, -(found["zScore"] or 0.0) / 8))


SIDES = {"classical": {"linearModel", "kNearestNeighbours", "boostedTrees"}, "deep": {"denseNetwork", "convolution"}}


def margin(difference, error, base):
    """How far a lead is beyond what makes a winner, 1 % of the best classical score and a standard error, in
    standard errors, within [-6, 6].

    The winner of a dataset is measured too: its standard error counts like that of the race. What other settings
    change is counted in errors: 0.02 times the root of e(1 - e) for the error e of the best classical method.
    """
    line = max(0.01 * abs(base), error)
    lost = min(1.0, max(0.0, 1 - base))
    spread = math.sqrt(2 * error ** 2 + 0.02 ** 2 * lost * (1 - lost) + 1e-12)
    return min(6.0, max(-6.0, (difference - line) / spread))


def contest_margin(contest, difference):
    base = next(c["score"] for c in contest["contenders"] if c["id"] == difference["second"])
    return margin(difference["difference"], difference["standardError"], base)


def trial_margin(report):
    """How far random features are ahead in the trial of quick learners; None where somebody is missing from it."""
    trial = evidence(report, "trial")
    difference = trial and trial["randomFeaturesMinusClassical"]
    if not difference or difference["standardError"] is None or trial["leftOut"]:
        return None
    return contest_margin(trial, difference)


def race_margin(report):
    """How far the best network is ahead; None where somebody is missing who could have turned the race."""
    race = evidence(report, "race")
    difference = race and race["deepMinusClassical"]
    if not difference or difference["standardError"] is None:
        return None
    behind = "classical" if difference["difference"] > 0 else "deep"
    if any(c["id"] in SIDES[behind] for c in race["leftOut"]):
        return None
    everything = race.get("atAllRows")
    if everything:
        return margin(everything["difference"], everything["standardError"], everything["secondScore"])
    return contest_margin(race, difference)


def features(report):
    return {
        "gridLocality": 1.0 if layout_kind(report) == "grid" and is_local(report) else 0.0,
        "sequenceLocality": 1.0 if layout_kind(report) == "sequence" and is_local(report) else 0.0,
        "supervisedLocality": supervised_locality(report),
        "hasPositions": 0.0 if layout_kind(report) == "table" else 1.0,
        "trialMargin": trial_margin(report),
        "raceMargin": race_margin(report),
    }


WINNER = {"DEEP_WINS": "network", "CLASSICAL_WINS": "classical", "NO_GAIN": "none"}


def winner(verdict):
    """What was measured, in words: of an entry of a manifest, or of anything with a label and whether it is borderline."""
    return WINNER[verdict["label"]] + (" (borderline)" if verdict["borderline"] else "")


def sets_with_reports(description):
    """The folder, the manifest's entry and the report of each set of DATA REPORTS [--also DATA REPORTS]."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("reports", type=pathlib.Path)
    parser.add_argument("--also", nargs=2, type=pathlib.Path, action="append", default=[])
    options = parser.parse_args()
    for data, reports in [(options.data, options.reports), *options.also]:
        for entry in json.loads((data / "manifest.json").read_text())["datasets"]:
            yield data, entry, json.loads((reports / f"{entry['id']}.json").read_text())
