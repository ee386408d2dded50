"""What one more signal would add when it goes to a program that is not on the list."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from listopt.constraints import PoolLimit
from listopt.problem import Problem
from listopt.questions.asking import Asking, cell, named
from listopt.report.answers import ExtraSignal
from listopt.report.others import Named
from listopt.solver import formulate
from listopt.solver.evaluate import evaluator

WEAKEST = 15
"""Programs of the list, those that add least, that are tried as the one to leave for an extra signal."""


def extra_signals(asking: Asking, code: str, marginal: pd.Series[float]) -> tuple[ExtraSignal, ...]:
    """What one more signal of each tier would add when it goes to the program, in place of a weak one if need be."""
    found = []
    for tier in asking.problem.tiers:
        if cell(asking.problem.table, code, f"p_match_{tier}") is None:
            continue
        more = _one_more(asking.problem, code, tier)
        if more is not None:
            found.append(_best_place(asking, more, code, tier, marginal))
    return tuple(one for one in found if one is not None)


def _one_more(problem: Problem, code: str, tier: str) -> Problem | None:
    """The problem with one more signal of a tier in the program's pool; None when it draws on none."""
    name, rules, found = problem.specialty[code], [], False
    for rule in problem.constraints:
        if isinstance(rule, PoolLimit) and rule.tier == tier and name in rule.specialties:
            rule, found = rule.model_copy(update={"at_most": rule.at_most + 1}), True
        rules.append(rule)
    return replace(problem, constraints=tuple(rules)) if found else None


def _best_place(
    asking: Asking, problem: Problem, code: str, tier: str, marginal: pd.Series[float]
) -> ExtraSignal | None:
    judge = evaluator(formulate(problem, asking.n_nodes))
    picks = judge.formulation.picks
    pairs = zip(picks.codes, picks.mode, strict=True)
    chosen = {**asking.portfolio.modes, code: tier}
    taken = np.array([chosen.get(str(one)) == mode for one, mode in pairs], dtype=bool)
    best: tuple[float, Named | None] | None = None
    weakest = marginal.sort_values(kind="stable").index[:WEAKEST]
    for out in (None, *(str(one) for one in weakest)):
        trial = taken if out is None else taken & (picks.codes != out)
        if not judge.broken(trial):
            gain = judge.value(trial) - asking.value
            if best is None or gain > best[0]:
                best = gain, None if out is None else named(problem, out)
    return None if best is None else ExtraSignal(tier, *best)
