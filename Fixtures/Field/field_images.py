"""What the scripts of the image kinds share: pictures, deterministic archives, oracles.

Needs numpy, opencv-python-headless and Pillow. All pictures are made here; none is of anybody else.
"""

import gzip, io, json, os, tarfile

import cv2
import numpy as np
from PIL import Image


def picture(rng, kind, height=24, width=32, colour=True):
    """A smooth scene with a box (0) or a ring (1)."""
    base = rng.integers(60, 180, 3).astype(float)
    slopes = rng.normal(0, 20, (2, 3))
    rows = np.linspace(-1, 1, height)[:, None, None] * slopes[0]
    columns = np.linspace(-1, 1, width)[None, :, None] * slopes[1]
    image = np.clip(base + rows + columns, 0, 255).astype(np.uint8)
    image = np.broadcast_to(image, (height, width, 3)).copy()
    x, y = int(rng.integers(9, width - 9)), int(rng.integers(8, height - 8))
    side = int(rng.integers(4, 7))
    shade = tuple(int(v) for v in (base + 120) % 256)
    if kind == 0:
        cv2.rectangle(image, (x - side, y - side), (x + side, y + side), shade, -1)
    else:
        cv2.circle(image, (x, y), side, shade, 2, cv2.LINE_AA)
    return image if colour else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)


def encoded(image, form="PNG", **options):
    """The bytes of an image file."""
    buffer = io.BytesIO()
    picture = image if isinstance(image, Image.Image) else Image.fromarray(image)
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def jpeg(image, quality=85):
    return encoded(image, "JPEG", quality=quality)


def mask(height=24, width=32):
    image = np.zeros((height, width), np.uint8)
    image[6:18, 8:24] = 255
    return encoded(image)


class Kind:
    """One folder of the corpus."""

    def __init__(self, script):
        self.folder = os.path.dirname(os.path.abspath(script))

    def add(self, name, why, files, **oracle):
        """Writes NAME.tar.gz with files below `set`, and NAME.json."""
        raw = io.BytesIO()
        with tarfile.open(fileobj=raw, mode="w") as archive:
            for path in sorted(files):
                info = tarfile.TarInfo("set/" + path)
                data = files[path]
                data = data.encode() if isinstance(data, str) else data
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
        packed = gzip.compress(raw.getvalue(), 9, mtime=0)
        with open(f"{self.folder}/{name}.tar.gz", "wb") as file:
            file.write(packed)
        self.oracle(name, why, f"{name}.tar.gz", folder=oracle.pop("folder", "set"), **oracle)

    def oracle(self, name, why, given, **oracle):
        case = {"why": why, "input": given, **oracle}
        with open(f"{self.folder}/{name}.json", "w") as file:
            json.dump(case, file, indent=1, ensure_ascii=False)
            file.write("\n")
