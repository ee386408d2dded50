"""The three shapes of a filter: a least value, a greatest value, a requirement."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from listopt.eligibility.case import Array, Case, Doubt, Filter, Flags


@dataclass(frozen=True)
class Wording:
    """Column a filter reads and how it speaks.

    Attributes
    ----------
    column
        Column of the catalogue.
    kind
        What the filter looks at, in the words reports count by.
    fact, field
        The applicant's fact in words, and its field in the scenario.
    reason
        Why a program is excluded, given its limit.
    doubt
        Why an unknown limit is worth looking up; empty when it is not.
    """

    column: str
    kind: str
    fact: str
    field: str
    reason: Callable[[float], str]
    doubt: str = ""


def at_least(case: Case, wording: Wording, have: float | None) -> Filter:
    """Exclude programs that ask for more than ``have``; None means unknown, a limit of 0 asks for nothing."""
    low = case.numbers(wording.column)
    return _filter(
        case,
        wording,
        value=low,
        fails=low > (math.inf if have is None else have),
        asks=(low > 0) & (have is None),
        missing=np.isnan(low) & case.judged(have is not None),
    )


def at_most(case: Case, wording: Wording, have: float | None, *, least: float, sure: bool) -> Filter:
    """Exclude programs that allow less than ``have``.

    Parameters
    ----------
    have
        The applicant's value; None means unknown.
    least
        The strictest limit there can be: a lower one is read as this, and ``have`` up to it meets every limit.
    sure
        Whether ``have`` is all there is; otherwise the true value may be higher.
    """
    high = np.maximum(case.numbers(wording.column), least)
    fails = high < (-math.inf if have is None else have)
    harmless = sure and have is not None and have <= least
    return _filter(
        case,
        wording,
        value=high,
        fails=fails,
        asks=~np.isnan(high) & ~fails & (not sure),
        missing=np.isnan(high) & case.judged(sure) & (not harmless),
    )


def required(case: Case, wording: Wording, met: bool | None) -> Filter:
    """Exclude programs with a requirement that is not met; None means unknown whether it is."""
    flag = case.numbers(wording.column)
    return _filter(
        case,
        wording,
        value=flag,
        fails=(flag == 1) & (met is False),
        asks=(flag == 1) & (met is None),
        missing=np.isnan(flag) & case.judged(met is not None) & (met is not True),
    )


def _filter(case: Case, wording: Wording, *, value: Array, fails: Flags, asks: Flags, missing: Flags) -> Filter:
    exclude = case.excludes(wording.column)
    return Filter(
        kind=wording.kind,
        fails=fails,
        reason=wording.reason,
        value=value,
        shut=missing & exclude,
        unasked=asks & case.judged(False),
        bars=exclude,
        fact=wording.fact,
        field=wording.field,
        doubts=(Doubt(wording.column, missing, wording.doubt),) if wording.doubt else (),
    )
