"""Makes the archives of this folder: four small pictures in two class folders, packed in every way.

Run in this folder: python make_archives.py (Python 3.11 and `zstd`). The pictures are
computed here, so that the files are the project's own.
"""

import io
import struct
import subprocess
import tarfile
import zipfile
import zlib
from pathlib import Path

HERE = Path(__file__).parent


def png(value):
    """A grey picture of 4 × 3 pixels."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes([value, 255 - value, value, 9]) for _ in range(3))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 3, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


FILES = {"cat/1.png": png(10), "cat/2.png": png(60), "dog/1.png": png(120), "dog/2.png": png(200)}


def main():
    for suffix, mode in [("", "w"), (".gz", "w:gz"), (".bz2", "w:bz2"), (".xz", "w:xz")]:
        with tarfile.open(HERE / f"pets.tar{suffix}", mode) as archive:
            for name, data in FILES.items():
                member = tarfile.TarInfo("pets/" + name)
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
    subprocess.run(["zstd", "-q", "-f", HERE / "pets.tar"], check=True)
    for name, files in [("pets.zip", FILES),
                        ("encrypted.zip", {k: v for k, v in FILES.items() if "cat" in k})]:
        with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, data in files.items():
                archive.writestr(zipfile.ZipInfo("pets/" + member), data)
    # The flag says encrypted: nobody has the password, so what the bytes are does not matter.
    with zipfile.ZipFile(HERE / "encrypted.zip", "a") as archive:
        for member in ("dog/1.png", "dog/2.png"):
            archive.writestr(zipfile.ZipInfo("pets/" + member), bytes(12) + FILES[member])
    data = bytearray((HERE / "encrypted.zip").read_bytes())
    for signature, flag in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.find(signature)
        while place >= 0:
            if b"dog" in data[place:place + 70]:
                data[place + flag] |= 1
            place = data.find(signature, place + 1)
    (HERE / "encrypted.zip").write_bytes(data)


main()
