"""Targets as the user writes them: a number of a list, and how much of it there should be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from listopt.constraints import KINDS
from listopt.errors import Fault, Faults, InputError
from listopt.formulation import Portfolio
from listopt.objectives import OBJECTIVES
from listopt.problem import Constraint, Problem
from listopt.tuning.quantities import Quantity, quantity

PARTS = re.compile(r"(?P<name>.+?)\s*(?P<sign>[<>]=)\s*(?P<number>[^<>=]+)")
OTHER_NAMES = {"p_match": "match"}
"""Other word for a quantity -> its own."""
SIGNS = {1: ">=", -1: "<="}
"""Which side is better -> how a target asks for it."""
EXPECTED = "NAME>=NUMBER or NAME<=NUMBER, such as interviews>=9, cost<=1800 or region=Northeast>=12"


@dataclass(frozen=True, eq=False)
class Aim:
    """One target.

    Attributes
    ----------
    text
        As written, without spaces around the sign.
    quantity
        The number it is about.
    limit
        How much of it is asked for, at least or at most as is better.
    """

    text: str
    quantity: Quantity
    limit: float

    @cached_property
    def rule(self) -> Constraint:
        """The target as a hard rule."""
        assert self.quantity.rule is not None
        return self.quantity.rule(self.limit).model_copy(update={"name": f"target {self.text}"})

    def wished(self, weight: float = 1.0) -> Constraint:
        """The target as a soft rule that costs ``weight`` when all of it is missing."""
        return self.rule.model_copy(update={"soft": weight / (self.limit or 1.0)})

    @property
    def term(self) -> str | None:
        """Term whose weight brings it about; None for a number of applications, which a soft rule does."""
        return self.quantity.name if self.quantity.name in OBJECTIVES else None

    def met(self, problem: Problem, portfolio: Portfolio) -> bool:
        """Whether a list has what is asked for, from the table alone."""
        return all(violation.tolerated for violation in self.rule.violations(problem, portfolio))


def read_aims(texts: Sequence[str], problem: Problem) -> tuple[Aim, ...]:
    """Read targets.

    Parameters
    ----------
    texts
        ``interviews>=9``, ``cost<=1800``, ``match>=0.7`` (also ``70%``), ``region=Northeast>=12``: quantities as
        `listopt.tuning.quantities.quantity` takes them.
    problem
        Whose programs a group is of.

    Raises
    ------
    InputError
        With every text that is no target, or that no rule can ask for.
    """
    found, faults = [], Faults()
    for text in dict.fromkeys(texts):
        try:
            found.append(_aim(text, problem))
        except InputError as error:
            faults.found += error.faults
    faults.raise_if_any()
    return tuple(found)


def _aim(text: str, problem: Problem) -> Aim:
    option = f"--target {text}"
    parts = PARTS.fullmatch(text.strip())
    if parts is None:
        raise InputError([Fault(option, repr(text), EXPECTED)])
    name, sign = OTHER_NAMES.get(parts["name"], parts["name"]), parts["sign"]
    wanted = quantity(name, problem, option)
    if wanted.rule is None or wanted.rule(0.0).kind not in KINDS:
        advice = "Ask for something that it is made of, such as match or interviews."
        raise InputError([Fault(option, f"the term {name}", "a number that a rule can ask for", advice)])
    if sign != SIGNS[wanted.measure.better]:
        raise InputError([Fault(option, f"{name}{sign}", f"{name}{SIGNS[wanted.measure.better]}NUMBER")])
    return Aim(f"{name}{sign}{parts['number'].strip()}", wanted, _limit(parts["number"], wanted, option))


def _limit(written: str, wanted: Quantity, option: str) -> float:
    """Number of a target; dollars may have their sign, chances may be percentages."""
    kind = wanted.measure.kind
    text = written.strip().removeprefix("$").replace(",", "") if kind == "dollars" else written.strip()
    percent = kind == "percent" and text.endswith("%")
    try:
        limit = float(text.removesuffix("%")) / 100.0 if percent else float(text)
    except ValueError:
        limit = -1.0
    most = 1.0 if kind == "percent" else 1e9
    if not 0.0 <= limit < most or (kind == "whole" and limit != round(limit)):
        wished = {"percent": "a chance below 1, such as 0.7", "whole": "a whole number"}.get(kind, "a number")
        raise InputError([Fault(option, repr(written.strip()), f"{wished}, 0 or more")])
    return limit
