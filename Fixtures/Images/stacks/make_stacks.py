"""Writes the fixtures of this folder with NumPy: python make_stacks.py"""

import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
TYPES = "|b1 |u1 <u2 >u2 <u4 >u4 <u8 >u8 |i1 <i2 >i2 <i4 >i4 <i8 >i8 <f2 >f2 <f4 >f4 <f8 >f8"

# Row r, y, x holds 6 r + 3 y + x, in every type and both orders of the indices.
plain = np.arange(24).reshape(4, 2, 3)
arrays = {}
for name in TYPES.split():
    for order in "CF":
        key = f"{name[1:]}-{dict(zip('<>|', ['little', 'big', 'none']))[name[0]]}-{order}"
        values = plain % 2 if name[1:] == "b1" else plain
        arrays[key] = np.array(values, dtype=name, order=order)
np.savez(here / "types.npz", **arrays)

images = (np.arange(6 * 4 * 4).reshape(6, 4, 4) * 2).astype(np.uint8)
labels = np.array([3, 1, 10, 3, 1, 10])
np.savez(here / "stored.npz", images=images, labels=labels)
np.savez_compressed(here / "deflated.npz", images=images, labels=labels)
np.savez_compressed(
    here / "splits.npz", x_train=images[:4], y_train=labels[:4], x_test=images[4:], y_test=labels[4:]
)
np.save(here / "objects.npy", np.array([{}, None], dtype=object), allow_pickle=True)
