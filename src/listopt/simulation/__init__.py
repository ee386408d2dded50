"""Play a list many times, as a check on the arithmetic and to see how far the seasons spread."""

from __future__ import annotations

from dataclasses import dataclass

from listopt.errors import Fault, InputError
from listopt.formulation import Portfolio
from listopt.problem import Problem
from listopt.simulation.figures import Figure, Interviews, Play, exact_of, figures_of
from listopt.simulation.playing import NO_BAND, play, ranked

__all__ = ["NO_BAND", "SEASONS", "SEED", "Figure", "Interviews", "Play", "Simulation", "simulate"]

SEASONS, SEED = 100_000, 1
"""Seasons played, and the start of the random numbers, when nothing else is asked for."""
FEWEST_SEASONS = 2
"""A standard error needs two seasons."""


@dataclass(frozen=True)
class Simulation:
    """A list played many times.

    Attributes
    ----------
    seasons, seed
        How often, and the start of the random numbers.
    applications, capacity
        Programs on the list, and interviews the applicant can attend.
    unlimited
        Every invitation is attended; beside it the exact values.
    limited
        The best ``capacity`` invitations by utility are attended, and only those can match. None when the list is no
        longer than ``capacity``, and when a program's chance of an interview is unknown.
    """

    seasons: int
    seed: int
    applications: int
    capacity: int
    unlimited: Play
    limited: Play | None


def simulate(problem: Problem, portfolio: Portfolio, *, seasons: int = SEASONS, seed: int = SEED) -> Simulation:
    """Play a list.

    Parameters
    ----------
    problem
        Odds, utilities, correlations and the interviews that the applicant can attend.
    portfolio
        The list.
    seasons
        How many seasons, at least 2.
    seed
        Start of the random numbers, at least 0. The first seasons of a longer play are those of a shorter one.

    Returns
    -------
    Simulation
        Figures with standard errors, with and without the attendance limit.

    Raises
    ------
    InputError
        When there are too few seasons, or the seed is negative.
    """
    _check("seasons", seasons, FEWEST_SEASONS)
    _check("seed", seed, 0)
    ranking, capacity = ranked(problem, portfolio), problem.wishes.capacity
    unlimited, limited = play(ranking, capacity, seasons, seed)
    bounded = capacity < len(ranking) and ranking.knows_interviews
    return Simulation(
        seasons=seasons,
        seed=seed,
        applications=len(ranking),
        capacity=capacity,
        unlimited=figures_of(ranking, unlimited, exact_of(ranking)),
        limited=figures_of(ranking, limited, None) if bounded else None,
    )


def _check(name: str, value: int, least: int) -> None:
    if value < least:
        raise InputError([Fault(name, str(value), f"a whole number of at least {least}")])
