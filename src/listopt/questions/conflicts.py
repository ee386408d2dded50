"""What would make clashing rules fit together: the smallest changes, each proven to be the smallest.

A change loosens one number of one rule. How far is found by minimising what the rule lacks with all others hard, and
settled step by step where the solver's bound leaves a doubt. Where no number alone helps, all of them may give way at
once at a price relative to their size, and each that had to is then tightened again as far as the others allow.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from listopt.constraints.chances import MatchFloor
from listopt.constraints.membership import Exclude, Include
from listopt.formulation import Portfolio
from listopt.options import SolverOptions
from listopt.problem import Constraint, Problem
from listopt.questions.knobs import Knob, knobs, settled, with_rules
from listopt.questions.measures import given_up, without
from listopt.solution import Solution, Status
from listopt.solver import solve

EXACT = 1e-6
"""Relative accuracy of the smallest violation."""
EXACT_CHANCE = 1e-4
"""The same where a chance of a match takes part: finer than a step of it, and affordable."""
PATIENCE = 15.0
"""Most seconds for one question to the solver."""
Clock = Callable[[], float]
Tell = Callable[[int, int], None]
"""Told how many numbers have been looked at, of how many."""


@dataclass(frozen=True)
class Change:
    """One number loosened.

    Attributes
    ----------
    knob
        The number.
    value
        What it becomes.
    programs
        For `include` and `exclude`: programs taken off the rule.
    relaxed
        The rule as it becomes; empty when nothing is left of it.
    """

    knob: Knob
    value: float
    programs: tuple[str, ...]
    relaxed: tuple[Constraint, ...]


@dataclass(frozen=True)
class Repair:
    """Changes that together make the rules fit, and a list that keeps them.

    ``proven`` tells that none of the changes can be a step smaller when the others stay.
    """

    changes: tuple[Change, ...]
    witness: Portfolio
    proven: bool

    @property
    def size(self) -> float:
        """Sum of the changes, each relative to its number."""
        return sum(change.knob.size(change.value) for change in self.changes)


@dataclass(frozen=True)
class Repairs:
    """What was found: repairs, the smallest first; numbers that never help alone; those there was no time for."""

    found: tuple[Repair, ...] = ()
    hopeless: tuple[Knob, ...] = ()
    open: tuple[Knob, ...] = ()


@dataclass(frozen=True)
class _Asker:
    """Asks the solver about the problem under other rules."""

    problem: Problem
    options: SolverOptions
    clock: Clock

    def ask(self, rules: list[Constraint], start: Portfolio | None = None) -> Solution:
        chances = any(isinstance(rule, MatchFloor) for rule in rules)
        options = self.options.model_copy(update={"gap": EXACT_CHANCE if chances else EXACT})
        end = time.monotonic() + PATIENCE
        problem = with_rules(self.problem, rules)
        return solve(
            problem, options, clock=lambda: min(self.clock(), end - time.monotonic()), start=start, blame=False
        )


@dataclass(frozen=True)
class _Smallest:
    """Outcome for one number: how loose it must be, a list that shows it, and whether less is proven too little."""

    value: float
    witness: Portfolio
    proven: bool


def find_repairs(
    problem: Problem,
    conflict: Sequence[str],
    options: SolverOptions,
    *,
    clock: Clock,
    fixed: Sequence[str] = (),
    tell: Tell = lambda done, of: None,
) -> Repairs:
    """Find the smallest changes that make the rules of an infeasible problem fit together.

    Parameters
    ----------
    problem
        A problem without a list that keeps all its hard rules.
    conflict
        Names of rules that clash; a rule outside cannot repair the problem alone.
    options
        Seed of the solver.
    clock
        Seconds left; what is finished by then is kept.
    fixed
        Names of rules that nobody can change, the season's limits.
    tell
        Told of progress.
    """
    hard = [rule for rule in problem.constraints if rule.soft is None]
    asker = _Asker(problem, options, clock)
    tried = [
        knob for rule in hard if rule.title in conflict and rule.title not in fixed for knob in knobs(problem, rule)
    ]
    found: list[Repair] = []
    hopeless: list[Knob] = []
    for done, knob in enumerate(tried, start=1):
        if clock() <= 0:
            break
        others = [rule for rule in hard if rule is not knob.rule]
        smallest = _smallest(asker, others, knob)
        if smallest is not None and smallest.value != knob.value:
            found.append(_repair(problem, {knob: smallest}, smallest.witness, proven=smallest.proven))
        elif smallest is None and clock() > 0:
            hopeless.append(knob)
        tell(done, len(tried))
    answered = {*hopeless, *(change.knob for one in found for change in one.changes)}
    left = tuple(knob for knob in tried if knob not in answered)
    if not found and not left:
        found = _combined(asker, hard, fixed)
    return Repairs(tuple(sorted(found, key=lambda one: one.size)), tuple(hopeless), left)


def _smallest(asker: _Asker, others: list[Constraint], knob: Knob) -> _Smallest | None:
    """Loosen one number as little as possible, the other rules as they are.

    None when that never helps, or time ran out before a list was found.
    """
    least = asker.ask([*others, *knob.opened(), knob.wished()])
    if least.portfolio is None:
        return None
    witness, step = least.portfolio, knob.step
    best = knob.needed(asker.problem, witness)
    enough, little = round(best / step), _too_little(knob, least)
    proven = True
    while abs(enough - little) > 1 and knob.sign * (enough - little) > 0:
        middle = (enough + little) // 2
        trial = asker.ask([*others, knob.at(middle * step)], witness)
        if trial.portfolio is not None:
            witness = trial.portfolio
            enough = round(knob.needed(asker.problem, witness) / step)
        elif trial.status is Status.INFEASIBLE:
            little = middle
        else:
            proven = False
            break
    best = knob.value if best == knob.value else round(enough * step, 9) + 0.0
    return _Smallest(best, witness, proven)


def _too_little(knob: Knob, least: Solution) -> int:
    """Largest number of steps that is known not to be enough: from the number itself, or from the solver's bound."""
    steps = knob.value / knob.step
    present = math.floor(steps + 1e-7) if knob.sign > 0 else math.ceil(steps - 1e-7)
    if knob.shares or least.bound is None:
        return present
    lacking = -least.bound / (knob.wished().soft or 1.0)
    loosest = knob.stepped(knob.value + knob.sign * lacking * (1 - EXACT))
    limit = round(loosest / knob.step) - knob.sign
    return max(present, limit) if knob.sign > 0 else min(present, limit)


def _combined(asker: _Asker, hard: list[Constraint], fixed: Sequence[str]) -> list[Repair]:
    """Find a combination of changes, none of which can be left out or made smaller."""
    problem = asker.problem
    of_rule = [them for rule in hard if rule.title not in fixed and (them := knobs(problem, rule))]
    loose = [knob for them in of_rule for knob in them]
    stay = [rule for rule in hard if all(rule is not knob.rule for knob in loose)]
    least = asker.ask([*stay, *(knob.wished() for knob in loose)])
    if least.portfolio is None:
        return []
    witness, proven = least.portfolio, True
    values = {knob: knob.needed(problem, witness) for knob in loose}
    changed = [knob for knob in loose if values[knob] != knob.value]
    for knob in sorted(changed, key=lambda knob: -knob.size(values[knob])):
        others = [settled(them, values) for them in of_rule if knob not in them]
        beside = settled(next(them for them in of_rule if knob in them), {**values, knob: knob.value})
        smallest = _smallest(asker, [*stay, *others], replace(knob, acting=beside))
        if smallest is None:
            proven = False
            continue
        values[knob], witness, proven = smallest.value, smallest.witness, proven and smallest.proven
    final = {knob: _Smallest(values[knob], witness, proven) for knob in changed if values[knob] != knob.value}
    return [_repair(problem, final, witness, proven=proven)] if final else []


def _repair(problem: Problem, settings: dict[Knob, _Smallest], witness: Portfolio, *, proven: bool) -> Repair:
    changes = [_change(problem, knob, setting.value, witness) for knob, setting in settings.items()]
    return Repair(tuple(changes), witness, proven)


def _change(problem: Problem, knob: Knob, value: float, witness: Portfolio) -> Change:
    if isinstance(knob.rule, Include | Exclude):
        programs = given_up(problem, knob.rule, witness)
        return Change(knob, value, programs, tuple(without(problem, knob.rule, programs)))
    return Change(knob, value, (), (knob.at(value),))
