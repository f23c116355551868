"""Targets that may be classes or a quantity, and words that count as missing. All of it is simulated."""

import sys

sys.path.insert(0, "..")
from table_case import stream, write


def table(name, column, cells, why, *, task, count=200, arguments=(), **rest):
    random = stream(name)
    values = cells(random, count)
    rows = [(f"{random.gauss(0, 1):.3f}", f"{random.gauss(3, 1):.3f}", v) for v in values]
    write(".", name, ["a", "b", column], rows, why, arguments=["--target", column, *arguments],
          expect={"input.task": task}, **rest)


table("rating", "rating", lambda r, n: [1 + k % 10 for k in range(n)], "Ten whole numbers may be classes or a quantity.",
      task="classification", notes=["“rating” has 10 whole numbers", "--task regression"])
table("three", "grade", lambda r, n: [k % 3 for k in range(n)], "So may three.", task="classification",
      notes=["“grade” has 3 whole numbers"])
table("rating_told", "rating", lambda r, n: [1 + k % 10 for k in range(n)], "Nothing is to be said where the user said it.",
      task="regression", arguments=["--task", "regression"], silent=["whole numbers"])
table("binary", "label", lambda r, n: [k % 2 for k in range(n)], "0 and 1 leave no doubt.", task="classification",
      silent=["whole numbers"])
table("words", "label", lambda r, n: ["low", "mid", "high"] * (n // 3) + ["low"] * (n % 3), "Words are classes.",
      task="classification", silent=["whole numbers"])

random = stream("garage")
garage = ["NA" if k % 5 == 0 else random.choice(["attached", "detached", "built in"]) for k in range(200)]
write(".", "na_is_a_level", ["garage", "x", "y"],
      [(g, f"{random.gauss(0, 1):.3f}", f"{random.gauss(3, 1):.3f}") for g in garage],
      "NA says “no garage” here: what counts as missing is said.", arguments=["--target", "y"],
      expect={"input.columns[garage].missing": 40}, notes=["“garage”: 40 cells that read “NA” count as missing"])
write(".", "na_is_a_level_kept", ["garage", "x", "y"],
      [(g, f"{random.gauss(0, 1):.3f}", f"{random.gauss(3, 1):.3f}") for g in garage],
      "The option that the note names keeps them.", arguments=["--target", "y", "--missing-values", "-"],
      expect={"input.columns[garage].missing": 0, "input.columns[garage].distinct": 4}, silent=["count as missing"])
