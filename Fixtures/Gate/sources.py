"""What the sources of the gate's corpus share: a table of text cells, and how levels, clocks, numbers and words are drawn."""

import bisect
import itertools
import math
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta


@dataclass
class Table:
    """Columns of cells as they are written to a file; an empty cell is a missing one.

    `kinds` says what another program might write otherwise: "integer", "decimal" and "boolean"; all else is "text".
    """

    name: str
    target: str | None = None
    columns: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def add(self, name, cells, kind="text"):
        self.columns[name] = cells
        self.kinds[name] = kind

    @property
    def rows(self):
        return len(next(iter(self.columns.values()), []))

    def take(self, places):
        """The rows at these places, in this order."""
        return Table(self.name, self.target, {name: [cells[place] for place in places] for name, cells in self.columns.items()},
                     dict(self.kinds))


def pick(rng, levels, weights, n):
    """Levels by chance, each as often as its weight says."""
    return rng.choices(levels, cum_weights=list(itertools.accumulate(weights)), k=n)


def zipf(rng, levels, n, exponent=1.0):
    """Many levels: a few are frequent, most are rare."""
    return pick(rng, levels, [1 / (place + 2) ** exponent for place in range(len(levels))], n)


def perturbed(rng, weights, by=0.2):
    """Shares that differ from one source to the next, and not within one."""
    return [weight * math.exp(rng.gauss(0, by)) for weight in weights]


def drifting(rng, cells, level, other, by):
    """Time goes on: cells of one level become another one, none in the first row and a share of `by` in the last."""
    n = len(cells)
    return [other if cell == level and rng.random() < by * place / n else cell for place, cell in enumerate(cells)]


def blank(rng, cells, share):
    """Leaves cells out: by one probability, or by one a row."""
    if isinstance(share, float):
        share = itertools.repeat(share)
    return ["" if rng.random() < probability else cell for cell, probability in zip(cells, share)]


def logistic(value):
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def poisson(rng, mean):
    """A count, by inversion: the means here are small."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


#: How much happens at each hour of the day: little at night, most in the afternoon and the evening.
HOURS = [2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 12, 12, 13, 13, 13, 12, 12, 12, 13, 14, 13, 10, 6, 4]


def days_of(n):
    """For how many days a source of n rows is watched: even a small batch spans some weeks."""
    return max(60, min(540, n // 20))


def dates(rng, n, weekend=0.7):
    """Dates in order, from a random first day on; weekends are quieter."""
    days = days_of(n)
    first = date(2023, 1, 2) + timedelta(days=7 * rng.randrange(40))
    weights = [weekend if (first + timedelta(days=day)).weekday() >= 5 else 1.0 for day in range(days)]
    return [first + timedelta(days=day) for day in sorted(pick(rng, range(days), weights, n))]


def moments(rng, n, weekend=0.7):
    """Moments in order, with the hours of a day and the days of a week."""
    cumulated = list(itertools.accumulate(HOURS))
    hour = lambda: bisect.bisect(cumulated, rng.random() * cumulated[-1])
    drawn = [datetime(day.year, day.month, day.day, hour(), int(rng.random() * 60), int(rng.random() * 60))
             for day in dates(rng, n, weekend)]
    return sorted(drawn)


def stamps(values):
    return [value.isoformat(sep=" ") for value in values]


def clock_steps(n, devices):
    """Minutes between readings, so that n rows of so many devices span at least eight weeks, where a day allows it."""
    for step in (5, 10, 15, 30, 60, 90, 120, 180, 240, 300, 420):
        if n / devices * step >= 56 * 1440:
            return step
    return 660


def identity(rng):
    """A UUID of version 4."""
    digits = f"{rng.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{'89ab'[int(digits[16], 16) % 4]}{digits[17:20]}-{digits[20:]}"


FIRST = ("Anna Ben Clara David Emma Felix Greta Hugo Ida Jonas Katja Leon Mia Noah Olga Paul Rosa Simon Tara Udo Vera "
         "Wim Yara Zoe Amir Bela Chloe Diego Elif Finn").split()
LAST = ("Müller Schmidt Novak Rossi Dubois Garcia Jensen Kowalski Larsen Moreau Nagy Okafor Peters Quist Richter Silva "
        "Tanaka Ueda Vogel Weber Yilmaz Zimmer Adler Brandt Castro Demir Eriksson Fischer").split()
PLAIN = str.maketrans({"ü": "ue", "ö": "oe", "ä": "ae"})
CITIES = ("Berlin Hamburg München Köln Zürich Wien Paris Lyon Málaga Madrid Roma Milano Kraków Praha Brno Århus "
          "København Malmö Göteborg Oslo Tromsø Helsinki Tampere Porto Lisboa Genève Basel Graz Linz Bruxelles Gent Düsseldorf Bremen "
          "Leipzig Dresden Nürnberg Würzburg Lübeck Kiel Rostock Mainz Trier Ulm Passau Jena Weimar Halle Erfurt Kassel "
          "Besançon Nîmes Orléans Angers Brest Caen Dijon Metz Nancy Reims Rouen Tours Toulon Pau Cádiz Córdoba León Gijón "
          "Vigo Murcia Zaragoza Bilbao Sevilla Valencia Pisa Siena Parma Modena Verona Padova Trieste Torino Genova Bari "
          "Opole Radom Ostrava Olomouc Zlín Odense Aalborg Lund Uppsala Umeå Bergen Stavanger "
          "Turku Oulu Lahti Braga Coimbra Faro").split()


def emails(rng, n):
    """Addresses of people, each another one."""
    hosts = ["example.com", "mail.example", "post.example.org", "web.example.net"]
    drawn = {}
    while len(drawn) < n:
        name = f"{rng.choice(FIRST)}.{rng.choice(LAST).translate(PLAIN)}{rng.randrange(10000)}".lower()
        drawn[f"{name}@{rng.choices(hosts, [5, 3, 2, 1])[0]}"] = None
    return list(drawn)


def phones(rng, n):
    return [f"+49 {rng.randrange(30, 990)} {rng.randrange(100000, 9999999)}" for _ in range(n)]
