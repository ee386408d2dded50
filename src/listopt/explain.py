"""What each chosen program adds, why it is there, and which facts to check first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from listopt.constraints.counts import Count
from listopt.formulation import Formulation, Portfolio
from listopt.problem import Problem
from listopt.solution import Solution
from listopt.solver import formulate
from listopt.solver.evaluate import Evaluator, evaluator
from listopt.verification import to_verify

FINE_NODES = 120
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


def explain(problem: Problem, solution: Solution, doubtful: pd.DataFrame) -> Explanation:
    """Explain a solution; ``doubtful`` lists facts unknown to the filters (program_id, column, why)."""
    portfolio = solution.portfolio or Portfolio({})
    formulation = formulate(problem, max(solution.n_nodes, FINE_NODES))
    judge = evaluator(formulation)
    marginal = marginals(formulation, judge, portfolio)
    return Explanation(
        marginal,
        _reasons(problem, portfolio, marginal),
        to_verify(problem, formulation, judge, portfolio, doubtful),
    )


def marginals(formulation: Formulation, judge: Evaluator, portfolio: Portfolio) -> pd.Series[float]:
    """Objective lost when one program alone is dropped; index program_id."""
    picks = formulation.picks
    taken = np.array(
        [portfolio.modes.get(code) == mode for code, mode in zip(picks.codes, picks.mode, strict=True)], dtype=bool
    )
    value = judge.value(taken)
    lost = {}
    for pick in np.flatnonzero(taken):
        without = taken.copy()
        without[pick] = False
        lost[str(picks.codes[pick])] = value - judge.value(without)
    return pd.Series(lost, dtype=float).reindex(portfolio.programs)


def _reasons(problem: Problem, portfolio: Portfolio, marginal: pd.Series[float]) -> dict[str, tuple[str, ...]]:
    chance = problem.table["p_match"]
    order = chance.groupby(problem.specialty).rank(ascending=False, method="min")
    size = problem.specialty.map(problem.specialty.value_counts())
    asked = _asked_for(problem)
    found = {}
    for code, mode in sorted(portfolio.modes.items()):
        reasons = [f"asked for by the rule {asked[code]!r}"] if code in asked else []
        if mode:
            reasons.append(_signal_reason(problem, code, mode))
        if marginal[code] <= 0:
            reasons.append("on the list for a rule: it adds nothing to the objective by itself")
        reasons += _mix_reason(problem, portfolio, code) if not mode else []
        if not np.isnan(order[code]):
            among = f"open {problem.specialty[code] or 'listed'} programs"
            reasons.append(f"{_ordinal(int(order[code]))} chance of {size[code]} {among}")
        found[code] = tuple(reasons)
    return found


def _asked_for(problem: Problem) -> dict[str, str]:
    """Programs that a rule puts on the list -> the rule."""
    return {
        code: rule.title
        for rule in problem.constraints
        if rule.kind == "include"
        for code in getattr(rule, "programs", ())
    }


def _mix_reason(problem: Problem, portfolio: Portfolio, code: str) -> list[str]:
    """Name the rule or wish that prefers a program to a better one left out, if there is such a one."""
    table = problem.table
    rivals = (problem.specialty == problem.specialty[code]) & (table["p_match"] > table["p_match"][code])
    rivals &= (table["utility"] >= table["utility"][code]) & ~table.index.isin(portfolio.programs)
    if not rivals.any():
        return []
    here = table.index == code
    for rule in problem.constraints:
        if isinstance(rule, Count) and rule.where and rule.at_least is not None:
            inside = problem.where(rule.where)
            if inside[here].all() and not inside[rivals].all():
                return [f"counts towards the rule {rule.title!r}"]
    band = table["band"][code]
    wished = any(goal.name == "balance" for goal in problem.objectives) or any(
        r.kind == "mix" for r in problem.constraints
    )
    if wished and not (table["band"][rivals] == band).any():
        return [f"one of the {band} programs that the wished mix asks for"]
    return []


def _signal_reason(problem: Problem, code: str, mode: str) -> str:
    for stem, what in (("p_interview", "an interview"), ("p_match", "a match")):
        plain, signalled = (float(problem.table[name][code]) for name in (stem, f"{stem}_{mode}"))
        if not np.isnan(plain) and not np.isnan(signalled):
            name = "signal" if mode == "signal" else f"{mode} signal"
            return f"{name} lifts the chance of {what} from {percent(plain)} to {percent(signalled)}"
    return f"offered with a {mode} signal only"


def percent(share: float) -> str:
    """Write a chance with two digits: 0.4 %, 3.5 %, 58 %."""
    return f"{share * 100:.1f} %" if share < 0.0995 else f"{share * 100:.0f} %"


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return "best" if number == 1 else f"{number}{ending} best"
