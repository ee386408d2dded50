"""What each chosen program adds, why it is there, and which facts to check first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from listopt.formulation import Formulation, Portfolio
from listopt.problem import Problem
from listopt.reasons import reasons
from listopt.solution import Solution
from listopt.solver import formulate
from listopt.solver.evaluate import Evaluator, evaluator
from listopt.verification import to_verify

FINE_NODES = 60
"""Quadrature nodes behind marginals, which are differences of two lists."""


@dataclass(frozen=True)
class Explanation:
    """Answers to "why this program?" and "what should I check?".

    Attributes
    ----------
    marginal
        Index program_id of the portfolio: objective lost when the program alone is dropped, fees recomputed, nothing
        re-solved, hard rules aside.
    reasons
        program_id -> short sentences, the main reason first.
    to_verify
        Columns program_id, column, why, worth (objective that knowing the fact adds in expectation), in falling order
        of worth.
    """

    marginal: pd.Series[float]
    reasons: Mapping[str, tuple[str, ...]]
    to_verify: pd.DataFrame


def explain(
    problem: Problem, solution: Solution, doubtful: pd.DataFrame, terms: pd.DataFrame | None = None
) -> Explanation:
    """Explain a solution.

    Parameters
    ----------
    problem, solution
        What was asked and found.
    doubtful
        Facts unknown to the filters: columns program_id, column, why.
    terms
        Log-odds contributions as in `listopt.odds.Odds.terms`, behind some of the reasons.
    """
    portfolio = solution.portfolio or Portfolio({})
    formulation = formulate(problem, max(solution.n_nodes, FINE_NODES))
    judge = evaluator(formulation)
    marginal = marginals(formulation, judge, portfolio)
    return Explanation(
        marginal,
        reasons(problem, formulation, judge, portfolio, marginal, terms),
        to_verify(problem, formulation, judge, portfolio, doubtful),
    )


def marginals(formulation: Formulation, judge: Evaluator, portfolio: Portfolio) -> pd.Series[float]:
    """Objective lost when one program alone is dropped; index program_id."""
    picks = formulation.picks
    taken = picks.taken(portfolio)
    value = judge.value(taken)
    lost = {}
    for pick in np.flatnonzero(taken):
        without = taken.copy()
        without[pick] = False
        lost[str(picks.codes[pick])] = value - judge.value(without)
    return pd.Series(lost, dtype=float).reindex(portfolio.programs)
