"""Conditions on programs: columns of a table, and the values or ranges that count."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import pandas as pd

from listopt.applicant import Frozen

Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
Scalar = str | bool | int | float


class Between(Frozen):
    """A range of numbers; either end may be left open."""

    min: float | None = None
    """Smallest value that counts."""
    max: float | None = None
    """Largest value that counts."""


Wanted = Scalar | tuple[Scalar, ...] | Between
"""What a condition asks of a column."""
Where = Mapping[str, Wanted]
"""Which programs a rule is about: column -> value, list of values, or ``{min, max}``; all must hold."""

_WORDS = {"yes": True, "no": False, "true": True, "false": False}


def column_in(table: pd.DataFrame, name: str) -> pd.Series[Any]:
    """One column of a table of programs; ``program_id``, its index, is one, too."""
    return table.index.to_series() if name == "program_id" else table[name]


def meeting(table: pd.DataFrame, where: Where | None) -> Mask:
    """Programs for which all conditions hold, in the order of the table; a missing value holds for none."""
    mask = np.ones(len(table), dtype=bool)
    for name, wanted in (where or {}).items():
        mask &= _holds(column_in(table, name), wanted)
    return mask


def _holds(values: pd.Series[Any], wanted: Wanted) -> Mask:
    if isinstance(wanted, Between):
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        low = -math.inf if wanted.min is None else wanted.min
        high = math.inf if wanted.max is None else wanted.max
        return cast(Mask, (numbers >= low) & (numbers <= high))
    accepted = wanted if isinstance(wanted, tuple) else (wanted,)
    if values.dtype == "boolean":
        accepted = tuple(_WORDS.get(str(item).lower(), item) for item in accepted)
    return values.isin(list(accepted)).fillna(False).to_numpy(dtype=bool)
