"""Reference tables that follow from the fits of the list model; used by ``fit_lists.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from list_estimates import POOLED, Estimate, Fits, estimates
from list_fitting import CORRELATION, INTERVIEWS
from listopt.odds.population import expit
from listopt.odds.ranges import Z80
from listopt.odds.tables import ALL

Rows = list[dict[str, str]]


def tables(found: Fits) -> Mapping[str, Rows]:
    """Tables by name, sorted with the stand-ins for all specialties first."""
    every = sorted(estimates(found), key=lambda one: (one.specialty != ALL, one.specialty, one.who))
    pooled = next(one for one in every if (one.specialty, one.who) == (ALL, POOLED))
    unknown = replace(
        pooled,
        who=ALL,
        correlation_sd=float(np.hypot(pooled.correlation_sd, found.assumed["correlation_error_limited"])),
        note="borrowed: for an applicant of unknown type, as non-US IMGs",
    )
    return {
        "correlation": [_correlation(one) for one in (unknown, *every)],
        "match_given_interview": [_match(one) for one in every],
        "fitted_lists": [_lists(one) for one in every],
    }


def _correlation(one: Estimate) -> dict[str, str]:
    middle = one.made.unknowns[CORRELATION]
    low, value, high = expit(middle + Z80 * one.correlation_sd * np.array([-1.0, 0.0, 1.0]))
    return _row(one, value=f"{value:.3g}", low=f"{low:.3g}", high=f"{high:.3g}")


def _match(one: Estimate) -> dict[str, str]:
    probability = one.made.population.match_given_interview
    return _row(one, probability=f"{probability:.4g}", log_sd=f"{one.match_log_sd:.3g}")


def _lists(one: Estimate) -> dict[str, str]:
    interviews, made = float(np.exp(one.made.unknowns[INTERVIEWS])), one.made.population
    limit = str(made.limit or "")
    return _row(one, interviews=f"{interviews:.4g}", applications_cv=f"{made.spread:.3g}", limit=limit)


def _row(one: Estimate, **figures: str) -> dict[str, str]:
    named = {"season": one.row["season"], "specialty": one.specialty, "applicant_type": one.who}
    source = {name: one.row[name] for name in ("source_title", "source_url")}
    return named | figures | source | {"confidence": "low" if one.weak else "medium", "note": one.note}
