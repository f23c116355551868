"""Make the files of this folder. Needs the `zstd` command. Run it here: `python3 make_data.py`."""

import bz2
import gzip
import lzma
import subprocess

WORDS = ["Zürich", "Malmö", "“São Paulo”", "café – 5 €"]

# More than one block of bzip2 -1 (100 kB) and of zstd (128 KiB).
rows = "row,digit,name\n" + "".join(
    f"{i},{i * i % 7},name{i % 11}\n" for i in range(12_000)
)
# As many blocks, in little space, for the damaged files.
plain = "hundreds,rest\n" + "".join(f"{i // 100},{i % 10}\n" for i in range(40_000))
# Every character is in Windows-1252, too.
words = "name,city\n" + "".join(f"n{i},{WORDS[i % 3]}\n{i}.5,{WORDS[3]}\n" for i in range(12))


def zstd(data):
    return subprocess.run(
        ["zstd", "-q", "--check", "-c"], input=data, stdout=subprocess.PIPE, check=True
    ).stdout


PACKERS = {
    "gz": lambda data: gzip.compress(data, mtime=0),
    "bz2": lambda data: bz2.compress(data, 1),
    "xz": lambda data: lzma.compress(data, check=lzma.CHECK_CRC64),
    "zst": zstd,
}


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


write("words.csv", words.encode())
for extension, pack in PACKERS.items():
    packed = pack(rows.encode())
    write(f"rows.csv.{extension}", packed)
    text = words.encode()
    # The text cut inside a character, with a member without any byte between.
    write(f"members.csv.{extension}", pack(text[:16]) + pack(b"") + pack(text[16:]))
    packed = pack(plain.encode())
    write(f"cut.csv.{extension}", packed[: len(packed) * 9 // 10])
    broken = bytearray(packed)
    broken[len(packed) * 9 // 10] ^= 0xFF
    write(f"corrupt.csv.{extension}", broken)

write("utf8-mark.csv", b"\xef\xbb\xbf" + words.encode())
write("utf16le-mark.csv", b"\xff\xfe" + words.encode("utf-16-le"))
write("utf16be-mark.csv", b"\xfe\xff" + words.encode("utf-16-be"))
write("utf16le.csv", words.encode("utf-16-le"))
write("utf16be.csv", words.encode("utf-16-be"))
write("utf32le-mark.csv", b"\xff\xfe\x00\x00" + words.encode("utf-32-le"))
write("windows1252.csv", words.encode("cp1252"))
write("windows1252.csv.gz", gzip.compress(words.encode("cp1252"), mtime=0))

lines = [line.encode() for line in words.splitlines()]
# One byte of Windows-1252 and one cut character in a text of UTF-8.
lines[4] += b" caf\xe9"
lines[9] += b" \xe2\x82"
write("invalid.csv", b"\n".join(lines) + b"\n")
lines = [line.encode() for line in rows.splitlines()[:200]]
lines[6] += b"\0"
lines[8] += b"\0\0"
write("nul.csv", b"\n".join(lines) + b"\n")
