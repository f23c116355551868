"""Writes the tables of this folder and their oracles: encodings other than UTF-8.

    python3 make_data.py
"""

import json
import pathlib
import random

HERE = pathlib.Path(__file__).parent
random.seed(27)
CASES = [
    ("shift-jis", "shift_jis", "Shift_JIS", "都市", "東京 大阪 名古屋 赤い川 データ ひらがな"),
    ("euc-jp", "euc_jp", "EUC-JP", "都市", "東京 大阪 名古屋 赤い川 データ ひらがな"),
    ("gbk", "gbk", "GB18030", "城市", "北京 上海 广州 红色 河流 中国"),
    ("big5", "big5", "Big5", "城市", "台北 高雄 臺灣 紅色 河流 中國"),
    ("euc-kr", "euc_kr", "EUC-KR", "도시", "서울 부산 대구 빨강 대한민국"),
    ("windows-1251", "cp1251", "Windows-1251", "город", "Москва Казань Новгород красный зелёный река"),
    ("koi8-r", "koi8_r", "KOI8-R", "город", "Москва Казань Новгород красный зелёный река"),
    ("windows-1250", "cp1250", "Windows-1250", "miasto", "Łódź Kraków Gdańsk Wrocław święto źródło"),
    ("iso-8859-2", "iso8859_2", "ISO-8859-2", "město", "Plzeň Děčín Břeclav žlutý kůň příliš"),
    ("greek", "iso8859_7", "ISO-8859-7", "πόλη", "Αθήνα Θεσσαλονίκη κόκκινο πράσινο ποτάμι"),
    ("windows-1252", "cp1252", "Windows-1252", "Straße", "München Köln São_Paulo Århus Besançon Málaga"),
    ("utf-32", "utf_32", "UTF-32", "name", "Zürich 東京 Łódź"),
]


def add(name, why, data, column, words, notes, arguments=()):
    (HERE / f"{name}.csv").write_bytes(data)
    oracle = {
        "why": why, "input": f"{name}.csv", "arguments": list(arguments),
        "expect": {
            "input.rows.read": 60, "input.rows.used": 60, "input.columns.count": 3,
            f"input.columns[{column}].type": "categorical", f"input.columns[{column}].distinct": len(words),
        },
        "notes": notes, "silent": ["U+FFFD"], "blindSpots": [],
    }
    (HERE / f"{name}.json").write_text(json.dumps(oracle, indent=2, ensure_ascii=False) + "\n")


def table(column, words):
    return f"id,{column},x\n" + "".join(f"{i},{words[i % len(words)]},{random.random():.3f}\n" for i in range(60))


for name, codec, title, column, text in CASES:
    words = text.split()
    add(name, f"A table in {title}.", table(column, words).encode(codec), column, words, [f"Text is encoded in {title}"])
words = "Αθήνα Πάτρα Βόλος".split()
add("told", "An encoding that the user names.", table("πόλη", words).encode("cp869"), "πόλη", words,
    ["Text is encoded in CP869"], ["--encoding", "cp869"])
