"""Play a list season by season, as a check on the arithmetic and to see how the seasons spread.

A season draws the applicant's factor ``M`` and one ``e_i`` per program, standard normal and independent, and from them
``L_i = sqrt(rho_i) M + sqrt(1 - rho_i) e_i``. Program ``i`` invites when ``L_i > Phi^-1(1 - p_interview_i)`` and, if
nothing preferred comes first, ends in a match when ``L_i > Phi^-1(1 - p_match_i)``. The applicant takes the best
program by utility, of equal ones the lowest program_id: the model, and the order, of `listopt.quadrature`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from listopt.formulation import Portfolio
from listopt.problem import Problem
from listopt.quadrature import Vector

AT_ONCE = 1024
"""Seasons drawn at a time, so that memory stays small; they are drawn one after the other, whatever this number is."""
NO_BAND = "unknown"
"""Name for programs without a band."""

Counts = np.ndarray[tuple[int], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int, int], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Ranking:
    """A list in the order of preference; ``p_interview`` holds NaN where it is unknown."""

    p_interview: Vector
    p_match: Vector
    utility: Vector
    rho: Vector
    specialty: Sequence[str]
    band: Sequence[str]

    def __len__(self) -> int:
        return len(self.utility)

    @property
    def knows_interviews(self) -> bool:
        """Whether every program has a chance of an interview."""
        return not np.isnan(self.p_interview).any()


@dataclass(frozen=True)
class Tally:
    """Seasons by the rank of the program matched at (the last entry: none), and by the number of interviews."""

    taken: Counts
    interviews: Counts


def ranked(problem: Problem, portfolio: Portfolio) -> Ranking:
    """Put a list into the order in which the applicant would take its programs."""
    rows = problem.chosen(portfolio)
    order = np.argsort(-rows["utility"].to_numpy(dtype=float), kind="stable")
    rows = rows.iloc[order]
    p_interview, p_match, utility, rho = (
        rows[name].to_numpy(dtype=float) for name in ("p_interview", "p_match", "utility", "rho")
    )
    specialty, band = problem.specialty[rows.index].tolist(), rows["band"].fillna(NO_BAND).tolist()
    return Ranking(p_interview, p_match, utility, rho, specialty, band)


def play(ranking: Ranking, capacity: int, seasons: int, seed: int) -> tuple[Tally, Tally]:
    """Tallies without and with the limit; divided by ``sqrt(1 - rho)``, ``L`` becomes ``e + slope M``."""
    size, random = len(ranking), np.random.default_rng(seed)
    slope = np.sqrt(ranking.rho / (1.0 - ranking.rho)).astype(np.float32)
    invites, matches = (thresholds(p, ranking.rho) for p in (ranking.p_interview, ranking.p_match))
    unlimited, limited = np.zeros((2, size + 1), np.int64), np.zeros((2, size + 1), np.int64)
    draws = np.empty((min(AT_ONCE, seasons), size + 1), np.float32)
    willing = np.ones(draws.shape, np.bool_)  # the last column: no match, which is always to be had
    for start in range(0, seasons, AT_ONCE):
        block = draws[: seasons - start]
        random.standard_normal(out=block, dtype=np.float32)
        latent = block[:, :1] * slope + block[:, 1:]
        invited, accepted = latent > invites, willing[: len(block)]
        np.greater(latent, matches, out=accepted[:, :size])
        taken, count = accepted.argmax(axis=1), invited.sum(axis=1)
        unlimited += _counted(size, taken, count)
        limited += _counted(size, *_attending(accepted, invited, taken, count, capacity))
    return Tally(*unlimited), Tally(*limited)


def thresholds(p: Vector, rho: Vector) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """``Phi^-1(1 - p) / sqrt(1 - rho)``; infinite for 0 and 1, NaN (never exceeded) where ``p`` is unknown."""
    normal, ends = NormalDist(), {0.0: math.inf, 1.0: -math.inf}
    found = [ends[chance] if chance in ends else -normal.inv_cdf(chance) for chance in p.tolist()]
    return np.asarray(np.array(found, dtype=float) / np.sqrt(1.0 - rho), dtype=np.float32)


def _attending(accepted: Flags, invited: Flags, taken: Counts, count: Counts, capacity: int) -> tuple[Counts, Counts]:
    """Outcomes, and interviews, when only the best ``capacity`` invitations are attended."""
    crowded = np.flatnonzero(count > capacity)
    if not len(crowded):
        return taken, count
    invited, accepted, taken = invited[crowded], accepted[crowded], taken.copy()
    accepted[:, :-1] &= invited & (np.cumsum(invited, axis=1, dtype=np.int32) <= capacity)
    taken[crowded] = accepted.argmax(axis=1)
    return taken, np.minimum(count, capacity)


def _counted(size: int, taken: Counts, count: Counts) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.vstack([np.bincount(values, minlength=size + 1) for values in (taken, count)])
