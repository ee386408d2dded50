"""What lists can be traded by: terms of the objective, numbers of applications, each with the rule that limits it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from listopt.constraints.budget import Budget
from listopt.constraints.chances import InterviewLimit, MatchFloor
from listopt.constraints.counts import Count
from listopt.constraints.shortfall import ShortfallLimit
from listopt.errors import Faults, did_you_mean
from listopt.formulation import Portfolio
from listopt.objectives import OBJECTIVES
from listopt.objectives.totals import Total
from listopt.problem import CHECK_NODES, FULL_LIST, Constraint, Objective, Problem, check_columns
from listopt.report.contents import number
from listopt.report.tuning.tradeoff import Measure
from listopt.scenario.checks import conditions
from listopt.scenario.rules import canonical
from listopt.scenario.tree import from_python, plain
from listopt.scenario.yamltext import scalar_of
from listopt.where import Scalar

APPLICATIONS = "applications"
ALMOST = 1 - 1e-9
"""Largest chance of a match that a rule may ask for; well within the accuracy of such a rule from 1."""
EXAMPLES = f"a term ({', '.join(OBJECTIVES)}), {APPLICATIONS}, or a group such as region=Midwest"


@dataclass(frozen=True)
class Quantity:
    """One number of a list.

    Attributes
    ----------
    measure
        How it is called, written and compared.
    goal
        The term that is largest where the number is best.
    scale
        The term's value times this is the number: 100 applications of a full list, 1000 dollars; negative where less
        is better.
    rule
        Number -> the hard rule that asks for one at least as good; None where no rule can.
    """

    measure: Measure
    goal: Objective
    scale: float = 1.0
    rule: Callable[[float], Constraint] | None = None

    @property
    def name(self) -> str:
        """As the user writes it."""
        return self.measure.name

    def worth(self, problem: Problem, portfolio: Portfolio, n_nodes: int = CHECK_NODES) -> float:
        """Value of the term: larger is better."""
        return self.goal.weight * self.goal.valuation(problem, portfolio, n_nodes)

    def of(self, problem: Problem, portfolio: Portfolio, n_nodes: int = CHECK_NODES) -> float:
        """The number, in its own unit."""
        return number(self.scale * self.worth(problem, portfolio, n_nodes))


def quantity(text: str, problem: Problem, option: str) -> Quantity:
    """Find what a text means: a term, `applications`, or the applications to a group of programs.

    Parameters
    ----------
    text
        ``utility``, ``applications``, ``region=Midwest``; of several values ``state=NY|NJ``, of a range
        ``positions=10..``.
    problem
        Whose programs a group is of.
    option
        How faults call the place of the text.

    Raises
    ------
    InputError
        When it is none of these, or no open program is in the group.
    """
    name = f"{text} of the trade-off"
    column, equals, values = text.partition("=")
    if equals:
        group = _group(column.strip(), values.strip(), problem, option).model_copy(update={"name": name})
        return Quantity(
            Measure(text, noun="applications", kind="whole"),
            Total(1.0, text, group.where),
            rule=lambda least: group.model_copy(update={"at_least": round(least)}),
        )
    if text not in (*OBJECTIVES, APPLICATIONS):
        faults = Faults()
        faults.add(option, repr(text), EXAMPLES, did_you_mean(text, [*OBJECTIVES, APPLICATIONS]))
        faults.raise_if_any()
    return _named(name)[text]


def _named(name: str) -> Mapping[str, Quantity]:
    """Quantities that have a word; ``name`` is that of the rule that limits one."""
    balance, spread = OBJECTIVES["balance"](1.0), OBJECTIVES["spread"](1.0)
    return {
        "utility": Quantity(Measure("utility", noun="expected utility", kind="exact"), OBJECTIVES["utility"](1.0)),
        "match": Quantity(
            Measure("match", noun="chance of a match", kind="percent"),
            OBJECTIVES["match"](1.0),
            rule=lambda least: MatchFloor(name=name, at_least=min(least, ALMOST)),
        ),
        "interviews": Quantity(
            Measure("interviews", noun="expected interviews"),
            Total(1.0, "expected interviews", interviews=True),
            rule=lambda least: InterviewLimit(name=name, at_least=least),
        ),
        "cost": Quantity(
            Measure("cost", better=-1, kind="dollars"),
            OBJECTIVES["cost"](1.0),
            -1000.0,
            rule=lambda most: Budget(name=name, at_most=most),
        ),
        "balance": _missing("balance", "applications short of the wished mix", balance, name),
        "spread": _missing("spread", "applications beyond the wished largest share", spread, name),
        APPLICATIONS: Quantity(
            Measure(APPLICATIONS, better=-1, kind="whole"),
            Total(-1.0, APPLICATIONS),
            -1.0,
            rule=lambda most: Count(name=name, at_most=round(most)),
        ),
    }


def _missing(term: str, noun: str, goal: Objective, name: str) -> Quantity:
    """Give a term that counts what is missing, as a number of applications on a full list."""
    return Quantity(
        Measure(term, better=-1, noun=noun),
        goal,
        -FULL_LIST,
        rule=lambda most: ShortfallLimit(name=name, goal=goal, at_most=most / FULL_LIST),
    )


def _group(column: str, values: str, problem: Problem, option: str) -> Count:
    """Read a condition as scenarios do, and count the applications that meet it."""
    faults, wanted = Faults(), _wanted(values)
    tree = from_python({"constraints": [{"kind": "count", "where": {column: wanted}, "at_least": 0}]}, faults)
    faults.found += [replace(fault, place=option) for fault in conditions(tree)]
    faults.raise_if_any()
    rule = canonical(tree).child("constraints", 0)
    assert rule is not None
    group = Count.model_validate(plain(rule))
    check_columns(problem, group, option, faults)
    faults.raise_if_any()
    if not problem.where(group.where).any():
        known = sorted({str(cell) for cell in problem.column(column).dropna()})
        faults.add(option, group.restriction, "a condition that open programs meet", did_you_mean(values, known))
        faults.raise_if_any()
    return group


def _wanted(text: str) -> Scalar | list[Scalar] | dict[str, Scalar]:
    """Value of a condition: ``a``, ``a|b``, ``1..5``, ``1..`` or ``..5``."""
    low, dots, high = text.partition("..")
    if dots:
        ends = {"min": scalar_of(low.strip()), "max": scalar_of(high.strip())}
        return {key: end for key, end in ends.items() if end is not None}
    several = [_scalar(part.strip()) for part in text.split("|")]
    return several if len(several) > 1 else several[0]


def _scalar(text: str) -> Scalar:
    value = scalar_of(text)
    return text if value is None else value
