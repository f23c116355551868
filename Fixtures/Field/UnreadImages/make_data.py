"""Files that are not read, or in part: run `python3 make_data.py` in this folder."""

import os, sys, zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from field_images import *

kind = Kind(__file__)
rng = np.random.default_rng(5)


def pictures(count=10):
    return {
        f"{name}/{n}.png": encoded(picture(rng, k, colour=False)) for k, name in enumerate(("box", "ring")) for n in range(count)
    }


def frames(count=3):
    return [Image.fromarray(picture(rng, n % 2, colour=False)) for n in range(count)]


def several(form, **options):
    images = frames()
    return encoded(images[0], form, save_all=True, append_images=images[1:], **options)


SHARE = "verdict.blindSpots[{}].share".format
others = pictures()
small = Image.fromarray(picture(rng, 0))
others.update({
    "box/a.tga": encoded(small, "TGA"), "box/a.jp2": encoded(small, "JPEG2000"), "ring/a.ico": encoded(small, "ICO"),
    "ring/a.svg": '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>\n',
    "ring/a.psd": b"8BPS\0\1" + bytes(40), "ring/a.dcm": bytes(128) + b"DICM" + bytes(40),
})
kind.add("other-formats", "Six files of other formats are counted by name, and are more than a tenth.", others,
         expect={"input.rows.used": 20, SHARE("images.formatNotRead"): {"atLeast": 6 / 26 - 1e-9, "atMost": 6 / 26 + 1e-9},
                 "verdict.blindSpots[images.formatNotRead].isLarge": True, "verdict.recommendation": "inconclusive"},
         blindSpots=["images.formatNotRead"])
kind.oracle("other-formats-strict", "--strict refuses them.", "other-formats.tar.gz", folder="set",
            arguments=["--strict"], exit=2, error=["is not read"])
few = pictures(20)
few["box/photo.nef"] = b"II*\0\x08\0\0\0" + bytes(60)
kind.add("camera-raw", "A camera's file is counted by its name although it begins like a TIFF.", few,
         expect={"input.rows.used": 40, "verdict.blindSpots[images.formatNotRead].isLarge": False},
         blindSpots=["images.formatNotRead"])
pages = pictures()
pages.update({"box/stack.tif": several("TIFF"), "ring/moving.gif": several("GIF")})
kind.add("pages", "Further pages and frames are counted.", pages,
         expect={"input.rows.used": 22, SHARE("images.pagesNotRead"): {"atLeast": 4 / 26 - 1e-9, "atMost": 4 / 26 + 1e-9}},
         blindSpots=["images.pagesNotRead"])
kind.oracle("all-pages", "--pages all takes them.", "pages.tar.gz", folder="set", arguments=["--pages", "all"],
            expect={"input.rows.used": 26, "input.classes[box].count": 13}, blindSpots=[])
broken = pictures()
for n in range(3):
    broken[f"ring/{n}.png"] = broken[f"ring/{n}.png"][:60]
kind.add("unreadable", "Three of twenty images cannot be decoded.", broken,
         expect={"input.rows.used": 17, SHARE("images.unreadable"): {"atLeast": 0.1499, "atMost": 0.1501}},
         blindSpots=["images.unreadable"])
kind.add("nothing-else", "A set of nothing but DICOM is refused by name.",
         {f"scan{n}.dcm": bytes(128) + b"DICM" + bytes(40) for n in range(4)}, exit=2, error=["4 DICOM"])


def tar(files, end=True):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for path in sorted(files):
            info = tarfile.TarInfo(path)
            info.size = len(files[path])
            archive.addfile(info, io.BytesIO(files[path]))
        length = archive.offset
    return raw.getvalue() if end else raw.getvalue()[:length]


def packed_zip(files):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(path), files[path])
    return raw.getvalue()


def cut(name, why, given, archive, **oracle):
    kind.add(name, why, {given: archive}, folder=f"set/{given}", **oracle)


LARGE = {"verdict.blindSpots[images.archiveCut].isLarge": True, "verdict.recommendation": "inconclusive"}
whole = pictures()
cut("cut-tar", "A tar that is cut between two files has no end.", "pets.tar", tar(whole, end=False),
    expect={**LARGE, "input.rows.used": len(whole)}, blindSpots=["images.archiveCut"])
kind.oracle("cut-tar-strict", "--strict refuses it.", "cut-tar.tar.gz", folder="set/pets.tar", arguments=["--strict"],
            exit=2, error=["cut or damaged"])
data = packed_zip(whole)
cut("cut-zip", "A zip without its second half: nobody knows how much is missing.", "pets.zip", data[: 3 * len(data) // 4],
    expect=LARGE, blindSpots=["images.archiveCut", "images.unreadable"])
data = gzip.compress(tar(whole), 9, mtime=0)
cut("cut-packed-tar", "Of a packed archive that is cut early nothing can be unpacked, and that is said.", "pets.tar.gz",
    data[: len(data) // 4], exit=2, error=["cannot be unpacked"])
contained = pictures()
contained.update({"box/more.zip": packed_zip({"x.png": whole[sorted(whole)[0]]}), "all.h5": b"\x89HDF\r\n\x1a\n" + bytes(60)})
kind.add("containers", "Archives and containers among images are counted by name.", contained,
         expect={SHARE("images.formatNotRead"): {"atLeast": 2 / (len(whole) + 2) - 1e-9, "atMost": 2 / (len(whole) + 2) + 1e-9}},
         blindSpots=["images.formatNotRead"])
