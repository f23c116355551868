"""Writes expected.json: which labels and numbers are doubted, from the definitions, with numpy and scipy."""

import json

import numpy as np
from scipy import optimize, stats

CLASSES, ROWS = 3, 240
SURE, SUSPECT, FAR, FEWER = 0.02, 0.05, 8.0, 5.0


def softmax(logits):
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


# Probabilities from made-up sums of sines; every fourteenth label is the next class.
row = np.arange(ROWS)
truth = row % CLASSES
logits = np.stack([np.sin(0.9 * row + 2 * k) + 3.5 * (truth == k) * (1 + 0.7 * np.cos(1.3 * row)) for k in range(CLASSES)], 1)
labels = np.where(row % 14 == 5, (truth + 1) % CLASSES, truth)
learners = [softmax(0.6 * logits), softmax(1.4 * logits + 0.3 * np.cos(2.1 * row)[:, None] * [1, 0, -1])]


def power(probabilities, kept):
    """The inverse temperature with the least log loss on the kept rows."""
    logarithms = np.log(np.maximum(probabilities, 1e-6))

    def loss(log_power):
        scaled = softmax(np.exp(log_power) * logarithms)
        return -np.log(scaled[kept, labels[kept]]).mean()

    found = optimize.minimize_scalar(loss, bounds=(-2.5, 2.5), method="bounded", options={"xatol": 1e-9})
    return found.x, softmax(np.exp(found.x) * logarithms)


everybody = np.ones(ROWS, bool)
first = np.mean([power(p, everybody)[1] for p in learners], axis=0)
believed = first[row, labels] >= 0.1
for k in range(CLASSES):
    assert believed[labels == k].mean() >= 1 / 3
powers = [power(p, believed)[0] for p in learners]
last = np.mean([power(p, believed)[1] for p in learners], axis=0)

own = last[row, labels]
likely = last.argmax(axis=1)
certainty = last.max(axis=1)
known = np.array([(likely[labels == k] == k).mean() >= 0.5 for k in range(CLASSES)])
others = likely != labels
doubtable = others & known[labels]
sure = np.flatnonzero(doubtable & (own < SURE) & (certainty >= 0.5))
doubted = np.flatnonzero(doubtable & (own < SUSPECT) & (certainty >= 0.5))
standing = (doubtable & (certainty >= 0.9)).sum() / others.sum()
ranks = np.zeros(ROWS)
for k in range(CLASSES):
    members = np.flatnonzero(likely == k)
    ranks[members] = (stats.rankdata(first[members, k], method="ordinal") - 0.5) / len(members)
strata = [k for k in range(CLASSES) if ((likely == k) & (certainty >= 0.95)).any()]
total = sum((likely == k).sum() for k in strata)
share = variance = 0.0
for k in strata:
    certain = (likely == k) & (certainty >= 0.95)
    n, wrong, weight = certain.sum(), (certain & others).sum(), (likely == k).sum() / total
    share += weight * wrong / n
    raised = (wrong + 1) / (n + 2)
    variance += weight**2 * raised * (1 - raised) / n
reach = 1.96 * np.sqrt(variance)
unlikely = sorted(np.flatnonzero(doubtable & (own < 0.2) & (certainty >= 0.5)).tolist(), key=lambda r: own[r])
doubted = unlikely[: max(len(doubted), int(share * ROWS))]

# Residuals with a few that are far off.
target = 10 * np.sin(0.37 * row)
residuals = np.sin(5.1 * row) + 0.3 * np.cos(2.3 * row)
residuals[[3, 50, 90, 91, 160, 233]] = [25, -30, 14, -40, 22, 18]
kept = np.abs(residuals) < 5
deviation = np.median(np.abs(residuals[kept])) / stats.norm.ppf(0.75)
spread = np.median(np.abs(target - np.median(target))) / stats.norm.ppf(0.75)
distances = np.abs(residuals) / deviation
beyond = [row[(distances > limit) & (np.abs(residuals) >= spread)] for limit in (FAR, FEWER)]
beyond = [sorted(rows.tolist(), key=lambda r: -distances[r]) for rows in beyond]
count = len(beyond[1])
interval = [stats.beta.ppf(0.025, count, ROWS - count + 1), stats.beta.ppf(0.975, count + 1, ROWS - count)]

with open("expected.json", "w") as file:
    json.dump(
        {
            "labels": labels.tolist(),
            "learners": [p.tolist() for p in learners],
            "believed": believed.tolist(),
            "logPowers": powers,
            "first": first.tolist(),
            "last": last.tolist(),
            "sure": sorted(sure.tolist(), key=lambda r: own[r]),
            "doubted": doubted,
            "standing": standing,
            "rank": ranks[sure].mean(),
            "share": share,
            "shareInterval": [max(0, share - reach), min(1, share + reach)],
            "numbers": {
                "target": target.tolist(),
                "residuals": residuals.tolist(),
                "kept": kept.tolist(),
                "deviation": deviation,
                "sure": beyond[0],
                "doubted": beyond[1],
                "gap": len(beyond[0]) / max(1, int(((distances > FAR / 2) & (distances <= FAR)).sum())),
                "share": count / ROWS,
                "shareInterval": interval,
            },
        },
        file,
    )
    file.write("\n")
