"""Counts words and pairs of sentences.csv with the standard library alone: python make_expected.py."""

import csv
import json
from collections import Counter
from math import log2


def entropy(counts):
    total = sum(counts.values())
    return -sum(n / total * log2(n / total) for n in counts.values())


def measure(texts):
    # Tokens that occur once count as one; here the thousand most frequent are all there are.
    frequencies = Counter(token for text in texts for token in text)
    texts = [[token if frequencies[token] > 1 else "" for token in text] for text in texts]
    pairs = Counter((a, b) for text in texts for a, b in zip(text, text[1:]))
    firsts = Counter()
    seconds = Counter()
    for (a, b), n in pairs.items():
        firsts[a] += n
        seconds[b] += n
    singles = Counter(token for text in texts for token in text)
    return {
        "tokens": sum(singles.values()),
        "vocabulary": len(singles),
        "entropy": entropy(singles),
        "statistic": entropy(firsts) + entropy(seconds) - entropy(pairs),
    }


with open("sentences.csv", newline="") as file:
    rows = list(csv.DictReader(file))
json.dump(
    {
        "written": measure([row["written"].split() for row in rows]),
        "strand": measure([list(row["strand"]) for row in rows]),
    },
    open("expected.json", "w"),
    indent=1,
)
