"""Pictures whose colour says what grey does not: run `python3 make_data.py` in this folder."""

import os, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from field_images import *

kind = Kind(__file__)
rng = np.random.default_rng(2)


def fruit(k):
    """A disc of one of two hues, of a brightness that says nothing."""
    image = np.ascontiguousarray(np.broadcast_to(rng.integers(90, 160), (24, 32, 3)).astype(np.uint8))
    image = np.clip(image + rng.normal(0, 4, image.shape), 0, 255).astype(np.uint8)
    colour = np.array([(200, 60, 60), (60, 132, 60)][k]) + rng.normal(0, 8, 3)
    colour += 110 + rng.normal(0, 20) - colour @ [0.299, 0.587, 0.114]
    centre = (int(rng.integers(9, 23)), int(rng.integers(8, 16)))
    cv2.circle(image, centre, 6, tuple(float(v) for v in np.clip(colour, 0, 255)), -1, cv2.LINE_AA)
    return jpeg(image)


fruits = {f"{name}/{n}.jpg": fruit(k) for k, name in enumerate(("ripe", "unripe")) for n in range(50)}
kind.add("fruit", "Two fruits of equal brightness differ by their colour alone.", fruits, race=True,
         expect={"input.layout": "24x32x3", "verdict.recommendation": {"not": "inconclusive"}}, blindSpots=[],
         silent=["Fix the data", "Mend the data"])
kind.oracle("fruit-grey", "Colour that the user leaves out is named.", "fruit.tar.gz", folder="set",
            arguments=["--no-colour"], expect={"input.layout": "24x32"}, blindSpots=["images.colour"])


def spot(k):
    """A grey picture with a small coloured spot."""
    grey = picture(rng, 0, colour=False)
    image = np.ascontiguousarray(np.dstack([grey] * 3))
    cv2.circle(image, (int(rng.integers(4, 28)), int(rng.integers(4, 20))), 1, [(220, 40, 40), (40, 40, 220)][k], -1)
    return encoded(image)


spots = {f"{name}/{n}.png": spot(k) for k, name in enumerate(("warm", "cold")) for n in range(12)}
kind.add("spot", "A small spot of colour is colour.", spots, expect={"input.layout": "24x32x3"}, blindSpots=[])
grey = {
    f"{name}/{n}.jpg": jpeg(np.dstack([picture(rng, k, colour=False)] * 3))
    for k, name in enumerate(("box", "ring")) for n in range(12)
}
kind.add("grey-as-colour", "Grey pictures that were saved in colour are grey.", grey,
         expect={"input.layout": "24x32"}, notes=["says as much as their colours"], blindSpots=[])
