"""How much of what committees see is common to all of them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from listopt.errors import Faults
from listopt.odds.ranges import Range
from listopt.odds.tables import ALL, newest


def correlations(
    programs: pd.DataFrame,
    who: str | None,
    season: int,
    given: float | Mapping[str, float] | None,
    *,
    hidden: float = 0.0,
) -> Mapping[str, Range]:
    """Variance share of the common factor, with its range, for each specialty present, sorted by name.

    A given value has no range. The key "" stands for programs without a specialty. ``hidden`` is the variance, in units
    of the latent variable, of facts that committees see and we do not: it is common to all programs, so a fitted share
    ``rho`` becomes ``(rho + hidden) / (1 + hidden)``.

    Raises
    ------
    InputError
        When a given value is outside [0, 1).
    """
    names = (
        programs["specialty"].fillna("").unique().tolist() if "specialty" in programs else [""] * bool(len(programs))
    )
    values = given if isinstance(given, Mapping) else {} if given is None else dict.fromkeys(names, given)
    faults = Faults()
    for name, value in values.items():
        if not 0 <= value < 1:
            faults.add(
                f"odds.correlation of {name or 'all specialties'}",
                str(value),
                "a number from 0 up to, not including, 1",
            )
    faults.raise_if_any()
    return {
        name: Range(values[name], values[name], values[name]) if name in values else _fitted(name, who, season, hidden)
        for name in sorted(names)
    }


def _fitted(specialty: str, who: str | None, season: int, hidden: float) -> Range:
    rows = newest("correlation", season, "specialty", "applicant_type")
    keys = ((specialty, who or ALL), (ALL, who or ALL), (ALL, ALL))
    row = next(rows[key] for key in keys if key in rows)
    value, low, high = ((float(row[name]) + hidden) / (1 + hidden) for name in ("value", "low", "high"))
    return Range(value, low, high)
