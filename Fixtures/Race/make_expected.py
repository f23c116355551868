"""Writes expected.json: what scikit-learn makes of the data in ../Data.

Run in this folder, with numpy, pandas and scikit-learn.
"""

import json
import platform

import numpy as np
import pandas as pd
import sklearn
from sklearn.linear_model import LogisticRegression, PoissonRegressor, Ridge
from sklearn.model_selection import RepeatedStratifiedKFold, RepeatedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def table(name, target):
    data = pd.read_csv(f"../Data/{name}.csv")
    x = data.drop(columns=target).to_numpy(float)
    return (x - x.mean(0)) / x.std(0, ddof=1), data[target]


def scores(model, x, y, splitter):
    values = cross_val_score(make_pipeline(StandardScaler(), model), x, y, cv=splitter)
    by_repetition = values.reshape(-1, 3).mean(1)
    return {"mean": by_repetition.mean(), "standardDeviation": by_repetition.std(ddof=1)}


expected = {"versions": {"python": platform.python_version(), "numpy": np.__version__,
                         "scikit-learn": sklearn.__version__}}

x, y = table("wine", "cultivar")
penalty = 0.01
model = LogisticRegression(C=1 / (len(y) * penalty), tol=1e-12, max_iter=100_000).fit(x, y)
expected["softmax"] = {"penalty": penalty, "slopes": model.coef_.tolist(),
                       "intercepts": (model.intercept_ - model.intercept_.mean()).tolist()}
three = RepeatedStratifiedKFold(n_splits=3, n_repeats=50, random_state=1)
expected["wine"] = {"linearModel": scores(LogisticRegression(C=1), x, y, three),
                    "kNearestNeighbours": scores(KNeighborsClassifier(9), x, y, three)}

x, y = table("diabetes", "target")
expected["ridge"] = {"penalty": 0.1, "slopes": Ridge(alpha=0.1 * len(y)).fit(x, y).coef_.tolist()}
expected["diabetes"] = {"linearModel": scores(
    Ridge(alpha=0.01 * len(y)), x, y, RepeatedKFold(n_splits=3, n_repeats=50, random_state=1))}

# Counts: the target rounded to tens.
counts = np.round(y / 10)
model = PoissonRegressor(alpha=0.05, tol=1e-12, max_iter=100_000).fit(x, counts)
expected["poisson"] = {"penalty": 0.05, "intercept": model.intercept_, "slopes": model.coef_.tolist()}

with open("expected.json", "w") as file:
    json.dump(expected, file, indent=1)
    file.write("\n")
