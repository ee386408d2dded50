"""Odds the catalogue gives itself: used as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from listopt.odds.places import flags
from listopt.odds.ranges import Ranges, times
from listopt.odds.tables import Array, Flags


@dataclass(frozen=True)
class OwnOdds:
    """The catalogue's own probabilities, programs x modes (without a signal first, then each tier).

    Attributes
    ----------
    interview, match
        As given; NaN where not.
    offered
        Whether the mode can be used at all, were every probability known.
    """

    interview: Array
    match: Array
    offered: Flags

    @property
    def own(self) -> Flags:
        """Programs with a ``p_interview`` or ``p_match`` of their own for an application without a signal."""
        return ~(np.isnan(self.interview[:, 0]) & np.isnan(self.match[:, 0]))

    @property
    def lacking(self) -> Flags:
        """Programs for which something has to be estimated."""
        from_interview = ~np.isnan(self.interview[:, 1:]) & np.isnan(self.match[:, 1:]) & self.offered[:, 1:]
        return np.isnan(self.match[:, 0]) | from_interview.any(axis=1)


def own_odds(programs: pd.DataFrame, tiers: Mapping[str, tuple[str, ...]], names: Sequence[str]) -> OwnOdds:
    """Read ``p_interview``, ``p_match`` and the same per tier from the catalogue's rows."""
    modes = ("", *(f"_{name}" for name in names))
    offered = np.zeros((len(programs), len(modes)), bool)
    offered[:, 0] = True
    open_to = ~flags(programs, "takes_signals", False)
    if "specialty" in programs:
        codes, specialties = pd.factorize(programs["specialty"])
        for code, specialty in enumerate(specialties):
            for tier in tiers.get(specialty, ()):
                offered[:, names.index(tier) + 1] |= (codes == code) & open_to
    return OwnOdds(_given(programs, "p_interview", modes), _given(programs, "p_match", modes), offered)


def _given(programs: pd.DataFrame, stem: str, modes: Sequence[str]) -> Array:
    missing = np.full(len(programs), np.nan)
    columns = [
        programs[stem + mode].to_numpy(float, na_value=np.nan) if stem + mode in programs else missing for mode in modes
    ]
    return np.column_stack(columns)


def overlay(own: OwnOdds, interview: Ranges, match_given_interview: Array, log_sd: Array) -> tuple[Ranges, Ranges]:
    """Put own odds over estimated ones; returns the odds of an interview and of a match.

    A program with own odds offers only the modes for which it gives some. Without an own ``p_interview`` its odds of
    an interview are NaN in every mode. A mode with an own ``p_match`` but no own ``p_interview`` gets an interview
    probability of at least its ``p_match``, since a match implies an interview. Own values have no range.
    """
    told = ~np.isnan(own.interview)
    rows = own.own[:, None]
    interview = _choose(told, _exact(own.interview), _choose(rows, _nothing(interview), interview))
    match = times(interview, match_given_interview[:, None], log_sd)
    match = _choose(~np.isnan(own.match), _exact(own.match), match)
    only_match = ~told & ~np.isnan(own.match)
    fallback = _exact(np.where(np.isnan(interview.value), interview.value[:, :1], interview.value))
    at_least = _choose(only_match, _exact(np.fmax(fallback.value, own.match)), interview)
    interview = _choose(rows & np.isnan(own.interview[:, :1]), _nothing(interview), at_least)
    gone = ~own.offered
    return _choose(gone, _nothing(interview), interview), _choose(gone, _nothing(match), match)


def _exact(value: Array) -> Ranges:
    return Ranges(value, value, value)


def _nothing(like: Ranges) -> Ranges:
    return _exact(np.full(like.value.shape, np.nan))


def _choose(where: Flags, this: Ranges, other: Ranges) -> Ranges:
    return Ranges(
        np.where(where, this.value, other.value),
        np.where(where, this.low, other.low),
        np.where(where, this.high, other.high),
    )
