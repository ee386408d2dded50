"""The exact trade-off between two measures of a list, by limits on one of them.

Each point is the best list in one measure among those that are at least so good in the other (epsilon constraint). A
weighted sum of the two finds only points on the hull; limits find those inside it as well. Among lists that are as good
in the first measure the one that is better in the second is taken: the second enters the goal with a weight so small
that all of its range is worth half of the asked gap (augmented epsilon constraint: Mavrotas 2009,
doi:10.1016/j.amc.2009.03.037). One solve does both, and what the weight may cost is part of the proven gap.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from listopt.errors import Fault, InputError
from listopt.formulation import Portfolio
from listopt.objectives import OBJECTIVES
from listopt.problem import CHECK_NODES, Constraint, Objective
from listopt.questions.frontier import Patience
from listopt.questions.levers import Source
from listopt.questions.nested import Solved, common, lifted, point_of, tightened
from listopt.report.contents import Json, number
from listopt.report.tuning.tradeoff import Traded, Tradeoff
from listopt.solution import Solution, Status, relative_gap
from listopt.tuning.efficient import SAME, efficient, limits_between
from listopt.tuning.journal import Journal
from listopt.tuning.quantities import Quantity, quantity
from listopt.tuning.weights import posed_with
from listopt.writeup import Posed

STEPS = 9
"""Points looked at without being told."""
TIES = 0.5
"""Share of the asked gap, or of one for whole numbers, that the whole range of the limited measure is worth."""


@dataclass(frozen=True)
class _Search:
    """A scenario, the measure to be best in, the one that is limited, and how the solves are done.

    ``posed`` asks for a narrower gap than the scenario, so that ties can be told apart.
    """

    posed: Posed
    best: Quantity
    limited: Quantity
    asked_gap: float
    journal: Journal
    patience: Patience

    def solved(
        self, goals: Sequence[Objective], limit: float | None = None, before: Solution | None = None
    ) -> Solved | None:
        """Solve towards some goals, from what is known where the limit is looser; None when the search was ended."""
        rules: list[Constraint] = [rule for rule in self.posed.problem.constraints if rule.soft is None]
        if limit is not None and self.limited.rule is not None:
            rules.append(self.limited.rule(limit))
        problem = replace(self.posed.problem, constraints=tuple(rules), objectives=tuple(goals))
        posed = replace(self.posed, problem=problem)
        told: dict[str, Json] = {goal.name: goal.weight for goal in goals}
        key: dict[str, Json] = {"goals": told, "limited": self.limited.name, "limit": limit}
        solution = self.journal.solved(key, posed, self.patience, lambda clock: tightened(posed, before, clock))
        return None if solution is None else Solved(0.0 if limit is None else limit, posed, solution)

    def worths(self, portfolio: Portfolio) -> tuple[float, float]:
        """Both measures of a list, signed so that more is better."""
        problem = self.posed.problem
        return self.best.worth(problem, portfolio), self.limited.worth(problem, portfolio)


def tradeoff(
    source: Source,
    text: str,
    *,
    today: datetime.date,
    steps: int = STEPS,
    journal: Path | None = None,
    patience: Patience | None = None,
) -> Tradeoff:
    """Find the efficient lists between two measures, under the hard rules of a scenario.

    The second measure is the one that is limited, unless only the first one takes whole numbers, or no rule can limit
    the second (expected utility). It does not matter for what is efficient, only for which points are looked at.

    Parameters
    ----------
    source
        Path of a scenario file, or its content.
    text
        Two measures, ``utility,cost``, as `listopt.tuning.quantities.quantity` takes them.
    today
        Date that decides which Match is the coming one when the scenario names none.
    steps
        Number of limits, evenly spaced from the limited measure's value where the other is best to its own best
        value; whole numbers are all taken where they are few.
    journal
        File that keeps finished solves, and from which they are taken another time.
    patience
        When to stop; points finished by then are kept.

    Raises
    ------
    InputError
        With every fault of the scenario or the measures, or when the journal is that of another problem.
    """
    search = _search(source, text, today, journal, patience or Patience())
    posed = search.posed
    found = Tradeoff(
        posed.scenario.name, posed.season.year, search.best.measure, search.limited.measure, points=(),
        status=Status.UNKNOWN.value, asked_gap=search.asked_gap, missing=None, warnings=posed.warnings,
    )  # fmt: skip
    loose = search.solved([search.best.goal])
    tight = None if loose is None else search.solved([search.limited.goal])
    if loose is None or tight is None:
        return found
    found = replace(found, status=loose.solution.status.value, conflict=loose.solution.conflict, missing=())
    if loose.solution.portfolio is None or tight.solution.portfolio is None:
        return found
    tie = _tie(search, loose.solution.portfolio, tight.solution.portfolio)
    solved, missing = _descend(search, loose.solution.portfolio, tight.solution.portfolio, tie, steps)
    ordered = lifted(common(sorted(solved, key=lambda one: one.value)), -search.limited.measure.better)
    most = search.worths(loose.solution.portfolio)[0] + (loose.solution.bound or 0.0) - (loose.solution.value or 0.0)
    traded = [_traded(search, one, tie, most) for one in ordered if one.solution.portfolio is not None]
    points = efficient(traded, (found.first.better, found.second.better))
    return replace(found, points=points, looked=len(solved), missing=missing)


def _search(source: Source, text: str, today: datetime.date, journal: Path | None, patience: Patience) -> _Search:
    """Read what is asked, and pose the scenario."""
    names = [part.strip() for part in text.split(",")]
    if len(names) != 2 or not all(names) or names[0] == names[1]:
        raise InputError([Fault("--trade", repr(text), "two different measures, such as utility,cost")])
    option = f"--trade {text}"
    posed = posed_with(source, [name for name in names if name in OBJECTIVES], option, today=today)
    kept, gap = Journal(journal, posed), posed.scenario.solver.gap
    best, limited = _roles(*(quantity(name, posed.problem, option) for name in names))
    narrower = posed.scenario.solver.model_copy(update={"gap": gap * (1 - TIES)})
    scenario = posed.scenario.model_copy(update={"solver": narrower})
    return _Search(replace(posed, scenario=scenario), best, limited, gap, kept, patience)


def _roles(first: Quantity, second: Quantity) -> tuple[Quantity, Quantity]:
    """Which measure is to be best, and which is limited."""
    turned = second.rule is None or (first.measure.whole and not second.measure.whole)
    return (second, first) if turned and first.rule is not None else (first, second)


def _tie(search: _Search, loose: Portfolio, tight: Portfolio) -> float:
    """Weight of the limited measure that decides between lists as good in the other, and between no others."""
    (most, low), (least, high) = search.worths(loose), search.worths(tight)
    if high <= low or most <= least:
        return 0.0
    room = 1.0 if search.best.measure.whole else search.asked_gap * max(abs(most), most - least)
    return TIES * room / (high - low)


def _descend(
    search: _Search, loose: Portfolio, tight: Portfolio, tie: float, steps: int
) -> tuple[list[Solved], tuple[float, ...] | None]:
    """Solve the points one after the other, the loosest limit first; returns also the limits that were not reached."""
    problem, limited = search.posed.problem, search.limited
    second = [replace(limited.goal, weight=limited.goal.weight * tie)] if tie else []
    goals = [search.best.goal, *second]
    first = search.solved(goals, limited.of(problem, loose if tie else tight))
    if first is None or first.solution.portfolio is None:
        return [], None
    start, stop = (limited.of(problem, portfolio) for portfolio in (first.solution.portfolio, tight))
    limits, solved = limits_between(start, stop, steps, whole=limited.measure.whole), [first]
    for place, limit in enumerate(limits):
        search.patience.tell(len(solved), len(limits) + 1)
        one = search.solved(goals, limit, solved[-1].solution)
        if one is None:
            return solved, tuple(limits[place:])
        solved.append(one)
    return solved, ()


def _traded(search: _Search, one: Solved, tie: float, most: float) -> Traded:
    """Both measures of a list, and the limit of the first among all lists within the limit of the second.

    ``most`` is what no list at all exceeds in the first measure.
    """
    solution, problem = one.solution, search.posed.problem
    assert solution.portfolio is not None
    assert solution.value is not None
    assert solution.bound is not None
    best, limited = search.worths(solution.portfolio)
    slack = solution.bound - solution.value + tie * max(0.0, limited - one.value / search.limited.scale)
    bound = max(best, min(best + slack, most))
    bound = math.floor(bound + SAME) if search.best.measure.whole else bound
    point = replace(
        point_of(one, {}), objective=number(best), bound=number(bound),
        status=(Status.OPTIMAL if relative_gap(best, bound) <= search.asked_gap else Status.FEASIBLE).value,
    )  # fmt: skip
    terms = {name: number(term) for name, term in problem.terms(solution.portfolio, CHECK_NODES).items()}
    scale = search.best.scale
    both = number(scale * best), number(search.limited.scale * limited)
    return Traded(point, *both, limit=number(scale * bound), terms=terms)
