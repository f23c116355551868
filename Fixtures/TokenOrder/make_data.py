"""Makes sentences.csv with the standard library alone: python make_data.py."""

import csv
import random

generator = random.Random(20260102)
NOUNS = "dog cat bird child teacher river house engine signal garden".split()
ADJECTIVES = "small red quiet old bright heavy".split()
VERBS = "follows sees repairs measures paints avoids".split()
PLACES = "near the bridge|behind the school|in the early morning|after the long rain".split("|")


def phrase():
    words = ["the"]
    if generator.random() < 0.5:
        words.append(generator.choice(ADJECTIVES))
    return words + [generator.choice(NOUNS)]


def sentence():
    return phrase() + [generator.choice(VERBS)] + phrase() + generator.choice(PLACES).split()


with open("sentences.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["length", "written", "shuffled", "strand"])
    for _ in range(120):
        words = sentence() + sentence()
        shuffled = words[:]
        generator.shuffle(shuffled)
        # A strand in which A is followed by C more often than by chance.
        strand = "A"
        while len(strand) < 60:
            strand += "C" if strand[-1] == "A" and generator.random() < 0.5 else generator.choice("ACGT")
        writer.writerow([len(words) + 0.5, " ".join(words), " ".join(shuffled), strand])
