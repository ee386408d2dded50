"""Applications to many programs, of many applicants of one type, under any numbers: the model of `listopt.odds`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from listopt.applicant import Applicant
from listopt.odds.model import modes
from listopt.odds.population import expit, logit
from listopt.odds.signals import Signals
from listopt.odds.tables import Array, Numbers
from listopt.odds.terms import Score, Term, attempts_terms, known_score, score_term, usce_term, visa_term, years_term

KINDS = ("tie_region", "tie_state", "tie_program")
EFFECT = "program_effect"
Positions = NDArray[np.int_]


@dataclass(frozen=True, eq=False)
class Applications:
    """What one applicant sent: rows of the group, and which kind of tie counts at each (rows x `KINDS`, 0 or 1)."""

    applicant: Applicant
    rows: slice
    tied: Array


@dataclass(frozen=True, eq=False)
class Group:
    """Applications of one applicant type in one season: whatever no fitted number changes.

    Attributes
    ----------
    rows
        Positions in the table of outcomes.
    at, mode
        Program, and way of applying (0 without a signal, then the tiers), of each row.
    rate
        Share of a program's distance that counts (`EFFECT`) -> base rate of each program.
    takes
        Probability of taking signals, of each program.
    off
        Standard deviation of each program's own log odds, which nobody's facts explain.
    signal
        Signals of each program.
    specialty, specialties
        Position of each program's specialty, and their names.
    match, rho
        Published probability of a match given an interview, and variance share of the applicant's factor, by program.
    sent
        The rows by applicant.
    """

    season: int
    rows: Positions
    at: Positions
    mode: Positions
    rate: Callable[[float], Array]
    takes: Array
    off: Array
    signal: Signals
    specialty: Positions
    specialties: Sequence[str]
    match: Array
    rho: Array
    sent: Sequence[Applications]

    def sums(self, numbers: Numbers) -> tuple[Array, Array]:
        """Log odds of the applicant's facts at each row's program, and their spread over applicants of the type."""
        told, squares = np.empty(len(self.rows)), np.empty(len(self.rows))
        scores: dict[Score | None, Term] = {}
        for some in self.sent:
            known = known_score(some.applicant, numbers)
            if known not in scores:
                scores[known] = score_term(some.applicant, list(self.specialties), self.season, numbers)
            score = scores[known]
            ties = some.tied @ [numbers[kind].value * numbers["association"].value for kind in KINDS]
            plain = (
                *attempts_terms(some.applicant, numbers),
                years_term(some.applicant, self.season, numbers),
                usce_term(some.applicant, numbers),
                visa_term(some.applicant, numbers),
            )
            here = self.specialty[self.at[some.rows]]
            told[some.rows] = np.asarray(score.value)[here] + sum(float(term.value) for term in plain) + ties
            squares[some.rows] = np.asarray(score.spread)[here] ** 2 + sum(float(term.spread) ** 2 for term in plain)
        return told + numbers["level"].value, np.sqrt(squares)

    def interview(self, numbers: Numbers) -> Array:
        """Probability of an interview of each row.

        The intercepts depend on the program and the spread alone, so they are solved once for each pair.
        """
        told, spread = self.sums(numbers)
        pairs, pair = np.unique(np.column_stack([self.at, spread]), axis=0, return_inverse=True)
        pair, at = pair.reshape(-1), pairs[:, 0].astype(int)
        all_ = self.signal
        signal = Signals(all_.offered[at], all_.association[at], all_.noise[at], all_.share[at], ())
        nothing, share = np.zeros(len(at)), numbers["association"].value
        rate = self.rate(numbers[EFFECT].value)[at]
        taking, without = (
            logit(modes(rate, pairs[:, 1], nothing, signal, nothing + takes, share)) for takes in (1.0, 0.0)
        )
        takes = self.takes[self.at]
        p = takes * expit(taking[pair, self.mode] + told) + (1 - takes) * expit(without[pair, 0] + told)
        return np.asarray(p, float)

    def exposure(self, name: str, published: Numbers, step: float) -> Array:
        """What a number adds to each row's log odds, intercepts aside: the same everywhere if nothing is told of it."""
        return (self._plain(moved(published, {name: step})) - self._plain(published)) / step

    def _plain(self, numbers: Numbers) -> Array:
        """Sum of base rate, facts and signal without the intercepts that keep means."""
        told, _ = self.sums(numbers)
        signalled = np.column_stack([np.zeros(len(self.takes)), self.signal.association])[self.at, self.mode]
        return told + logit(self.rate(numbers[EFFECT].value))[self.at] + numbers["association"].value * signalled


def moved(numbers: Numbers, by: Mapping[str, float]) -> Numbers:
    """Numbers with some of them moved."""
    return {**numbers, **{name: replace(numbers[name], value=numbers[name].value + step) for name, step in by.items()}}
