"""The three shapes of a filter: a least value, a greatest value, a requirement."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from listopt.eligibility.case import Array, Case, Doubt, Filter, Flags
from listopt.reference import read_reference


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


def required(case: Case, wording: Wording, met: bool | None, *, when: bool = True) -> Filter:
    """Exclude programs with a requirement that is not met; None means unknown whether it is.

    A program has the requirement where its flag is ``when``.
    """
    flag = case.numbers(wording.column)
    asked = flag == when
    return _filter(
        case,
        wording,
        value=flag,
        fails=asked & (met is False),
        asks=asked & (met is None),
        missing=np.isnan(flag) & case.judged(met is not None) & (met is not True),
    )


@cache
def doubt_thresholds() -> Mapping[str, float]:
    """Value of the applicant from which an unknown limit is worth looking up, by column of the catalogue."""
    return {row["name"]: float(row["value"]) for row in read_reference("doubt_thresholds")}


def count(number: float, word: str) -> str:
    """Give a number of things in words."""
    return f"{number:,g} {word}" if number == 1 else f"{number:,g} {word}s"


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
