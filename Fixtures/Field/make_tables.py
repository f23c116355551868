"""Writes the inputs of Shape, LeftOutColumns, NoVerdict and Dependence, of those in Clean that look like them, and their
oracles. Run in this folder; needs Python's standard library alone."""

import json
import math
import random

r = random.Random(27)


def table(path, head, rows):
    with open(path + ".csv", "w", newline="\n") as file:
        for row in [head] + rows:
            file.write(",".join(str(cell) for cell in row) + "\n")


def oracle(path, why, arguments=(), **rest):
    case = {"why": why, "input": path.split("/")[-1] + ".csv", "arguments": list(arguments), **rest}
    with open(path + ".json", "w") as file:
        json.dump(case, file, indent=2, ensure_ascii=False)
        file.write("\n")


def normal(spread=1.0):
    return f"{r.gauss(0, spread):.3f}"


def walk(steps):
    value, values = 0.0, []
    for _ in range(steps):
        value = 0.9 * value + r.gauss(0, 1)
        values.append(f"{value:.2f}")
    return values


# Shape ---------------------------------------------------------------------------------------------------------------

three = [[walk(12) for _ in range(3)] for _ in range(120)]
labels = [r.choice("ab") for _ in range(120)]
table("Shape/turns", [f"{c}_{t}" for t in range(12) for c in "xyz"] + ["label"],
      [[row[c][t] for t in range(12) for c in range(3)] + [label] for row, label in zip(three, labels)])
oracle("Shape/turns", "Three channels take turns: a step's neighbours are three columns away.", ["--target", "label"],
       blindSpots=["shape.layout"], expect={"verdict.recommendation": "inconclusive"})
table("Shape/blocks", [f"{c}{t}" for c in ("acc", "gyr") for t in range(1, 13)] + ["label"],
      [[row[c][t] for c in range(2) for t in range(12)] + [label] for row, label in zip(three, labels)])
oracle("Shape/blocks", "Two channels, one after the other.", ["--target", "label"], blindSpots=["shape.layout"],
       expect={"verdict.recommendation": "inconclusive"})
table("Shape/steps", [f"t{t}" for t in range(24)] + ["label"], [walk(24) + [r.choice("ab")] for _ in range(120)])
oracle("Shape/steps", "Numbered columns whose neighbours are alike are a signal.", ["--target", "label"],
       blindSpots=["shape.layout"], expect={"verdict.recommendation": "inconclusive"})
oracle("Shape/steps-told", "Once the layout is told nothing is hidden.", ["--target", "label", "--layout", "sequence"],
       blindSpots=[])
with open("Shape/steps-told.json") as file:
    case = json.load(file)
case["input"] = "steps.csv"
with open("Shape/steps-told.json", "w") as file:
    json.dump(case, file, indent=2)
    file.write("\n")
rows = []
for series in range(20):
    label, values = r.choice("ab"), walk(15)
    rows += [[series, t, values[t], normal(), label] for t in range(15)]
table("Shape/long", ["series", "t", "value", "noise", "label"], rows)
oracle("Shape/long", "One time step a row; the label is one a series.", ["--target", "label"],
       blindSpots=["shape.longRows"], expect={"verdict.recommendation": "inconclusive"})
rows = []
for series in range(12):
    count = r.randint(9, 20)
    rows += [[f"machine{series}", t + 1, value, normal()] for t, value in enumerate(walk(count))]
table("Shape/long-unequal", ["machine", "step", "value", "noise"], rows)
oracle("Shape/long-unequal", "Series of different lengths, one below the other.", [], blindSpots=["shape.longRows"])
rows = []
for gene in range(150):
    level = r.gauss(4, 2.5)
    rows.append([f"GENE{gene}"] + [f"{math.exp(level + r.gauss(0, 0.4)):.2f}" for _ in range(12)])
table("Shape/genes", ["gene"] + [f"S{k}" for k in range(12)], rows)
oracle("Shape/genes", "Genes are rows and samples are columns: the table lies on its side.", [],
       blindSpots=["shape.sideways"], expect={"verdict.recommendation": "inconclusive"})

table("Clean/components", [f"V{t}" for t in range(20)] + ["label"],
      [[normal(1 / (1 + t)) for t in range(20)] + [r.choice("ab")] for _ in range(120)])
oracle("Clean/components", "Numbered columns without an order, such as principal components.", ["--target", "label"], blindSpots=[])
rows = []
for student in range(120):
    skill = r.gauss(0, 10)
    rows.append([f"s{student}"] + [f"{60 + skill + r.gauss(0, 8):.0f}" for _ in range(8)])
table("Clean/exams", ["student"] + [f"exam{k}" for k in range(8)], rows)
oracle("Clean/exams", "Exams of students: rows and columns are what they seem.", [], blindSpots=[])
table("Clean/weekdays", ["weekday", "price", "temperature", "sales"],
      [[i % 7, f"{r.uniform(1, 9):.2f}", f"{r.gauss(15, 5):.1f}", f"{r.gauss(100, 10):.1f}"] for i in range(140)])
oracle("Clean/weekdays", "A column that repeats itself is no series by itself.", ["--target", "sales"], blindSpots=[])
table("Clean/plots", ["plot", "rain", "soil", "yield"],
      [[i % 10, f"{r.gauss(50, 9):.1f}", f"{r.gauss(6, 1):.2f}", f"{r.gauss(30, 4):.1f}"] for i in range(150)])
oracle("Clean/plots", "Ten plots in turn, whose rows do not follow one another.", ["--target", "yield"], blindSpots=[])

# Columns that are left out ---------------------------------------------------------------------------------------------

GOOD = "great lovely perfect excellent sturdy happy".split()
BAD = "awful broken poor slow sad refund".split()
FILL = "the a box item came with and it was in my house today order again very".split()


def text(extra=()):
    words = [r.choice(FILL) for _ in range(8)] + list(extra)
    r.shuffle(words)
    return '"' + " ".join(words) + '"'


rows = []
for _ in range(200):
    good = r.random() < 0.5
    rows.append([text([r.choice(GOOD if good else BAD), r.choice(GOOD if good else BAD)]), normal(), normal(), "yes" if good else "no"])
table("LeftOutColumns/reviews", ["review", "price", "weight", "label"], rows)
oracle("LeftOutColumns/reviews", "The review carries the signal, and no model reads it.", ["--target", "label"],
       blindSpots=["columns.text"],
       expect={"verdict.recommendation": "inconclusive", "verdict.blindSpots[0].isLarge": True,
               "verdict.blindSpots[0].subject": "review"})
rows = []
for _ in range(200):
    x = r.gauss(0, 1)
    rows.append([text(), f"{x:.3f}", normal(), "yes" if x + r.gauss(0, 0.5) > 0 else "no"])
table("LeftOutColumns/remarks", ["remark", "x1", "x2", "label"], rows)
oracle("LeftOutColumns/remarks", "Remarks without meaning are named, and turn nothing.", ["--target", "label"],
       blindSpots=["columns.text"],
       expect={"verdict.recommendation": {"not": "inconclusive"}, "verdict.blindSpots[0].isLarge": False})
oracle("LeftOutColumns/remarks-excluded", "What the user leaves out is no blind spot.",
       ["--target", "label", "--exclude", "remark"], blindSpots=[])
with open("LeftOutColumns/remarks-excluded.json") as file:
    case = json.load(file)
case["input"] = "remarks.csv"
with open("LeftOutColumns/remarks-excluded.json", "w") as file:
    json.dump(case, file, indent=2)
    file.write("\n")
rows, clean = [], []
for _ in range(200):
    month, x = r.randint(1, 12), r.gauss(0, 1)
    day = f"2021-{month:02d}-{r.randint(1, 28):02d}"
    rows.append([day, f"{x:.3f}", normal(), f"{3 * math.sin(month) + x + r.gauss(0, 0.5):.3f}"])
    clean.append([day, f"{x:.3f}", normal(), f"{x + r.gauss(0, 0.5):.3f}"])
table("LeftOutColumns/seasons", ["when", "x1", "x2", "y"], rows)
oracle("LeftOutColumns/seasons", "The month decides, and dates are not read.", ["--target", "y"],
       blindSpots=["columns.date"], expect={"verdict.recommendation": "inconclusive"})
table("Clean/dates", ["when", "x1", "x2", "y"], clean)
oracle("Clean/dates", "A date that says nothing about the target is no blind spot.", ["--target", "y"], blindSpots=[])
effect = [r.gauss(0, 1) for _ in range(70)]
rows, clean = [], []
for i in range(280):
    place = i % 70
    rows.append([f"Z{place}", normal(), f"{effect[place] + r.gauss(0, 0.4):.3f}"])
    x = r.gauss(0, 1)
    clean.append([f"Z{place}", f"{x:.3f}", f"{x + r.gauss(0, 0.4):.3f}"])
table("LeftOutColumns/shops", ["shop", "x1", "y"], rows)
oracle("LeftOutColumns/shops", "Seventy levels are not encoded, and they carry the signal.", ["--target", "y"],
       blindSpots=["columns.manyLevels"], expect={"verdict.recommendation": "inconclusive"})
table("Clean/shops", ["shop", "x1", "y"], clean)
oracle("Clean/shops", "Seventy levels that say nothing about the target.", ["--target", "y"], blindSpots=[])
rows = [[normal() if r.random() < 0.3 else "", normal(), normal(), normal()] for _ in range(150)]
table("LeftOutColumns/mostly-missing", ["rare", "x1", "x2", "y"], rows)
oracle("LeftOutColumns/mostly-missing", "A column that is mostly empty was left out.", ["--target", "y"],
       blindSpots=["columns.mostlyMissing"])

# No verdict -----------------------------------------------------------------------------------------------------------

plain = [[normal(), normal()] for _ in range(120)]
NONE = {"verdict.recommendation": "inconclusive", "verdict.options.count": 0}
table("NoVerdict/one-positive", ["a", "b", "label"], [row + [1 if i == 60 else 0] for i, row in enumerate(plain)])
oracle("NoVerdict/one-positive", "One row in a class cannot be learned from and held out at once.",
       ["--target", "label", "--task", "classification"],
       blindSpots=["classes.single"],
       expect={**NONE, "verdict.summary": "No verdict: only one of 2 classes has more than one row."})
table("NoVerdict/all-different", ["a", "b", "name"], [row + [f"n{i}"] for i, row in enumerate(plain)])
oracle("NoVerdict/all-different", "A target that differs in every row names the rows.", ["--target", "name"],
       silent=["single class"], expect=NONE)
table("NoVerdict/one-class", ["a", "b", "label"], [row + ["yes" if i % 3 else ""] for i, row in enumerate(plain)])
oracle("NoVerdict/one-class", "Without the missing ones a single class is left.", ["--target", "label"],
       expect={**NONE, "input.rows.withoutTarget": 40,
               "verdict.summary": "No verdict: the target has a single class in 80 rows."})
table("NoVerdict/date-target", ["a", "b", "day"],
      [row + [f"2024-0{1 + i % 9}-{10 + i % 18}"] for i, row in enumerate(plain)])
oracle("NoVerdict/date-target", "A date is neither a class nor a number.", ["--target", "day"], expect=NONE)

# Targets that are missing ---------------------------------------------------------------------------------------------

rows = []
for i in range(200):
    x = r.gauss(0, 1)
    rows.append([f"{x:.3f}", normal(), "" if r.random() < 0.2 else ("yes" if x + r.gauss(0, 0.5) > 0 else "no")])
missing = sum(row[2] == "" for row in rows)
table("LeftOutColumns/missing-targets", ["x1", "x2", "label"], rows)
oracle("LeftOutColumns/missing-targets", "Rows without a target are counted apart; at random they cost rows alone.",
       ["--target", "label"], blindSpots=["rows.withoutTarget"],
       expect={"input.rows.withoutTarget": missing, "verdict.recommendation": {"not": "inconclusive"}})
rows = []
for i in range(200):
    x = r.gauss(0, 1)
    rows.append([f"{x:.3f}", normal(), "" if x > 0.8 else ("yes" if x + r.gauss(0, 0.5) > 0 else "no")])
missing = sum(row[2] == "" for row in rows)
table("LeftOutColumns/missing-by-pattern", ["x1", "x2", "label"], rows)
oracle("LeftOutColumns/missing-by-pattern", "The target is missing where x1 is large: the rest does not stand for the table.",
       ["--target", "label"], blindSpots=["rows.withoutTargetByPattern"],
       expect={"input.rows.withoutTarget": missing, "verdict.recommendation": "inconclusive"})

# Dependence -----------------------------------------------------------------------------------------------------------

SHOWS = "analyses[sampleSize].evidence.dependence"
rows = [[normal(), normal(), normal()] for _ in range(150)] + [[9000, 8000, 7000]]
table("Dependence/outlier-at-end", ["a", "b", "c"], rows)
oracle("Dependence/outlier-at-end", "One outlier in the last row is no correlation of rows.", [],
       expect={f"{SHOWS}.order.features": {"atLeast": -0.15, "atMost": 0.15}})
table("Dependence/outlier-at-start", ["a", "b", "y"], [[5000, 1, 9000]] + rows[:150])
oracle("Dependence/outlier-at-start", "The same in the first row, of the target.", ["--target", "y"],
       expect={f"{SHOWS}.order.target": {"atLeast": -0.2, "atMost": 0.2}})
rows = [[i + 1, f'"Name{i} M."', r.randint(1, 3), r.choice(["male", "female"]), r.choice("SCQ"), r.randint(0, 1)] for i in range(200)]
table("Dependence/passengers", ["PassengerId", "Name", "Class", "Sex", "Port", "Survived"], rows)
oracle("Dependence/passengers", "Passengers with different names are different rows, however alike.", ["--target", "Survived"],
       expect={f"{SHOWS}.distinctRows": 200}, silent=["repeat earlier ones"])
rows = [row[1:] for row in rows[:150]] + [row[1:] for row in rows[:50]]
table("Dependence/copies", ["Name", "Class", "Sex", "Port", "Survived"], rows)
oracle("Dependence/copies", "Whole rows that occur twice are repeats.", ["--target", "Survived"],
       expect={f"{SHOWS}.distinctRows": 150})
rows = [[normal() for _ in range(6)] + [1 if i == 77 else 0] * 5 for i in range(150)]
table("Dependence/odd-row", [f"a{k}" for k in "pqrstu"] + [f"flag{k}" for k in "vwxyz"], rows)
oracle("Dependence/odd-row", "Flags that are set in one row only make no table local.", [],
       expect={"analyses[localCorrelation].evidence.pValue": {"atLeast": 0.05}})
