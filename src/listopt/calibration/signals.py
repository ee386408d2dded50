"""Fit of signal rates: how they spread over programs, and how many applications carry a signal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from listopt.odds.rates import TYPES, RateModel, numbers_of, rates_of
from listopt.odds.signals import own_ratio
from listopt.odds.tables import Array

FEWEST = 10
"""Programs with a rate by signal that a specialty needs for figures of its own."""
LEAST_SHARE, MOST_SHARE = 0.01, 0.75
"""Shares of signalled applications outside these are taken for noise."""
LEAST_VARIANCE = 0.01


@dataclass(frozen=True)
class TierRates:
    """Rates of one tier over the programs of a specialty.

    ``share`` is its part of all applications, None if unknown; ``spread`` the standard deviation, in log odds, by which
    programs truly differ in its association with interviews.
    """

    mean: float
    n: float
    programs: int
    share: float | None
    spread: float


def overall_rates(programs: pd.DataFrame, model: RateModel) -> Array:
    """Interview rate over all applicant types: the types' rates weighted by the applications a program gets of each.

    NaN where a program has no rate. Columns used: ``specialty``, ``interview_rate_<type>``.
    """
    weights = np.column_stack([
        programs["specialty"].map(lambda name, who=who: model.level(str(name), who).n).to_numpy(float) for who in TYPES
    ])  # fmt: skip
    rates = np.column_stack([rates_of(programs, who) for who in TYPES])
    weights = np.where(np.isnan(rates), 0.0, weights)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.nansum(rates * weights, axis=1) / weights.sum(axis=1), float)


def fit_tiers(
    programs: pd.DataFrame, model: RateModel, specialty: str, signals: Mapping[str, float]
) -> dict[str, TierRates]:
    """Rates with each tier and with ``no_signal``, of one specialty; empty without enough published rates.

    The overall rate is a mixture: ``overall = none + f (signalled - none)``, where ``signalled`` averages the tiers in
    proportion to the signals of each. So the share of signalled applications is ``f = (overall - none) / (signalled -
    none)``, over the programs that have all of these.

    Parameters
    ----------
    programs
        Catalogue.
    model
        Applications received, by type.
    specialty
        Canonical name.
    signals
        Tier -> signals per applicant in the season of the rates.
    """
    here = programs[(programs["specialty"] == specialty).to_numpy(bool)]
    rates = {tier: numbers_of(here, f"interview_rate_{tier}") for tier in (*signals, "no_signal")}
    known = {tier: rate for tier, rate in rates.items() if (~np.isnan(rate)).sum() >= FEWEST}
    if "no_signal" not in known or len(known) < 2:
        return {}
    tiers = [tier for tier in known if tier != "no_signal"]
    overall = overall_rates(here, model)
    whole = ~np.isnan(np.column_stack([overall, *known.values()])).any(axis=1)
    means = {tier: float(rate[whole].mean()) for tier, rate in known.items()}
    sent = sum(signals[tier] for tier in tiers)
    signalled = sum(signals[tier] * means[tier] for tier in tiers) / sent
    f = (float(overall[whole].mean()) - means["no_signal"]) / (signalled - means["no_signal"])
    total = sum(model.level(specialty, who).n for who in TYPES)
    shares = {tier: f * signals[tier] / sent for tier in tiers} | {"no_signal": 1 - f}
    unknown = not LEAST_SHARE <= f <= MOST_SHARE
    usual = dict.fromkeys(tiers, 0.1) | {"no_signal": 0.9}
    n = {tier: max(5.0, total * (usual if unknown else shares)[tier]) for tier in known}
    found = {}
    for tier, rate in known.items():
        ratio, noise = own_ratio(rate, known["no_signal"], n[tier], n["no_signal"])
        variance = float(np.nanvar(ratio)) - float(np.nanmean(noise**2))
        share = None if unknown else shares[tier]
        spread = 0.0 if tier == "no_signal" else math.sqrt(max(variance, LEAST_VARIANCE))
        found[tier] = TierRates(float(np.nanmean(rate)), n[tier], int((~np.isnan(rate)).sum()), share, spread)
    return found
