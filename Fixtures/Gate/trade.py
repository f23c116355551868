"""Tables of trade and of offices: orders, customers, staff, bank, homes, stock, tickets."""

import math
from datetime import timedelta

from sources import (CITIES, Table, blank, dates, drifting, emails, identity, logistic, moments, perturbed, phones, pick, poisson, stamps,
                     zipf)


def orders(rng, n):
    """Orders of a shop in order of time; whether one comes back depends on its channel, size and discount."""
    table = Table("orders", target="returned")
    first, base = rng.randrange(20000, 90000), rng.uniform(2.6, 3.4)
    days = dates(rng, n)
    channel = drifting(rng, pick(rng, ["web", "app", "store", "phone"], perturbed(rng, [50, 30, 17, 3]), n), "web", "app", 0.08)
    city = zipf(rng, CITIES, n)
    items = [1 + poisson(rng, 1.1 if place == "store" else 0.7) for place in channel]
    discount = pick(rng, [0.0, 0.05, 0.1, 0.2], [70, 12, 12, 6], n)
    price = [round(math.exp(rng.gauss(base + 0.05 * place / n, 0.8)), 2) for place in range(n)]
    amount = [round(count * one * (1 - less), 2) for count, one, less in zip(items, price, discount)]
    table.add("order_id", [str(first + place) for place in range(n)])
    table.add("invoice", [f"INV-{day.year}-{place + 17:06d}" for place, day in enumerate(days)])
    table.add("ordered_on", [day.isoformat() for day in days])
    table.add("customer", [f"C-{min(rng.randrange(max(50, n // 3)), rng.randrange(max(50, n // 3))):05d}" for _ in range(n)])
    table.add("city", city)
    table.add("postcode", [f"{(CITIES.index(name) * 997 + rng.randrange(40)) % 99999:05d}" for name in city])
    table.add("channel", channel)
    table.add("items", [str(count) for count in items], "integer")
    table.add("unit_price", [f"{one:.2f}" for one in price], "decimal")
    table.add("discount", [f"{less:.2f}" for less in discount], "decimal")
    table.add("amount", [f"{total:.2f}" for total in amount], "decimal")
    table.add("weight_kg", [f"{count * math.exp(rng.gauss(-0.3, 0.5)) + 0.1:.2f}" for count in items], "decimal")
    table.add("coupon", [f"SAVE{int(less * 100):02d}" if less else "" for less in discount])
    table.add("gift", ["true" if rng.random() < 0.08 else "false" for _ in range(n)], "boolean")
    table.add("returned", ["yes" if rng.random() < logistic(-2.6 + 0.5 * (count - 1) + 0.35 * math.log(total + 1) - 0.8 * (place == "store")
                                                              - 3 * less) else "no"
                           for count, total, place, less in zip(items, amount, channel, discount)])
    return table


def churn(rng, n):
    """Customers of a telephone company, in no order; contract, calls and time as a customer say who leaves."""
    table = Table("churn", target="churned")
    plan = pick(rng, ["basic", "plus", "premium", "family"], perturbed(rng, [40, 27, 18, 15], 0.1), n)
    contract = pick(rng, ["month-to-month", "one year", "two years"], [55, 25, 20], n)
    tenure = [min(72, int(rng.expovariate(1 / (14 if kind == "month-to-month" else 34)))) for kind in contract]
    charge = [round(max(9.0, rng.gauss({"basic": 25, "plus": 45, "premium": 70, "family": 95}[kind], 6)), 2) for kind in plan]
    calls = [0 if rng.random() < 0.55 else 1 + poisson(rng, 1.2) for _ in range(n)]
    age = [min(90, max(18, round(rng.gauss(46, 15)))) for _ in range(n)]
    today = dates(rng, 1)[0]
    table.add("customer_id", [identity(rng) for _ in range(n)])
    table.add("signed_up_on", [(today - timedelta(days=30 * months + rng.randrange(30))).isoformat() for months in tenure])
    table.add("email", emails(rng, n))
    table.add("phone", phones(rng, n))
    table.add("region", pick(rng, ["north", "south", "east", "west", "islands"], perturbed(rng, [30, 28, 20, 18, 4]), n))
    table.add("age", blank(rng, [str(years) for years in age], 0.02), "integer")
    table.add("plan", plan)
    table.add("contract", contract)
    table.add("tenure_months", [str(months) for months in tenure], "integer")
    table.add("monthly_charge", [f"{one:.2f}" for one in charge], "decimal")
    table.add("total_charge", [f"{one * months * rng.uniform(0.95, 1.05):.2f}" for one, months in zip(charge, tenure)], "decimal")
    table.add("support_calls", [str(count) for count in calls], "integer")
    table.add("autopay", ["true" if rng.random() < 0.6 else "false" for _ in range(n)], "boolean")
    table.add("churned", ["yes" if rng.random() < logistic(-1.6 + 1.6 * (kind == "month-to-month") + 0.7 * count - 0.05 * months) else "no"
                          for kind, count, months in zip(contract, calls, tenure)])
    return table


def staff(rng, n):
    """Employees in the order in which they were hired; pay depends on the grade and the department."""
    table = Table("staff", target="left")
    department = pick(rng, ["Sales", "Engineering", "Support", "Finance", "Marketing", "Legal"], perturbed(rng, [28, 30, 20, 10, 9, 3]), n)
    grade = pick(rng, range(1, 8), [18, 25, 24, 16, 10, 5, 2], n)
    extra = {"Sales": 0.0, "Engineering": 0.22, "Support": -0.15, "Finance": 0.08, "Marketing": 0.02, "Legal": 0.25}
    salary = [int(round(34000 * math.exp(0.21 * level + extra[place] + rng.gauss(0, 0.09)), -2)) for level, place in zip(grade, department)]
    score = [min(5, max(1, round(rng.gauss(3.3, 0.9)))) for _ in range(n)]
    first = rng.randrange(1000, 5000)
    table.add("employee_id", [f"E{first + place:06d}" for place in range(n)])
    table.add("hired_on", [day.isoformat() for day in dates(rng, n, 0.02)])
    table.add("email", emails(rng, n))
    table.add("department", department)
    table.add("grade", [str(level) for level in grade], "integer")
    table.add("salary", [f"${pay:,}" for pay in salary])
    table.add("bonus_rate", [f"{max(0.0, rng.gauss(0.02 * level + 0.02 * mark, 0.02)):.3f}" for level, mark in zip(grade, score)], "decimal")
    table.add("review", blank(rng, [str(mark) for mark in score], 0.06), "integer")
    table.add("manager_id", ["" if level == 7 else f"E{first - 1 - int(rng.random() ** 2 * 60):06d}" for level in grade])
    table.add("remote", ["true" if rng.random() < (0.6 if place == "Engineering" else 0.3) else "false" for place in department], "boolean")
    table.add("commute_km", [f"{rng.gammavariate(1.6, 9):.1f}" for _ in range(n)], "decimal")
    table.add("left", ["1" if rng.random() < logistic(-0.4 - 0.8 * (mark - 3) - 0.25 * level) else "0"
                       for mark, level in zip(score, grade)])
    return table


def bank(rng, n):
    """Transactions of accounts that come again and again; fraud is rare, and large or abroad."""
    table = Table("bank", target="fraud")
    accounts = max(40, n // 25)
    numbers = [f"DE{rng.randrange(10, 99)}37040044{rng.randrange(10 ** 9):010d}" for _ in range(accounts)]
    wealth = [rng.gauss(0, 0.5) for _ in range(accounts)]
    merchants = [f"{name} {kind}" for kind in ("Market", "Café", "Fuel", "Online") for name in CITIES[:60:2]]
    owner = rng.choices(range(accounts), k=n)
    way = drifting(rng, pick(rng, ["card", "transfer", "debit", "cash", "fee"], perturbed(rng, [55, 18, 15, 9, 3]), n), "cash", "card", 0.2)
    country = pick(rng, ["DE", "AT", "CH", "FR", "US", "GB", "SG"], [86, 4, 3, 3, 2, 1.5, 0.5], n)
    amount = [-2.5 if kind == "fee" else (1 if kind == "transfer" and rng.random() < 0.5 else -1) * math.exp(rng.gauss(3.2 + wealth[who], 1.1))
              for who, kind in zip(owner, way)]
    first = rng.randrange(10 ** 6, 10 ** 7)
    table.add("transaction_id", [str(first + place) for place in range(n)])
    table.add("booked_at", stamps(moments(rng, n)))
    table.add("account", [numbers[who] for who in owner])
    table.add("type", way)
    table.add("amount", [f"{value:.2f}" for value in amount], "decimal")
    table.add("balance", [f"{math.exp(7.4 + wealth[who] + rng.gauss(0, 0.6)):.2f}" for who in owner], "decimal")
    table.add("merchant", ["" if kind in ("transfer", "fee") else name for kind, name in zip(way, zipf(rng, merchants, n, 0.8))])
    table.add("country", country)
    table.add("card_present", ["" if kind != "card" else "true" if rng.random() < 0.7 else "false" for kind in way], "boolean")
    table.add("fraud", ["1" if rng.random() < logistic(-5.2 + 2.2 * (place not in ("DE", "AT")) + 0.9 * (math.log(abs(value) + 1) - 3)) else "0"
                        for place, value in zip(country, amount)])
    return table


def homes(rng, n):
    """Homes for sale: the price depends on the area, the district, the age and the state."""
    table = Table("homes", target="price")
    districts = ["Altstadt", "Hafen", "Nord", "Süd", "Westend", "Ostpark", "Waldau", "Seefeld"]
    level = {name: rng.gauss(0, 0.25) for name in districts}
    place = {name: (rng.gauss(0, 0.05), rng.gauss(0, 0.08)) for name in districts}
    district = pick(rng, districts, perturbed(rng, [10, 12, 18, 16, 14, 12, 10, 8]), n)
    area = [round(max(18.0, rng.gammavariate(6, 15)), 1) for _ in range(n)]
    year = [int(1900 + 124 * math.sqrt(rng.random())) for _ in range(n)]
    state = pick(rng, ["poor", "fair", "good", "new"], [8, 30, 48, 14], n)
    worth = {"poor": -0.25, "fair": -0.08, "good": 0.05, "new": 0.25}
    garden = [rng.random() < (0.5 if size > 100 else 0.2) for size in area]
    first = rng.randrange(5000, 50000)
    noun = ["flat", "home", "apartment", "house", "residence"]
    mark = ["bright", "quiet", "spacious", "renovated", "central", "charming", "cosy", "modern"]
    near = ["the station", "the park", "the river", "schools", "shops", "the university", "the market"]
    table.add("listing_id", [f"H-{first + count:06d}" for count in range(n)])
    table.add("listed_on", [day.isoformat() for day in dates(rng, n, 0.3)])
    table.add("latitude", [f"{47.4 + place[name][0] + rng.gauss(0, 0.012):.5f}" for name in district], "decimal")
    table.add("longitude", [f"{8.55 + place[name][1] + rng.gauss(0, 0.015):.5f}" for name in district], "decimal")
    table.add("district", district)
    table.add("area_m2", [f"{size:.1f}" for size in area], "decimal")
    table.add("rooms", [str(max(1, round(size / 26 + rng.gauss(0, 0.6)))) for size in area], "integer")
    table.add("bathrooms", blank(rng, [str(1 + (size > 110) + (rng.random() < 0.1)) for size in area], 0.01), "integer")
    table.add("year_built", [str(built) for built in year], "integer")
    table.add("condition", state)
    table.add("garden", ["true" if green else "false" for green in garden], "boolean")
    table.add("energy_class", blank(rng, [" ABCDEFGH"[min(8, max(1, round((2030 - built) / 18 + rng.gauss(0, 1))))] for built in year],
                                    [0.3 if built < 1960 else 0.05 for built in year]))
    table.add("description", [f"A {rng.choice(mark)} and {rng.choice(mark)} {rng.choice(noun)} near {rng.choice(near)} and {rng.choice(near)}, "
                              f"{size:.0f} square metres" for size in area])
    table.add("price", [str(int(round(6200 * size ** 0.97 * math.exp(level[name] + worth[kind] + 0.06 * green + (built - 1970) / 400
                                                                       + rng.gauss(0, 0.1)), -3)))
                        for size, name, kind, green, built in zip(area, district, state, garden, year)], "integer")
    return table


def stock(rng, n):
    """Counts of articles in warehouses, week after week: the same articles return, many are sold out."""
    table = Table("stock")
    articles = max(60, min(3000, n // 6))
    groups = ["tools", "garden", "paint", "lamps", "bath", "wood"]
    suppliers = [f"{name} {form}" for name in CITIES[:45] for form in ("GmbH", "SA")]
    kinds, cost = pick(rng, groups, [25, 20, 18, 15, 12, 10], articles), [math.exp(rng.gauss(2.2, 0.9)) for _ in range(articles)]
    source, base = zipf(rng, suppliers, articles, 0.7), [math.exp(rng.gauss(2.6, 0.8)) for _ in range(articles)]
    lead = [max(1, round(rng.gammavariate(3, 4))) for _ in range(articles)]
    article = rng.choices(range(articles), k=n)
    quantity = [0 if rng.random() < 0.18 else poisson(rng, min(200.0, rng.gammavariate(2, base[one] / 2))) for one in article]
    unit = [cost[one] * rng.uniform(0.98, 1.02) for one in article]
    table.add("sku", [f"SKU-{kinds[one][:2].upper()}-{one:05d}" for one in article])
    table.add("counted_on", [day.isoformat() for day in dates(rng, n, 0.1)])
    table.add("warehouse", pick(rng, ["BER1", "HAM2", "MUC1", "LEJ3"], perturbed(rng, [40, 25, 22, 13]), n))
    table.add("shelf", [f"{'ABCDEFGH'[rng.randrange(8)]}-{rng.randrange(1, 25):02d}-{rng.randrange(1, 7)}" for _ in range(n)])
    table.add("category", [kinds[one] for one in article])
    table.add("supplier", [source[one] for one in article])
    table.add("quantity", [str(count) for count in quantity], "integer")
    table.add("reorder_point", [str(round(base[one] * 0.4) + 1) for one in article], "integer")
    table.add("unit_cost", [f"{one:.2f}" for one in unit], "decimal")
    table.add("stock_value", [f"{count * one:.2f}" for count, one in zip(quantity, unit)], "decimal")
    table.add("lead_days", [str(max(1, lead[one] + rng.randrange(-1, 2))) for one in article], "integer")
    table.add("last_sold_on", ["" if rng.random() < 0.07 else (day - timedelta(days=int(rng.expovariate(0.12)))).isoformat()
                               for day in map(type(dates(rng, 1)[0]).fromisoformat, table.columns["counted_on"])])
    table.add("discontinued", ["true" if rng.random() < 0.04 else "false" for _ in range(n)], "boolean")
    return table


TOPICS = {
    "billing": ["I was charged twice for {p}", "the invoice for {p} shows a wrong amount", "please refund my last payment for {p}",
                "my credit card was declined when I paid for {p}", "why did the price of {p} go up this month"],
    "technical": ["{p} crashes when I open it", "{p} shows an error after the update", "I cannot connect {p} to the network",
                  "{p} is very slow since yesterday", "the export of {p} stops halfway"],
    "account": ["I forgot my password for {p}", "please change the email address of my account", "I cannot log in to {p} any more",
                "how do I close my account", "my profile in {p} shows a wrong name"],
    "shipping": ["my parcel with {p} has not arrived", "the package of {p} was damaged", "where is my delivery of {p}",
                 "the tracking number for {p} does not work", "I received the wrong {p} today"],
}
ENDINGS = ["Please help me.", "This is urgent for us.", "Thanks in advance.", "I have tried it several times.", "It worked last week.",
           "Could someone call me back?", "I attach a picture.", "We need this by Friday.", "Kind regards.", "I am quite unhappy about this."]


def tickets(rng, n):
    """Support tickets with text; what they say tells their category."""
    table = Table("tickets", target="category")
    opened = moments(rng, n, 0.5)
    category = drifting(rng, pick(rng, list(TOPICS), perturbed(rng, [32, 34, 18, 16]), n), "technical", "billing", 0.1)
    priority = pick(rng, ["low", "normal", "high", "urgent"], [25, 52, 18, 5], n)
    product = pick(rng, ["Atlas", "Breeze", "Comet", "Delta", "Ember"], perturbed(rng, [30, 25, 20, 15, 10]), n)
    hours = [math.exp(rng.gauss({"low": 3.6, "normal": 3.0, "high": 2.0, "urgent": 1.0}[kind], 0.8)) for kind in priority]
    closed = [start + timedelta(minutes=int(60 * long) + 5) for start, long in zip(opened, hours)]
    agents = [f"{rng.choice(FIRST_AGENTS)}-{place:02d}" for place in range(12)]
    first = rng.randrange(10000, 80000)
    table.add("ticket_id", [str(first + place) for place in range(n)])
    table.add("opened_at", stamps(opened))
    table.add("closed_at", blank(rng, stamps(closed), 0.08))
    table.add("customer_email", rng.choices(emails(rng, max(50, n // 2)), k=n))
    table.add("product", product)
    table.add("priority", priority)
    table.add("agent", pick(rng, agents, perturbed(rng, [10] * 12, 0.4), n))
    table.add("body", [f"Hello, {rng.choice(TOPICS[kind]).format(p=name)}. {rng.choice(ENDINGS)} {rng.choice(ENDINGS)}"
                       for kind, name in zip(category, product)])
    table.add("replies", [str(1 + poisson(rng, 0.8 + 0.012 * long)) for long in hours], "integer")
    table.add("hours_open", [f"{long:.1f}" for long in hours], "decimal")
    table.add("satisfaction", blank(rng, [str(min(5, max(1, round(4.4 - 0.25 * math.log(long + 1) + rng.gauss(0, 0.9))))) for long in hours], 0.5),
              "integer")
    table.add("category", category)
    return table


FIRST_AGENTS = ["anna", "ben", "clara", "david", "emma", "felix"]

SOURCES = {source.__name__: source for source in (orders, churn, staff, bank, homes, stock, tickets)}
