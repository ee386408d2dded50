"""The best list under each of several weights, and what the lists share."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from listopt.formulation import Portfolio
from listopt.questions.asking import change, named
from listopt.questions.frontier import Patience
from listopt.questions.levers import Source
from listopt.questions.nested import Known, Solved, best_list, point_of
from listopt.report.contents import Json
from listopt.report.others import Change
from listopt.report.tuning.sweep import Member, Setting, Sweep
from listopt.solution import Solution, Status
from listopt.tuning.grid import Weights, read_weight, settings
from listopt.tuning.journal import Journal
from listopt.tuning.weights import posed_with, weights_of, with_weights
from listopt.writeup import Posed


@dataclass
class _Found:
    """Solved settings: weights and solution, in the order in which they were solved."""

    posed: Posed
    solved: list[tuple[Weights, Solution]] = field(default_factory=list)

    def nearest(self, weights: Mapping[str, float]) -> Portfolio | None:
        """List of the solved setting whose weights differ least; None when no setting has a list."""
        lists = [(one, solution.portfolio) for one, solution in self.solved if solution.portfolio is not None]
        return min(lists, key=lambda pair: _distance(pair[0], weights))[1] if lists else None

    def under(self, weights: Mapping[str, float]) -> Posed:
        """The scenario under other weights."""
        return replace(self.posed, problem=with_weights(self.posed.problem, weights))


def sweep(
    source: Source,
    texts: Sequence[str] = (),
    *,
    today: datetime.date,
    journal: Path | None = None,
    patience: Patience | None = None,
) -> Sweep:
    """Find the best list under several weights; each search starts from the list of the nearest setting.

    Parameters
    ----------
    source
        Path of a scenario file, or its content.
    texts
        ``TERM=VALUES``, as `listopt.tuning.grid.read_weight` takes them: all combinations. Without any, each
        weight in force goes through 0, 1/2, 2 and 4 times its value, the others as they are.
    today
        Date that decides which Match is the coming one when the scenario names none.
    journal
        File that keeps finished settings, and from which they are taken another time.
    patience
        When to stop; settings finished by then are kept.

    Raises
    ------
    InputError
        With every fault of the scenario or the weights, or when the journal is that of another problem.
    """
    patience = patience or Patience()
    axes = [read_weight(text) for text in texts]
    posed = posed_with(source, [term for term, _ in axes], "--weight", today=today)
    plan, kept = settings(weights_of(posed.problem), axes), Journal(journal, posed)
    found = _Found(posed)
    for done, weights in enumerate(plan):
        solution = _solved(found, weights, kept, patience)
        if solution is None:
            break
        found.solved.append((weights, solution))
        patience.tell(done + 1, len(plan))
        if solution.status is Status.INFEASIBLE:  # the weights do not change which lists are allowed
            plan = plan[: done + 1]
            break
    return _gathered(found, plan)


def _solved(found: _Found, weights: Weights, kept: Journal, patience: Patience) -> Solution | None:
    posed, start = found.under(weights), found.nearest(weights)
    key: dict[str, Json] = {"weights": dict(weights)}
    return kept.solved(key, posed, patience, lambda clock: best_list(posed, clock, start))


def _distance(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Sum over the terms of how much the weights differ, relative to the larger one."""
    pairs = ((one[name], other[name]) for name in one)
    return sum(abs(first - second) / max(first, second) for first, second in pairs if first != second)


def _gathered(found: _Found, plan: Sequence[Weights]) -> Sweep:
    """Figures, differences from the first list, and programs of all lists."""
    posed, known = found.posed, Known()
    first = found.solved[0][1].portfolio if found.solved else None
    done = []
    for number, (weights, solution) in enumerate(found.solved):
        point = point_of(Solved(number, found.under(weights), solution), known)
        after = solution.portfolio
        moved = Change() if first is None or after is None else change(posed.problem, first, after)
        done.append(Setting(weights, point, solution.terms, moved))
    terms = tuple(name for name in plan[0] if len({weights[name] for weights in plan}) > 1)
    return Sweep(
        posed.scenario.name, posed.season.year, terms, tuple(done), _members(posed, done), len(posed.problem.table),
        tuple(plan[len(done) :]), posed.scenario.solver.gap, posed.warnings,
    )  # fmt: skip


def _members(posed: Posed, done: Sequence[Setting]) -> tuple[Member, ...]:
    """Programs of all lists, those on most lists first."""
    codes = sorted({code for one in done for code in one.point.modes})
    found = [
        Member(named(posed.problem, code), tuple(one.number for one in done if code in one.point.modes))
        for code in codes
    ]
    return tuple(sorted(found, key=lambda member: -len(member.settings)))
