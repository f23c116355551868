"""Writes expected.json: what scikit-learn's partial least squares makes of the data in ../Data.

Run in this folder, with numpy, pandas and scikit-learn.
"""

import json
import platform

import numpy as np
import pandas as pd
import sklearn
from sklearn.cross_decomposition import PLSRegression

COMPONENTS = (1, 2, 5, 10, 20)


def predictions(x, y, known, asked, components):
    model = PLSRegression(n_components=components, scale=False, max_iter=100_000, tol=1e-20)
    return np.reshape(model.fit(x[known], y[known]).predict(x[asked]), (len(asked), -1))


def standardised(x, known):
    return (x - x[known].mean(0)) / x[known].std(0, ddof=1)


def table(name, target):
    data = pd.read_csv(f"../Data/{name}.csv")
    return data.drop(columns=target).to_numpy(float), data[target].to_numpy()


# Every third row is predicted from the others.
x, fat = table("spectra", "fat")
rows = np.arange(len(x))
known, asked = rows[rows % 3 != 0], rows[rows % 3 == 0]
spectra = {str(k): predictions(x, fat, known, asked, k)[:10, 0].tolist() for k in COMPONENTS}
rmse = {str(k): float(np.sqrt(np.mean((predictions(x, fat, known, asked, k)[:, 0] - fat[asked]) ** 2)))
        for k in COMPONENTS}

x, cultivar = table("wine", "cultivar")
rows = np.arange(len(x))
known, asked = rows[rows % 3 != 0], rows[rows % 3 == 0]
indicators = np.stack([cultivar == name for name in sorted(set(cultivar))], 1).astype(float)
wine = {str(k): predictions(standardised(x, known), indicators, known, asked, k)[:10].tolist()
        for k in (1, 2, 5)}

expected = {"versions": {"python": platform.python_version(), "numpy": np.__version__,
                         "scikit-learn": sklearn.__version__},
            "spectra": spectra, "rootMeanSquaredErrors": rmse, "wine": wine}

with open("expected.json", "w") as file:
    json.dump(expected, file, indent=1)
    file.write("\n")
