"""Codes that are all different and yet say something, and others that do not. Every table is a simulation."""

import sys

sys.path.insert(0, "..")
from table_case import stream, write


def case(name, spell, why, blind=("columns.codes",), *, folder=".", rows=200, target=None, column="reading"):
    """A column of strings beside two numbers; the target is a thousandth of what is in the strings."""
    random = stream(name)
    values = random.sample(range(1000, 9999), rows)
    table = []
    for i, value in enumerate(values):
        y = value / 1000 + random.gauss(0, 0.2) if target is None else target(random, i, value)
        table.append([spell(value, i, random), f"{random.gauss(0, 1):.3f}", f"{random.gauss(5, 2):.2f}",
                      y if isinstance(y, str) else f"{y:.3f}"])
    write(folder, name, [column, "u", "v", "y"], table, why, arguments=["--target", "y"], blind=blind,
          expect={f"input.columns[{column}].role": "excluded"})


case("ranges", lambda v, i, r: f"{v}-{v + r.randint(10, 900)}", "A range from one number to another.")
case("blood_pressure", lambda v, i, r: f"{v / 10:.1f}/{r.randint(50, 99)}", "Two numbers with a slash.")
case("durations", lambda v, i, r: f"{v // 60}:{v % 60:02d}:{r.randint(0, 59):02d}", "Hours beyond a day.")
case("degrees_minutes", lambda v, i, r: f"{v // 100}°{v % 60:02d}'{r.randint(0, 59):02d}\"N",
     "Degrees, minutes and seconds.")
case("quoted_for_spreadsheets", lambda v, i, r: f'="{v}"', "What Excel is told to take as text.")
case("powers_of_ten", lambda v, i, r: f"{v / 1000:.3f}×10^3", "Powers of ten in typesetting.")
case("fullwidth_digits", lambda v, i, r: "".join(chr(0xFF10 + int(d)) for d in str(v)), "Digits of East Asian width.")
case("padded_readings", lambda v, i, r: f"{v:06d}", "Digits with leading zeros are codes; here they are a quantity.")
case("lots", lambda v, i, r: f"{'ABCDEFGHI'[v // 1000 - 1]}{i * 37 % 9973:04d}", "The first letter of a lot says it.")
case("tickets", lambda v, i, r: f"T{r.randrange(10 ** 7, 10 ** 8)}", "Tickets say nothing.", blind=(),
     folder="../Clean", column="ticket")
case("subjects_by_class", lambda v, i, r: f"S{i + 1:03d}",
     "Subjects are numbered, and the rows are sorted by class: the number says where a row lies, no more.", blind=(),
     folder="../Clean", column="subject", target=lambda r, i, v: "abcd"[i // 50])
case("orders_in_time", lambda v, i, r: f"ORD-{2019 + i // 70}-{5 * i + 17:05d}",
     "Orders are numbered as they come, and the target drifts.", blind=(), folder="../Clean", column="order",
     target=lambda r, i, v: i / 50 + r.gauss(0, 1))
