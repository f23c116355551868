#!/usr/bin/env python3
"""What the measured winner of a set with copies is without them: rows that agree in all features with an earlier one are left
out, where Fathom calls them copies rather than chance, and the learners of further_sets.py are measured again.

    copies.py DATA REPORTS [--also DATA REPORTS] > COPIES.md

Needs what further_sets.py needs.
"""

import further_sets as sets  # sets the threads before numpy is loaded
import pandas as pd

import features

FEWEST = 0.005


def main():
    found = list(features.sets_with_reports(__doc__))
    print("# Measured winners without copies\n")
    print("Made with `copies.py`: sets of the 80 in which rows repeat others beyond chance (`repeats`), measured again with one row of each. The labels that the verdict is judged "
          "by stay as they were given: they were measured with copies on both sides of the splits, which favours whoever remembers rows.\n")
    print("| set | rows | copies | difference as given | winner | difference without copies | winner | raced, copies held out together |")
    print("|---|---:|---:|---:|---|---:|---|---:|", flush=True)
    for data, entry, report in found:
        path = data / entry["path"]
        repeats, race = features.evidence(report, "repeats"), features.evidence(report, "race")
        if path.is_dir() or not repeats or repeats["isNatural"]:
            continue
        frame = pd.read_csv(path, low_memory=False)
        X = frame.drop(columns=entry["target"])
        kept = ~X.duplicated()
        if (~kept).mean() < FEWEST:
            continue
        image = entry.get("image")
        problem = sets.Problem(X[kept], frame.loc[kept, entry["target"]], entry["task"], entry["kind"],
                               (image["height"], image["width"]) if image else None)
        verdict, scores, _ = sets.measure(problem)
        duel = race["deepMinusClassical"]
        print(f"| {entry['id']} | {len(frame):,} | {int((~kept).sum()):,} | {entry['scores']['diff']:+.3f} ± {entry['scores']['se_diff']:.3f} | {features.winner(entry)} | "
              f"{scores['diff']:+.3f} ± {scores['se_diff']:.3f} | {features.winner(verdict)} | {duel['difference']:+.3f} ± {duel['standardError']:.3f} |", flush=True)


if __name__ == "__main__":
    main()
