"""Shapes that names alone do not tell: clocks of many kinds, names of channels, tables on their side, and what looks like
them and is none (in Clean). All of it is simulated. Run in this folder."""

import datetime
import math
import sys

sys.path.insert(0, "..")
from table_case import stream, write

LARGE = {"verdict.recommendation": "inconclusive"}


def walk(random, steps):
    value, values = random.gauss(0, 1), []
    for _ in range(steps):
        values.append(f"{value:.2f}")
        value = 0.9 * value + random.gauss(0, 0.44)
    return values


# One time step a row -----------------------------------------------------------------------------------------------------


def long(name, clock, why, *, label="one", head="time", series=16, steps=15, in_turn=False, where=".", **rest):
    random = stream(name)
    rows = []
    for one in range(series):
        own = random.choice("ab") if one > 1 else "ab"[one]
        for step, value in enumerate(walk(random, steps)):
            rows.append([f"m{one}", clock(one, step), value, f"{random.gauss(0, 1):.2f}",
                         own if label == "one" else random.choice("ab")])
    if in_turn:
        rows = [rows[one * steps + step] for step in range(steps) for one in range(series)]
    rest.setdefault("blind", ["shape.longRows"])
    write(where, name, ["machine", head, "value", "noise", "label"], rows, why, arguments=["--target", "label"],
          expect=dict(LARGE, **{"verdict.blindSpots[0].subject": head}) if rest["blind"] else None, **rest)


def moment(one, step, days=1, minutes=1):
    return datetime.datetime(2021, 1, 1, 8) + datetime.timedelta(days=one * days, minutes=step * minutes)


long("long-iso", lambda i, t: moment(i, t).isoformat(), "Each series has its day, a row a minute.")
long("long-date", lambda i, t: moment(0, 1440 * t).strftime("%d.%m.%Y"), "All series have the same days.")
long("long-clock", lambda i, t: moment(0, t, minutes=5).strftime("%H:%M"), "Times of day, at which all series start alike.")
long("long-unix", lambda i, t: int(moment(i, t).timestamp()), "Seconds since 1970, which never go back.", head="ts")
long("long-down", lambda i, t: 15 - t, "A counter that counts down.", head="left")
long("long-in-turn", lambda i, t: t, "All series at one time, then all at the next.", in_turn=True, head="frame")
long("shape_one_label_each_row", lambda i, t: moment(i, t).isoformat(), "Times with gaps and a target a row: one series, as "
     "far as anybody can tell.", label="each", where="../Clean", blind=[])

# Noise in blocks of trials, and days of hours: the rows do not go on from one to the next.
random = stream("shape_trials")
write("../Clean", "shape_trials", ["block", "trial", "ms", "answer"],
      [[b + 1, t + 1, round(random.gauss(600, 90)), random.choice(["hit", "miss"])] for b in range(10) for t in range(20)],
      "Trials in blocks: each row is an observation of its own.", arguments=["--target", "answer"])
random = stream("shape_hours")
write("../Clean", "shape_hours", ["day", "hour", "load", "price"],
      [[d + 1, h, f"{random.gauss(50, 5):.2f}", f"{random.gauss(3, 1):.2f}"] for d in range(8) for h in range(24)],
      "A grid of days and hours with noise in it.", arguments=["--target", "price"])

# Names of channels -------------------------------------------------------------------------------------------------------


def channels(name, spell, why, in_turn):
    random = stream(name)
    places = [(c, t) for t in range(10) for c in "xyz"] if in_turn else [(c, t) for c in "xyz" for t in range(10)]
    rows = []
    for _ in range(80):
        values = {c: walk(random, 10) for c in "xyz"}
        rows.append([values[c][t] for c, t in places] + [random.choice("ab")])
    write(".", name, [spell(c, t) for c, t in places] + ["label"], rows, why, arguments=["--target", "label"], expect=LARGE,
          blind=["shape.layout"])


channels("steps-first", lambda c, t: f"t{t}_{c}", "The step is named before the channel: t0_x, t0_y.", True)
channels("brackets", lambda c, t: f"gyro_{c}[{t}]", "The step is in brackets.", False)

# Questionnaires ----------------------------------------------------------------------------------------------------------


def questions(name, items, factor, why, shared=0.0, spell=lambda k: f"q{k + 1}", count=150):
    random = stream(name)
    rows = []
    for _ in range(count):
        general = random.gauss(0, 1)
        factors = [math.sqrt(1 - shared) * random.gauss(0, 1) + math.sqrt(shared) * general for _ in range(items // factor + 1)]
        rows.append([max(1, min(5, round(3 + factors[k // factor] + random.gauss(0, 0.7)))) for k in range(items)]
                    + [random.choice("ab")])
    write("../Clean", name, [spell(k) for k in range(items)] + ["y"], rows, why, arguments=["--target", "y"])


questions("shape_questions_by_3", 18, 3, "Questions in threes.", spell=lambda k: f"q{k + 1:02d}")
questions("shape_questions_by_4", 20, 4, "Questions in fours: neighbours agree, and a block has an edge.")
questions("shape_questions_by_5", 20, 5, "Questions in fives.", spell=lambda k: f"Item{k + 1}")
questions("shape_questions_shared", 24, 4, "Questions in fours that all ask for one thing as well.", shared=0.3)
questions("shape_questions_two_scales", 24, 4, "Two scales of twelve questions, three things each.",
          spell=lambda k: f"{'AB'[k // 12]}{k % 12 + 1}")

# On its side -------------------------------------------------------------------------------------------------------------


def side(name, head, describe, samples, why, spread=0.3, **rest):
    random = stream(name)
    rows = []
    for k in range(120):
        level = random.gauss(6, 2.5)
        rows.append(describe(k, random) + [f"{max(0, level + random.gauss(0, spread)):.2f}" for _ in samples])
    write(rest.pop("where", "."), name, head + list(samples), rows, why, **rest)


S = [f"S{k:02d}" for k in range(12)]
side("genes-symbols", ["ensembl", "symbol"], lambda k, r: [f"ENSG{k:08d}", f"GENE{k}"], S,
     "Genes have two names.", expect=LARGE, blind=["shape.sideways"])
side("genes-places", ["gene", "chromosome", "start", "length"],
     lambda k, r: [f"GENE{k}", f"chr{r.randrange(1, 23)}", 1000 * k, r.randrange(300, 9000)], S,
     "Genes have a place and a length.", expect=LARGE, blind=["shape.sideways"])
side("shape_years", ["country"], lambda k, r: [f"Land{k}"], [str(2005 + k) for k in range(12)],
     "Countries are the samples where years are the columns.", where="../Clean")
side("shape_quarters", ["company"], lambda k, r: [f"Firm{k}"], [f"{2019 + k // 4}Q{k % 4 + 1}" for k in range(12)],
     "Companies over quarters.", where="../Clean")
side("shape_months", ["shop", "town"], lambda k, r: [f"Shop{k}", r.choice(["Ulm", "Bonn", "Kiel"])],
     "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), "Shops over months.", where="../Clean")
