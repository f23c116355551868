"""Writes expected.json: what scikit-learn's random features make of the data in ../Data.

Run in this folder, with numpy, pandas and scikit-learn.
"""

import json
import platform
import warnings

import numpy as np
import pandas as pd
import sklearn
from sklearn.kernel_approximation import RBFSampler
from sklearn.linear_model import RidgeClassifierCV, RidgeCV
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore")
REPETITIONS = 30


def table(name, target):
    data = pd.read_csv(f"../Data/{name}.csv")
    return data.drop(columns=target).to_numpy(float), data[target].to_numpy()


def median_distance(x):
    z = StandardScaler().fit_transform(x)
    squares = (z ** 2).sum(1)
    distances = squares[:, None] + squares[None] - 2 * z @ z.T
    return np.sqrt(np.median(distances[np.triu_indices(len(z), 1)]))


def scores(name, target, model, splits):
    x, y = table(name, target)
    distance = median_distance(x)
    grid = {"rbfsampler__gamma": [0.5 / (width * distance) ** 2 for width in (0.25, 0.5, 1.0)]}
    values = []
    for repetition in range(REPETITIONS):
        pipe = make_pipeline(StandardScaler(), RBFSampler(n_components=1000, random_state=repetition),
                             model(alphas=[1e-3, 1e-2, 1e-1, 1, 10, 100]))
        search = GridSearchCV(pipe, grid, cv=splits(5, shuffle=True, random_state=repetition))
        values.append(cross_val_score(search, x, y, cv=splits(3, shuffle=True, random_state=repetition)).mean())
    return {"mean": np.mean(values), "standardDeviation": np.std(values, ddof=1)}


expected = {"versions": {"python": platform.python_version(), "numpy": np.__version__,
                         "scikit-learn": sklearn.__version__},
            "wine": {"kernelMachine": scores("wine", "cultivar", RidgeClassifierCV, StratifiedKFold)},
            "diabetes": {"kernelMachine": scores("diabetes", "target", RidgeCV, KFold)}}

with open("expected.json", "w") as file:
    json.dump(expected, file, indent=1)
    file.write("\n")
