"""The problem: eligible programs with their odds, the rules, the goals; and a portfolio chosen from it."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, cast

import numpy as np
import pandas as pd
from pydantic import Field, field_validator, model_validator

from listopt.applicant import Applicant, Frozen
from listopt.errors import Faults, did_you_mean
from listopt.formulation import Contribution, Excess, Picks, Portfolio, Row, Vector
from listopt.season import Season
from listopt.where import Between, Mask, Wanted, Where, column_in, meeting

TOLERANCE = 1e-6
"""A rule counts as kept when its expression is within this of its limit (sums of floats are inexact)."""
CHECK_NODES = 480
"""Quadrature nodes of independent checks."""
CHANCE_TOLERANCE = 1e-4
"""A rule over the chance of a match counts as kept within this: quadrature rules with fewer nodes differ a little."""
FULL_LIST = 100.0
"""Applications of a full list. What soft rules and goals count as a share is a share of a list this long, so that it
is linear and a rule that does not bind changes nothing."""
UNSIGNALLED = ""
"""Name of the mode that applies without a signal."""
BANDS = ("reach", "target", "safety")
"""Bands of a program by the chance of an interview, from least to most likely."""


@dataclass(frozen=True)
class Violation:
    """One rule a portfolio does not keep: its name, by how much (in the rule's unit, above 0), and a sentence.

    ``tolerated`` tells that the amount is within the accuracy of the sums it comes from.
    """

    name: str
    amount: float
    sentence: str
    tolerance: float = TOLERANCE

    @property
    def tolerated(self) -> bool:
        """Whether a hard rule counts as kept all the same."""
        return self.amount <= self.tolerance


@dataclass(frozen=True)
class Wishes:
    """Settings of the objective terms: wished band shares, largest share of a group, interviews one can attend."""

    shares: Mapping[str, float] = field(default_factory=dict)
    spread_column: str = "state"
    spread_most: float = 0.25
    capacity: int = 20


@dataclass(frozen=True)
class Problem:
    """Table, rules and goals together.

    Attributes
    ----------
    table
        Eligible programs: index ``program_id`` in order; the catalogue's columns and, of the odds, ``p_interview``
        and ``p_match`` (also ``_<tier>``) with ``_low`` and ``_high``, ``utility``, ``band`` and ``service``.
    tiers
        Signal tiers that occur, best first.
    loading
        Specialty -> share of the variance of a program's latent variable common to all (rho), value, low, high.
    constraints, objectives
        The rules and the weighted terms.
    """

    table: pd.DataFrame
    tiers: tuple[str, ...]
    loading: pd.DataFrame
    season: Season
    applicant: Applicant
    constraints: tuple[Constraint, ...]
    objectives: tuple[Objective, ...]
    wishes: Wishes

    def terms(self, portfolio: Portfolio, n_nodes: int) -> dict[str, float]:
        """Signed weighted contributions to the objective, from the table alone; they add up to its value.

        Soft rules that are not kept appear as ``rule <name>``.
        """
        found = {goal.name: goal.weight * goal.valuation(self, portfolio, n_nodes) for goal in self.objectives}
        for rule in self.constraints:
            if rule.soft is not None:
                amount = sum(violation.amount for violation in rule.violations(self, portfolio, n_nodes))
                if amount:
                    found[f"rule {rule.title}"] = -rule.soft * amount
        return found

    def violations(self, portfolio: Portfolio) -> list[Violation]:
        """Hard rules that a portfolio does not keep, from the table alone."""
        hard = [rule for rule in self.constraints if rule.soft is None]
        found = (violation for rule in hard for violation in rule.violations(self, portfolio))
        return [violation for violation in found if not violation.tolerated]

    @property
    def modes(self) -> tuple[str, ...]:
        """All application modes: without a signal, then each tier."""
        return (UNSIGNALLED, *self.tiers)

    def rho(self, which: str = "value") -> Vector:
        """Correlation of each program's specialty (``value``, ``low`` or ``high``), in the order of the table."""
        return self.loading[which].reindex(self.specialty).to_numpy(dtype=float)

    @cached_property
    def specialty(self) -> pd.Series[str]:
        """Specialty of each program, "" where the catalogue gives none."""
        if "specialty" not in self.table:
            return pd.Series("", index=self.table.index)
        return cast("pd.Series[str]", self.table["specialty"].fillna(""))

    @cached_property
    def picks(self) -> Picks:
        """All applications on offer: every program and mode with a known chance of a match."""
        columns = [column("p_match", mode) for mode in self.modes]
        offered = self.table.reindex(columns=columns).to_numpy(dtype=float)
        program, mode = np.nonzero(~np.isnan(offered))
        interviews = self.table.reindex(columns=[column("p_interview", mode) for mode in self.modes])
        return Picks(
            programs=tuple(self.table.index),
            program=program,
            mode=np.array(self.modes)[mode],
            p_interview=interviews.to_numpy(dtype=float)[program, mode],
            p_match=offered[program, mode],
            utility=self.table["utility"].to_numpy(dtype=float)[program],
            loading=self.rho()[program],
        )

    def where(self, where: Where | None) -> Mask:
        """Programs for which all conditions hold, in the order of the table; a missing value holds for none."""
        return meeting(self.table, where)

    def column(self, name: str) -> pd.Series[Any]:
        """One column of the table; ``program_id`` is one, too."""
        return column_in(self.table, name)

    def chosen(self, portfolio: Portfolio) -> pd.DataFrame:
        """The portfolio's rows with their ``signal`` and the odds of their mode as ``p_interview``, ``p_match``."""
        rows = self.table.loc[portfolio.programs].copy()
        signal = pd.Series([portfolio.modes[code] for code in portfolio.programs], index=rows.index, dtype=object)
        for name in ("p_interview", "p_match", "p_interview_low", "p_interview_high", "p_match_low", "p_match_high"):
            stem, _, end = name.removeprefix("p_").partition("_")
            by_mode = {
                mode: rows.get(column(f"p_{stem}", mode, end), pd.Series(np.nan, rows.index)) for mode in self.modes
            }
            rows[name] = np.select([signal == mode for mode in self.modes], [by_mode[mode] for mode in self.modes])
        rows["signal"] = signal
        rows["rho"] = self.loading["value"].reindex(self.specialty[rows.index]).to_numpy(dtype=float)
        return rows


def column(stem: str, mode: str, end: str = "") -> str:
    """Name of an odds column: ``p_match`` and ``gold`` and ``low`` make ``p_match_low_gold``."""
    return "_".join(part for part in (stem, end, mode) if part)


class Constraint(Frozen):
    """A rule over the list: solver rows and, apart from them, a check in plain Python."""

    kind: str
    name: str | None = Field(default=None, min_length=1)
    """Unique name of the rule; by default its kind plus what it restricts."""
    soft: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    """Weight per unit violated; a rule without it is hard."""

    @property
    @abstractmethod
    def default_name(self) -> str:
        """Kind plus what the rule restricts."""

    @property
    def title(self) -> str:
        """Name of the rule in messages."""
        return self.name or self.default_name

    @abstractmethod
    def contribution(self, problem: Problem, picks: Picks) -> Contribution:
        """The rule for the solver."""

    @abstractmethod
    def violations(self, problem: Problem, portfolio: Portfolio, n_nodes: int = CHECK_NODES) -> Iterator[Violation]:
        """What is wrong with a portfolio, from the table alone; nothing when the rule is kept."""

    def columns(self) -> tuple[str, ...]:
        """Catalogue columns the rule reads."""
        return ()

    def limit(
        self, terms: Vector, low: float | None, high: float | None, *, label: str = "", unit: float = 1.0
    ) -> Contribution:
        """``low <= terms <= high`` as a hard row, or as excesses that cost ``soft`` per ``unit`` when soft."""
        name = f"{self.title}{label}"
        if self.soft is None:
            bounds = (-math.inf if low is None else low, math.inf if high is None else high)
            return Contribution(rows=[Row(self.title, terms, *bounds)])
        excesses = []
        if low is not None:
            excesses.append(Excess(f"{name} too few", -terms, -low, -self.soft / unit))
        if high is not None:
            excesses.append(Excess(f"{name} too many", terms, high, -self.soft / unit))
        return Contribution(excesses=excesses)

    def share(self, terms: Vector, side: Literal["low", "high"], *, label: str = "") -> Contribution:
        """Keep ``terms`` (applications beyond a share of the list) above or below zero.

        Soft: ``soft`` per whole share of a full list, so that the penalty stays linear.
        """
        limits = (0.0, None) if side == "low" else (None, 0.0)
        return self.limit(terms, *limits, label=label, unit=FULL_LIST)


class Selecting(Constraint):
    """A rule about the programs that meet a condition."""

    where: Where | None = None
    """Programs concerned: column of the catalogue to value, list of values, or {min, max}; all must hold."""

    @field_validator("where", mode="before")
    @classmethod
    def _lists_as_tuples(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        return {key: tuple(item) if isinstance(item, list) else item for key, item in value.items()}

    def columns(self) -> tuple[str, ...]:
        """Catalogue columns the rule reads."""
        return tuple(self.where or {})

    @property
    def restriction(self) -> str:
        """The condition in words: ``region=Midwest``; empty when there is none."""
        return " ".join(f"{name}={_spell(wanted)}" for name, wanted in (self.where or {}).items())

    @property
    def default_name(self) -> str:
        """Kind plus what the rule restricts."""
        return f"{self.kind} {self.restriction}".strip()

    def concerned(self, problem: Problem, portfolio: Portfolio) -> list[tuple[str, str]]:
        """Applications (code, mode) of a portfolio that meet the condition."""
        inside = set(problem.table.index[problem.where(self.where)])
        return [(code, portfolio.modes[code]) for code in portfolio.programs if code in inside]


def _spell(wanted: Wanted) -> str:
    if isinstance(wanted, Between):
        return f"{'' if wanted.min is None else f'{wanted.min:g}'}..{'' if wanted.max is None else f'{wanted.max:g}'}"
    return "|".join(str(item) for item in wanted) if isinstance(wanted, tuple) else str(wanted)


class Limited(Frozen):
    """Mixin of rules with a least and a most."""

    at_least: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    """Smallest allowed value."""
    at_most: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    """Largest allowed value."""

    @model_validator(mode="after")
    def _check_limits(self) -> Limited:
        if self.at_least is None and self.at_most is None:
            raise ValueError("at_least or at_most, or both")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("at_least no larger than at_most")
        return self


Unit = Literal["count", "share"]


def exceeded(name: str, value: float, low: float | None, high: float | None, what: str) -> Iterator[Violation]:
    """Compare a value with its limits; yields what is beyond them."""
    if low is not None and value < low:
        yield Violation(name, low - value, f"{name}: {value:g} {what}, at least {low:g}")
    if high is not None and value > high:
        yield Violation(name, value - high, f"{name}: {value:g} {what}, at most {high:g}")


@dataclass(frozen=True)
class Objective:
    """One weighted goal: an expression for the solver and a valuation from the table."""

    weight: float
    name = ""

    @abstractmethod
    def contribution(self, problem: Problem, picks: Picks, n_nodes: int) -> Contribution:
        """The weighted term for the solver, integrated over ``n_nodes`` quadrature nodes."""

    @abstractmethod
    def valuation(self, problem: Problem, portfolio: Portfolio, n_nodes: int) -> float:
        """The term without its weight, signed so that more is better, from the table alone."""


def check_columns(problem: Problem, rule: Constraint, place: str, faults: Faults) -> None:
    """Add a fault for each column of a rule that the catalogue does not have, or that holds no numbers to compare."""
    known = ["program_id", *problem.table.columns]
    ranges = {name for name, wanted in (getattr(rule, "where", None) or {}).items() if isinstance(wanted, Between)}
    for name in rule.columns():
        found = f"column {name!r} in the rule {rule.title!r}"
        if name not in known:
            faults.add(place, found, "a column of the catalogue", did_you_mean(name, known))
        elif name in ranges and not pd.api.types.is_numeric_dtype(problem.column(name).dtype):
            faults.add(place, f"min and max for the {found}", "a column of numbers", "Name the values instead.")
