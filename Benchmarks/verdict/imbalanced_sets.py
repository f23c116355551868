#!/usr/bin/env python3
"""Where one class is rare: whose winner is measured by log loss, which line between winner and no gain is repeatable, and
what the program says.

    imbalanced_sets.py --data OUT --given BENCH --rdata SITE_LIBRARY [--fathom BINARY --reports FOLDER] [--output FILE]

The learners of further_sets.py, chosen by log loss, on four stratified 70/30 splits; the score is the share of the log loss
of guessing that is explained (D²), with the area under the ROC curve (AUC) beside it. Scores are kept in OUT/scores.json; sets
that stand there are not measured again. Needs what further_sets.py needs.
"""

import argparse
import json
import pathlib
import subprocess
import time

import further_sets as sets  # sets the threads before numpy is loaded
import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedShuffleSplit, train_test_split

import large_sets
import run

SPLITS = 4
CLASSICAL, DEEP = ("glm", "knn", "gbm"), ("mlp", "cnn")


def rare(frame, target, event, n=None):
    """A table of two classes: `event` against the rest; n rows, with the share of the event kept."""
    frame = frame.dropna().reset_index(drop=True)
    is_event = frame[target].astype(str).isin([event] if isinstance(event, str) else event)
    frame = frame.assign(**{target: np.where(is_event, "event", "other")})
    if n is not None and n < len(frame):
        kept, _ = train_test_split(np.arange(len(frame)), train_size=n, stratify=is_event, random_state=sets.SEED)
        frame = frame.iloc[np.sort(kept)]
    return sets.table(frame, target)


def thinned(frame, target, event, share):
    """The events are thinned until they are `share` of the rows."""
    others = frame[frame[target].astype(str) != event]
    events = frame[frame[target].astype(str) == event]
    count = round(share / (1 - share) * len(others))
    return rare(pd.concat([others, events.sample(count, random_state=sets.SEED)]), target, event)


def positions(identifier, event, n=None):
    X, y, _ = sets.given_table(identifier)
    X, y = X.to_numpy(), y.astype(str).to_numpy()
    if n is not None:
        kept, _ = train_test_split(np.arange(len(y)), train_size=n, stratify=y, random_state=sets.SEED)
        X, y = X[kept], y[kept]
    return X, np.where(y == event, "event", "other")


def first_class(identifier, place=0):
    return sorted(set(sets.given_table(identifier)[1].astype(str)))[place]


def kin8nm():
    X, y, entry = sets.given_table("kin8nm_n8192")
    frame = X.assign(y=y).sample(6000, random_state=sets.SEED).reset_index(drop=True)
    return frame.assign(y=np.where(frame["y"] > frame["y"].quantile(0.9), "event", "other"))


def generated(make, share):
    """The largest values of a generator are the event."""
    frame = make(np.random.default_rng(sets.SEED))
    line = frame["y"].quantile(1 - share)
    return frame.assign(y=np.where(frame["y"] > line, "event", "other"))


def all_sets():
    rdataset, rda = sets.rdataset, sets.rda

    def table(identifier, load, source, licence):
        return sets.table_set(identifier, "classification", load, source, licence)

    yield table("caravan_rare", lambda: rare(rdataset("ISLR", "Caravan"), "Purchase", "Yes"), "ISLR Caravan", sets.R_LICENCE)
    yield table("default_rare", lambda: rare(rdataset("ISLR", "Default"), "default", "Yes", 6000), "ISLR Default (simulated)", sets.R_LICENCE)
    yield table("crash_rare", lambda: rare(rdataset("DAAG", "nassCDS").drop(columns=["caseid"], errors="ignore"), "dead", "dead", 8000),
                "DAAG nassCDS", sets.R_LICENCE)
    yield table("churn_rare", lambda: rare(rdataset("modeldata", "mlc_churn").drop(columns=["state"]), "churn", "yes"), "modeldata mlc_churn", sets.R_LICENCE)
    yield table("attrition_rare", lambda: rare(rdataset("modeldata", "attrition"), "Attrition", "Yes"), "modeldata attrition", sets.R_LICENCE)
    yield table("loans_rare", lambda: rare(rdataset("modeldata", "lending_club").drop(columns=["addr_state", "sub_grade"]), "Class", "bad", 8000),
                "modeldata lending_club", sets.R_LICENCE)
    yield table("email_rare", lambda: rare(rdataset("openintro", "email").drop(columns=["time"]), "spam", "1"), "openintro email", sets.R_LICENCE)
    yield table("hmda_rare", lambda: rare(rdataset("Ecdat", "Hmda"), "deny", "yes"), "Ecdat Hmda", sets.R_LICENCE)
    yield table("satellite_rare", lambda: rare(rda("mlbench", "Satellite"), "classes", "damp grey soil", 5000), "mlbench Satellite", sets.UCI)
    yield table("letter_rare", lambda: rare(rda("mlbench", "LetterRecognition"), "lettr", "H", 6000), "mlbench LetterRecognition", sets.UCI)
    yield table("letters_rare", lambda: rare(rda("mlbench", "LetterRecognition"), "lettr", ["F", "P"], 6000), "mlbench LetterRecognition", sets.UCI)
    yield table("spam_rare", lambda: thinned(rda("kernlab", "spam"), "type", "spam", 0.05), "kernlab spam", sets.UCI)
    yield table("diamonds_rare", lambda: rare(rdataset("ggplot2", "diamonds"), "cut", "Good", 6000), "ggplot2 diamonds", sets.R_LICENCE)
    yield table("teacher_rare", lambda: generated(lambda rng: large_sets.teacher(rng, 6000, 12, 32, 0.3), 0.05), "generator", "generated")
    yield table("forest_rare", lambda: generated(lambda rng: large_sets.forest(rng, 6000, 12, 20, 4, 0.3), 0.05), "generator", "generated")
    yield table("products_rare", lambda: generated(lambda rng: large_sets.products(rng, 6000), 0.1), "generator", "generated")
    yield table("waves_rare", lambda: generated(lambda rng: large_sets.waves(rng, 6000, 6, 0.3), 0.1), "generator", "generated")
    yield table("kin8nm_rare", kin8nm, "kin8nm (DELVE)", sets.UCI)
    yield sets.image_set("mnist_rare", "mnist", lambda: positions("mnist_n6000", "8", 4000), 28, "MNIST", "CC BY-SA 3.0")
    yield sets.image_set("mnist_shuf_rare", "mnist", lambda: positions("mnist_n6000_shuf", "8", 4000), 28, "MNIST, positions shuffled", "CC BY-SA 3.0")
    yield sets.series_set("mnist1d_rare", "mnist1d", lambda: positions("mnist1d_n4000", first_class("mnist1d_n4000"), 3000), "mnist1d", "Apache-2.0")
    yield sets.series_set("mnist1d_shuf_rare", "mnist1d", lambda: positions("mnist1d_n4000_shuf", first_class("mnist1d_n4000"), 3000),
                          "mnist1d, positions shuffled", "Apache-2.0")
    yield sets.series_set("swedishleaf_rare", "swedishleaf", lambda: positions("swedishleaf_n943", first_class("swedishleaf_n943")), "UCR SwedishLeaf", sets.UCR)
    yield sets.series_set("crop_rare", "crop", lambda: positions("crop_n5000", first_class("crop_n5000", 3), 4000), "UCR Crop", sets.UCR)


class RareProblem(sets.Problem):
    by_log_loss = True

    def decide(self, prediction):
        return prediction


def measured(spec, out):
    X, y, target = sets.build(spec, out)
    problem = RareProblem(X, y, spec["task"], spec["kind"], spec.get("image"))
    events = int(np.where(problem.classes == "event")[0][0])
    splits = StratifiedShuffleSplit(SPLITS, test_size=0.3, random_state=sets.SEED).split(problem.X, problem.y)
    gains, areas = {}, {}
    for train, test in splits:
        truth = problem.y[test] == events
        share = (problem.y[train] == events).mean()
        guessing = -np.mean(np.where(truth, np.log(share), np.log1p(-share)))
        for learner in (sets.glm, sets.knn, sets.gbm, sets.mlp) + (() if spec["kind"] == "table" else (sets.cnn,)):
            found = learner(problem, train, test)
            prediction = found[learner.__name__] if isinstance(found, dict) else found[0]
            chance = np.clip(prediction[:, events], 1e-4, 1 - 1e-4)
            loss = -np.where(truth, np.log(chance), np.log1p(-chance))
            gains.setdefault(learner.__name__, []).append((1 - loss / guessing).tolist())
            areas.setdefault(learner.__name__, []).append(roc_auc_score(truth, chance))
    return {"n": len(y), "p": X.shape[1], "share": float((problem.y == events).mean()), "target": target, "kind": spec["kind"],
            "image": spec.get("image"), "gains": gains, "auc": areas}


def compare(scores, parts):
    """Best classical, best network and their difference by D² with its paired error, over some of the splits."""
    pooled = {name: np.concatenate([values[k] for k in parts]) for name, values in scores["gains"].items()}
    mean = {name: values.mean() for name, values in pooled.items()}
    classical = max((n for n in CLASSICAL), key=mean.get)
    deep = max((n for n in DEEP if n in mean), key=mean.get)
    rows = pooled[deep] - pooled[classical]
    area = {name: np.mean([values[k] for k in parts]) for name, values in scores["auc"].items()}
    return {"classical": classical, "deep": deep, "base": mean[classical], "score": mean[deep], "difference": rows.mean(),
            "error": rows.std(ddof=1) / len(rows) ** 0.5, "auc": (area[classical], area[deep])}


LINES = {
    "0": lambda base: 0.0,
    "1 % of the score": lambda base: 0.01 * abs(base),
    "1 % of guessing": lambda base: 0.01,
    "1 % of what is left": lambda base: 0.01 * (1 - base),
    "2 % of guessing": lambda base: 0.02,
    "5 % of the score": lambda base: 0.05 * abs(base),
}


def pays(found, line):
    return found["difference"] > max(line(found["base"]), found["error"])


def report(name, spec, scores, options):
    words = run.arguments({"path": f"data/{name}.csv.gz", "kind": spec["kind"], "target": scores["target"], "task": "classification",
                           "format": "csv_pixels" if spec["kind"] == "image" else "csv",
                           "image": dict(zip(("height", "width", "channels"), (*spec["image"], 1))) if spec.get("image") else None},
                          options.data)
    path = options.reports / f"{name}.json"
    if not path.exists():
        command = [options.fathom, "analyze", *words, "--format", "json", "--output", f"json={path}"]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    content = json.loads(path.read_text())
    race = next(a["evidence"] for a in content["analyses"] if a["id"] == "race")
    return content["verdict"], race


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--given", type=pathlib.Path, required=True)
    parser.add_argument("--rdata", type=pathlib.Path, required=True)
    parser.add_argument("--fathom")
    parser.add_argument("--reports", type=pathlib.Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--output", type=pathlib.Path)
    options = parser.parse_args()
    sets.GIVEN, sets.RDATA = options.given, options.rdata
    options.data.mkdir(parents=True, exist_ok=True)
    kept = options.data / "scores.json"
    scores = json.loads(kept.read_text()) if kept.exists() else {}
    wanted = set(filter(None, options.only.split(",")))
    specs = {spec["id"]: spec for spec in all_sets() if not wanted or spec["id"] in wanted}
    for name, spec in specs.items():
        if name in scores:
            continue
        start = time.monotonic()
        scores[name] = measured(spec, options.data)
        kept.write_text(json.dumps(scores))
        found = compare(scores[name], range(SPLITS))
        print(f"{name}: {found}, {time.monotonic() - start:.0f} s", flush=True)
    if options.fathom:
        options.reports.mkdir(parents=True, exist_ok=True)
    lines = ["# Where one class is rare", "",
             "Made with `imbalanced_sets.py`. Winners are measured by the share of the log loss of guessing that is explained (D²), on four stratified 70/30 splits; a network pays if it is ahead by "
             "more than 0.01 and a standard error. “Near” is within a standard error of that. “Raced” is what `fathom analyze` measured, with its verdict and the probability that a network pays.", "",
             "| set | n | events | best classical | best network | difference | AUC | network pays | raced | verdict |",
             "|---|---:|---:|---|---|---:|---|---|---:|---|"]
    agreed, called = {name: 0 for name in LINES}, []
    for name, spec in specs.items():
        whole = compare(scores[name], range(SPLITS))
        first, second = compare(scores[name], (0, 1)), compare(scores[name], (2, 3))
        for line, form in LINES.items():
            agreed[line] += pays(first, form) == pays(second, form)
        winner, near = pays(whole, LINES["1 % of guessing"]), abs(whole["difference"] - 0.01) <= whole["error"]
        said, raced = "", ""
        if options.fathom:
            verdict, race = report(name, spec, scores[name], options)
            said = f"{verdict['recommendation']} {verdict['deepProbability']:.2f}"
            duel = race["deepMinusClassical"]
            raced = f"{duel['difference']:+.3f} ± {duel['standardError']:.3f}"
            called.append((verdict["deepProbability"] > 0.5, winner, near, verdict["recommendation"]))
        lines.append(f"| {name} | {scores[name]['n']:,} | {scores[name]['share']:.3f} | {whole['classical']} {whole['base']:.3f} | "
                     f"{whole['deep']} {whole['score']:.3f} | {whole['difference']:+.3f} ± {whole['error']:.3f} | "
                     f"{whole['auc'][0]:.3f}, {whole['auc'][1]:.3f} | {'yes' if winner else 'no'}{' (near)' if near else ''} | {raced} | {said} |")
    lines += ["", "How often two splits and the other two call the same side of the line:", "",
              "| line | same side |", "|---|---:|"]
    lines += [f"| {name} | {count} of {len(specs)} |" for name, count in agreed.items()]
    if called:
        clear = [c for c in called if not c[2]]
        wrong = [c for c in called if c[3] != "inconclusive" and (c[3] == "deep") != c[1]]
        lines += ["", f"The verdict's probability is on the measured side in {sum(a == b for a, b, *_ in called)} of {len(called)}, in "
                  f"{sum(a == b for a, b, *_ in clear)} of the {len(clear)} that are not near the line; {len(wrong)} of {sum(c[3] != 'inconclusive' for c in called)} verdicts that are not inconclusive {'is' if len(wrong) == 1 else 'are'} wrong."]
    print("\n".join(lines))
    if options.output:
        options.output.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
