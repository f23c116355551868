#!/usr/bin/env python3
"""From which share of the largest class on accuracy is blind: standard errors above guessing, by accuracy and by log loss.

    imbalance.py [SETS]

Two classes whose only feature is normal with one variance and means that give the AUC; the learner knows the truth, so it
is as good as any. 1,500 rows, medians over 200 sets. Needs numpy.
"""

import sys

import numpy as np

ROWS = 1500
# The distance of the means in standard deviations, √2 · Φ⁻¹(AUC).
DISTANCES = {0.75: 0.954, 0.85: 1.466, 0.95: 2.326}


def errors_above_guessing(largest, distance, random):
    """The paired gain over guessing in standard errors: by accuracy, and by log loss."""
    share = 1 - largest
    event = random.random(ROWS) < share
    feature = random.normal(size=ROWS) + distance * event
    odds = np.log(share / largest) + distance * feature - distance * distance / 2
    chance = 1 / (1 + np.exp(-odds))
    right = ((chance > 0.5) == event).astype(float) - ~event
    log_loss = -np.where(event, np.log(chance), np.log1p(-chance))
    guessed = -np.where(event, np.log(share), np.log(largest))
    return [gain.mean() / max(1e-12, gain.std() / ROWS**0.5) for gain in (right, guessed - log_loss)]


def main():
    sets = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    random = np.random.default_rng(1)
    print("| AUC | largest class | accuracy | log loss |\n|---:|---:|---:|---:|")
    for auc, distance in DISTANCES.items():
        for largest in (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99):
            found = np.median([errors_above_guessing(largest, distance, random) for _ in range(sets)], axis=0)
            print(f"| {auc} | {largest} | {found[0]:.1f} | {found[1]:.1f} |")


if __name__ == "__main__":
    main()
