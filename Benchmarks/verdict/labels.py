#!/usr/bin/env python3
"""Where race and label differ: sets whose raced difference is more than two standard errors, of both measurements, away
from the measured one.

    labels.py DATA REPORTS [--also DATA REPORTS] > LABELS.md
"""

import math

import features


def main():
    sets = list(features.sets_with_reports(__doc__))
    print("# Where the race and the measured winner differ\n")
    print("Made with `labels.py`: sets of the 80 whose raced difference (best network minus best classical method) is more than two standard errors, of both measurements, away from the measured one; accuracy or R², one seed, the parts that the race took.\n"
          "The measured networks are plain ones; those of the race see numbers in bins, or train longer. Where only the classical side is behind the measured one, it is the race that is short. Sets that the race scores by log loss are left out.\n")
    print("| set | parts | network: raced | measured | classical: raced | measured | difference: raced | measured | measured winner |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---|")
    for _, entry, report in sets:
        race = features.evidence(report, "race")
        if race["metric"] == "d2LogLoss":
            continue
        scores, duel = entry["scores"], race["deepMinusClassical"]
        if abs(duel["difference"] - scores["diff"]) <= 2 * math.hypot(duel["standardError"], scores["se_diff"]):
            continue
        of = {c["id"]: c["score"] for c in race["contenders"]}
        print(f"| {entry['id']} | {race['folds']} | {of[duel['first']]:.3f} | {scores['deep_score']:.3f} | {of[duel['second']]:.3f} | "
              f"{scores['classical_score']:.3f} | {duel['difference']:+.3f} ± {duel['standardError']:.3f} | {scores['diff']:+.3f} ± "
              f"{scores['se_diff']:.3f} | {features.winner(entry)} |")


if __name__ == "__main__":
    main()
