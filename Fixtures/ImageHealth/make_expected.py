#!/usr/bin/env python3
"""Makes photos/ and expected.json; run in this folder with numpy, Pillow and scikit-image.

The measures are computed here from their definitions, with numpy and without Fathom's code.
"""
import json
import os

import numpy as np
import skimage.data
from PIL import Image, ImageFilter

SIDE = 160
REACH = 8
PHOTOS = ["astronaut", "camera", "cat", "coffee", "coins", "moon", "rocket", "clock"]


def save(image, kind, name):
    os.makedirs(f"photos/{kind}", exist_ok=True)
    image.save(f"photos/{kind}/{name}.jpg", quality=85)


def make():
    rng = np.random.default_rng(20261126)
    for name in PHOTOS:
        image = Image.fromarray(np.asarray(getattr(skimage.data, name)()))
        image.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
        save(image, "sharp", name)
        if name in ("moon", "clock"):
            continue
        save(image.filter(ImageFilter.GaussianBlur(3.5 * max(image.size) / 128)), "blurred", name)
    cat = Image.fromarray(skimage.data.cat())
    cat.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    save(cat.point(lambda v: v * 0.3), "dark", "cat")
    save(cat.point(lambda v: 244 + v * 0.045), "bright", "cat")
    y, x = np.mgrid[0:120, 0:120]
    for index, (level, slope, noise) in enumerate([(90, 0, 3), (140, 30, 2), (60, 60, 1), (200, 20, 5)]):
        plain = level + slope * x / 119 + rng.normal(0, noise, x.shape)
        save(Image.fromarray(np.clip(plain, 0, 255).astype(np.uint8)), "plain", f"plain{index}")
    save(Image.fromarray(np.full((120, 120), 180, np.uint8)), "blank", "blank")


def area_average(channel, height, width):
    """Means over cells of equal area, by the matrix of overlaps."""
    def weights(pixels, cells):
        edges = np.arange(cells + 1) * pixels / cells
        left = np.arange(pixels)
        return np.clip(np.minimum(edges[1:, None], left + 1) - np.maximum(edges[:-1, None], left), 0, 1)
    a, b = weights(channel.shape[0], height), weights(channel.shape[1], width)
    return a @ channel @ b.T / a.sum(1)[:, None] / b.sum(1)[None, :]


def edge_width(grey):
    rises, steps = [], []
    for values in (grey, grey.T):
        if values.shape[1] <= REACH:
            continue
        windows = np.lib.stride_tricks.sliding_window_view(values, REACH + 1, axis=1)
        rises.append(np.abs(windows[..., -1] - windows[..., 0]).ravel())
        steps.append(np.abs(np.diff(windows, axis=-1)).max(-1).ravel())
    rises, steps = np.concatenate(rises), np.concatenate(steps)
    if rises.max() < 25:
        return None
    strong = rises >= max(25, rises.max() // 2)
    return float(rises[strong].sum() / np.minimum(rises, steps)[strong].sum())


def measures(path):
    image = np.asarray(Image.open(path).convert("RGB"), float)
    longer = max(image.shape[:2])
    side = min(128, longer)
    height, width = (max(1, int((2 * n * side + longer) // (2 * longer))) for n in image.shape[:2])
    channels = [area_average(image[..., c], height, width) for c in range(3)]
    grey = 0.299 * channels[0] + 0.587 * channels[1] + 0.114 * channels[2]
    rounded = np.floor(grey + 0.5).astype(int)
    low, one, high = (int(np.sort(rounded.ravel())[int(p * (rounded.size - 1))]) for p in (0.05, 0.01, 0.99))
    stack = np.stack(channels)
    return {"height": image.shape[0], "width": image.shape[1], "mean": grey.mean(), "deviation": grey.std(),
            "low": low, "high": high, "range": high - one, "edgeWidth": edge_width(rounded),
            "chroma": (stack.max(0) - stack.min(0)).mean()}


make()
found = {os.path.relpath(os.path.join(folder, name), "photos"): measures(os.path.join(folder, name))
         for folder, _, names in sorted(os.walk("photos")) for name in sorted(names)}
with open("expected.json", "w") as file:
    json.dump(found, file, indent=1, sort_keys=True)
    file.write("\n")
