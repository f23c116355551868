"""Digits that name something: postal codes, part numbers, long identifiers. All of it is simulated."""

import sys

sys.path.insert(0, "..")
from table_case import stream, write


def table(name, column, codes, why, *, type, role="feature", distinct=None, notes=(), count=200, arguments=None,
          expect=None, extra=(), **rest):
    random = stream(name)
    cells = codes(random, count)
    rows = [(c, f"{random.gauss(0, 1):.3f}", f"{random.gauss(3, 1):.3f}") for c in cells]
    wanted = {f"input.columns[{column}].type": type, f"input.columns[{column}].role": role,
              f"input.columns[{column}].distinct": distinct if distinct is not None else len(set(cells))}
    wanted.update(expect or {})
    write(".", name, [column, "x", "y"], rows, why, expect=wanted, notes=notes,
          arguments=arguments or ["--target", "y"], **rest)


def chosen(levels):
    return lambda random, count: [levels[i] if i < len(levels) else random.choice(levels) for i in range(count)]


def unique(spell):
    def make(random, count):
        numbers = random.sample(range(10 ** 5), count)
        return [spell(n) for n in numbers]
    return make


table("zip_codes", "zip", chosen(["02116", "94110", "10001", "08701", "60614", "33101"]),
      "Postal codes begin with zeros and are categories.", type="categorical", notes=["“zip” holds digits with leading zeros"])
table("zip_codes_many", "zip", lambda r, n: [f"{r.randrange(600):05d}" for _ in range(n)],
      "Too many postal codes are left out, and are no text.", type="categorical", role="excluded", notes=["leading zeros"],
      silent=["free text"])
table("padded_ids", "part", unique(lambda n: f"{n:07d}"), "Padded numbers that never recur tell rows apart.",
      type="identifier", role="excluded", notes=["leading zeros"])
table("diagnoses", "icd", chosen(["008.45", "250.00", "401.9", "427.31", "038.9", "584.9", "276.1"]),
      "Diagnoses are codes although they have points.", type="categorical", notes=["leading zeros"])
table("area_codes", "prefix", chosen(["030", "040", "089", "0221", "0351", "07071"]),
      "Codes of several lengths, all padded.", type="categorical", notes=["leading zeros"])
table("codes_007_and_7", "agent", chosen(["007", "070", "700", "077"]), "007 and 070 are two codes.",
      type="categorical", distinct=4)
table("part_numbers", "part", chosen(["32E0134", "32A0134", "17B0020", "32E0999", "17E0020", "99K0001"]),
      "32E0134 is no power of ten among other part numbers.", type="categorical", notes=["look like an exponent"])
table("part_numbers_digits", "part", chosen(["32E0134", "3200134", "1700020", "9910001", "17E0020"]),
      "Nor is it where the others are digits of the same length.", type="categorical", notes=["look like an exponent"])
table("part_numbers_all", "part", chosen([f"{k}E0{j}{k % 7}4" for k in range(12, 30) for j in (1, 3)]),
      "Nor where all look like one: no quantity has an exponent of four digits.", type="categorical",
      notes=["look like an exponent"])
table("house_numbers", "house", lambda r, n: [f"{r.randint(1, 120)}{r.choice(['', '', '', 'a', 'b'])}" for _ in range(n)],
      "House numbers that recur now and then are levels, and tell no rows apart.", type="categorical", role="excluded")
table("chromosomes", "chromosome", chosen([str(k) for k in range(1, 23)] + ["X", "Y", "MT"]),
      "Chromosomes are levels, although most of their names are numbers.", type="categorical")
table("long_identifiers", "account", lambda r, n: [str(2023552585717880000 + 7 * i) for i in range(n)],
      "Whole numbers that no double holds and that never recur tell rows apart.", type="identifier", role="excluded",
      notes=["more than 15 digits"])
table("long_levels", "model", chosen([str(2023552585717880000 + k) for k in range(3)]),
      "Three of them that recur are three categories.", type="categorical", distinct=3, notes=["more than 15 digits"])
table("long_target", "model_id", chosen([str(2023552585717880000 + k) for k in range(3)]),
      "Three long numbers that one double would be are three classes.", type="categorical", role="target", distinct=3,
      arguments=["--target", "model_id"],
      expect={"input.task": "classification", "input.classes.count": 3,
              "input.classes[2023552585717880001].label": "2023552585717880001"})
table("padded_target", "site", chosen(["001", "002", "010"]), "Codes as classes keep their zeros.", type="categorical",
      role="target", arguments=["--target", "site"],
      expect={"input.task": "classification", "input.classes[001].label": "001"}, notes=["leading zeros"])

# Numbers whose squares are no doubles
for power in (160, 200, -170):
    random = stream(f"power {power}")
    values = [random.uniform(1, 9) for _ in range(200)]
    mean = sum(values) / len(values)
    deviation = (sum((v - mean) ** 2 for v in values) / (len(values) - 1)) ** 0.5
    name = f"power_{'minus_' if power < 0 else ''}{abs(power)}"
    expect = {}
    for key, value in (("mean", mean), ("standardDeviation", deviation)):
        expect[f"input.columns[x].{key}"] = {"atLeast": value * (1 - 1e-9) * 10.0 ** power,
                                             "atMost": value * (1 + 1e-9) * 10.0 ** power}
    write(".", name, ["x", "y"], [(f"{v!r}e{power}", f"{random.gauss(0, 1):.3f}") for v in values],
          "The standard deviation is right although the squares leave the doubles.", expect=expect,
          arguments=["--target", "y"])
