"""Range of the chance of a match of a whole list."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from listopt.odds.estimate import Odds
from listopt.odds.ranges import Z80, Range
from listopt.odds.tables import Array
from listopt.odds.uncertainty import mirrored
from listopt.quadrature import any_matches, nodes

DRAWS, NODES, SEED = 240, 12, 1
"""Enough for a range: its ends are uncertain by about a tenth of its width."""


def p_match_range(odds: Odds, chosen: Mapping[str, str], specialty: pd.Series[str]) -> tuple[float, float]:
    """80 % range of the chance of at least one match, from draws of everything that is uncertain.

    Parameters
    ----------
    odds
        Odds of all programs.
    chosen
        program_id -> mode ("" without a signal).
    specialty
        Index program_id; "" for a program without specialty.
    """
    if not chosen:
        return 0.0, 0.0
    codes = sorted(chosen)
    names = specialty[codes].to_numpy(object)
    p = draw_matches(odds, {code: chosen[code] for code in codes}, names)
    rho = _draw_correlations(odds.correlation, names)
    low, high = np.quantile(any_matches(p, rho, nodes(NODES)), [0.1, 0.9])
    return float(low), float(high)


def draw_matches(odds: Odds, chosen: Mapping[str, str], specialty: Array) -> Array:
    """Draws of ``p_match``, draws x programs in order of ``chosen``.

    A match given an interview is off by the same factor throughout a specialty; a match never outdoes an interview.
    """
    rows = [int(row) for row in odds.table.index.get_indexer(pd.Index(list(chosen)))]
    modes = [odds.modes.index(mode) for mode in chosen.values()]
    interview, match = (_of(odds, stem, rows, modes) for stem in ("p_interview", "p_match"))
    uncertainty = odds.uncertainty.picked(rows, modes)
    told = np.where(np.isnan(interview), match, interview)
    drawn = uncertainty.draws(told, DRAWS, np.random.default_rng(SEED))
    names, at = np.unique(specialty, return_inverse=True)
    shared = mirrored(np.random.default_rng(SEED + 2), DRAWS, len(names))  # the same for every list
    factor = np.exp(shared[:, at] * uncertainty.match_sd[:, 0])
    with np.errstate(divide="ignore", invalid="ignore"):
        given = np.where(told > 0, match / told, 0.0)
    return np.asarray(drawn * np.minimum(given * factor, np.maximum(given, 1.0)), float)


def _of(odds: Odds, stem: str, rows: list[int], modes: list[int]) -> Array:
    names = [stem + (f"_{mode}" if mode else "") for mode in odds.modes]
    return np.asarray(odds.table[names].to_numpy(float)[rows, modes], float)


def _draw_correlations(ranges: Mapping[str, Range], specialty: Array) -> Array:
    """Draws of the correlation: one shared deviation, each specialty moving towards its own low or high end."""
    z = mirrored(np.random.default_rng(SEED + 1), DRAWS, 1) / Z80
    value, low, high = (
        np.array([getattr(ranges[name], end) for name in specialty]) for end in ("value", "low", "high")
    )
    drawn = np.where(z < 0, value + z * (value - low), value + z * (high - value))
    return np.asarray(np.clip(drawn, 0.0, 0.95), float)
