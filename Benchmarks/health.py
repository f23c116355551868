#!/usr/bin/env python3
"""What is planted in made tables, and who finds it: fathom beside cleanlab's Datalab and deepchecks.

    Benchmarks/health.py DATA [--seeds 1,2] [--fathom PATH] [--suite PATH] [--reuse datalab,deepchecks]
        [--large FILE --target COLUMN --rounds 3] > Benchmarks/health.md

DATA is a folder; the sets of each seed are made there first by `fathom-health-suite`, which the tests of fathom use
too: a set holds one planted fault, or none. Every tool runs with its defaults, as its documentation calls it:

- fathom: `analyze FILE --target COLUMN`, with `--only` for each analysis of data health, and `--test FILE` where
  there are two files.
- Datalab: `find_issues` of features (numbers scaled, levels as indicators, missing numbers at the median) and of
  probabilities, or predictions, that histogram gradient boosting makes of rows held out in five parts; two files one
  below the other.
- deepchecks: `data_integrity`, and `train_test_validation` where there are two files, of a Dataset that knows the
  target, levels, and which columns are identifiers and dates.

A fault is found where a tool names its kind, and its column or at least half of its rows; deepchecks names no rows
of repeats: the kind is enough. A clean set is accused where a tool claims any issue. What a tool found is kept in
DATA; `--reuse` takes it from there. `--large` measures what the analyses cost on a large table.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
os.environ.setdefault("DISABLE_DEEPCHECKS_ANONYMOUS_TELEMETRY", "true")
ROOT = Path(__file__).resolve().parent.parent
ANALYSES = ["leakage", "repeats", "cells", "labelErrors", "sampleSize", "secondFile"]
HEALTH = ("leakage.", "repeats.", "cells.", "labelErrors.", "secondFile.", "sampleSize.suggestedGroups",
          "imageHealth.confounders")
KINDS = {
    "leakage": "a column gives the target away", "duplicates": "rows again", "conflicts": "rows again, another label",
    "nearDuplicates": "rows again, with noise or rounded", "labelErrors": "wrong labels",
    "variants": "levels in several ways", "specialValues": "numbers and dates for missing values",
    "mixed": "words among numbers or dates", "missingness": "missing cells that tell the target",
    "groups": "groups that matter", "overlap": "rows in both files", "groupOverlap": "groups in both files",
    "shift": "a column moved", "concept": "another relation to the target", "confounder": "images: a confounder",
}
#: The findings, issues and checks that name a kind.
FATHOM = {
    "leakage": ["leakage.column"], "duplicates": ["repeats.equal"], "conflicts": ["repeats.conflict"],
    "nearDuplicates": ["repeats.near"], "labelErrors": ["labelErrors.suspects"], "variants": ["cells.variants"],
    "specialValues": ["cells.specialValues"], "mixed": ["cells.mixed"], "missingness": ["cells.missingness", "leakage.column"],
    "groups": ["sampleSize.suggestedGroups"], "overlap": ["secondFile.overlap"],
    "groupOverlap": ["secondFile.overlap"], "shift": ["secondFile.shift"], "concept": ["secondFile.concept"],
    "confounder": ["imageHealth.confounders"],
}
DATALAB = {
    "duplicates": ["near_duplicate"], "conflicts": ["near_duplicate", "label"], "nearDuplicates": ["near_duplicate"],
    "labelErrors": ["label"], "specialValues": ["outlier"], "overlap": ["near_duplicate"],
}
DEEPCHECKS = {
    "leakage": ["FeatureLabelCorrelation", "IdentifierLabelCorrelation"], "duplicates": ["DataDuplicates"],
    "conflicts": ["ConflictingLabels"], "variants": ["StringMismatch"], "mixed": ["MixedDataTypes"],
    "specialValues": ["OutlierSampleDetection"], "overlap": ["TrainTestSamplesMix"],
    "groupOverlap": ["IndexTrainTestLeakage"], "groups": ["FeatureLabelCorrelation"],
    "shift": ["FeatureDrift", "NewCategoryTrainTest"], "concept": ["FeatureLabelCorrelationChange"],
}
#: Kinds that deepchecks names as a whole, without rows or columns.
WHOLE = {"duplicates", "conflicts", "overlap", "specialValues"}
#: Claims about what was planted nowhere: outliers, classes of few rows, features that say the same.
OTHER = {"outlier", "class_imbalance", "OutlierSampleDetection", "FeatureFeatureCorrelation", "ClassImbalance"}
#: Why fathom misses what it misses.
WHY = {
    "leak-code-clinic": "the honest columns together leave hardly more errors than it does",
    "near-noise-deliveries": "one number alone changed, which is taken for another measurement",
    "repeats-accounts": "`account` is not a name of identifiers, so the copies differ in a feature",
    "groups-small": "the score falls by less than two standard errors",
    "special-minus1-accounts": "−1 recurs less than three times as often as the numbers beside it",
}
IDENTIFIERS = ["account", "ticket", "record_id", "case", "serial"]
DATES = ["since", "opened", "day", "shipped", "last_update", "booked"]


def cpu():
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def table(case, file):
    import pandas
    return pandas.read_csv(case / file)


# What a tool says of a set: claims {kind, subjects, rows}, and processor seconds.


def ask_fathom(case, truth, options):
    command = [options.fathom, "analyze", str(case / truth["files"][0]), "--format", "json"]
    is_table = truth["files"][0].endswith(".csv")
    for name in ANALYSES if is_table else ["imageHealth"]:
        if name != "secondFile" or len(truth["files"]) > 1:
            command += ["--only", name]
    if is_table:
        command += ["--target", truth["target"]]
    if len(truth["files"]) > 1:
        command += ["--test", str(case / truth["files"][1])]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tempfile.gettempdir())
    if not run.stdout:
        raise RuntimeError(run.stderr)
    evidence = {a["id"]: a.get("evidence") or {} for a in json.loads(run.stdout)["analyses"]}
    repeats, labels = evidence.get("repeats", {}), evidence.get("labelErrors", {})
    rows = {
        "repeats.equal": repeats.get("repeatedRows"), "repeats.conflict": repeats.get("conflictingRows"),
        "repeats.near": repeats.get("nearRows"),
        "labelErrors.suspects": [row["row"] for row in labels.get("suspectRows", [])],
        "secondFile.overlap": evidence.get("secondFile", {}).get("overlap", {}).get("secondRows"),
    }
    return [
        {"kind": finding["id"], "subjects": [finding["subject"]], "rows": rows.get(finding["id"]) or [],
         "message": finding["message"]}
        for analysis in json.loads(run.stdout)["analyses"] for finding in analysis.get("findings", [])
        if finding["grade"] in ("caution", "bad") and finding["id"].startswith(HEALTH)
    ]


def ask_datalab(case, truth, options):
    import numpy
    import pandas
    from cleanlab import Datalab
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.impute import SimpleImputer
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
    frames = [table(case, file) for file in truth["files"]]
    data = pandas.concat(frames, ignore_index=True)
    data = data[data[truth["target"]].notna()].reset_index(drop=True)
    target = data[truth["target"]]
    features = data.drop(columns=[truth["target"]] + [c for c in IDENTIFIERS if c in data])
    for column in [c for c in DATES if c in features]:
        days = pandas.to_datetime(features[column], errors="coerce")
        features[column] = (days - pandas.Timestamp(1970, 1, 1)).dt.days
    numbers = list(features.select_dtypes("number"))
    levels = [c for c in features if c not in numbers and features[c].nunique() <= 100]
    encode = ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
        ("levels", OneHotEncoder(handle_unknown="ignore", sparse_output=False), levels)])
    x = encode.fit_transform(features.astype({c: str for c in levels}))
    is_classes = truth["task"] == "classification"
    if is_classes:
        kept = target.map(target.value_counts()) >= 5
        x, target = x[kept.values], target[kept].reset_index(drop=True)
        places = numpy.flatnonzero(kept.values)
    else:
        places = numpy.arange(len(target))
    learner = HistGradientBoostingClassifier(random_state=0) if is_classes else HistGradientBoostingRegressor(random_state=0)
    predictions = cross_val_predict(learner, x, target, cv=5, method="predict_proba" if is_classes else "predict")
    lab = Datalab(data={"y": target.tolist()}, label_name="y", task=truth["task"], verbosity=0)
    lab.find_issues(features=x, pred_probs=predictions)
    claims = []
    for _, row in lab.get_issue_summary().iterrows():
        kind = row["issue_type"]
        if row["num_issues"] == 0:
            continue
        named = places[lab.get_issues(kind)[f"is_{kind}_issue"].values]
        if len(truth["files"]) > 1:
            named = named - len(frames[0])
        claims.append({"kind": kind, "subjects": [], "rows": [int(row) for row in named if row >= 0],
                       "message": f"{row['num_issues']} issues"})
    return claims


def ask_deepchecks(case, truth, options):
    import pandas
    from deepchecks.tabular import Dataset
    from deepchecks.tabular.suites import data_integrity, train_test_validation

    def dataset(file):
        data = table(case, file)
        data = data[data[truth["target"]].notna()]
        names = [c for c in data if c != truth["target"]]
        index = next((c for c in names if c in IDENTIFIERS), None)
        # A column with words among its dates is a column of words.
        date = next((c for c in names if c in DATES
                     and pandas.to_datetime(data[c], errors="coerce").notna().mean() == 1), None)
        if date:
            data[date] = pandas.to_datetime(data[date])
        for other in [c for c in names if c in DATES and c != date]:  # a Dataset has one time
            days = pandas.to_datetime(data[other], errors="coerce")
            data[other] = (days - pandas.Timestamp(1970, 1, 1)).dt.days if days.notna().mean() == 1 else data[other]
        levels = [c for c in names if data[c].dtype == object and data[c].nunique() <= 100 and c != index]
        kind = "regression" if truth["task"] == "regression" else \
            "binary" if data[truth["target"]].nunique() == 2 else "multiclass"
        return Dataset(data, label=truth["target"], cat_features=levels, index_name=index, datetime_name=date,
                       label_type=kind)

    sets = [dataset(file) for file in truth["files"]]
    results = data_integrity().run(sets[0]).results
    if len(sets) > 1:
        results = results + train_test_validation().run(train_dataset=sets[0], test_dataset=sets[1]).results
    claims = []
    for result in results:
        failed = [c for c in getattr(result, "conditions_results", []) if c.category.name in ("FAIL", "WARN")]
        if failed:
            text = " ".join(c.details for c in failed)
            names = [c for c in sets[0].data if f"'{c}'" in text or f'"{c}"' in text]
            claims.append({"kind": type(result.check).__name__, "subjects": names, "rows": [], "message": text})
    return claims


TOOLS = {"fathom": (ask_fathom, FATHOM), "datalab": (ask_datalab, DATALAB), "deepchecks": (ask_deepchecks, DEEPCHECKS)}
TITLES = {"fathom": "fathom", "datalab": "Datalab", "deepchecks": "deepchecks"}


def names(tool, claims, condition):
    own = [c for c in claims if c["kind"] in TOOLS[tool][1].get(condition["condition"], [])]
    if not own:
        return False
    if tool == "deepchecks" and condition["condition"] in WHOLE:
        return True
    if any(set(c["subjects"]) & set(condition["columns"]) for c in own):
        return True
    named = {row for claim in own for row in claim["rows"]}
    return bool(condition["rows"]) and 2 * len(named & set(condition["rows"])) >= len(condition["rows"])


def worker(tool, folder, options):
    """Asks a tool about all sets of a folder, in this process."""
    said = {}
    is_first = True
    for case in sorted(folder.iterdir()):
        if not (case / "truth.json").exists():
            continue
        truth = json.loads((case / "truth.json").read_text())
        if tool != "fathom" and not truth["files"][0].endswith(".csv"):
            continue
        if is_first and tool != "fathom":  # imports are no part of the time
            try:
                TOOLS[tool][0](case, truth, options)
            except Exception:
                pass
            is_first = False
        start = cpu()
        try:
            claims, error = TOOLS[tool][0](case, truth, options), None
        except Exception as failure:
            claims, error = [], f"{type(failure).__name__}: {failure}"[:300]
        said[case.name] = {"claims": claims, "error": error, "cpu": cpu() - start}
        print(tool, case.name, [c["kind"] for c in claims], error or "", file=sys.stderr, flush=True)
    (folder / f"{tool}.json").write_text(json.dumps(said))


def version(module):
    from importlib.metadata import version
    return version(module)


def model():
    lines = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    return lines[0] if lines else platform.machine()


def cost(options):
    """Processor seconds and peak memory of the analyses of data health on a large table."""
    base = [options.fathom, "analyze", options.large, "--target", options.target, "--format", "json"]
    with open(options.large) as file:
        header = file.readline().split(",")
        rows = sum(1 for _ in file)
    own = ["leakage", "repeats", "cells", "labelErrors"]
    runs = [("everything, without a race", ["--no-race"])]
    runs += [("reading, and columns alone", ["--only", "columns"])]
    runs += [(f"{name} alone", ["--only", name]) for name in own]
    print(f"\n## What it costs\n\n{rows:,} rows of {len(header)} columns, the median of {options.rounds} runs on all cores; reading "
          "is a part of every line, and repeats are a part of leakage and of wrong labels, which hold copies together.\n\n| analyses | processor s | wall s | peak MB |\n| --- | ---: | ---: | ---: |")
    for title, words in runs:
        figures = []
        for _ in range(options.rounds):
            with tempfile.NamedTemporaryFile("r") as times:
                subprocess.run(["/usr/bin/time", "-o", times.name, "-f", "%U %S %e %M", *base, *words], check=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                user, system, wall, memory = map(float, times.read().split())
            figures.append((user + system, wall, memory / 1024))
        middle = [sorted(column)[options.rounds // 2] for column in zip(*figures)]
        print(f"| {title} | {middle[0]:.2f} | {middle[1]:.2f} | {middle[2]:,.0f} |", flush=True)


def report(options, seeds):
    said = {(tool, seed): json.loads((options.data / seed / f"{tool}.json").read_text())
            for tool in TOOLS for seed in seeds}
    truths = {seed: {case.parent.name: json.loads(case.read_text())
                     for case in sorted((options.data / seed).glob("*/truth.json"))} for seed in seeds}
    print("# Data health: what is planted, and who finds it\n")
    print(f"Made by `Benchmarks/health.py` on {model()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          + ", ".join(f"{m} {version(m)}" for m in ("cleanlab", "deepchecks", "scikit-learn", "pandas"))
          + ". What is planted, how each tool is called and what counts as found stands there. "
          f"Seed {seeds[0]} was looked at while the suite was written"
          + (f"; {' and '.join(seeds[1:])} {'was' if len(seeds) == 2 else 'were'} not." if len(seeds) > 1 else ".") + "\n")
    print("The suite was written beside fathom: it plants what fathom asks about, and nothing that the others alone ask "
          "about, such as outliers. Seed 1 showed three defects of fathom, which were fixed: it found 70 there before. "
          "Found says nothing of how many other rows or columns are named beside the right ones.\n")
    print("Datalab and deepchecks have no question for some kinds (–), and were not asked about images.\n")
    heads = [f"{TITLES[tool]}, seed {seed}" for tool in TOOLS for seed in seeds]
    print(f"## Found\n\n| planted | sets | {' | '.join(heads)} |\n| --- | ---: |{' ---: |' * len(heads)}")
    totals = {}
    for kind, title in KINDS.items():
        cells = []
        for tool in TOOLS:
            for seed in seeds:
                cases = [(name, c) for name, t in truths[seed].items() for c in t["conditions"] if c["condition"] == kind]
                count = sum(names(tool, said[tool, seed].get(name, {"claims": []})["claims"], c) for name, c in cases)
                cells.append(str(count) if kind in TOOLS[tool][1] else "–")
                found, all_ = totals.get((tool, seed), (0, 0))
                totals[tool, seed] = (found + count, all_ + len(cases))
        print(f"| {title} | {len(cases)} | {' | '.join(cells)} |")
    print(f"| **all** | **{totals['fathom', seeds[0]][1]}** | "
          + " | ".join(f"**{totals[tool, seed][0]}**" for tool in TOOLS for seed in seeds) + " |")

    clean = {seed: [name for name, t in truths[seed].items() if not t["conditions"]] for seed in seeds}
    tables = {seed: [n for n in clean[seed] if truths[seed][n]["files"][0].endswith(".csv")] for seed in seeds}
    print(f"\n## Accused\n\nOf {len(tables[seeds[0]])} clean tables"
          f" ({len(clean[seeds[0]]) - len(tables[seeds[0]])} more clean sets are images, which only fathom was asked "
          f"about). Claims of what is planted nowhere are those of outliers, small classes and features that say the "
          f"same.\n\n| | {' | '.join(heads)} |\n| --- |{' ---: |' * len(heads)}")

    def accused(tool, seed, without):
        return [n for n in (clean if tool == "fathom" else tables)[seed]
                if any(c["kind"] not in without for c in said[tool, seed][n]["claims"])]

    for title, without in (("any claim", set()), ("without claims of what is planted nowhere", OTHER)):
        print(f"| {title} | " + " | ".join(str(len(accused(t, s, without))) for t in TOOLS for s in seeds) + " |")
    print("\nWhat is claimed of clean tables, in how many of them (all seeds):\n")
    for tool in TOOLS:
        counts = {}
        for seed in seeds:
            for name in accused(tool, seed, set()):
                for kind in {c["kind"] for c in said[tool, seed][name]["claims"]}:
                    counts[kind] = counts.get(kind, 0) + 1
        print(f"- {TITLES[tool]}: " + (", ".join(f"{k} {v}" for k, v in sorted(counts.items(), key=lambda i: -i[1]))
                                       or "nothing") + ".")
    print("\n## Processor seconds\n\nOf a set, beside other work on the machine; fathom with its start, the others "
          "without their imports.\n\n| tool | median | all sets of a seed | failed |\n| --- | ---: | ---: | ---: |")
    for tool in TOOLS:
        times = sorted(v["cpu"] for seed in seeds for n, v in said[tool, seed].items()
                       if truths[seed][n]["files"][0].endswith(".csv"))
        failed = sum(v["error"] is not None for seed in seeds for v in said[tool, seed].values())
        print(f"| {TITLES[tool]} | {times[len(times) // 2]:.2f} | {sum(times) / len(seeds):.0f} | {failed} |")

    print("\n## What fathom misses, and whom it accuses\n")
    for seed in seeds:
        missed = [(n, c) for n, t in truths[seed].items() for c in t["conditions"]
                  if not names("fathom", said["fathom", seed][n]["claims"], c)]
        print(f"Seed {seed}: {len(missed)} missed, {len(accused('fathom', seed, set()))} clean sets accused.\n")
        for name, condition in missed:
            others = sorted({c["kind"] for c in said["fathom", seed][name]["claims"]})
            print(f"- missed: `{name}` ({condition['how']})" + (f": {WHY[name]}" if name in WHY else "")
                  + (f"; it says {', '.join(others)}" if others else ""))
        for name in accused("fathom", seed, set()):
            for claim in said["fathom", seed][name]["claims"]:
                print(f"- accused: `{name}`: {claim['kind']}: {claim['message']}")
        beside = []
        for name, truth in truths[seed].items():
            right = {k for c in truth["conditions"] for k in FATHOM[c["condition"]]}
            beside += [f"`{name}`: {c['kind']} {c['subjects'][0]}" for c in said["fathom", seed][name]["claims"]
                       if truth["conditions"] and c["kind"] not in right]
        if beside:
            print(f"- said of {len(beside)} planted sets beside what was planted: {'; '.join(beside)}")
        print()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seeds", default="1,2")
    parser.add_argument("--fathom", default=str(ROOT / ".build/release/fathom"))
    parser.add_argument("--suite", default=str(ROOT / ".build/release/fathom-health-suite"))
    parser.add_argument("--reuse", default="")
    parser.add_argument("--large")
    parser.add_argument("--target")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--worker", choices=TOOLS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.fathom = str(Path(options.fathom).resolve())
    seeds = options.seeds.split(",")
    if options.worker:
        return worker(options.worker, options.data, options)
    for seed in seeds:
        folder = options.data / seed
        if not folder.exists():
            subprocess.run([options.suite, str(folder.resolve()), seed], check=True, cwd=ROOT, stdout=sys.stderr)
        for tool in TOOLS:
            if tool not in options.reuse.split(",") or not (folder / f"{tool}.json").exists():
                # More threads than idle cores wait for one another.
                subprocess.run([sys.executable, __file__, str(folder), "--worker", tool, "--fathom", options.fathom],
                               check=True, env=dict(os.environ, OMP_NUM_THREADS="1"))
    report(options, seeds)
    if options.large:
        cost(options)


if __name__ == "__main__":
    main()
