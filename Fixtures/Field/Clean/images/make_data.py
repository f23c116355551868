"""Sets of images in which nothing is wrong: run `python3 make_data.py` in this folder."""

import os, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from field_images import *

kind = Kind(__file__)
rng = np.random.default_rng(6)


def classes(prefixes=("",), names=("box", "ring"), count=8, form="png", colour=False):
    write = {"png": encoded, "jpg": jpeg}[form]
    return {
        f"{prefix}{name}/{n}.{form}": write(picture(rng, k % 2, colour=colour))
        for prefix in prefixes for k, name in enumerate(names) for n in range(count)
    }


def clean(name, why, files, classes=2, **oracle):
    expect = {"input.classes.count": classes, **oracle.pop("expect", {})}
    kind.add(name, why, files, expect=expect, blindSpots=[], **oracle)


QUIET = ["Classes by folder", "No folder names a class", "name groups"]
clean("grey", "Grey pictures in two folders.", classes(), silent=QUIET, expect={"input.notes.count": 0})
clean("colour", "Pictures in colour in two folders.", classes(colour=True), silent=QUIET,
      expect={"input.layout": "24x32x3", "input.notes.count": 0})
clean("splits", "train and test above the classes.", classes(("train/", "test/")), silent=QUIET)
clean("masks-are-worn", "with_mask and without_mask are classes.", classes(names=("with_mask", "without_mask")), silent=QUIET)
clean("vehicles", "A train is a vehicle.", classes(names=("train", "bus", "car")), classes=3, silent=QUIET)
clean("digits", "Numbers are classes.", classes(names=("0", "1", "2")), classes=3, silent=QUIET)
clean("numbered-classes", "class_1 and class_2 are classes.", classes(names=("class_1", "class_2")), silent=QUIET)
deep = {path.replace("/", "/left/" if n % 2 else "/right/"): data for n, (path, data) in enumerate(classes().items())}
clean("deeper-folders", "Folders below the classes are not looked at.", deep, silent=QUIET)
captions = classes(form="jpg")
captions.update({path.replace(".jpg", ".txt"): "a thing on a ground\n" for path in list(captions)})
captions["README.md"] = "# Pictures\n"
clean("captions", "Captions beside the images are no boxes.", captions, silent=QUIET)
clean("sixteen-bits", "16 bits that are all used.", {
    f"{name}/{n}.png": encoded(picture(rng, k, colour=False).astype(np.uint16) * 257)
    for k, name in enumerate(("box", "ring")) for n in range(8)
}, silent=QUIET + ["Numbers of 16 bits"])


def icon(k):
    alpha = np.zeros((24, 24), np.uint8)
    x, y = int(rng.integers(8, 16)), int(rng.integers(8, 16))
    if k:
        cv2.circle(alpha, (x, y), 6, 255, 2, cv2.LINE_AA)
    else:
        cv2.rectangle(alpha, (x - 5, y - 5), (x + 5, y + 5), 255, -1)
    return encoded(np.dstack([np.zeros_like(alpha)] * 3 + [alpha]))


clean("black-icons", "Black icons on a transparent ground are shown on white.",
      {f"{name}/{n}.png": icon(k) for k, name in enumerate(("box", "ring")) for n in range(8)},
      notes=["composited on white"], silent=QUIET)
clean("surgeons", "patient and surgeon are classes.", classes(names=("patient", "surgeon")), silent=QUIET)
clean("sites-of-one-class", "Folders whose names do not recur are classes.",
      {f"{a}/{b}/{n}.png": encoded(picture(rng, k, colour=False))
       for k, (a, inside) in enumerate((("box", ("left", "small")), ("ring", ("thin", "thick")))) for b in inside
       for n in range(5)}, silent=QUIET)
sales = "month,amount\n" + "".join(f"{n},{3 * n}\n" for n in range(1, 13))
clean("table-of-something-else", "A table of months has nothing to do with images called by numbers.",
      {**classes(count=16), "sales.csv": sales}, silent=QUIET + ["names images"])
clean("sixteen-bits-less-light", "16 bits without the highest are 16 bits.", {
    f"{name}/{n}.png": encoded((picture(rng, k, colour=False) * 118.0).astype(np.uint16))
    for k, name in enumerate(("box", "ring")) for n in range(8)
}, silent=QUIET + ["Numbers of 16 bits"])
clean("eight-bits-less-light", "8 bits of little light are 8 bits.", {
    f"{name}/{n}.png": encoded((picture(rng, k, colour=False) * 0.45).astype(np.uint8))
    for k, name in enumerate(("box", "ring")) for n in range(8)
}, silent=QUIET + ["Numbers of 8 bits"], expect={"input.notes.count": 0})
whole = io.BytesIO()
with tarfile.open(fileobj=whole, mode="w") as archive:
    for path, data in classes().items():
        info = tarfile.TarInfo(path)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
clean("whole-tar", "An archive that is whole.", {"pets.tar": whole.getvalue()}, folder="set/pets.tar",
      silent=QUIET + ["cut", "damaged"], expect={"input.notes.count": 0})
