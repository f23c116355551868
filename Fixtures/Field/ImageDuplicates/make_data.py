"""Copies, and pictures that only look like copies: run `python3 make_data.py` in this folder."""

import os, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from field_images import *

kind = Kind(__file__)
rng = np.random.default_rng(3)
NEAR = "analyses[imageHealth].evidence.duplicates.near"
ACROSS = "analyses[imageHealth].evidence.duplicates.acrossClasses"


def plain():
    """One thing on a plain ground."""
    image = np.full((48, 64, 3), int(rng.integers(150, 250)), np.uint8)
    colour = tuple(int(v) for v in rng.integers(0, 140, 3))
    x, y, side = int(rng.integers(18, 46)), int(rng.integers(14, 34)), int(rng.integers(5, 13))
    if rng.integers(0, 2):
        cv2.circle(image, (x, y), side, colour, -1, cv2.LINE_AA)
    else:
        cv2.rectangle(image, (x - side, y - side), (x + side, y + side), colour, -1)
    return image


def half(image):
    return cv2.resize(image, (32, 24), interpolation=cv2.INTER_AREA)


copies = {}
for n in range(40):
    image, folder = plain(), "ab"[n % 2]
    copies[f"{folder}/{n}.jpg"] = jpeg(image, 92)
    if n < 20:
        copies[f"{folder}/{n}_copy.jpg"] = jpeg(image, 45) if n % 4 < 2 else jpeg(half(image), 80)
kind.add("copies", "20 of 40 things on plain grounds are there again, recompressed or halved.", copies,
         expect={NEAR: {"atLeast": 16, "atMost": 21}, ACROSS: {"atMost": 1}}, blindSpots=[])

ground = cv2.resize(rng.integers(40, 200, (6, 8, 3)).astype(np.uint8), (64, 48), interpolation=cv2.INTER_CUBIC)


def camera(k):
    """Another thing in front of the same ground."""
    image = np.clip(ground + rng.normal(0, 2, ground.shape) + rng.normal(0, 2), 0, 255).astype(np.uint8)
    colour = tuple(int(v) for v in rng.integers(0, 255, 3))
    x, y, side = int(rng.integers(6, 58)), int(rng.integers(6, 42)), int(rng.integers(3, 6))
    if k:
        cv2.circle(image, (x, y), side, colour, -1, cv2.LINE_AA)
    else:
        cv2.rectangle(image, (x - side, y - side), (x + side, y + side), colour, -1)
    return jpeg(image, 85)


kind.add("one-camera", "60 pictures from one camera are no copies of one another.",
         {f"{'ab'[n % 2]}/{n}.jpg": camera(n % 2) for n in range(60)},
         expect={NEAR: {"atMost": 2}, ACROSS: {"atMost": 2}}, blindSpots=[])
mixed = {f"{'ab'[n % 2]}/{n}.png": encoded(plain()[::2, ::2]) for n in range(24)}
for n in range(4):
    mixed[f"b/wrong{n}.png"] = mixed[f"a/{2 * n}.png"]
kind.add("two-labels", "Four pictures lie in both classes.", mixed,
         expect={"analyses[imageHealth].evidence.duplicates.exact": 4, ACROSS: 4}, blindSpots=[])
