#!/usr/bin/env python3
"""How true the verdicts are: compares reports with the measured winners.

    judge.py DATA REPORTS [--also DATA REPORTS] --without-race REPORTS [--stability FILE]
             [--stability-without-race FILE] [--note TEXT] [--output FILE]

REPORTS are the JSON reports of run.py, with the race; those of `run.py … -- --no-race` on all of the data stand beside. The
figures to trust are those with whole families left out of the fit, and those of a fit to DATA alone on the
further sets of --also, which it did not see; what the shipped coefficients say of the datasets that they were
fitted to stands beside them.
"""

import argparse
import datetime
import json
import math
import os
import pathlib
import platform
import re
import statistics

import features
import fit

CONFIDENT = 0.8


def share(part, whole):
    return f"{part} of {whole} ({part / whole:.2f})" if whole else "none"


def chosen_score(entry, deep):
    return entry["scores"]["deep_score" if deep else "classical_score"]


def regret(entry, deep):
    return max(chosen_score(entry, True), chosen_score(entry, False)) - chosen_score(entry, deep)


def rule(name, entries, says):
    right = [says(e) == e["deep_pays"] for e in entries]
    clear = [says(e) == e["deep_pays"] for e in entries if not e["borderline"]]
    lost = sum(regret(e, says(e)) for e in entries) / len(entries)
    return f"| {name} | {share(sum(right), len(right))} | {share(sum(clear), len(clear))} | {lost:.4f} |"


def table(title, entries, probability):
    """Everything that is measured of a set of probabilities."""
    known = [e for e in entries if e["id"] in probability]
    deep = {e["id"]: probability[e["id"]] > 0.5 for e in known}
    lines = [f"## {title}", "", "| | |", "|---|---|"]

    def accuracy(some):
        return share(sum(deep[e["id"]] == e["deep_pays"] for e in some), len(some))

    lines.append(f"| accuracy | {accuracy(known)} |")
    lines.append(f"| accuracy without borderline sets | {accuracy([e for e in known if not e['borderline']])} |")
    for kind in ("image", "series", "table"):
        lines.append(f"| accuracy, {kind} | {accuracy([e for e in known if e['kind'] == kind])} |")
    decided = [e for e in known if not 0.35 < probability[e["id"]] < 0.65]
    lines.append(f"| coverage: not inconclusive | {share(len(decided), len(known))} |")
    lines.append(f"| accuracy where not inconclusive | {accuracy(decided)} |")
    wrong = [e for e in known
             if (probability[e["id"]] > CONFIDENT and not e["deep_pays"])
             or (probability[e["id"]] < 1 - CONFIDENT and e["deep_pays"])]
    lines.append(f"| confident and wrong (p > 0.8) | {share(len(wrong), len(known))}"
                 f"{': ' + ', '.join(e['id'] for e in wrong) if wrong else ''} |")
    brier = sum((probability[e["id"]] - e["deep_pays"]) ** 2 for e in known) / len(known)
    lines.append(f"| Brier score | {brier:.3f} |")
    lines.append(f"| regret | {sum(regret(e, deep[e['id']]) for e in known) / len(known):.4f} |")
    return lines + [""]


def locality(entries):
    truth = {"yes": True, "no": False}
    known = [e for e in entries if e["locality_truth"] in truth]
    local = [e for e in known if truth[e["locality_truth"]]]
    other = [e for e in known if not truth[e["locality_truth"]]]
    return ["## Locality against the known truth", "", "| | |", "|---|---|",
            f"| sensitivity | {share(sum(features.is_local(e['report']) for e in local), len(local))} |",
            f"| specificity | {share(sum(not features.is_local(e['report']) for e in other), len(other))} |",
            ""]


def stability(title, names, every, entries, found):
    """Whether verdicts that are confident are turned round by what should not matter, by the shipped coefficients."""
    examples = fit.examples(every, names)
    shipped = fit.fit(names, examples)
    seeds = sorted({name for values in found.values() for name in values if name.startswith("seed ")})
    changes = {"half": "half of the rows", **{seed: seed for seed in seeds}, "order": "columns in another order (tables)"}
    lines = [f"## Stability of confident verdicts: {title}", "",
             "Confident: p below 0.2 or above 0.8. Reversed: beyond 0.5 on the other side.", "",
             "| | reversed | mean change of p |", "|---|---|---:|"]

    def probability(values):
        return fit.probability(shipped, names, values, len(examples))

    own = {e["id"]: probability(e["features"]) for e in entries if fit.has(e, names)}
    for name, change in changes.items():
        pairs = [(e, own[e], probability(values[name])) for e, values in found.items()
                 if e in own and values.get(name) and all(values[name][n] is not None for n in names)
                 and abs(own[e] - 0.5) > CONFIDENT - 0.5]
        turned = [e for e, before, after in pairs if (before - 0.5) * (after - 0.5) < 0]
        moved = sum(abs(before - after) for _, before, after in pairs) / max(1, len(pairs))
        lines.append(f"| {change} | {share(len(turned), len(pairs))}{': ' + ', '.join(turned) if turned else ''} "
                     f"| {moved:.2f} |")
    if len(seeds) > 1:
        every_seed = {e: [own[e]] + [probability(values[s]) for s in seeds
                                     if values.get(s) and all(values[s][n] is not None for n in names)]
                      for e, values in found.items() if e in own}
        spread = [statistics.stdev(values) for values in every_seed.values() if len(values) > 1]
        crossed = [e for e, values in every_seed.items()
                   if max(values) > CONFIDENT and min(values) < 0.5 or min(values) < 1 - CONFIDENT and max(values) > 0.5]
        opposite = [e for e in crossed if max(every_seed[e]) > CONFIDENT and min(every_seed[e]) < 1 - CONFIDENT]
        lines += ["", f"{len(seeds) + 1} seeds, {len(spread)} sets: standard deviation of p {sum(spread) / max(1, len(spread)):.3f} in the mean, "
                  f"at most {max(spread, default=0):.2f}; confident with one seed and beyond 0.5 on the other side with another: "
                  f"{len(crossed)}{': ' + ', '.join(crossed) if crossed else ''}; confident on both sides: {len(opposite)}."]
    missing = sorted(set(own) - set(found))
    return lines + (["", f"Not tried: {', '.join(missing)}."] if missing else []) + [""]


def contenders(entries):
    """How close the race comes to the measured scores of the same families."""
    names = {"linearModel": "glm", "kNearestNeighbours": "knn", "boostedTrees": "gbm",
             "denseNetwork": "mlp", "convolution": "cnn"}
    lines = ["## The race beside the measured scores", "",
             "| contender | sets | median difference | median absolute difference |", "|---|---:|---:|---:|"]
    for own, theirs in names.items():
        differences = []
        for entry in entries:
            race = features.evidence(entry["report"], "race")
            found = [c["score"] for c in race["contenders"] if c["id"] == own] if race else []
            if found and entry["scores"].get(theirs) is not None:
                differences.append(found[0] - entry["scores"][theirs])
        if differences:
            middle = sorted(differences)[len(differences) // 2]
            size = sorted(map(abs, differences))[len(differences) // 2]
            lines.append(f"| {own} | {len(differences)} | {middle:+.3f} | {size:.3f} |")
    return lines + [""]


def ahead(report, identifier, side):
    """Whether a side is more than 1 % ahead of the best classical method; None where it did not run."""
    contest = features.evidence(report, identifier)
    best = {s: max((c["score"] for c in contest["contenders"] if c["side"] == s), default=None)
            for s in ("classical", side)} if contest else {}
    return None if None in best.values() or not best else best[side] > 1.01 * best["classical"]


def random_features(entries):
    """Whether untrained features would tell the same as trained networks."""
    lines = ["## Trained networks or random features", "",
             "More than 1 % ahead of the best classical method, clear winners only: trained networks in the race, "
             "random features in the trial.", "",
             "| measured | trained networks ahead | random features ahead |", "|---|---|---|"]
    for deep, title in ((True, "networks win"), (False, "they do not")):
        some = [e for e in entries if not e["borderline"] and e["deep_pays"] == deep]
        cells = []
        for found in ([ahead(e["report"], "race", "deep") for e in some],
                      [ahead(e["plain"], "trial", "other") for e in some]):
            known = [f for f in found if f is not None]
            cells.append(share(sum(known), len(known)))
        lines.append(f"| {title} | {cells[0]} | {cells[1]} |")
    return lines + [""]


def rules(title, entries):
    return [f"## Simple rules, {title}", "", "| rule | accuracy | without borderline sets | regret |", "|---|---|---|---|",
            rule("always classical", entries, lambda e: False),
            rule("is it an image", entries, lambda e: e["kind"] == "image"),
            rule("the true locality", entries, lambda e: e["locality_truth"] == "yes"),
            rule("the locality that Fathom finds", entries,
                 lambda e: e["kind"] != "table" and features.is_local(e["report"])), ""]


def unseen(known, others, names):
    """The probability of each of the others by a fit to those that are known."""
    examples = fit.examples(known, names)
    model = fit.fit(names, examples)
    return {e["id"]: fit.probability(model, names, e["features"], len(examples))
            for e in others if fit.has(e, names)}


def seconds(title, folder):
    times = json.loads((folder / "seconds.json").read_text())
    slowest = max(times, key=times.get)
    middle = sorted(times.values())[len(times) // 2]
    return f"{title}: median {middle:.1f}, largest {times[slowest]:.1f} ({slowest})."


def ceiling(title, entries):
    """How often the winner would be the same one if it were measured again.

    Measured differences are taken for normal with their standard errors. Knowing the true difference, one would be
    right as often as the measured winner is the true one; by another measurement of it, as often as two agree.
    """
    def agreement(scale):
        chances = []
        for entry in entries:
            scores = entry["scores"]
            error = max(1e-6, scores["se_diff"])
            line = max(0.01 * abs(scores["classical_score"]), error)
            z = abs(scores["diff"] - line) / error
            chances.append(0.5 * (1 + math.erf(z / scale / math.sqrt(2))))
        return sum(chances) / len(chances)

    return f"| {title} | {agreement(1):.2f} | {agreement(math.sqrt(2)):.2f} |"


def ceilings(entries, further):
    lines = ["## What can be expected", "",
             "Winners were measured on the same few hundred rows that they are predicted from. How often a prediction "
             "is right that knows the true difference, and one that measures it again as well as it was measured:", "",
             "| | true difference | second measurement |", "|---|---:|---:|", ceiling("the given sets", entries)]
    if further:
        lines += [ceiling("the further sets", further), ceiling("all sets", entries + further)]
    return lines + [""]


def header(entries, further):
    cores = pathlib.Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", cores.read_text()) if cores.exists() else []
    processor = names[0] if names else platform.processor()
    borderline = sum(e["borderline"] for e in entries + further)
    also = f" and {len(further)} further ones" if further else ""
    tool = entries[0]["report"]["tool"]
    return ["# How true is the verdict?", "",
            f"Made with `measure.sh` on {datetime.date.today()}, {tool['name']} {tool['version']}, {processor} with "
            f"{os.cpu_count()} threads, {platform.system()}. {len(entries)} datasets{also}, {borderline} of them "
            "borderline: their measured difference is within a standard error of the 1 % that decides.", ""]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("reports", type=pathlib.Path)
    parser.add_argument("--also", nargs=2, type=pathlib.Path, default=[])
    parser.add_argument("--without-race", type=pathlib.Path, required=True)
    parser.add_argument("--stability", type=pathlib.Path)
    parser.add_argument("--stability-further", type=pathlib.Path)
    parser.add_argument("--stability-without-race", type=pathlib.Path)
    parser.add_argument("--note", help="what the reader has to know of this run")
    parser.add_argument("--output", type=pathlib.Path)
    options = parser.parse_args()
    entries = fit.read(options.data, options.reports, options.without_race)
    further = fit.read(*options.also, options.without_race) if options.also else []
    every = entries + further
    lines = header(entries, further) + ([options.note, ""] if options.note else []) + ceilings(entries, further) + rules("the given sets", entries)
    if further:
        lines += rules("all sets", every)
    for title, names in [("With the race", fit.WITH_RACE), ("Without the race, by the trial", fit.WITH_TRIAL),
                         ("Without race or trial", fit.WITHOUT_RACE),
                         ("Without a target", fit.WITHOUT_TARGET)]:
        left_out = fit.left_out(every, names)
        lines += table(f"{title}, families left out: the given sets", entries, left_out)
        if further:
            lines += table(f"{title}, families left out: all sets", every, left_out)
            lines += table(f"{title}, fitted to the given sets alone: the further sets", further,
                           unseen(entries, further, names))
    lines += table("With the race, the shipped coefficients on all that they were fitted to", every,
                   unseen(every, every, fit.WITH_RACE))
    lines += table("Without the race, the shipped coefficients on all that they were fitted to", every,
                   unseen(every, every, fit.WITH_TRIAL))
    lines += locality(every) + contenders(every) + random_features(every)
    for title, names, file in [("with the race", fit.WITH_RACE, options.stability),
                               ("without the race", fit.WITH_TRIAL, options.stability_without_race)]:
        if file:
            lines += stability(title, names, every, entries, json.loads(file.read_text()))
    if options.stability_further:
        lines += stability("the further sets, with the race", fit.WITH_RACE, every, further,
                           json.loads(options.stability_further.read_text()))
    lines += ["## Seconds a dataset", ""] + [
        f"- {seconds(title, folder)}" for title, folder in
        (("With the race", options.reports), ("without it", options.without_race))] + [""]
    text = "\n".join(lines)
    print(text)
    if options.output:
        options.output.write_text(text)


if __name__ == "__main__":
    main()
