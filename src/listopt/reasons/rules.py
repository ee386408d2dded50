"""Which rules and wishes a program of the list holds up: what dropping it alone would break or strain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from listopt.formulation import TOLERANCE, Formulation, Indices, Vector
from listopt.problem import Problem
from listopt.solver.evaluate import Evaluator, Taken

BALANCE = "balance"
"""Stands for the wished shares of reach, target and safety, which are no rule."""
Part = tuple[str, Vector, Vector]
"""Name, what each pick does for it, and for each chosen pick how much dropping it alone breaks or strains."""


@dataclass(frozen=True)
class Held:
    """A rule (or `BALANCE`), what each pick does for it, and the programs of the list without which it would suffer."""

    name: str
    soft: bool
    helps: Vector
    programs: tuple[str, ...]

    @property
    def claim(self) -> str:
        """What is said of a program that the rule cannot spare."""
        return f"keeps the list closer to the rule {self.name!r}" if self.soft else f"needed for the rule {self.name!r}"


def held(problem: Problem, formulation: Formulation, judge: Evaluator, taken: Taken) -> tuple[Held, ...]:
    """Rules that dropping some program alone would break (hard) or strain (soft), in order of appearance."""
    chosen = np.flatnonzero(taken)
    found: dict[str, tuple[Vector, Vector]] = {}
    picks = taken.astype(float)
    for name, helps, harm in (
        *_rows(formulation, judge, picks, chosen),
        *_floors(formulation, judge, picks, chosen),
        *_excesses(problem, formulation, judge, picks, chosen),
    ):
        before = found.get(name, (np.zeros(len(taken)), np.zeros(len(chosen))))
        found[name] = (before[0] + (helps if (harm > TOLERANCE).any() else 0.0), before[1] + harm)
    soft = {rule.title for rule in problem.constraints if rule.soft is not None}
    return tuple(
        Held(name, name in soft, helps, tuple(str(code) for code in formulation.picks.codes[chosen[harm > TOLERANCE]]))
        for name, (helps, harm) in found.items()
        if (harm > TOLERANCE).any()
    )


def by_program(rules: tuple[Held, ...]) -> Mapping[str, tuple[Held, ...]]:
    """Program -> what it holds up."""
    codes = dict.fromkeys(code for rule in rules for code in rule.programs)
    return {code: tuple(rule for rule in rules if code in rule.programs) for code in codes}


def _rows(formulation: Formulation, judge: Evaluator, picks: Vector, chosen: Indices) -> Iterator[Part]:
    """Hard limits of sums."""
    for row, terms, value in zip(formulation.rows, judge.row_terms, judge.row_terms @ picks, strict=True):
        if not (row.counts or row.excesses or row.gates):
            after = value - terms[chosen]
            yield row.name, terms, np.maximum(0.0, row.low - after)
            yield row.name, -terms, np.maximum(0.0, after - row.high)


def _floors(formulation: Formulation, judge: Evaluator, picks: Vector, chosen: Indices) -> Iterator[Part]:
    """Least chances of a match."""
    for floor in formulation.floors:
        short = max(0.0, floor.at_least - judge.chance(floor, picks))
        after = np.array([judge.chance(floor, _without(picks, int(pick))) for pick in chosen])
        helps = floor.members * formulation.hazards.mean(axis=1)
        yield floor.name, helps, np.maximum(0.0, floor.at_least - after) - short


def _excesses(
    problem: Problem, formulation: Formulation, judge: Evaluator, picks: Vector, chosen: Indices
) -> Iterator[Part]:
    """Soft limits of sums, and the wished balance."""
    titles = [rule.title for rule in problem.constraints if rule.soft is not None]
    for excess, terms, value in zip(formulation.excesses, judge.excess_terms, judge.excess_terms @ picks, strict=True):
        name = _owner(excess.name, titles)
        if name and not excess.inner and not excess.gates:
            after = np.maximum(0.0, value - terms[chosen] - excess.threshold)
            yield name, -terms, after - max(0.0, value - excess.threshold)


def _without(picks: Vector, pick: int) -> Vector:
    rest = picks.copy()
    rest[pick] = 0.0
    return rest


def _owner(excess: str, titles: list[str]) -> str:
    """Soft rule that an excess belongs to, the longest title that begins its name; empty for none."""
    if excess.startswith(f"{BALANCE} "):
        return BALANCE
    return max((title for title in titles if excess.startswith(title)), key=len, default="")
