"""Predicted against published interview rates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from listopt.calibration.signals import overall_rates
from listopt.odds.base import base_rates
from listopt.odds.model import modes
from listopt.odds.rates import TYPES, numbers_of, rates_of, read_rates
from listopt.odds.signals import Signals, signals
from listopt.odds.tables import newest, parameters
from listopt.reference import read_reference

RATE_COLUMNS = ("specialty", "group", "programs", "published", "predicted", "ratio", "source")


def interview_rates(everyone: pd.DataFrame, season: int) -> pd.DataFrame:
    """Mean interview rate of each specialty and applicant type, over the programs that have a rate.

    Predicted is the mean over these programs of the rate that the odds average to over the applicants of the type,
    scores and signals as they are.

    Parameters
    ----------
    everyone
        Catalogue.
    season
        Year of the Match.

    Returns
    -------
    DataFrame
        Columns `RATE_COLUMNS`: specialty, applicant type, programs of the catalogue with a rate, both means (0 to 1),
        predicted over published, title of the source. One row for every published mean.
    """
    rows = []
    for who in TYPES:
        rate = base_rates(read_rates(season), everyone, everyone, who, season, parameters(season)).effective
        known = ~np.isnan(rates_of(everyone, who))
        for row in read_reference("published_rates"):
            if row["group"] == who:
                here = known & (everyone["specialty"] == row["specialty"]).to_numpy(bool)
                rows.append((row, int(here.sum()), float(rate[here].mean()) if here.any() else np.nan))
    return _compared(rows)


def signal_rates(everyone: pd.DataFrame, season: int) -> pd.DataFrame:
    """Mean interview rate with each signal tier and without, all applicant types together.

    Predicted is what the odds would give if the whole published association were a signal's effect, the mixture of
    signalled and unsignalled applications being held at the overall rate of each program. Column ``decided`` is the
    same with the share of the association that counts as effect in the odds.

    Returns
    -------
    DataFrame
        Columns `RATE_COLUMNS` and ``decided``; one row for every published mean.
    """
    found: dict[tuple[str, str], tuple[int, float, float]] = {}
    tiers: dict[str, list[str]] = {}
    for row in read_reference("published_rates"):
        if row["group"] not in TYPES and row["group"] != "no_signal":
            tiers.setdefault(row["specialty"], []).append(row["group"])
    for specialty, pool in tiers.items():
        found |= _tiers(everyone, specialty, tuple(pool), season)
    rows, decided = [], []
    for row in read_reference("published_rates"):
        if row["group"] not in TYPES:
            count, predicted, less = found.get((row["specialty"], row["group"]), (0, np.nan, np.nan))
            rows.append((row, count, predicted))
            decided.append(less)
    return _compared(rows).assign(decided=decided)


def _tiers(
    everyone: pd.DataFrame, specialty: str, pool: tuple[str, ...], season: int
) -> dict[tuple[str, str], tuple[int, float, float]]:
    """Programs, predicted mean rate and the rate decided with, for each tier of a specialty and without one."""
    here = everyone[(everyone["specialty"] == specialty).to_numpy(bool)]
    overall = overall_rates(here, read_rates(season))
    by_tier = [numbers_of(here, f"interview_rate_{tier}") for tier in (*pool, "no_signal")]
    known = ~np.isnan(np.column_stack([overall, *by_tier]))
    whole = known.all(axis=1) if known.all(axis=1).any() else known[:, 0]
    here, overall = here.iloc[np.flatnonzero(whole)], np.clip(overall[whole], 0.001, 0.999)
    numbers, everywhere = parameters(season), np.ones(len(here))
    signal = signals(here, {specialty: pool}, "us_md", season=season, numbers=numbers, open_to=everywhere.astype(bool))
    rows = newest("signal_effects", season, "specialty", "tier")
    shares = [float(rows[specialty, tier]["share"] or 0.1 / len(pool)) for tier in pool]
    signal = Signals(signal.offered, signal.association, signal.noise, np.tile(shares, (len(here), 1)), ())
    both = [modes(overall, np.zeros(len(here)), np.zeros(len(here)), signal, everywhere, part).mean(axis=0)
            for part in (1.0, numbers["association"].value)]  # fmt: skip
    names = ("no_signal", *(tier for tier in ("gold", "silver", "signal") if tier in pool))
    return {(specialty, name): (len(here), float(a), float(b)) for name, a, b in zip(names, *both, strict=True)}


def _compared(rows: list[tuple[dict[str, str], int, float]]) -> pd.DataFrame:
    table = pd.DataFrame({
        "specialty": [row["specialty"] for row, _, _ in rows],
        "group": [row["group"] for row, _, _ in rows],
        "programs": [count for _, count, _ in rows],
        "published": [float(row["mean_rate"]) for row, _, _ in rows],
        "predicted": [predicted for _, _, predicted in rows],
    })  # fmt: skip
    table["ratio"] = table["predicted"] / table["published"]
    return table.assign(source=[row["source_title"] for row, _, _ in rows])
