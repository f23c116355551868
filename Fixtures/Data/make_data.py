"""Make the data of this folder, and check the files that were taken from elsewhere.

Needs numpy, scikit-learn and Pillow. Run it from this folder: `python make_data.py`.
The README holds the source and the licence of every file.
"""

import csv
import hashlib
import json
import math
import os
import struct
import sys
import zlib

import numpy as np
from PIL import Image
from sklearn import datasets

# Files that are kept as they were taken from the project's reference set, with their SHA-256.
KEPT = {
    "airquality.csv": "2a1dc7f737c117ff4cce4680daf002d135ff91d3b70fcfeb6a747af84e99748f",
    "diabetes.csv": "d0b14a7a6a4015e4291e82705a7dd34906afb0b87bf5f67037bf1ec2f51e663f",
    "duncan.csv": "1efaccef6f300463309bdd2c7fcdeaf0c92b2778110eedefaf77b1018443dfc5",
    "exact_collinear.csv": "01451a3a8265fee9e6c83cdcbc8cf480d7a84cb7d9296b3bd90de97ff73d73aa",
    "filip_poly10.csv": "a1c308f76bbbf1137de79d0f6de1050b35253421953201cb57858359858adb6a",
    "longley.csv": "61e5d64fdfd24e410341d94df094bc6c8f6a8c76adc85bf4acc1d23ac388c0ce",
    "mtcars.csv": "a4054c94d605b782d4ae01c377f050475ad5bfbf8391337076e60dac7777a309",
    "noise6x6.csv": "c0fc54ff03a6cba69d6df84cfc6606ba2d91313e808e07bb813c2fc8f4e162e0",
    "spectra.csv": "bfe36167e86d90f52f5cdba74f1bacb19f11126f7deebe50cd5c5390fd2a6c37",
    "swiss_roll.csv": "0ba8a6d6ea5f384e28bb602f619ea71e8f7d6f756f4839c7a8390f3aa7e77d0c",
}

# Seed of the permutation of the pixel positions in digits_shuffled.csv.
SHUFFLE_SEED = 20260101


def check_kept():
    """Compare every kept file with its SHA-256, and diabetes.csv with scikit-learn's copy."""
    for name, expected in KEPT.items():
        with open(name, "rb") as file:
            found = hashlib.sha256(file.read()).hexdigest()
        if found != expected:
            sys.exit(f"{name}: SHA-256 is {found}, expected {expected}")
    bunch = datasets.load_diabetes(scaled=False)
    table = np.loadtxt("diabetes.csv", delimiter=",", skiprows=1)
    if not np.array_equal(table, np.column_stack([bunch.data, bunch.target])):
        sys.exit("diabetes.csv differs from scikit-learn's copy")


def write_table(name, columns, data, target, labels):
    """Write numbers so that they read back the same; a column of whole numbers as integers."""
    whole = [all(value.is_integer() for value in column) for column in data.T.tolist()]
    with open(name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*columns, target])
        for row, label in zip(data.tolist(), labels):
            writer.writerow([int(v) if w else repr(v) for v, w in zip(row, whole)] + [label])


def make_wine():
    bunch = datasets.load_wine()
    labels = [str(bunch.target_names[k]) for k in bunch.target]
    write_table("wine.csv", bunch.feature_names, bunch.data, "cultivar", labels)


def make_breast_cancer():
    bunch = datasets.load_breast_cancer()
    labels = [str(bunch.target_names[k]) for k in bunch.target]
    write_table("breast_cancer.csv", list(bunch.feature_names), bunch.data, "diagnosis", labels)


def make_digits():
    """Write digits.csv, digits_shuffled.csv and the folder digits, all in the same row order."""
    bunch = datasets.load_digits()
    names = [f"p{i}" for i in range(64)]
    labels = [int(k) for k in bunch.target]
    write_table("digits.csv", names, bunch.data, "label", labels)

    order = np.random.default_rng(SHUFFLE_SEED).permutation(64)
    write_table("digits_shuffled.csv", names, bunch.data[:, order], "label", labels)

    for label in sorted(set(labels)):
        os.makedirs(f"digits/{label}", exist_ok=True)
    for row, (pixels, label) in enumerate(zip(bunch.data.tolist(), labels)):
        image = Image.frombytes("L", (8, 8), bytes(round(v * 15.9375) for v in pixels))
        image.save(f"digits/{label}/{row:04d}.png", optimize=True)


def smooth(width, height):
    """Red, green, blue and alpha between 0 and 1: gradients with a soft disc."""
    y, x = np.mgrid[0:height, 0:width]
    u, v = x / (width - 1), y / (height - 1)
    distance = np.hypot(x - 0.6 * width, y - 0.4 * height) / (0.3 * min(width, height))
    disc = np.clip(1.5 - distance, 0, 1)
    red = 0.15 + 0.6 * u + 0.2 * disc
    green = 0.8 - 0.5 * v * (1 - disc)
    blue = 0.3 + 0.4 * u * v + 0.3 * disc
    return red, green, blue, np.clip(0.2 + 0.8 * v + 0.3 * disc, 0, 1)


def levels(channel, top=255):
    return np.rint(np.clip(channel, 0, 1) * top).astype(np.uint16 if top > 255 else np.uint8)


def interlaced_png(image):
    """The bytes of an 8-bit RGB PNG in the seven passes of Adam7, every row with filter 0."""
    pixels = np.asarray(image)
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4),
              (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]  # x0, y0, dx, dy
    raw = b"".join(
        b"\0" + row.tobytes()
        for x0, y0, dx, dy in passes
        for row in pixels[y0::dy, x0::dx]
        if row.size)

    def chunk(kind, body):
        checksum = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", image.width, image.height, 8, 2, 0, 0, 1)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 9))
            + chunk(b"IEND", b""))


def grey_values(path):
    """Grey values as read by Pillow: 8 bits a channel, alpha composited on white, not rounded."""
    image = Image.open(path)
    if image.mode.startswith("I"):
        return np.asarray(image).astype(float) / 257
    if image.mode in ("1", "L"):
        return np.asarray(image.convert("L")).astype(float)
    r, g, b, a = np.moveaxis(np.asarray(image.convert("RGBA")).astype(float), 2, 0)
    grey = r.copy()
    coloured = (r != g) | (g != b)
    grey[coloured] = (0.299 * r + 0.587 * g + 0.114 * b)[coloured]
    return grey * (a / 255) + 255 * (1 - a / 255)


def make_photos():
    os.makedirs("photos", exist_ok=True)

    def rgb(width, height):
        return Image.fromarray(np.dstack([levels(c) for c in smooth(width, height)[:3]]))

    def grey(width, height):
        return Image.fromarray(levels(smooth(width, height)[0]))

    palette = rgb(32, 32).quantize(16, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    files = {
        "bilevel.png": (grey(30, 20).point(lambda v: 255 * (v >= 128), mode="1"), {}),
        "grey.jpg": (grey(40, 33), {"quality": 90}),
        "grey.png": (grey(48, 32), {}),
        "grey16.png": (Image.fromarray(levels(smooth(36, 24)[0], 65535)), {}),
        "grey_alpha.png": (Image.merge("LA", [grey(21, 30), Image.fromarray(
            levels(smooth(21, 30)[3]))]), {}),
        "palette.png": (palette, {}),
        "palette_transparent.png": (palette, {"transparency": bytes(17 * k for k in range(16))}),
        "rgb.jpg": (rgb(64, 48), {"quality": 90, "subsampling": "4:2:0"}),
        "rgb.png": (rgb(64, 48), {}),
        "rgb_444.jpg": (rgb(37, 29), {"quality": 90, "subsampling": "4:4:4"}),
        "rgb_progressive.jpg": (rgb(50, 41), {"quality": 90, "progressive": True}),
        "rgba.png": (Image.fromarray(np.dstack([levels(c) for c in smooth(40, 30)])), {}),
    }
    for name, (image, options) in files.items():
        if name.endswith(".png"):
            options = {"optimize": True, **options}
        image.save(f"photos/{name}", **options)
    with open("photos/rgb_interlaced.png", "wb") as file:
        file.write(interlaced_png(rgb(45, 35)))

    expected = {}
    for name in sorted([*files, "rgb_interlaced.png"]):
        values = grey_values(f"photos/{name}")
        height, width = values.shape
        spots = [(0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1),
                 (width // 2, height // 2)]
        expected[name] = {
            "width": width,
            "height": height,
            "mean": math.fsum(values.ravel()) / values.size,
            "pixels": [{"x": x, "y": y, "grey": float(values[y, x])} for x, y in spots],
        }
    with open("photos/expected.json", "w") as file:
        json.dump(expected, file, indent=1)
        file.write("\n")

    # The first two thirds of rgb.png: a header that is right and data that stop too early.
    with open("photos/rgb.png", "rb") as file:
        data = file.read()
    with open("photos/broken.png", "wb") as file:
        file.write(data[: 2 * len(data) // 3])
    with open("photos/notes.txt", "w") as file:
        file.write("This file is no image. A reader of images skips it.\n")


if __name__ == "__main__":
    check_kept()
    make_wine()
    make_breast_cancer()
    make_digits()
    make_photos()
