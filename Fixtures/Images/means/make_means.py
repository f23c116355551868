"""Makes the JPEGs of this folder and expected.json: the means of their blocks of 8 × 8 pixels, as
OpenCV reads them at an eighth of the size.

Run in this folder: python make_means.py (Python 3.11, numpy and opencv-python). The pictures are
computed here, so that the files are the project's own.
"""

import json
from pathlib import Path

import cv2
import numpy as np

HEIGHT, WIDTH = 53, 76
HERE = Path(__file__).parent
SAMPLING = {"444": 0x111111, "440": 0x121111, "422": 0x211111, "420": 0x221111, "411": 0x411111}


def picture():
    """Waves of all lengths, with noise in one half, so that blocks have many coefficients."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    noise = np.random.default_rng(3).normal(0, 25, (HEIGHT, WIDTH, 3)) * (x > WIDTH / 2)[..., None]
    waves = [128 + 110 * np.sin(x * x / 300 + k) * np.cos(y * (k + 1) / 9) for k in range(3)]
    return np.clip(np.stack(waves, -1) + noise, 0, 255).astype(np.uint8)


def main():
    expected = {}

    def add(name, image, **options):
        flags = [v for k, value in options.items() for v in (getattr(cv2, f"IMWRITE_JPEG_{k}"), value)]
        data = cv2.imencode(".jpg", image, flags)[1]
        (HERE / name).write_bytes(data.tobytes())
        means = cv2.imdecode(data, cv2.IMREAD_REDUCED_COLOR_8 if image.ndim == 3
                             else cv2.IMREAD_REDUCED_GRAYSCALE_8)
        if means.ndim == 3:
            means = means[..., ::-1]
        expected[name] = {"height": means.shape[0], "width": means.shape[1],
                          "values": means.ravel().tolist()}

    colour = picture()
    grey = cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)
    for name, factor in SAMPLING.items():
        add(f"{name}.jpg", colour, QUALITY=80, SAMPLING_FACTOR=factor)
    add("420_best.jpg", colour, QUALITY=100, SAMPLING_FACTOR=SAMPLING["420"], OPTIMIZE=1)
    add("420_coarse.jpg", colour, QUALITY=4, SAMPLING_FACTOR=SAMPLING["420"])
    add("420_restarts.jpg", colour, QUALITY=80, SAMPLING_FACTOR=SAMPLING["420"], RST_INTERVAL=3)
    add("420_progressive.jpg", colour, QUALITY=80, SAMPLING_FACTOR=SAMPLING["420"], PROGRESSIVE=1)
    add("grey.jpg", grey, QUALITY=80)
    add("grey_restarts.jpg", grey, QUALITY=95, RST_INTERVAL=1)
    (HERE / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


main()
