"""Tables of instruments, logs and people asked: sensors, laboratory, web logs, flights, meters, survey, marks."""

import math
from datetime import datetime, timedelta

from sources import Table, blank, clock_steps, dates, identity, logistic, moments, perturbed, pick, poisson, stamps, zipf


def ticks(rng, n, devices):
    """The moment and the device of each reading, one round after another."""
    step = clock_steps(n, devices)
    first = datetime(2024, 1, 1) + timedelta(days=7 * rng.randrange(40))
    return [(first + timedelta(minutes=step * (place // devices)), place % devices) for place in range(n)]


def sensors(rng, n):
    """Readings of machines in a hall: warm by day, dry where it is warm; who vibrates and is warm raises alarms."""
    table = Table("sensors", target="status")
    devices = 5 if n < 4000 else 8
    offset = [rng.gauss(0, 1.2) for _ in range(devices)]
    read = ticks(rng, n, devices)
    weather, daily = 0.0, []
    for place in range(n):
        if place % devices == 0:
            weather = 0.6 * weather + rng.gauss(0, 0.8)
        daily.append(weather)
    warm = [22 + offset[one] + 3.5 * math.sin((moment.hour + moment.minute / 60 - 9) / 24 * 2 * math.pi) + slow + rng.gauss(0, 0.6)
            for (moment, one), slow in zip(read, daily)]
    shake = [math.exp(rng.gauss(-0.2 + 0.1 * offset[one], 0.5)) for _, one in read]
    load = [min(100.0, max(0.0, rng.gauss(62, 14))) for _ in range(n)]
    table.add("read_at", stamps(moment for moment, _ in read))
    table.add("sensor", [f"S{one + 1:02d}" for _, one in read])
    table.add("temperature", [f"{value:.2f}" for value in warm], "decimal")
    table.add("humidity", blank(rng, [f"{min(95, max(15, 48 - 1.8 * (value - 22) + rng.gauss(0, 3.0))):.1f}" for value in warm], 0.005), "decimal")
    table.add("pressure", [f"{1013 + 5 * math.sin(place / n * 40) + rng.gauss(0, 2.2):.1f}" for place in range(n)], "decimal")
    table.add("vibration", [f"{value:.3f}" for value in shake], "decimal")
    table.add("load", [f"{value:.1f}" for value in load], "decimal")
    table.add("current", [f"{0.12 * value + rng.gauss(1.5, 0.3):.2f}" for value in load], "decimal")
    table.add("errors", [str(0 if rng.random() < 0.9 else 1 + poisson(rng, 0.5)) for _ in range(n)], "integer")
    table.add("status", ["alarm" if rng.random() < logistic(-6.5 + 2.2 * value + 0.3 * (heat - 22)) else "warn" if rng.random() < 0.06 else "ok"
                         for value, heat in zip(shake, warm)])
    return table


def laboratory(rng, n):
    """Blood samples of patients, some of whom come again; sugar and its long-term value say who is diabetic."""
    table = Table("laboratory", target="diabetic")
    patients = max(60, n * 2 // 3)
    sexes, born = rng.choices("FM", k=patients), [min(95, max(18, round(rng.gauss(55, 16)))) for _ in range(patients)]
    sugar = [rng.gauss(0, 1) + (1.8 if rng.random() < 0.2 else 0) + (age - 55) / 40 for age in born]
    who = rng.choices(range(patients), k=n)
    days = dates(rng, n, 0.2)
    site = pick(rng, ["Nord", "Mitte", "Süd"], perturbed(rng, [45, 33, 22]), n)
    glucose = [max(55, round(96 + 15 * sugar[one] + 3 * max(0, sugar[one]) ** 2.2 + rng.gauss(0, 7))) for one in who]
    long_term = [max(4.0, 5.3 + 0.42 * sugar[one] + 0.1 * max(0, sugar[one]) ** 2 + rng.gauss(0, 0.18)) for one in who]
    first = rng.randrange(1000, 90000)
    table.add("sample_id", [f"LAB-{first + place:07d}" for place in range(n)])
    table.add("taken_on", [day.isoformat() for day in days])
    table.add("result_on", [(day + timedelta(days=1 + poisson(rng, 0.9))).isoformat() for day in days])
    table.add("patient", [f"P{one:05d}" for one in who])
    table.add("sex", [sexes[one] for one in who])
    table.add("age", [str(born[one]) for one in who], "integer")
    table.add("site", site)
    table.add("fasting", ["true" if rng.random() < 0.82 else "false" for _ in range(n)], "boolean")
    table.add("glucose", [str(value) for value in glucose], "integer")
    table.add("hba1c", [f"{value:.1f}" for value in long_term], "decimal")
    table.add("cholesterol", [str(round(max(90, rng.gauss(198, 36)))) for _ in range(n)], "integer")
    table.add("triglycerides", [str(round(math.exp(rng.gauss(4.75 + 0.12 * sugar[one], 0.45)))) for one in who], "integer")
    table.add("creatinine", [f"{math.exp(rng.gauss(-0.2 + 0.22 * (sexes[one] == 'M') + (born[one] - 55) / 300, 0.17)):.2f}" for one in who], "decimal")
    table.add("hemoglobin", [f"{rng.gauss(13.6 + 1.5 * (sexes[one] == 'M'), 1.0):.1f}" for one in who], "decimal")
    table.add("crp", blank(rng, [f"{math.exp(rng.gauss(0.4, 1.2)):.1f}" for _ in range(n)], [0.45 if name == "Süd" else 0.15 for name in site]), "decimal")
    table.add("diabetic", ["yes" if rng.random() < logistic((value - 126) / 5 + (high - 6.4) * 4) else "no" for value, high in zip(glucose, long_term)])
    return table


def weblog(rng, n):
    """Requests to a web site in order of time, with hours of little traffic; answers are large or slow with heavy tails."""
    table = Table("weblog")
    sections = ["shop", "help", "blog", "account", "api", "media"]
    paths = ["/", "/search", "/login", "/cart"] + [f"/{rng.choice(sections)}/{rng.randrange(1000)}" for _ in range(150)]
    status = pick(rng, ["200", "304", "301", "404", "500", "503"], perturbed(rng, [80, 9, 4, 5, 1.5, 0.5]), n)
    agents = ["Chrome/124", "Safari/17", "Firefox/125", "Edge/124", "Googlebot/2.1", "curl/8.5"]
    agent = pick(rng, agents, perturbed(rng, [52, 22, 12, 7, 6, 1]), n)
    visitors = [f"10.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}" for _ in range(max(50, n // 5))]
    table.add("request_id", [identity(rng) for _ in range(n)])
    table.add("requested_at", stamps(moments(rng, n)))
    table.add("address", rng.choices(visitors, k=n))
    table.add("method", pick(rng, ["GET", "POST", "PUT", "DELETE"], [86, 11, 2, 1], n))
    table.add("path", zipf(rng, paths, n))
    table.add("status", status)
    table.add("bytes", ["0" if code in ("304", "301") else str(int(math.exp(rng.gauss(9.2 if code == "200" else 6.5, 1.0)))) for code in status], "integer")
    table.add("duration_ms", [str(round(math.exp(rng.gauss(4.2 + 1.3 * (code[0] == "5"), 0.7)) + (rng.paretovariate(1.5) if rng.random() < 0.1 else 0) * 40))
                              for code in status], "integer")
    table.add("referrer", blank(rng, zipf(rng, ["search.example", "news.example", "social.example", "mail.example"], n), 0.4))
    table.add("agent", agent)
    table.add("bot", ["true" if name[0] in "Gc" else "false" for name in agent], "boolean")
    table.add("cache_hit_rate", [f"{rng.betavariate(6, 2):.3f}" for _ in range(n)], "decimal")
    return table


AIRPORTS = "FRA MUC BER HAM DUS ZRH VIE CDG AMS LHR MAD BCN FCO CPH ARN OSL HEL WAW PRG LIS DUB ATH IST BUD".split()


def flights(rng, n):
    """Flights in order of time: the distance says how long they take; carrier, hour and weather, whether they are late."""
    table = Table("flights", target="late")
    carriers, strength = ["LH", "LX", "OS", "AF", "KL", "SK"], {}
    for name in carriers:
        strength[name] = rng.gauss(0, 0.3)
    season = rng.uniform(0, 2 * math.pi)
    spots = {name: (rng.uniform(0, 2600), rng.uniform(0, 2600)) for name in AIRPORTS}
    planned = [moment.replace(minute=moment.minute // 5 * 5, second=0) for moment in moments(rng, n, 0.9)]
    carrier = pick(rng, carriers, perturbed(rng, [34, 18, 15, 14, 11, 8]), n)
    origin = zipf(rng, AIRPORTS, n, 0.8)
    destination = [rng.choice([other for other in AIRPORTS if other != name]) for name in origin]
    distance = [round(200 + math.dist(spots[one], spots[other])) for one, other in zip(origin, destination)]
    cancelled = [rng.random() < 0.02 for _ in range(n)]
    wind = [rng.gammavariate(2.5, 6) * (1 + 0.1 * math.sin(season + 3 * place / n)) for place in range(n)]
    pressed = [logistic(-2.2 + strength[name] + 0.05 * (moment.hour - 12) + 0.09 * (blow - 15)) for name, moment, blow in zip(carrier, planned, wind)]
    delay = [round(rng.gauss(-2, 4)) if rng.random() > one else 15 + int(rng.expovariate(1 / 28)) for one in pressed]
    air = [max(25, round(22 + kilometres / 12.5 + rng.gauss(0, 5))) for kilometres in distance]
    seats = [rng.choice([90, 120, 150, 180, 220]) for _ in range(n)]
    full = [min(1.0, max(0.2, rng.gauss(0.79, 0.12))) for _ in range(n)]
    table.add("flight", [f"{name}{100 + (AIRPORTS.index(one) * 31 + AIRPORTS.index(other)) % 900:04d}"
                         for name, one, other in zip(carrier, origin, destination)])
    table.add("carrier", carrier)
    table.add("origin", origin)
    table.add("destination", destination)
    table.add("scheduled_at", stamps(planned))
    table.add("departed_at", ["" if off else stamp for off, stamp in
                              zip(cancelled, stamps(moment + timedelta(minutes=late) for moment, late in zip(planned, delay)))])
    table.add("departure_delay", ["" if off else str(late) for off, late in zip(cancelled, delay)], "integer")
    table.add("distance_km", [str(kilometres) for kilometres in distance], "integer")
    table.add("air_time_min", ["" if off else str(long) for off, long in zip(cancelled, air)], "integer")
    table.add("seats", [str(count) for count in seats], "integer")
    table.add("passengers", ["" if off else str(round(count * share)) for off, count, share in zip(cancelled, seats, full)], "integer")
    table.add("load_factor", [f"{share:.3f}" for share in full], "decimal")
    table.add("wind_kmh", [f"{blow:.1f}" for blow in wind], "decimal")
    table.add("cancelled", ["true" if off else "false" for off in cancelled], "boolean")
    table.add("late", ["yes" if off or late > 15 else "no" for off, late in zip(cancelled, delay)])
    return table


def meters(rng, n):
    """Electricity of households, hour after hour: more in the evening, in the cold, and where it heats."""
    table = Table("meters", target="kwh")
    devices = 6 if n < 3000 else 12
    heating = [["gas", "electric", "heat pump"][place % 3] for place in range(devices)]
    people = [1 + place * 7 % 5 for place in range(devices)]
    habit = [rng.gauss(0, 0.25) for _ in range(devices)]
    numbers = [f"M-{rng.randrange(10 ** 5):06d}" for _ in range(devices)]
    read = ticks(rng, n, devices)
    season, outside = rng.uniform(0, 2 * math.pi), []
    slow = 0.0
    for place, (moment, _) in enumerate(read):
        if place % devices == 0:
            slow = 0.6 * slow + rng.gauss(0, 1.0)
        outside.append(9 + 1.5 * math.sin(season + place / n * 0.8) + 4 * math.sin((moment.hour - 9) / 24 * 2 * math.pi) + slow)
    use = []
    for (moment, one), cold in zip(read, outside):
        evening = 0.7 * math.exp(-((moment.hour - 19) / 3.0) ** 2) + 0.3 * math.exp(-((moment.hour - 8) / 2.0) ** 2)
        warmth = {"gas": 0.0, "electric": 0.06, "heat pump": 0.03}[heating[one]] * max(0.0, 18 - cold)
        use.append((0.12 + 0.11 * people[one] * (0.5 + evening) + warmth) * math.exp(habit[one] + rng.gauss(0, 0.3)))
    table.add("meter", [numbers[one] for _, one in read])
    table.add("read_at", stamps(moment for moment, _ in read))
    table.add("tariff", ["night" if moment.hour < 6 or moment.hour >= 22 else "day" for moment, _ in read])
    table.add("heating", [heating[one] for _, one in read])
    table.add("people", [str(people[one]) for _, one in read], "integer")
    table.add("outside_c", [f"{cold + rng.gauss(0, 0.4):.1f}" for cold in outside], "decimal")
    table.add("voltage", blank(rng, [f"{rng.gauss(230.5, 1.8):.1f}" for _ in range(n)], 0.01), "decimal")
    table.add("power_factor", [f"{min(1.0, rng.betavariate(28, 2)):.3f}" for _ in range(n)], "decimal")
    table.add("estimated", ["true" if rng.random() < 0.03 else "false" for _ in range(n)], "boolean")
    table.add("kwh", [f"{value:.3f}" for value in use], "decimal")
    return table


def survey(rng, n):
    """Answers of customers: eight questions that share one opinion, which also says whether they recommend."""
    table = Table("survey", target="recommends")
    opinion = [rng.gauss(0.12 * place / n, 1) for place in range(n)]
    table.add("response_id", [identity(rng) for _ in range(n)])
    table.add("submitted_at", stamps(moments(rng, n, 1.2)))
    table.add("country", pick(rng, ["Germany", "Austria", "Switzerland", "France", "Italy", "Denmark"], perturbed(rng, [40, 18, 14, 13, 10, 5]), n))
    table.add("gender", blank(rng, pick(rng, ["female", "male", "other"], [51, 46, 3], n), 0.03))
    table.add("age_group", blank(rng, pick(rng, ["18-29", "30-44", "45-59", "60+"], perturbed(rng, [22, 30, 28, 20]), n), 0.02))
    for number in range(1, 9):
        weight, middle = rng.uniform(0.6, 0.95), rng.uniform(3.0, 3.9)
        answers = [str(min(5, max(1, round(middle + weight * one + rng.gauss(0, 0.7))))) for one in opinion]
        table.add(f"q{number}", blank(rng, answers, 0.015), "integer")
    scores = [min(10, max(0, round(7 + 2.0 * one + rng.gauss(0, 1.0)))) for one in opinion]
    table.add("minutes", [f"{math.exp(rng.gauss(1.7, 0.5)):.1f}" for _ in range(n)], "decimal")
    praise = ["good service", "friendly staff", "fast delivery", "easy to use", "fair price", "nice design"]
    blame = ["slow answers", "too expensive", "hard to reach", "late delivery", "confusing menus", "broken on arrival"]
    table.add("comment", blank(rng, [f"{rng.choice(praise if one > 0 else blame)}, {rng.choice(praise if one > 0.5 else blame)}" for one in opinion], 0.6))
    table.add("consent", ["true" if rng.random() < 0.7 else "false" for _ in range(n)], "boolean")
    table.add("recommends", ["promoter" if score >= 9 else "passive" if score >= 7 else "detractor" for score in scores])
    return table


def marks(rng, n):
    """Exams of pupils: work, absence and earlier marks say how they end; a pupil sits several."""
    table = Table("marks", target="passed")
    pupils = max(50, n // 3)
    gift = [rng.gauss(0, 1) for _ in range(pupils)]
    home = pick(rng, ["school", "college", "bachelor", "master"], [35, 28, 25, 12], pupils)
    place_of = pick(rng, [f"School {letter}" for letter in "ABCDEFGHIJ"], perturbed(rng, [10] * 10, 0.4), pupils)
    who = rng.choices(range(pupils), k=n)
    hours = [max(0.0, rng.gauss(8, 3.5) + 1.2 * gift[one]) for one in who]
    absent = [0 if rng.random() < 0.35 else poisson(rng, 3.0) for _ in range(n)]
    level = [62 + 9 * gift[one] + 1.1 * (long - 8) - 1.0 * (missed - 2) for one, long, missed in zip(who, hours, absent)]
    score = lambda values, spread, shift=0.0: [min(100, max(0, round(value + shift + rng.gauss(0, spread)))) for value in values]
    mathematics = score(level, 6)
    table.add("pupil", [f"{one + 3:06d}" for one in who])
    table.add("school", [place_of[one] for one in who])
    table.add("exam_on", [day.isoformat() for day in dates(rng, n, 0.01)])
    table.add("year", pick(rng, ["9", "10", "11", "12"], [28, 27, 24, 21], n), "integer")
    table.add("parents", [home[one] for one in who])
    table.add("scholarship", ["true" if rng.random() < logistic(-1.5 + gift[one]) else "false" for one in who], "boolean")
    table.add("study_hours", [f"{long:.1f}" for long in hours], "decimal")
    table.add("absences", [str(missed) for missed in absent], "integer")
    table.add("earlier", [str(value) for value in score(level, 5)], "integer")
    table.add("math", blank(rng, [str(value) for value in mathematics], 0.03), "integer")
    table.add("reading", [str(value) for value in score(level, 6, 4)], "integer")
    table.add("science", blank(rng, [str(value) for value in score(level, 5, -2)], 0.02), "integer")
    table.add("passed", ["yes" if rng.random() < logistic((value + best - 112) / 5) else "no" for value, best in zip(level, mathematics)])
    return table


SOURCES = {source.__name__: source for source in (sensors, laboratory, weblog, flights, meters, survey, marks)}
