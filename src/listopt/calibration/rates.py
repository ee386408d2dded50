"""Fit of the model of interview rates to a catalogue's rates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from listopt.odds.base import base_rates
from listopt.odds.population import logit
from listopt.odds.priors import place_shifts, priors
from listopt.odds.rates import TYPES, Level, PlaceSpread, RateModel, deviations, levels_of, rates_of, shrunk
from listopt.odds.tables import ALL, Array, parameters

FEWEST = 15
"""Programs with a rate that a specialty needs for figures of its own."""
ROUNDS = 3
BALANCING = 4
STRENGTHS = np.geomspace(0.5, 500, 61)
HALF_PERCENT = 0.005
"""Rates are printed in whole percent."""


def fit_rates(everyone: pd.DataFrame, received: RateModel, season: int) -> RateModel:
    """Levels by specialty and type, spreads over places, covariance between types.

    Levels are plain means over programs. The spreads over places come from an analysis of variance of the shrunk
    rates; given the place, the strength of each beta distribution is the one most likely to show the printed rates
    (beta-binomial, a rate being known to half a percent). The two are fitted in turn, three times.

    Parameters
    ----------
    everyone
        Catalogue: columns ``specialty``, ``state``, ``institution``, ``interview_rate_<type>``.
    received
        Where the applications a program gets are taken from; they are not fitted.
    season
        Year of the Match whose single numbers hold.
    """
    levels = _levels(everyone, received)
    start = {who: PlaceSpread(0.1, 0.1, 1.0) for who in TYPES}
    model = RateModel(levels, start, np.eye(len(TYPES)))
    for _ in range(ROUNDS):
        model = RateModel(_centred(model, everyone), model.places, model.between_types)
        places = {who: _spread(everyone, deviations(model, everyone, who)) for who in TYPES}
        model = RateModel(model.levels, places, _between(model, everyone))
        model = RateModel(_balanced(model, everyone), places, model.between_types)
        strengths = {who: _strengths(model, everyone, who) for who in TYPES}
        model = RateModel(_with_strengths(model.levels, strengths), places, model.between_types)
        model = RateModel(_balanced(model, everyone), places, model.between_types)
    model = RateModel(model.levels, model.places, _between(model, everyone))
    return RateModel(_kept(model, everyone, season), model.places, model.between_types)


def _levels(everyone: pd.DataFrame, received: RateModel) -> dict[tuple[str, str], Level]:
    """Means over programs; the stand-in for other specialties is their geometric mean."""
    found: dict[tuple[str, str], Level] = {}
    for who in TYPES:
        rate = pd.Series(rates_of(everyone, who), index=everyone.index)
        known = rate.groupby(everyone["specialty"]).agg(["mean", "count"])
        for name, mean in known.loc[known["count"] >= FEWEST, "mean"].items():
            found[str(name), who] = Level(
                float(mean), odds_of(float(mean)), 0.0, 0.0, 10.0, received.level(str(name), who).n, True
            )
        means = [level.mean for (_, kind), level in found.items() if kind == who]
        sizes = [level.n for (_, kind), level in found.items() if kind == who]
        found[ALL, who] = Level(
            typical := float(np.exp(np.mean(np.log(means)))),
            odds_of(typical),
            0.0,
            0.0,
            10.0,
            float(np.median(sizes)),
            False,
        )
    return found


def _centred(model: RateModel, everyone: pd.DataFrame) -> dict[tuple[str, str], Level]:
    """Levels whose centre is the mean log odds of their programs' shrunk rates."""
    found = dict(model.levels)
    for who in TYPES:
        of = levels_of(model, everyone["specialty"], who)
        value = pd.Series(logit(shrunk(of, rates_of(everyone, who))), index=everyone.index)
        means = value.groupby(everyone["specialty"]).mean()
        names = [name for name, kind in found if kind == who and name != ALL]
        found |= {(name, who): replace(found[name, who], centre=float(means[name])) for name in names}
        gap = np.mean([found[name, who].centre - odds_of(found[name, who].mean) for name in names])
        found[ALL, who] = replace(found[ALL, who], centre=odds_of(found[ALL, who].mean) + float(gap))
    return found


def _balanced(model: RateModel, everyone: pd.DataFrame) -> dict[tuple[str, str], Level]:
    """Levels whose offset makes what is expected of the programs with a rate average to the mean."""
    found = dict(model.levels)
    for who in TYPES:
        known = everyone[~np.isnan(rates_of(everyone, who))]
        for _ in range(BALANCING):
            now = RateModel(found, model.places, model.between_types)
            expected = pd.Series(priors(now, known, everyone, who).mean, index=known.index)
            for name, mean in expected.groupby(known["specialty"]).mean().items():
                if (name, who) in found:
                    level = found[str(name), who]
                    step = odds_of(level.mean) - odds_of(float(mean))
                    found[str(name), who] = replace(level, offset=level.offset + step)
    return found


def _kept(model: RateModel, everyone: pd.DataFrame, season: int) -> dict[tuple[str, str], Level]:
    """Levels whose balance keeps the mean over programs when only part of their distances counts."""
    found, numbers = dict(model.levels), parameters(season)
    rest = 1 - numbers["program_effect"].value
    for who in TYPES:
        known = everyone[~np.isnan(rates_of(everyone, who))]
        for _ in range(BALANCING):
            now = RateModel(found, model.places, model.between_types)
            rates = pd.Series(base_rates(now, known, everyone, who, season, numbers).effective, index=known.index)
            for name, mean in rates.groupby(known["specialty"]).mean().items():
                if (name, who) in found:
                    level = found[str(name), who]
                    step = (odds_of(level.mean) - odds_of(float(mean))) / rest
                    found[str(name), who] = replace(level, balance=level.balance + step)
    return found


def _spread(everyone: pd.DataFrame, deviation: Array) -> PlaceSpread:
    """Nested analysis of variance of deviations: programs in institutions in states (Searle, Casella & McCulloch 1992).

    Estimates below 0 become a small positive number.
    """
    table = pd.DataFrame(
        {"value": deviation, "state": everyone["state"], "institution": everyone["institution"]}
    ).dropna()
    by = table.groupby(["state", "institution"])["value"]
    sizes, means = by.size(), by.mean()
    within = float(((table["value"] - by.transform("mean")) ** 2).sum() / (len(table) - len(sizes)))
    states = table.groupby("state")["value"]
    inside = float(
        (sizes * (means - states.mean().reindex(means.index.get_level_values("state")).to_numpy()) ** 2).sum()
    )
    n_state, n_all = states.size(), len(table)
    shared = float((sizes**2 / n_state.reindex(sizes.index.get_level_values("state")).to_numpy()).sum())
    institution = max(
        (inside / (len(sizes) - len(n_state)) - within) / ((n_all - shared) / (len(sizes) - len(n_state))), 1e-4
    )
    between = float((n_state * (states.mean() - table["value"].mean()) ** 2).sum()) / (len(n_state) - 1)
    size = (n_all - float((n_state**2).sum()) / n_all) / (len(n_state) - 1)
    noise = within + institution * (shared - float((sizes**2).sum()) / n_all) / (len(n_state) - 1)
    return PlaceSpread(max((between - noise) / size, 1e-4), institution, within)


def _between(model: RateModel, everyone: pd.DataFrame) -> Array:
    """Covariance between types of what specialty and place leave unexplained, over programs with all rates."""
    residuals = []
    for who in TYPES:
        deviation = deviations(model, everyone, who)
        residuals.append(deviation - place_shifts(model.places[who], everyone, everyone, deviation)[0])
    table = np.column_stack(residuals)
    return np.asarray(np.cov(table[~np.isnan(table).any(axis=1)], rowvar=False), float)


def _strengths(model: RateModel, everyone: pd.DataFrame, who: str) -> dict[str, float]:
    """Most likely strength per specialty, and the median over them as ``all``."""
    known = everyone[~np.isnan(rates_of(everyone, who))]
    mean = priors(model, known, everyone, who).mean
    of = levels_of(model, known["specialty"], who)
    n, published = of.n, of.published
    rate, specialty = rates_of(known, who), known["specialty"].to_numpy(str)
    found = {}
    for name in sorted(set(specialty[published])):
        rows = specialty == name
        fits = [likelihood(rate[rows], n[rows], mean[rows], np.full(rows.sum(), k)).sum() for k in STRENGTHS]
        found[name] = float(STRENGTHS[int(np.argmax(fits))])
    return {**found, ALL: float(np.median(list(found.values())))}


def likelihood(rate: Array, n: Array, mean: Array, strength: Array) -> Array:
    """Log probability of each printed rate: beta-binomial, summed over the counts that print so.

    Where no whole count of ``n`` prints as the rate, ``n`` being an estimate, the nearest count stands in.
    """
    from scipy.special import betaln, gammaln, logsumexp

    a, b = mean * strength, (1 - mean) * strength
    low = np.ceil(np.maximum(n * (rate - HALF_PERCENT), 0))
    high = np.floor(np.minimum(n * (rate + HALF_PERCENT), n))
    low, high = np.where(low > high, np.round(n * rate), low), np.where(low > high, np.round(n * rate), high)
    hits = low[:, None] + np.arange(int((high - low).max()) + 1)
    inside = np.minimum(hits, n[:, None])
    ways = gammaln(n + 1)[:, None] - gammaln(inside + 1) - gammaln(n[:, None] - inside + 1)
    terms = ways + betaln(a[:, None] + inside, b[:, None] + n[:, None] - inside) - betaln(a, b)[:, None]
    return np.asarray(logsumexp(np.where(hits <= high[:, None], terms, -np.inf), axis=1), float)


def _with_strengths(
    levels: Mapping[tuple[str, str], Level], strengths: Mapping[str, Mapping[str, float]]
) -> dict[tuple[str, str], Level]:
    return {(name, who): replace(level, strength=strengths[who][name]) for (name, who), level in levels.items()}


def log_loss(rate: Array, predicted: Array) -> float:
    """Mean over programs of ``-(r log p + (1 - r) log(1 - p))``, in nats per application."""
    return float(-np.mean(rate * np.log(predicted) + (1 - rate) * np.log1p(-predicted)))


def gain(rate: Array, predicted: Array, plain: Array) -> float:
    """Share of the avoidable log loss of the plain prediction that the better one avoids.

    What cannot be avoided is the entropy of the rates themselves.
    """
    floor = log_loss(rate, np.clip(rate, 1e-12, 1 - 1e-12))
    return (log_loss(rate, plain) - log_loss(rate, predicted)) / (log_loss(rate, plain) - floor)


def odds_of(p: float) -> float:
    """Log odds of one probability."""
    return math.log(p / (1 - p))
