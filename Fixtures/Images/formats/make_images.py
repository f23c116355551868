"""Makes the images of this folder and expected.json: what Pillow, OpenCV and tifffile read in them.

Run in this folder: python make_images.py (Python 3.11, numpy, Pillow, opencv-python, tifffile and
imagecodecs). Each image is a small picture that is computed here, so that the files are the
project's own. Where no library writes a variant, the writers below do.
"""

import io
import json
import struct
import zlib
from pathlib import Path

import cv2
import imagecodecs
import numpy as np
import tifffile
from PIL import Image, ImageOps, features

HEIGHT, WIDTH = 13, 19
HERE = Path(__file__).parent


def picture(height=HEIGHT, width=WIDTH):
    """Colours that change in every pixel, with a light and a dark corner."""
    y, x = np.mgrid[0:height, 0:width]
    red = (x * 255) // max(1, width - 1)
    green = (y * 255) // max(1, height - 1)
    blue = (x * 37 + y * 91) % 256
    rgb = np.stack([red, green, blue], -1).astype(np.uint8)
    rgb[:2, :2] = 255
    rgb[-2:, -2:] = 0
    return rgb


def smooth(height=HEIGHT, width=WIDTH):
    """Slowly changing colours, for lossy formats."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack(
        [60 + 6 * x, 200 - 8 * y, 90 + 2 * x + 3 * y], -1).astype(np.uint8)


RGB = picture()
GREY = RGB[..., 2].copy()
ALPHA = ((np.mgrid[0:HEIGHT, 0:WIDTH][1] * 15) % 256).astype(np.uint8)
ALPHA[0] = 0
ALPHA[1] = 255
RGBA = np.dstack([RGB, ALPHA])
DEEP = RGB.astype(np.uint16) * 256 + RGB[..., ::-1]
DEEP_GREY = DEEP[..., 1].copy()
SMOOTH = smooth()
SMOOTH_GREY = SMOOTH[..., 0].copy()
PALETTE = np.array([[(i * 83) % 256, (i * 151 + 40) % 256, (255 - i * 29) % 256] for i in range(256)],
                   np.uint8)


def levels(bits):
    """Indices or grey levels of few bits."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return ((x * 5 + y * 3 + x * y) % (1 << bits)).astype(np.uint16)


def pack(values, bits):
    """Rows of values, highest bit first, each row filled to a byte."""
    rows = []
    for row in values:
        text = "".join(format(int(v), f"0{bits}b") for v in np.ravel(row))
        text += "0" * (-len(text) % 8)
        rows.append(bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8)))
    return rows


# Writers ------------------------------------------------------------------------------------------


def png(rows, width, height, depth, kind, extra=(), late=()):
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(
            ">I", zlib.crc32(name + body))

    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0))
            + b"".join(chunk(*e) for e in extra) + chunk(b"IDAT", data)
            + b"".join(chunk(*e) for e in late) + chunk(b"IEND", b""))


def exif(orientation, order="<", prefix=b""):
    mark = b"II" if order == "<" else b"MM"
    entries = [(0x0100, 4, 1, struct.pack(order + "I", 7)),
               (0x0112, 3, 1, struct.pack(order + "HH", orientation, 0))]
    body = struct.pack(order + "H", len(entries)) + b"".join(
        struct.pack(order + "HHI", tag, kind, count) + value for tag, kind, count, value in entries)
    return prefix + mark + struct.pack(order + "HI", 42, 8) + body + struct.pack(order + "I", 0)


TYPES = {"H": 3, "I": 4, "Q": 16}


def tiff(strips, tags, order="<", big=False):
    """A TIFF of one page: `strips` are its blocks, `tags` are {tag: value or list of values}."""
    tags = dict(tags)
    offsets_tag, counts_tag = (324, 325) if 322 in tags else (273, 279)
    tags[counts_tag] = [len(s) for s in strips]
    tags[offsets_tag] = [0] * len(strips)
    head = 16 if big else 8
    word = "Q" if big else "I"
    offsets, position = [], head
    for strip in strips:
        offsets.append(position)
        position += len(strip) + len(strip) % 2
    tags[offsets_tag] = offsets
    directory = position
    entries, outside = [], b""
    after = directory + (8 + 20 * len(tags) + 8 if big else 2 + 12 * len(tags) + 4)
    for tag in sorted(tags):
        value = tags[tag] if isinstance(tags[tag], (list, tuple)) else [tags[tag]]
        code = "I" if tag in (256, 257, 273, 278, 279, 322, 323, 324, 325) else "H"
        body = struct.pack(order + code * len(value), *value)
        room = 8 if big else 4
        if len(body) <= room:
            field = body.ljust(room, b"\0")
        else:
            field = struct.pack(order + word, after + len(outside))
            outside += body + b"\0" * (len(body) % 2)
        entries.append(struct.pack(order + "HH" + word, tag, TYPES[code], len(value)) + field)
    mark = b"II" if order == "<" else b"MM"
    header = mark + (struct.pack(order + "HHHQ", 43, 8, 0, directory) if big
                     else struct.pack(order + "HI", 42, directory))
    count = struct.pack(order + ("Q" if big else "H"), len(tags))
    body = b"".join(s + b"\0" * (len(s) % 2) for s in strips)
    return header + body + count + b"".join(entries) + b"\0" * (8 if big else 4) + outside


def tiff_tags(bits, photometric, samples=1, rows=HEIGHT, **more):
    tags = {256: WIDTH, 257: HEIGHT, 258: [bits] * samples, 259: 1, 262: photometric, 277: samples,
            278: rows}
    tags.update({int(k[1:]): v for k, v in more.items()})
    return tags


def tiff_palette(colours):
    return [int(c) * 257 for channel in range(3) for c in colours[:, channel]]


def bmp(rows, width, height, bits, compression=0, colours=None, header=40, masks=b"", extra=b"",
        top_down=False, declared=None, order="BGR0"):
    table = b""
    if colours is not None:
        for r, g, b in colours:
            table += bytes([b, g, r]) + (b"" if header == 12 else b"\0")
    declared = declared if declared is not None else (len(colours) if colours is not None else 0)
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", header, width, -height if top_down else height, 1, bits,
                           compression, 0, 2835, 2835, declared, 0)
        info += extra.ljust(header - 40, b"\0")
    start = 14 + len(info) + len(masks) + len(table)
    body = b"".join(row + b"\0" * (-len(row) % 4) for row in rows) if isinstance(rows, list) else rows
    return (b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start) + info + masks + table + body)


def upside_down(rows):
    return list(rows)[::-1]


def runs8(indices):
    """Runs, literals, a jump and the end: BI_RLE8."""
    out = b""
    for y, row in enumerate(indices[::-1]):
        x = 0
        if y == 2:
            # 4 pixels and a row are left out, and stay 0.
            out += bytes([0, 2, 4, 0])
            x = 4
        while x < len(row):
            run = 1
            while x + run < len(row) and row[x + run] == row[x]:
                run += 1
            if run == 1 and x + 5 <= len(row):
                out += bytes([0, 5]) + bytes(int(v) for v in row[x:x + 5]) + b"\0"
                x += 5
            else:
                out += bytes([run, int(row[x])])
                x += run
        out += b"\0\0"
    return out + b"\0\1"


def runs4(indices):
    out = b""
    for row in indices[::-1]:
        x = 0
        while x < len(row):
            if x % 7 == 0 and x + 5 <= len(row):
                five = [int(v) for v in row[x:x + 5]] + [0]
                out += bytes([0, 5]) + bytes(
                    five[i] << 4 | five[i + 1] for i in range(0, 6, 2)) + b"\0"
                x += 5
            else:
                second = int(row[x + 1]) if x + 1 < len(row) else 0
                run = min(2, len(row) - x)
                out += bytes([run, int(row[x]) << 4 | second])
                x += run
        out += b"\0\0"
    return out + b"\0\1"


def lzw(indices, size):
    """GIF's compression, with a clear code before the table grows."""
    clear, end = 1 << size, (1 << size) + 1
    bits = []

    def put(code):
        bits.extend(code >> i & 1 for i in range(size + 1))

    limit = (1 << size) - 2
    for position, index in enumerate(np.ravel(indices)):
        if position % limit == 0:
            put(clear)
        put(int(index))
    put(end)
    bits += [0] * (-len(bits) % 8)
    data = bytes(sum(bits[i + j] << j for j in range(8)) for i in range(0, len(bits), 8))
    blocks = b"".join(bytes([len(data[i:i + 255])]) + data[i:i + 255] for i in range(0, len(data), 255))
    return bytes([size]) + blocks + b"\0"


def gif(frames, screen=(WIDTH, HEIGHT), colours=None, background=0):
    """`frames` are (left, top, indices, local colours, transparent index, interlaced)."""
    def table(colours):
        return bytes(int(v) for v in np.ravel(colours))

    def flag(colours):
        return 0x80 | int(np.log2(len(colours))) - 1

    out = b"GIF89a" + struct.pack("<HHBBB", *screen, flag(colours) if colours is not None else 0,
                                  background, 0)
    out += table(colours) if colours is not None else b""
    out += b"!\xfe\x05hello\0"
    for left, top, indices, local, transparent, interlaced in frames:
        out += b"!\xf9\x04" + struct.pack("<BHB", transparent is not None, 10, transparent or 0) + b"\0"
        height, width = indices.shape
        if interlaced:
            order = [y for start, step in ((0, 8), (4, 8), (2, 4), (1, 2))
                     for y in range(start, height, step)]
            indices = indices[order]
        used = local if local is not None else colours
        size = max(2, int(np.log2(len(used))))
        out += b"," + struct.pack("<HHHHB", left, top, width, height,
                                  (flag(local) if local is not None else 0) | 0x40 * interlaced)
        out += table(local) if local is not None else b""
        out += lzw(indices, size)
    return out + b";"


def saved(array, format, mode=None, **options):
    buffer = io.BytesIO()
    Image.fromarray(array, mode).save(buffer, format, **options)
    return buffer.getvalue()


def by_tifffile(array, **options):
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, array, metadata=None, software=False, **options)
    return buffer.getvalue()


# The files ----------------------------------------------------------------------------------------

FILES = {}


def add(name, data, truth=None, **facts):
    """`truth`: the pixels, H × W or H × W × 3 or 4 on 0…255, where they are known for certain.

    `whole`: the file without damage, for the readers, of which some refuse the damaged one.
    """
    assert name not in FILES
    FILES[name] = (data, truth, facts)


def make_png():
    for bits in (1, 2, 4):
        grey = levels(bits)
        add(f"grey{bits}.png", png(pack(grey, bits), WIDTH, HEIGHT, bits, 0),
            grey * (255 // ((1 << bits) - 1)), bitDepth=bits)
    add("grey8.png", saved(GREY, "PNG"), GREY)
    add("grey16.png", png(pack(DEEP_GREY, 16), WIDTH, HEIGHT, 16, 0), DEEP_GREY / 257, bitDepth=16)
    for bits in (1, 2, 4, 8):
        colours = PALETTE[:1 << bits]
        add(f"palette{bits}.png",
            png(pack(levels(bits), bits), WIDTH, HEIGHT, bits, 3, [(b"PLTE", colours.tobytes())]),
            colours[levels(bits)], bitDepth=bits, isColour=True)
    colours = PALETTE[:16]
    alpha = np.arange(16, dtype=np.uint8) * 17
    add("palette_transparent.png",
        png(pack(levels(4), 4), WIDTH, HEIGHT, 4, 3,
            [(b"PLTE", colours.tobytes()), (b"tRNS", alpha.tobytes())]),
        np.dstack([colours[levels(4)], alpha[levels(4)]]), bitDepth=4, isColour=True, hasAlpha=True)
    add("rgb8.png", saved(RGB, "PNG"), RGB, isColour=True)
    add("rgb16.png", png(pack(DEEP, 16), WIDTH, HEIGHT, 16, 2), DEEP / 257, bitDepth=16,
        isColour=True)
    add("rgba8.png", saved(RGBA, "PNG"), RGBA, isColour=True, hasAlpha=True)
    deep_alpha = np.dstack([DEEP, ALPHA.astype(np.uint16) * 257 ^ 5])
    add("rgba16.png", png(pack(deep_alpha, 16), WIDTH, HEIGHT, 16, 6), deep_alpha / 257, bitDepth=16,
        isColour=True, hasAlpha=True)
    add("grey_alpha8.png", png(pack(np.dstack([GREY, ALPHA]), 8), WIDTH, HEIGHT, 8, 4),
        np.dstack([GREY] * 3 + [ALPHA]), hasAlpha=True)
    pair = np.dstack([DEEP_GREY, ALPHA.astype(np.uint16) * 257])
    add("grey_alpha16.png", png(pack(pair, 16), WIDTH, HEIGHT, 16, 4),
        np.dstack([DEEP_GREY] * 3 + [pair[..., 1]]) / 257, bitDepth=16, hasAlpha=True)
    key = int(GREY[5, 5])
    add("grey_key.png", png(pack(GREY, 8), WIDTH, HEIGHT, 8, 0, [(b"tRNS", struct.pack(">H", key))]),
        np.dstack([GREY] * 3 + [np.where(GREY == key, 0, 255)]), hasAlpha=True)
    key = RGB[5, 5].astype(int)
    add("rgb_key.png", png(pack(RGB, 8), WIDTH, HEIGHT, 8, 2, [(b"tRNS", struct.pack(">HHH", *key))]),
        np.dstack([RGB, np.where((RGB == key).all(-1), 0, 255)]), isColour=True, hasAlpha=True)
    add("turned.png", png(pack(RGB, 8), WIDTH, HEIGHT, 8, 2, [(b"eXIf", exif(6, ">"))]), RGB,
        isColour=True, orientation=6)
    add("turned_late.png", png(pack(GREY, 8), WIDTH, HEIGHT, 8, 0, late=[(b"eXIf", exif(8))]), GREY,
        orientation=8)


def make_jpeg():
    lossy = dict(quality=90)
    add("grey.jpg", saved(SMOOTH_GREY, "JPEG", **lossy))
    for name, subsampling in (("444", 0), ("422", 1), ("420", 2)):
        add(f"rgb_{name}.jpg", saved(SMOOTH, "JPEG", subsampling=subsampling, **lossy), isColour=True)
    add("progressive.jpg", saved(SMOOTH, "JPEG", progressive=True, subsampling=0, **lossy),
        isColour=True)
    add("progressive_grey.jpg", saved(SMOOTH_GREY, "JPEG", progressive=True, **lossy))
    add("restarts.jpg", saved(SMOOTH, "JPEG", restart_marker_blocks=1, subsampling=0, **lossy),
        isColour=True)
    add("rgb_stored.jpg", saved(SMOOTH, "JPEG", keep_rgb=True, **lossy), isColour=True)
    inks = np.dstack([255 - SMOOTH, np.full((HEIGHT, WIDTH), 40, np.uint8)])
    add("cmyk.jpg", saved(inks, "JPEG", "CMYK", **lossy), isColour=True)
    ycck = imagecodecs.jpeg8_encode(255 - inks, level=90, colorspace="CMYK", outcolorspace="YCCK",
                                    subsampling="444")
    add("ycck.jpg", ycck, isColour=True)
    plain = saved(SMOOTH, "JPEG", subsampling=0, **lossy)
    add("bytes_before_end.jpg", plain[:-2] + b"\1\2\3\4\5" + plain[-2:], isColour=True, whole=plain)
    scan = plain.index(b"\xff\xda")
    add("bytes_before_scan.jpg", plain[:scan] + b"\0\0\7" + plain[scan:], isColour=True,
        whole=plain)
    add("no_end.jpg", plain[:-2], isColour=True, whole=plain)
    slow = saved(SMOOTH, "JPEG", progressive=True, subsampling=0, **lossy)
    add("progressive_no_end.jpg", slow[:-2], isColour=True, whole=slow)
    for orientation in range(1, 9):
        add(f"orientation{orientation}.jpg",
            saved(SMOOTH[:5, :7], "JPEG", subsampling=0, exif=exif(
                orientation, "<>"[orientation % 2], b"Exif\0\0"), **lossy),
            isColour=True, orientation=orientation)


def make_webp():
    add("lossy.webp", saved(SMOOTH, "WEBP", quality=80), isColour=True)
    add("lossy_alpha.webp", saved(np.dstack([SMOOTH, ALPHA]), "WEBP", quality=80), isColour=True,
        hasAlpha=True)
    add("lossless.webp", saved(RGB, "WEBP", lossless=True), RGB, isColour=True)
    add("lossless_alpha.webp", saved(RGBA, "WEBP", lossless=True, exact=True), RGBA, isColour=True,
        hasAlpha=True)
    frames = [Image.fromarray(a) for a in (RGB, RGB[::-1], RGB[:, ::-1])]
    buffer = io.BytesIO()
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    add("animated.webp", buffer.getvalue(), RGB, isColour=True, hasAlpha=True)
    add("turned.webp", saved(RGB, "WEBP", lossless=True, exif=exif(3)), RGB, isColour=True,
        orientation=3)


def make_tiff():
    def rows(values, bits, order="<"):
        return pack(values, bits) if bits % 8 or bits == 8 else [
            np.ascontiguousarray(r).astype(r.dtype.newbyteorder(order)).tobytes() for r in values]

    def strips(rows, count):
        return [b"".join(rows[i:i + count]) for i in range(0, len(rows), count)]

    for bits in (1, 2, 4):
        grey = levels(bits)
        white = grey * (255 // ((1 << bits) - 1))
        add(f"grey{bits}.tif", tiff(strips(rows(grey, bits), 5), tiff_tags(bits, 1, rows=5)), white,
            bitDepth=bits)
        add(f"grey{bits}_inverted.tif", tiff(strips(rows(grey, bits), 13), tiff_tags(bits, 0)),
            255 - white, bitDepth=bits)
    backwards = [bytes(int(f"{b:08b}"[::-1], 2) for b in row) for row in rows(levels(1), 1)]
    add("grey1_fill2.tif", tiff(strips(backwards, 13), tiff_tags(1, 1, _266=2)), levels(1) * 255,
        bitDepth=1)
    add("grey8.tif", tiff(strips(rows(GREY, 8), 4), tiff_tags(8, 1, rows=4)), GREY)
    add("grey8_inverted.tif", tiff(strips(rows(GREY, 8), 13), tiff_tags(8, 0)), 255 - GREY)
    twelve = DEEP_GREY.astype(int) >> 4
    add("grey12.tif", tiff(strips(rows(twelve, 12), 13), tiff_tags(12, 1)),
        np.floor(twelve * 65535 / 4095 + 0.5) / 257, bitDepth=12)
    for name, order in (("le", "<"), ("be", ">")):
        add(f"grey16_{name}.tif",
            tiff(strips(rows(DEEP_GREY, 16, order), 5), tiff_tags(16, 1, rows=5), order),
            DEEP_GREY / 257, bitDepth=16)
    signed = (GREY.astype(int) - 128).astype(np.int8)
    add("int8.tif", by_tifffile(signed), GREY)
    signed = (DEEP_GREY.astype(int) - 32768).astype(np.int16)
    add("int16.tif", by_tifffile(signed), DEEP_GREY / 257, bitDepth=16)
    add("uint32.tif", by_tifffile(GREY.astype(np.uint32)), GREY, bitDepth=32)
    wide = DEEP_GREY.astype(np.uint32) * 65537
    low, high = float(wide.min()), float(wide.max())
    add("uint32_wide.tif", by_tifffile(wide), (wide - low) * 255 / (high - low), bitDepth=32,
        tolerance=1e-9)
    unit = (GREY / 255).astype(np.float32)
    add("float32_unit.tif", by_tifffile(unit), unit.astype(float) * 255, bitDepth=32)
    add("float64_levels.tif", by_tifffile(GREY / 1.0 + 0.25 * (GREY < 255)),
        GREY + 0.25 * (GREY < 255), bitDepth=64)
    half = (DEEP_GREY / 16).astype(np.float16)
    add("float16.tif", by_tifffile(half), half.astype(float) / 257, bitDepth=16)
    stretched = GREY.astype(np.float32) * 3 - 100
    stretched[3, 4] = np.nan
    valid = np.where(np.isnan(stretched), 0, stretched.astype(float) + 100) / 3
    lowest = np.nanmin(stretched.astype(float))
    span = np.nanmax(stretched.astype(float)) - lowest
    add("float32_nan.tif", by_tifffile(stretched),
        np.where(np.isnan(stretched), 0, (stretched.astype(float) - lowest) * 255 / span),
        bitDepth=32)
    real = (RGB / 255).astype(np.float32)
    add("float32_rgb.tif", by_tifffile(real, photometric="rgb"), real.astype(float) * 255,
        bitDepth=32, isColour=True)
    real = np.dstack([RGB, ALPHA]).astype(np.float32) / 255
    add("float32_rgba.tif", by_tifffile(real, photometric="rgb", extrasamples=["unassalpha"]),
        real.astype(float) * 255, bitDepth=32, isColour=True, hasAlpha=True)
    multiplied = np.dstack([real[..., :3] * real[..., 3:], real[..., 3:]])
    add("float32_associated.tif",
        by_tifffile(multiplied, photometric="rgb", extrasamples=["assocalpha"]),
        np.minimum(255, multiplied[..., :3].astype(float) * 255 + 255
                   - multiplied[..., 3:].astype(float) * 255),
        bitDepth=32, isColour=True, hasAlpha=True)
    tags = tiff_tags(8, 2, 3)
    del tags[262]
    add("no_photometric.tif", tiff(strips(rows(RGB, 8), 13), tags), RGB, isColour=True)

    for bits in (1, 2, 4, 8):
        colours = PALETTE[:1 << bits]
        add(f"palette{bits}.tif",
            tiff(strips(rows(levels(bits), bits), 13),
                 tiff_tags(bits, 3, _320=tiff_palette(colours))), colours[levels(bits)],
            bitDepth=bits, isColour=True)
    add("rgb8.tif", tiff(strips(rows(RGB, 8), 5), tiff_tags(8, 2, 3, rows=5)), RGB, isColour=True)
    add("rgb8_big.tif", tiff(strips(rows(RGB, 8), 5), tiff_tags(8, 2, 3, rows=5), big=True), RGB,
        isColour=True)
    add("rgb8_big_be.tif",
        tiff(strips(rows(RGB, 8), 5), tiff_tags(8, 2, 3, rows=5), ">", big=True), RGB, isColour=True)
    add("rgb8_planar.tif",
        tiff([p for c in range(3) for p in strips(rows(RGB[..., c], 8), 5)],
             tiff_tags(8, 2, 3, rows=5, _284=2)), RGB, isColour=True)
    add("rgb16.tif", by_tifffile(DEEP, photometric="rgb"), DEEP / 257, bitDepth=16, isColour=True)
    add("rgb16_planar.tif",
        by_tifffile(np.moveaxis(DEEP, -1, 0), photometric="rgb", planarconfig="separate",
                    compression="zlib"), DEEP / 257, bitDepth=16, isColour=True)
    add("rgbx8.tif", tiff(strips(rows(RGBA, 8), 13), tiff_tags(8, 2, 4, _338=0)), RGB, isColour=True)
    add("rgba8.tif", tiff(strips(rows(RGBA, 8), 13), tiff_tags(8, 2, 4, _338=2)), RGBA,
        isColour=True, hasAlpha=True)
    multiplied = np.dstack([(RGB * (ALPHA[..., None] / 255)).astype(np.uint8), ALPHA])
    add("rgba8_associated.tif", tiff(strips(rows(multiplied, 8), 13), tiff_tags(8, 2, 4, _338=1)),
        multiplied[..., :3] + (255.0 - ALPHA[..., None]), isColour=True, hasAlpha=True)
    deep_alpha = np.dstack([DEEP, ALPHA.astype(np.uint16) * 257])
    add("rgba16.tif", tiff(strips(rows(deep_alpha, 16), 13), tiff_tags(16, 2, 4, _338=2)),
        deep_alpha / 257, bitDepth=16, isColour=True, hasAlpha=True)
    add("grey_alpha8.tif",
        tiff(strips(rows(np.dstack([GREY, ALPHA]), 8), 13), tiff_tags(8, 1, 2, _338=2)),
        np.dstack([GREY] * 3 + [ALPHA]), hasAlpha=True)
    inks = np.dstack([255 - RGB, GREY // 3])
    light = 255 - inks.astype(int)
    add("cmyk8.tif", tiff(strips(rows(inks, 8), 13), tiff_tags(8, 5, 4, _332=1)),
        np.floor(light[..., :3] * light[..., 3:] / 255 + 0.5), isColour=True)
    deep_inks = inks.astype(np.uint16) * 257
    light = 65535 - deep_inks.astype(np.int64)
    add("cmyk16.tif", tiff(strips(rows(deep_inks, 16), 13), tiff_tags(16, 5, 4, _332=1)),
        np.floor(light[..., :3] * light[..., 3:] / 65535 + 0.5) / 257, bitDepth=16, isColour=True)

    for name in ("lzw", "zlib", "packbits", "zstd", "lzma"):
        add(f"{name}.tif", by_tifffile(RGB, photometric="rgb", compression=name, rowsperstrip=5), RGB,
            isColour=True)
    add("lzw_predictor.tif",
        by_tifffile(DEEP, photometric="rgb", compression="lzw", predictor=True), DEEP / 257,
        bitDepth=16, isColour=True)
    add("float_predictor.tif", by_tifffile(unit, compression="zlib", predictor=True),
        unit.astype(float) * 255, bitDepth=32)
    add("webp.tif",
        by_tifffile(np.tile(RGB, (2, 1, 1))[:16], photometric="rgb", compression="webp",
                    compressionargs={"level": -1}), np.tile(RGB, (2, 1, 1))[:16], isColour=True)
    for name in ("group3", "group4", "tiff_ccitt"):
        bilevel = Image.fromarray((levels(1) * 255).astype(np.uint8)).convert("1")
        buffer = io.BytesIO()
        bilevel.save(buffer, "TIFF", compression=name)
        add(f"{name}.tif", buffer.getvalue(), levels(1) * 255, bitDepth=1)
    big = np.pad(RGB, ((0, 20), (0, 20), (0, 0)), mode="wrap")
    add("tiles.tif", by_tifffile(big, photometric="rgb", tile=(16, 16), compression="zlib"), big,
        isColour=True)
    add("tiles_planar.tif",
        by_tifffile(np.moveaxis(big, -1, 0), photometric="rgb", planarconfig="separate",
                    tile=(32, 16)), big, isColour=True)
    soft = smooth(33, 39)
    for name, space, array in (("rgb", "rgb", soft), ("ycbcr", "ycbcr", soft),
                               ("grey", "minisblack", soft[..., 0])):
        more = dict(subsampling=(2, 2)) if space == "ycbcr" else {}
        if space == "ycbcr":
            data = by_tifffile(array, photometric="rgb", compression="jpeg", tile=(16, 16),
                               subsampling=(2, 2), compressionargs={"level": 90})
        else:
            data = by_tifffile(array, photometric=space, compression="jpeg", rowsperstrip=16,
                               compressionargs={"level": 90, **(
                                   {"outcolorspace": "rgb"} if space == "rgb" else {})})
        add(f"jpeg_{name}.tif", data, isColour=space != "minisblack")
    # YCbCr without compression: for 2 × 2 pixels four Y, one Cb, one Cr (TIFF 6.0, section 21).
    half_height, half_width = 6, 9
    luma = SMOOTH[:12, :18, 0].astype(int)
    body = b""
    for y in range(half_height):
        for x in range(half_width):
            body += bytes(int(luma[2 * y + j, 2 * x + i]) for j in (0, 1) for i in (0, 1))
            body += bytes([110 + x, 140 - y])
    tags = tiff_tags(8, 6, 3, rows=12, _530=[2, 2])
    tags.update({256: 18, 257: 12})
    add("ycbcr_subsampled.tif", tiff([body], tags), isColour=True)
    add("turned.tif", tiff(strips(rows(RGB, 8), 5), tiff_tags(8, 2, 3, rows=5, _274=7)), RGB,
        isColour=True, orientation=7)
    pages = io.BytesIO()
    with tifffile.TiffWriter(pages) as writer:
        for page in (RGB, RGB[::-1], RGB[:, ::-1]):
            writer.write(page, photometric="rgb", metadata=None, software=False)
    add("pages.tif", pages.getvalue(), RGB, isColour=True)


def make_bmp():
    for bits in (1, 4, 8):
        colours = PALETTE[:1 << bits]
        add(f"palette{bits}.bmp",
            bmp(upside_down(pack(levels(bits), bits)), WIDTH, HEIGHT, bits, colours=colours),
            colours[levels(bits)], bitDepth=bits, isColour=True)
    greys = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, 1)
    add("grey8.bmp", bmp(upside_down(pack(GREY, 8)), WIDTH, HEIGHT, 8, colours=greys), GREY)
    add("palette_short.bmp",
        bmp(upside_down(pack(levels(2), 8)), WIDTH, HEIGHT, 8, colours=PALETTE[:4]),
        PALETTE[levels(2)], isColour=True)
    add("rgb24.bmp", bmp(upside_down([r[:, ::-1].tobytes() for r in RGB]), WIDTH, HEIGHT, 24), RGB,
        isColour=True)
    add("top_down.bmp", bmp([r[:, ::-1].tobytes() for r in RGB], WIDTH, HEIGHT, 24, top_down=True),
        RGB, isColour=True)
    bgrx = np.dstack([RGB[..., ::-1], np.zeros_like(GREY)])
    add("rgb32.bmp", bmp(upside_down([r.tobytes() for r in bgrx]), WIDTH, HEIGHT, 32), RGB,
        isColour=True)
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    bgra = np.dstack([RGB[..., ::-1], ALPHA])
    for header in (56, 108, 124):
        add(f"rgba32_v{header}.bmp",
            bmp(upside_down([r.tobytes() for r in bgra]), WIDTH, HEIGHT, 32, 3, header=header,
                extra=masks), RGBA, isColour=True, hasAlpha=True)
    add("alpha_unused.bmp",
        bmp(upside_down([r.tobytes() for r in bgrx]), WIDTH, HEIGHT, 32, 3, header=108, extra=masks),
        RGB, isColour=True, hasAlpha=True)
    add("rgb32_masks.bmp",
        bmp(upside_down([np.dstack([np.zeros_like(GREY), RGB])[y].tobytes() for y in range(HEIGHT)]),
            WIDTH, HEIGHT, 32, 3, masks=struct.pack("<III", 0xFF00, 0xFF0000, 0xFF000000)), RGB,
        isColour=True)
    five = RGB.astype(np.uint16) >> 3
    packed = five[..., 0] << 10 | five[..., 1] << 5 | five[..., 2]
    spread = np.floor(five * 255 / 31 + 0.5)
    add("rgb16_555.bmp", bmp(upside_down([r.tobytes() for r in packed]), WIDTH, HEIGHT, 16), spread,
        isColour=True, bitDepth=5)
    six = RGB[..., 1].astype(np.uint16) >> 2
    packed = five[..., 0] << 11 | six << 5 | five[..., 2]
    spread = np.dstack([spread[..., 0], np.floor(six * 255 / 63 + 0.5), spread[..., 2]])
    add("rgb16_565.bmp",
        bmp(upside_down([r.tobytes() for r in packed]), WIDTH, HEIGHT, 16, 3,
            masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)), spread, isColour=True, bitDepth=5)
    indices = np.repeat(levels(4)[:, ::3], 3, 1)[:, :WIDTH].astype(int)
    indices[:, 10:] = levels(4)[:, 10:]
    hole = indices.copy()
    hole[-3, :4] = 0
    add("runs8.bmp", bmp(runs8(indices), WIDTH, HEIGHT, 8, 1, colours=PALETTE[:16]), PALETTE[hole],
        isColour=True)
    add("runs4.bmp", bmp(runs4(indices), WIDTH, HEIGHT, 4, 2, colours=PALETTE[:16]), PALETTE[indices],
        isColour=True, bitDepth=4)
    add("os2_8.bmp", bmp(upside_down(pack(GREY, 8)), WIDTH, HEIGHT, 8, header=12, colours=PALETTE),
        PALETTE[GREY], isColour=True)
    add("os2_24.bmp",
        bmp(upside_down([r[:, ::-1].tobytes() for r in RGB]), WIDTH, HEIGHT, 24, header=12), RGB,
        isColour=True)
    add("os2_v2.bmp", bmp(upside_down(pack(GREY, 8)), WIDTH, HEIGHT, 8, header=64, colours=PALETTE),
        PALETTE[GREY], isColour=True)


def make_gif():
    def one(indices, colours, transparent=None, interlaced=False, **more):
        return gif([(0, 0, indices, None, transparent, interlaced)], colours=colours, **more)

    add("palette.gif", one(levels(4), PALETTE[:16]), PALETTE[levels(4)], isColour=True, bitDepth=4)
    greys = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, 1)
    add("grey.gif", one(GREY, greys), GREY)
    add("bilevel.gif", one(levels(1), PALETTE[:2]), PALETTE[levels(1)], isColour=True, bitDepth=1)
    add("interlaced.gif", one(levels(4), PALETTE[:16], interlaced=True), PALETTE[levels(4)],
        isColour=True, bitDepth=4)
    add("transparent.gif", one(levels(4), PALETTE[:16], transparent=3),
        np.dstack([PALETTE[levels(4)], np.where(levels(4) == 3, 0, 255)]), isColour=True,
        hasAlpha=True, bitDepth=4)
    small = levels(3)[:7, :9]
    placed = np.zeros((HEIGHT, WIDTH, 4))
    placed[4:11, 5:14] = np.dstack([PALETTE[8:16][small], np.full(small.shape, 255)])
    add("placed_local.gif", gif([(5, 4, small, PALETTE[8:16], None, False)], colours=PALETTE[:4]),
        placed, isColour=True, hasAlpha=True, bitDepth=3)
    add("animated.gif",
        gif([(0, 0, levels(4), None, None, False), (0, 0, levels(4)[::-1], None, None, True),
             (2, 2, small, None, 1, False)], colours=PALETTE[:16]), PALETTE[levels(4)], isColour=True,
        bitDepth=4)
    by_pillow = io.BytesIO()
    Image.fromarray(GREY).save(by_pillow, "GIF", optimize=True)
    add("pillow.gif", by_pillow.getvalue(), GREY, bitDepth=6)


def make_pnm():
    def text(values):
        return "\n".join(" ".join(str(int(v)) for v in np.ravel(row)) for row in values) + "\n"

    size = f"{WIDTH} {HEIGHT}"
    black = levels(1)
    add("plain.pbm", f"P1\n# a comment\n{size}\n{text(black)}".encode(), 255 - black * 255, bitDepth=1)
    tight = "\n".join("".join(str(int(v)) for v in row) for row in black)
    add("tight.pbm", f"P1 {size}\n{tight}".encode(), 255 - black * 255, bitDepth=1)
    add("raw.pbm", f"P4\n{size}\n".encode() + b"".join(pack(black, 1)), 255 - black * 255, bitDepth=1)
    add("plain.pgm", f"P2\n{size} # width, height\n255\n{text(GREY)}".encode(), GREY)
    add("plain15.pgm", f"P2\n{size}\n15\n{text(levels(4))}".encode(), levels(4) * 17, bitDepth=4)
    add("raw.pgm", f"P5\n# one\n# two\n{size}\n255\n".encode() + GREY.tobytes(), GREY)
    seven = GREY.astype(int) * 100 // 255
    add("raw100.pgm", f"P5 {size} 100\n".encode() + seven.astype(np.uint8).tobytes(),
        np.floor(seven * 255 / 100 + 0.5), bitDepth=7)
    add("raw16.pgm", f"P5\n{size}\n65535\n".encode() + DEEP_GREY.astype(">u2").tobytes(),
        DEEP_GREY / 257, bitDepth=16)
    thousand = DEEP_GREY.astype(int) * 1000 // 65535
    add("raw1000.pgm", f"P5\n{size}\n1000\n".encode() + thousand.astype(">u2").tobytes(),
        np.floor(thousand * 65535 / 1000 + 0.5) / 257, bitDepth=10)
    add("plain.ppm", f"P3\n{size}\n255\n{text(RGB)}".encode(), RGB, isColour=True)
    add("raw.ppm", f"P6\n{size}\n255\n".encode() + RGB.tobytes(), RGB, isColour=True)
    add("raw16.ppm", f"P6\n{size}\n65535\n".encode() + DEEP.astype(">u2").tobytes(), DEEP / 257,
        bitDepth=16, isColour=True)

    def pam(array, kind, maximum=255):
        depth = 1 if array.ndim == 2 else array.shape[2]
        head = (f"P7\n# made here\nWIDTH {WIDTH}\nHEIGHT {HEIGHT}\nDEPTH {depth}\nMAXVAL {maximum}\n"
                f"TUPLTYPE {kind}\nENDHDR\n")
        return head.encode() + array.astype(">u2" if maximum > 255 else np.uint8).tobytes()

    add("bilevel.pam", pam(levels(1), "BLACKANDWHITE", 1), levels(1) * 255, bitDepth=1)
    add("grey.pam", pam(GREY, "GRAYSCALE"), GREY)
    add("grey_alpha.pam", pam(np.dstack([GREY, ALPHA]), "GRAYSCALE_ALPHA"),
        np.dstack([GREY] * 3 + [ALPHA]), hasAlpha=True)
    add("rgb.pam", pam(RGB, "RGB"), RGB, isColour=True)
    add("rgba.pam", pam(RGBA, "RGB_ALPHA"), RGBA, isColour=True, hasAlpha=True)


# What others read ---------------------------------------------------------------------------------


EXACT = 1e-9
ROUNDING = (1, "Pillow keeps 8 of the 16 bits")
LEFT_OUT = None
# What differs by intention, by file or ending and reader: how far values may differ, or that the
# reading is left out, and why. All others must be equal.
DIFFERENCES = {
    (".jpg", "Pillow"): (1, "the standard leaves rounding to the decoder"),
    (".jpg", "OpenCV"): (2, "the same, and twice for CMYK"),
    ("lossy.webp", "*"): (1, "as JPEG"),
    ("lossy_alpha.webp", "*"): (1, "as JPEG"),
    ("jpeg_rgb.tif", "*"): (1, "as JPEG"),
    ("jpeg_ycbcr.tif", "*"): (1, "as JPEG"),
    ("jpeg_grey.tif", "*"): (1, "as JPEG"),
    ("ycbcr_subsampled.tif", "*"): (1, "the conversion of libtiff is rounded differently"),
    ("rgb16.png", "Pillow"): ROUNDING,
    ("rgba16.png", "Pillow"): ROUNDING,
    ("rgb16.tif", "Pillow"): ROUNDING,
    ("rgba16.tif", "Pillow"): ROUNDING,
    ("rgb16_planar.tif", "Pillow"): ROUNDING,
    ("lzw_predictor.tif", "Pillow"): ROUNDING,
    ("cmyk16.tif", "Pillow"): ROUNDING,
    ("raw16.ppm", "Pillow"): ROUNDING,
    ("grey12.tif", "OpenCV"): (0.06, "OpenCV shifts 12 bits to 16, so white is 65520"),
    ("cmyk8.tif", "OpenCV"): (1, "OpenCV rounds down"),
    ("rgb16_555.bmp", "Pillow"): (1, "Pillow rounds down"),
    ("rgb16_565.bmp", "Pillow"): (1, "Pillow rounds down"),
    ("rgb16_555.bmp", "OpenCV"): (7, "OpenCV fills the low bits with zeros, so white is 248"),
    ("rgb16_565.bmp", "OpenCV"): (7, "OpenCV fills the low bits with zeros, so white is 248"),
    ("raw100.pgm", "Pillow"): (1, "Pillow rounds halves to even"),
    ("rgba8_associated.tif", "Pillow"): (1, "Pillow divides by alpha and rounds"),
    ("alpha_unused.bmp", "*"): (LEFT_OUT, "alpha of 0 everywhere makes it blank"),
    ("bilevel.pam", "OpenCV"): (LEFT_OUT, "OpenCV takes 1 for black"),
    ("grey_alpha8.tif", "OpenCV"): (LEFT_OUT, "OpenCV leaves alpha out"),
    ("grey_key.png", "OpenCV"): (LEFT_OUT, "OpenCV leaves the transparent grey out"),
    ("int8.tif", "Pillow"): (LEFT_OUT, "Pillow reads it as unsigned"),
    ("os2_8.bmp", "OpenCV"): (LEFT_OUT, "OpenCV reads it as grey"),
    ("os2_24.bmp", "OpenCV"): (LEFT_OUT, "OpenCV reads it as grey"),
    ("palette1.tif", "OpenCV"): (LEFT_OUT, "OpenCV reads it as grey"),
    ("placed_local.gif", "*"): (LEFT_OUT, "they paint what the picture does not cover"),
    ("raw100.pgm", "OpenCV"): (LEFT_OUT, "OpenCV does not use the maximum"),
    ("raw1000.pgm", "OpenCV"): (LEFT_OUT, "OpenCV does not use the maximum"),
    ("rgb.pam", "OpenCV"): (LEFT_OUT, "OpenCV changes red and blue"),
    ("rgba.pam", "OpenCV"): (LEFT_OUT, "OpenCV changes red and blue"),
    ("rgb16_planar.tif", "OpenCV"): (LEFT_OUT, "OpenCV reads the planes side by side"),
    ("rgb32_masks.bmp", "OpenCV"): (LEFT_OUT, "OpenCV takes the unused byte for alpha"),
    ("rgbx8.tif", "OpenCV"): (LEFT_OUT, "OpenCV takes the unnamed channel for alpha"),
    ("rgba8.tif", "OpenCV"): (LEFT_OUT, "OpenCV multiplies by alpha"),
    ("rgba8_associated.tif", "OpenCV"): (LEFT_OUT, "OpenCV multiplies by alpha again"),
}


def tolerance(name, reader):
    for key in ((name, reader), (name, "*"), (name[name.index("."):], reader)):
        if key in DIFFERENCES and reader in ("Pillow", "OpenCV"):
            return DIFFERENCES[key][0]
    return EXACT


def on_white(pixels):
    """H × W × 3 on 0…255."""
    if pixels.shape[2] == 1:
        return np.dstack([pixels] * 3)
    if pixels.shape[2] == 4:
        alpha = pixels[..., 3:] / 255
        return np.where(alpha == 1, pixels[..., :3], pixels[..., :3] * alpha + 255 * (1 - alpha))
    return pixels


def channels(pixels):
    """H × W × 1, 3 or 4: alpha that is 255 everywhere is left out, and so are equal colours."""
    pixels = np.asarray(pixels, float)
    if pixels.ndim == 2:
        return pixels[..., None]
    if pixels.shape[2] == 4:
        if (pixels[..., 3] < 255).any():
            return pixels
        pixels = pixels[..., :3]
    return pixels[..., :1] if (pixels == pixels[..., :1]).all() else pixels


def by_pillow(data, name):
    """None where Pillow cannot read the file or leaves out what Fathom keeps."""
    try:
        image = Image.open(io.BytesIO(data))
        image.load()
    except Exception:
        return None
    if name == "turned.tif":
        # Pillow and OpenCV have turned the pixels, of TIFF alone. Orientation 7 undoes itself.
        image = image.transpose(Image.Transpose.TRANSVERSE)
    if image.mode in ("I;16", "I;16B", "I"):
        # 16 bits, or PNM of more than 8; other integers have no scale in Pillow.
        scaled = name.endswith((".png", ".pgm")) or "16" in name
        return np.asarray(image, float) / 257 if scaled and "int" not in name else None
    if image.mode == "F":
        return None
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    return np.asarray(image.convert("RGBA" if has_alpha else "RGB"))


def by_opencv(data, name):
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if image is None:
        return None
    if name == "turned.tif":
        image = image[::-1, ::-1].swapaxes(0, 1)
    if image.ndim == 3 and image.shape[2] == 3:
        image = image[..., ::-1]
    elif image.ndim == 3 and image.shape[2] in (2, 4):
        image = image[..., [2, 1, 0, 3] if image.shape[2] == 4 else [0, 0, 0, 1]]
    if image.dtype == np.uint8:
        return image
    return image / 257 if image.dtype == np.uint16 else None


def main():
    for make in (make_png, make_jpeg, make_webp, make_tiff, make_bmp, make_gif, make_pnm):
        make()
    expected = {}
    for name, (data, truth, facts) in FILES.items():
        (HERE / name).write_bytes(data)
        readings = {}
        if truth is not None:
            readings["the picture itself"] = channels(truth)
        for reader, read in (("Pillow", by_pillow), ("OpenCV", by_opencv)):
            found = read(facts.get("whole", data), name)
            if found is not None:
                readings[reader] = channels(found)
        expected[name] = describe(name, readings, facts)
    (HERE / "expected.json").write_text(json.dumps(expected, separators=(",", ":")).replace(
        '},"', '},\n"') + "\n")
    total = sum(len(d) for d, _, _ in FILES.values()) + (HERE / "expected.json").stat().st_size
    print(len(FILES), "files,", total, "bytes")


def describe(name, readings, facts):
    """The facts of a file and the readings, of which equal ones are written once."""
    groups = []
    for reader, pixels in readings.items():
        allowed = tolerance(name, reader)
        if allowed is LEFT_OUT:
            continue
        for group in groups:
            if (group["tolerance"] == allowed
                    and np.abs(on_white(group["pixels"]) - on_white(pixels)).max() < EXACT):
                group["readers"].append(reader)
                break
        else:
            groups.append({"readers": [reader], "tolerance": allowed, "pixels": pixels})
    assert groups, f"nobody reads {name}"
    shape = groups[0]["pixels"].shape
    return {
        "height": shape[0], "width": shape[1], "isColour": facts.get("isColour", False),
        "hasAlpha": facts.get("hasAlpha", False), "bitDepth": facts.get("bitDepth", 8),
        "orientation": facts.get("orientation", 1),
        "readings": [{"readers": g["readers"], "tolerance": g["tolerance"], **encoded(g["pixels"])}
                     for g in groups]}


def encoded(pixels):
    """The values of a pixel side by side, as hexadecimal bytes or words where all are whole."""
    flat = pixels.ravel()
    form = {"channels": pixels.shape[2]}
    if np.array_equal(flat, np.round(flat)):
        return {**form, "bytes": bytes(int(v) for v in flat).hex()}
    words = np.round(flat * 257)
    if np.abs(flat * 257 - words).max() < 1e-9:
        return {**form, "words": words.astype(">u2").tobytes().hex()}
    return {**form, "values": [float(f"{v:.12g}") for v in flat]}


if __name__ == "__main__":
    print("Pillow", features.version("pil"), "OpenCV", cv2.__version__, "tifffile", tifffile.__version__)
    main()
