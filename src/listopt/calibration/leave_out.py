"""How well the rates of programs are foretold when they are hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd

from listopt.calibration.rates import fit_rates, gain, log_loss
from listopt.odds.base import HALF_PERCENT, base_rates
from listopt.odds.population import expit, logit
from listopt.odds.ranges import Z80
from listopt.odds.rates import TYPES, levels_of, rates_of, read_rates
from listopt.odds.tables import Array, parameters

COLUMNS = ("applicant_type", "programs", "loss_of_mean", "loss", "gain", "inside")


def leave_out(everyone: pd.DataFrame, season: int, *, seed: int = 1, part: float = 0.2) -> pd.DataFrame:
    """Hide every rate of a random part of the programs, fit on the rest, and foretell the hidden ones.

    Parameters
    ----------
    everyone
        Catalogue with rates.
    season
        Year of the Match.
    seed
        Which programs are hidden.
    part
        Share of the programs that are hidden.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row per applicant type: hidden programs of specialties with a level of their own; log
        loss of the specialty's mean and of the model (nats per application, means over programs); share of the
        avoidable loss of the mean that the model avoids; share of the hidden rates inside the stated 80 % range, each
        rate being spread evenly over what prints the same.
    """
    rng = np.random.default_rng(seed)
    hidden = rng.random(len(everyone)) < part
    seen = everyone.copy()
    seen.loc[hidden, [name for name in everyone if str(name).startswith("interview_rate_")]] = np.nan
    model, numbers = fit_rates(seen, read_rates(season), season), parameters(season)
    rows = []
    for who in TYPES:
        truth = everyone[hidden & ~np.isnan(rates_of(everyone, who))]
        level = levels_of(model, truth["specialty"], who)
        base = base_rates(model, seen.loc[truth.index], seen, who, season, numbers)
        season_sd = numbers["level"].sd
        low = expit(logit(base.rate) - Z80 * np.hypot(base.below, season_sd))
        high = expit(logit(base.rate) + Z80 * np.hypot(base.above, season_sd))
        rate, ok = rates_of(truth, who), level.published
        unrounded = _unrounded(rate, rng)
        inside = (unrounded >= low) & (unrounded <= high)
        rows.append((
            who, int(ok.sum()), log_loss(rate[ok], level.mean[ok]), log_loss(rate[ok], base.rate[ok]),
            gain(rate[ok], base.rate[ok], level.mean[ok]), float(inside[ok].mean()),
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _unrounded(rate: Array, rng: np.random.Generator) -> Array:
    """A rate that prints the same, drawn evenly."""
    low, high = np.maximum(rate - HALF_PERCENT, 0), np.minimum(rate + HALF_PERCENT, 1)
    return low + (high - low) * rng.random(len(rate))
