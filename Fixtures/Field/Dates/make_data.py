"""Dates in the spellings that are met. All of it is simulated."""

import datetime
import sys

sys.path.insert(0, "..")
from table_case import stream, write


def table(name, spell, why, *, column="date", type="date", count=120, **rest):
    random = stream(name)
    start = datetime.datetime(2021, 1, 1)
    moments = [start + datetime.timedelta(minutes=random.randrange(3 * 365 * 24 * 60)) for _ in range(count)]
    rows = [(spell(m), f"{random.gauss(0, 1):.3f}", f"{random.gauss(3, 1):.3f}") for m in moments]
    expect = {f"input.columns[{column}].type": type, f"input.columns[{column}].role": "excluded",
              f"input.columns[{column}].roleReason": "a date or time"}
    if type != "date":
        expect = {f"input.columns[{column}].type": type}
    rest.setdefault("blind", None if type == "date" else [])
    write(".", name, [column, "x", "y"], rows, why, arguments=["--target", "y"], expect=expect, **rest)


def by(format):
    return lambda m: m.strftime(format)


table("iso_zone", by("%Y-%m-%dT%H:%M:%SZ"), "ISO 8601 in UTC.")
table("iso_offset", by("%Y-%m-%d %H:%M:%S+02:00"), "ISO 8601 with an offset.")
table("day_month_name", by("%d-%b-%Y"), "01-Jan-2022")
table("day_month_name_short", by("%d-%b-%y"), "01-Jan-22")
table("month_name_day", by("%b %-d, %Y"), "Jan 5, 2022")
table("full_month", by("%-d %B %Y"), "5 January 2022")
table("weekday", by("%A, %B %d, %Y"), "Monday, January 05, 2022")
table("half_days", by("%m/%d/%Y %I:%M %p"), "1/5/2022 01:30 PM")
table("half_days_seconds", by("%d.%m.%Y %I:%M:%S%p"), "05.01.2022 01:30:05PM")
table("day_first", by("%d/%m/%Y"), "17/05/2022")
table("two_digits", by("%d/%m/%y"), "17/05/22")
table("year_first", by("%Y/%m/%d"), "2022/05/17")
table("year_month", by("%Y-%m"), "2022-05", column="month")
table("month_year", by("%m/%Y"), "05/2022", column="month")
table("quarters", lambda m: f"{m.year}Q{(m.month + 2) // 3}", "2022Q1", column="quarter")
table("weeks", by("%G-W%V"), "2022-W05", column="week")
table("german", lambda m: f"{m.day}. " + "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
      .split()[m.month - 1] + f" {m.year}", "5. Januar 2022", column="datum")
table("french", lambda m: f"{m.day} " + "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
      .split()[m.month - 1] + f" {m.year}", "5 janvier 2022")
table("spanish", lambda m: f"{m.day} de " + "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
      .split()[m.month - 1] + f" de {m.year}", "5 de enero de 2022", column="fecha")
table("digits", by("%Y%m%d"), "20240517 under the name of a date", notes=["eight digits"])
table("digits_elsewhere", by("%Y%m%d"), "The same digits under another name are numbers.", column="reading",
      type="integer")
table("clock", by("%I:%M %p"), "01:30 PM", column="at")
table("email", by("%a, %d %b %Y %H:%M:%S +0000"), "The date of an e-mail")
