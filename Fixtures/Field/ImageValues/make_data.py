"""Values beyond eight bits, transparency, dark and bright pictures: run `python3 make_data.py` in this folder."""

import os, sys, zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from field_images import *

kind = Kind(__file__)
rng = np.random.default_rng(4)
ISSUE = "analyses[imageHealth].evidence.issues[{}].images".format


def sound(**other):
    """Nothing is said of any image but what is named."""
    names = ("blank", "dark", "bright", "oddShape", "oddSize", "greyAmongColour")
    return {ISSUE(name): other.get(name, 0) for name in names}


def shades(k):
    """Numbers from 0 to 1."""
    image = cv2.GaussianBlur(rng.normal(0, 1, (20, 20)), (0, 0), 2)
    image = (image - image.min()) / (image.max() - image.min())
    if k:
        image[6:14, 6:14] = 0.8
    return image


def labelled(make, form, count=12, **options):
    return {
        f"{name}/{n}.{form}": make(shades(k), **options) for k, name in enumerate(("plain", "box")) for n in range(count)
    }


kind.add("twelve-bits", "12 bits in 16 are not dark.",
         labelled(lambda v: encoded((v * 4095).astype(np.uint16)), "png"), expect=sound(),
         notes=["use 12 of them: 0 to 4095"], blindSpots=[])


def scan(values):
    data = (values * 2500 - 1000).astype("<i2")
    image = Image.frombytes("I;16", data.shape[::-1], data.tobytes())
    return encoded(image, "TIFF", tiffinfo={339: 2})


kind.add("scans", "Signed numbers of 16 bits, as of computed tomography, are spread over all grey values.",
         labelled(scan, "tif"), expect=sound(), notes=["span 2500 levels"], blindSpots=[])
kind.add("floats", "Real numbers from 0 to 1 are spread over all grey values.",
         labelled(lambda v: encoded(v.astype(np.float32), "TIFF"), "tif"), expect=sound(), blindSpots=[])


def npy(values):
    buffer = io.BytesIO()
    np.save(buffer, values)
    return buffer.getvalue()


stack = np.stack([shades(n % 2) for n in range(24)])
kind.add("array", "12 bits in an array of 16 are not dark.", {"stack.npy": npy((stack * 4095).astype(np.uint16))},
         folder="set/stack.npy", expect={**sound(), "input.rows.used": 24}, notes=["use 12 of them"], blindSpots=[])
kind.add("binary", "An array of 0 and 1 is black and white.", {"stack.npy": npy((stack > 0.5).astype(np.uint8))},
         folder="set/stack.npy", expect={**sound(), "input.rows.used": 24}, notes=["use 1 of them"], blindSpots=[])
packed = io.BytesIO()
with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr(zipfile.ZipInfo("scans/volume.npy"), npy((stack * 255).astype(np.uint8)))
kind.add("zip-of-array", "A zip of one array reads like the array.", {"stack.zip": packed.getvalue()},
         folder="set/stack.zip", expect={**sound(), "input.rows.used": 24, "input.layout": "20x20"}, blindSpots=[])


def icon(k, colour):
    alpha = np.zeros((32, 32), np.uint8)
    x, y, side = int(rng.integers(11, 21)), int(rng.integers(11, 21)), int(rng.integers(5, 10))
    if k == 0:
        cv2.circle(alpha, (x, y), side, 255, -1, cv2.LINE_AA)
    else:
        cv2.rectangle(alpha, (x - side, y - side), (x + side, y + side), 255, 2)
    return encoded(np.dstack([np.full_like(alpha, colour)] * 3 + [alpha]))


kind.add("white-icons", "White icons on a transparent ground are shown on black.",
         {f"{name}/{n}.png": icon(k, 255) for k, name in enumerate(("disc", "box")) for n in range(12)},
         expect=sound(), notes=["composited on black"], blindSpots=[])
kind.add("icons-of-both-kinds", "White and black icons are shown on grey.",
         {f"{name}/{n}.png": icon(k, 255 * (n % 2)) for k, name in enumerate(("disc", "box")) for n in range(12)},
         expect=sound(), notes=["composited on grey"], blindSpots=[])


def studio(n, small=False):
    image = np.full((48, 64, 3), 255, np.uint8)
    colour = [int(v) for v in rng.integers(0, 150, 3)]
    colour[n % 3] += 60
    x, y, side = int(rng.integers(20, 44)), int(rng.integers(16, 32)), 2 if small else int(rng.integers(6, 12))
    if n % 2:
        cv2.circle(image, (x, y), side, colour, -1, cv2.LINE_AA)
    else:
        cv2.rectangle(image, (x - side, y - side), (x + side, y + side), colour, -1)
    return image


kind.add("studio", "Small things on white are neither blank nor overexposed.",
         {f"{'ab'[n % 2]}/{n}.jpg": jpeg(studio(n, small=n < 20), 90) for n in range(30)}, expect=sound(), blindSpots=[])
odd = {}
for n in range(40):
    image = studio(n)
    if n < 4:
        image = (image * 0.35).astype(np.uint8)
    elif n < 6:
        image = np.full_like(image, 255)
    elif n < 8:
        image = image[14:34, 2:62]
    odd[f"{'ab'[n % 2]}/{n:02d}.png"] = encoded(image)
kind.add("odd-ones", "Four dark, two blank and two long pictures among forty.", odd,
         expect={ISSUE("dark"): 4, ISSUE("blank"): 2, ISSUE("oddShape"): 2, ISSUE("bright"): 0}, blindSpots=[])
kind.add("four-bits", "Numbers of 8 bits that stay below 16 are not dark.",
         labelled(lambda v: encoded((v * 15).round().astype(np.uint8)), "png"), expect=sound(),
         notes=["Numbers of 8 bits use 4 of them: 0 to 15"], blindSpots=[])
kind.add("two-classes-of-pixels", "0 and 1 in three channels are black and white.",
         labelled(lambda v: encoded(np.repeat((v > 0.5).astype(np.uint8)[..., None], 3, 2)), "png"), expect=sound(),
         notes=["use 1 of them"], blindSpots=[])
kind.add("fifteen-bits", "Numbers that are clipped at 32767 have 15 bits.",
         labelled(lambda v: encoded(np.minimum(32767, v * 36000).astype(np.uint16)), "png"), expect=sound(),
         notes=["use 15 of them: 0 to 32767"], blindSpots=[])


def cells(count, colour):
    image = np.zeros((32, 32, 3), np.uint8)
    for _ in range(count):
        shade = [int(v * rng.uniform(0.8, 1)) for v in colour]
        cv2.circle(image, (int(rng.integers(5, 27)), int(rng.integers(5, 27))), int(rng.integers(2, 5)), shade, -1)
    return encoded(image)


def cultures(colour):
    return {f"{name}/{n}.png": cells(3 + 6 * k, colour) for k, name in enumerate(("few", "many")) for n in range(12)}


kind.add("blue-light", "Saturated blue on black is not dark.", cultures((0, 0, 255)), expect=sound(), blindSpots=[])
kind.add("little-light", "A fifth of that is dark.", cultures((0, 0, 51)), expect=sound(dark=24), blindSpots=[])


def pale(n, level):
    image = np.full((40, 40), 255, np.uint8)
    x, y, side = int(rng.integers(12, 28)), int(rng.integers(12, 28)), int(rng.integers(3, 9))
    if n % 2:
        cv2.circle(image, (x, y), side, level, -1)
    else:
        cv2.rectangle(image, (x - side, y - side), (x + side, y + side), level, -1)
    return encoded(image)


kind.add("pale-on-white", "A light ground is not overexposed.",
         {f"{'ab'[n % 2]}/{n}.png": pale(n, int(rng.integers(215, 246))) for n in range(24)}, expect=sound(), blindSpots=[])
mixed = {f"{'ab'[n % 2]}/{n:02d}.png": encoded(picture(rng, n % 2, 40, 40, colour=False)) for n in range(24)}
for n in range(4):
    burnt = cv2.GaussianBlur(rng.normal(0, 1, (40, 40)), (0, 0), 3)
    darkest = burnt.ravel().argsort().argsort().reshape(burnt.shape) / burnt.size  # Of these 4 % are less than white.
    mixed[f"{'ab'[n % 2]}/{n:02d}.png"] = encoded(np.clip(215 + 1000 * darkest, 0, 255).astype(np.uint8))
kind.add("burnt-out", "Four pictures that are nearly all white among twenty others.", mixed, expect=sound(bright=4), blindSpots=[])
