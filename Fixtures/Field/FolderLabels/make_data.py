"""Folders as data sets come: run `python3 make_data.py` in this folder."""

import os, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from field_images import *

kind = Kind(__file__)
rng = np.random.default_rng(1)
GREY = {"colour": False}


def classes(prefixes, count=6, names=("box", "ring")):
    return {
        f"{prefix}{name}/{number}.png": encoded(picture(rng, k, **GREY))
        for prefix in prefixes for k, name in enumerate(names) for number in range(count)
    }


def flat(prefixes, count=6):
    return {
        f"{prefix}{number}.png": encoded(picture(rng, number % 2, **GREY))
        for prefix in prefixes for number in range(count)
    }


def two(count):
    """What is expected of two classes of so many images."""
    return {
        "input.classes.count": 2, "input.classes[box].count": count,
        "input.classes[ring].count": count, "input.rows.used": 2 * count,
    }


NONE = {"input.target": None, "input.classes.count": 0}
kind.add("wrapper", "One folder around the classes is no class.", classes(["dataset/pets/"]),
         expect=two(6), notes=["Classes by folder: box, ring."], blindSpots=[])
kind.add("train-set", "train_set and test_set are splits.", classes(["data/train_set/", "data/test_set/"]),
         expect=two(12), notes=["Classes by folder: box, ring.", "are splits"], blindSpots=[])
kind.add("years", "train2017 and val2017 are splits and no classes.", flat(["train2017/", "val2017/"]),
         expect=NONE, notes=["No folder names a class."], blindSpots=[])
kind.add("folds", "fold1 … fold3 are parts of a cross-validation.", classes(["fold1/", "fold2/", "fold3/"], 3),
         expect=two(9), notes=["cross-validation", "Classes by folder: box, ring."], blindSpots=[])
kind.add("folds-flat", "Folds alone name no class.", flat(["fold_0/", "fold_1/", "fold_2/"], 4),
         expect=NONE, notes=["No folder names a class."], blindSpots=[])
kind.add("patients", "A folder a patient is a group; the classes lie below.",
         classes([f"patient_{n:03d}/" for n in range(6)], 2), expect=two(12),
         notes=["6 folders name groups (patient)"], blindSpots=[])
kind.add("patients-flat", "A folder a patient is no class.", flat([f"patient_{n:03d}/" for n in range(8)], 3),
         expect=NONE, notes=["8 folders name groups (patient)"], blindSpots=[])
kind.add("slides", "Numbers that hold the same two folders are patients.",
         classes([f"{10253 + 7 * n}/" for n in range(6)], 2), expect=two(12),
         notes=["6 folders name groups"], blindSpots=[])
inspection = {
    **flat(["train/good/"], 8), **flat(["test/good/", "test/crack/"], 4),
    **{f"ground_truth/crack/{n}_mask.png": mask() for n in range(4)},
}
kind.add("inspection", "A set for inspection: masks are no images, good and crack are the classes.", inspection,
         expect={"input.rows.used": 16, "input.classes[good].count": 12, "input.classes[crack].count": 4},
         notes=["are splits"], blindSpots=["images.labelsNotRead"])
kind.add("masks", "images and masks are no classes.",
         {**flat(["images/"], 10), **{f"masks/{n}.png": mask() for n in range(10)}},
         expect={**NONE, "input.rows.used": 10}, notes=["No folder names a class."],
         blindSpots=["images.labelsNotRead"])
beside = classes([""], 5)
beside.update({path.replace(".png", "_mask.png"): mask() for path in list(beside) if path.startswith("box")})
kind.add("masks-beside", "Masks beside their images are left out; the classes stay.", beside, expect=two(5),
         blindSpots=["images.labelsNotRead"])
yolo = flat(["train/images/", "valid/images/"], 5)
yolo.update({path.replace("images", "labels").replace(".png", ".txt"): "0 0.5 0.5 0.2 0.2\n" for path in list(yolo)})
yolo["data.yaml"] = "train: train/images\nval: valid/images\nnc: 1\nnames: [thing]\n"
kind.add("yolo", "Boxes of YOLO are told, and no class is made up.", yolo, expect={**NONE, "input.rows.used": 10},
         notes=["No folder names a class."], blindSpots=["images.labelsNotRead"])
coco = flat(["train2017/", "val2017/"], 5)
coco["annotations/instances_train2017.json"] = '{"images": [], "annotations": [], "categories": []}'
kind.add("coco", "Boxes of COCO are told, and no class is made up.", coco, expect={**NONE, "input.rows.used": 10},
         notes=["No folder names a class."], blindSpots=["images.labelsNotRead"])
kind.add("classes-at", "The user says which level has the classes.", classes(["left/", "right/"], 4),
         arguments=["--classes-at", "2"], expect=two(8), notes=["Classes by path: box, ring."], blindSpots=[])
named = {f"{name}.{n}.png": encoded(picture(rng, k, **GREY)) for k, name in enumerate(("box", "ring")) for n in range(6)}
kind.add("pattern", "The user says how names begin.", named, arguments=["--classes-at", "{class}.*"], expect=two(6),
         notes=["Classes by path: box, ring."], blindSpots=[])
kind.oracle("bad-pattern", "A place of classes that is none is refused.", "pattern.tar.gz", folder="set",
            arguments=["--classes-at", "first"], exit=2, error=["--classes-at first"])

# What recurs, what is no class, and tables beside images.
GROUPS = ["Classes by folder: box, ring.", "name groups"]
kind.add("sites", "Sites that hold the same classes are groups.", classes(["north/", "south/", "east/"], 4),
         expect=two(12), notes=GROUPS, blindSpots=[])
kind.add("sites-and-cameras", "Cameras of sites lie above the classes.",
         classes([f"{site}/cam{k}/" for site in ("lake", "ridge") for k in (1, 2)], 3), expect=two(12), notes=GROUPS,
         blindSpots=[])
kind.add("named-splits", "ImageNet_train and ImageNet_val are splits.",
         classes(["ImageNet_train/", "ImageNet_val/"]), expect=two(12), notes=["are splits"], blindSpots=[])
cells = {}
for n in range(8):
    cells[f"nucleus{n}of/images/one.png"] = encoded(picture(rng, n % 2, **GREY))
    cells.update({f"nucleus{n}of/masks/{k}.png": mask() for k in range(2)})
kind.add("an-id-a-folder", "A folder an image with its masks is no class.", cells, expect={**NONE, "input.rows.used": 8},
         blindSpots=["images.labelsNotRead"])
kind.oracle("classes-at-nowhere", "A level that no image has is refused.", "wrapper.tar.gz", folder="set",
            arguments=["--classes-at", "5"], exit=2, error=["how deep they lie"])


def table(names, separator=","):
    rows = [separator.join(("image", "label"))] + [separator.join((name, "ab"[n % 2])) for n, name in enumerate(names)]
    return "\n".join(rows) + "\n"


some = {f"scan_{path}": data for path, data in flat([""], 16).items()}
kind.add("table-beside", "A table that names the images may have their labels.",
         {**some, "labels.tsv": table(sorted(some), "\t")}, expect=NONE, blindSpots=["images.labelsNotRead"])
kind.add("table-of-numbers", "Names that are bare numbers count where the table has all images.",
         {**flat(["pictures/"], 16), "labels.csv": table(str(n) for n in range(16))}, expect=NONE,
         blindSpots=["images.labelsNotRead"])
some = classes([""], 6)
kind.add("table-beside-classes", "Where folders are classes, a table that names the images is a note.",
         {**some, "about.csv": table(sorted(some))}, expect=two(6), notes=["about.csv names images"], blindSpots=[])
