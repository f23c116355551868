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


def months(names):
    return lambda m: names.split()[m.month - 1]


portuguese = months("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro")
dutch = months("januari februari maart april mei juni juli augustus september oktober november december")
polish = months("stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia")
russian = months("января февраля марта апреля мая июня июля августа сентября октября ноября декабря")
russian_short = months("янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.")
table("japanese", lambda m: f"{m.year}年{m.month}月{m.day}日", "2021年3月5日")
table("korean", lambda m: f"{m.year}년 {m.month}월 {m.day}일", "2021년 3월 5일")
table("korean_points", lambda m: f"{m.year}. {m.month}. {m.day}.", "2021. 3. 5.")
table("portuguese", lambda m: f"{m.day} de {portuguese(m)} de {m.year}", "5 de março de 2021", column="data")
table("dutch", lambda m: f"{m.day} {dutch(m)} {m.year}", "5 maart 2021", column="datum")
table("polish", lambda m: f"{m.day} {polish(m)} {m.year}", "5 marca 2021")
table("russian", lambda m: f"{m.day} {russian(m)} {m.year} г.", "5 марта 2021 г.")
table("russian_short", lambda m: f"{m.day:02d} {russian_short(m)} {m.year}", "05 мар. 2021")
table("digits_and_time", by("%Y%m%d %H%M%S"), "20210305 101500")
table("day_of_year", by("%Y-%j"), "2021-064")
table("common_log", by("%d/%b/%Y:%H:%M:%S +0000"), "05/Mar/2021:10:15:00 +0000", column="time")
table("oracle", lambda m: m.strftime("%d-%b-%y %I.%M.%S.000000 %p").upper(), "05-MAR-21 10.15.00.000000 AM")
