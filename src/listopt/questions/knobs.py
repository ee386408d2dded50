"""Numbers of rules that may give way: what each is, how to loosen it, what a list needs of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from listopt.constraints import PoolLimit
from listopt.constraints.budget import Budget
from listopt.constraints.chances import InterviewLimit, MatchFloor
from listopt.constraints.counts import Count
from listopt.constraints.membership import Exclude, Include
from listopt.constraints.mix import Mix, Span
from listopt.constraints.signals import SignalLimit
from listopt.fees import in_tiers, own_fees
from listopt.formulation import Portfolio
from listopt.problem import Constraint, Problem
from listopt.questions.measures import measure, named

SHARE, CHANCE, INTERVIEW = 0.001, 0.001, 0.1
"""Steps in which shares, chances of a match and expected interviews are changed."""
DOLLAR, CENT = 1.0, 0.01
"""Steps in which money is changed: whole dollars where all fees are whole."""
SAME = 1e-7
"""Share of a step within which two numbers are the same."""

Side = Literal["at_least", "at_most"]


@dataclass(frozen=True, eq=False)
class Knob:
    """One number of a hard rule.

    Attributes
    ----------
    rule
        The rule as the user wrote it.
    acting
        The rule whose number is changed; for `include` and `exclude` one that counts their programs.
    side, band
        Which number: the least or the most, of a band in a mix.
    value
        The number as it is.
    step
        Numbers are changed in multiples of it.
    whole
        What a change is compared with; None: with the larger of the numbers before and after.
    """

    rule: Constraint
    acting: Constraint
    side: Side
    value: float
    step: float
    band: str = ""
    whole: float | None = None

    @property
    def sign(self) -> int:
        """Direction that loosens: 1 for a most, -1 for a least."""
        return 1 if self.side == "at_most" else -1

    @property
    def field(self) -> str:
        """Name of the number in the rule: ``at_most``, or ``safety.at_least`` in a mix."""
        return f"{self.band}.{self.side}" if self.band else self.side

    def at(self, value: float) -> Constraint:
        """Give the acting rule with the number set."""
        if isinstance(self.acting, Mix):
            span = self.acting.spans[self.band]
            low, high = (value, span.high) if self.side == "at_least" else (span.low, value)
            return self.acting.model_copy(update={self.band: Span.model_construct(low=low, high=high)})
        exact = round(value) if isinstance(self.acting, PoolLimit) else value
        return self.acting.model_copy(update={self.side: exact})

    def opened(self) -> list[Constraint]:
        """Give what is left of the acting rule without this number."""
        if isinstance(self.acting, Mix):
            return [self.at(0.0 if self.side == "at_least" else self._everything)]
        other = "at_most" if self.side == "at_least" else "at_least"
        if getattr(self.acting, other, None) is None:
            return []
        return [self.acting.model_copy(update={self.side: None})]

    def wished(self) -> Constraint:
        """Give this number alone as a soft rule whose penalty is 1 for a change as large as the number itself."""
        weight = 1.0 / max(self.value, self.whole or 0.0, self.step)
        update: dict[str, object] = {"name": f"{self.acting.title} {self.field} (loosened)"}
        if isinstance(self.acting, Mix):
            ends = (self.value, self._everything) if self.side == "at_least" else (0.0, self.value)
            span = Span.model_construct(low=ends[0], high=ends[1])
            update |= {"reach": None, "target": None, "safety": None, self.band: span}
        elif not isinstance(self.acting, Budget | MatchFloor | PoolLimit):
            update["at_most" if self.side == "at_least" else "at_least"] = None
        return self.acting.model_copy(update={**update, "soft": weight * (2.0 if self.shares else 1.0)})

    @property
    def _everything(self) -> float:
        return 1.0 if self.shares else 1e6

    @property
    def shares(self) -> bool:
        """Whether the number is a share of the list, whose violation solvers count in another unit."""
        return getattr(self.acting, "unit", "count") == "share"

    def needed(self, problem: Problem, portfolio: Portfolio) -> float:
        """Tightest number, in steps, that a list keeps; the number as it is for a list that keeps it."""
        measured = measure(self.acting, self.band, problem, portfolio)
        if measured is None or self.sign * (measured - self.value) <= self.step * SAME:
            return self.value
        return self.stepped(measured)

    def stepped(self, value: float) -> float:
        """Give the nearest multiple of the step that is no tighter."""
        steps = value / self.step
        whole = math.ceil(steps - SAME) if self.sign > 0 else math.floor(steps + SAME)
        return round(whole * self.step, 9) + 0.0

    def size(self, value: float) -> float:
        """Size of a change relative to the number, at most 1."""
        return abs(value - self.value) / (self.whole or max(self.value, value, self.step))


def settled(of_rule: Sequence[Knob], values: Mapping[Knob, float]) -> Constraint:
    """Give the acting rule of some knobs, all of one rule, with each number set."""
    acting = of_rule[0].acting
    for knob in of_rule:
        acting = replace(knob, acting=acting).at(values[knob])
    return acting


def knobs(problem: Problem, rule: Constraint) -> list[Knob]:
    """Numbers of a hard rule that may give way; none for a signal limit of the season."""
    if isinstance(rule, Budget):
        return [Knob(rule, rule, "at_most", rule.at_most, money_step(problem))]
    if isinstance(rule, MatchFloor):
        return [Knob(rule, rule, "at_least", rule.at_least, CHANCE)]
    if isinstance(rule, Include | Exclude):
        return [_membership(problem, rule)]
    if isinstance(rule, Mix):
        return list(_of_mix(rule))
    if isinstance(rule, PoolLimit):
        return [Knob(rule, rule, "at_most", rule.at_most, 1.0)]
    if isinstance(rule, Count | SignalLimit | InterviewLimit):
        step = INTERVIEW if isinstance(rule, InterviewLimit) else _step(rule)
        ends: Mapping[Side, float | None] = {"at_least": rule.at_least, "at_most": rule.at_most}
        return [Knob(rule, rule, side, value, step) for side, value in ends.items() if value is not None]
    return []


def _of_mix(rule: Mix) -> Iterator[Knob]:
    for band, span in rule.spans.items():
        if span.low > 0:
            yield Knob(rule, rule, "at_least", span.low, _step(rule), band)
        if rule.unit == "count" or span.high < 1:
            yield Knob(rule, rule, "at_most", span.high, _step(rule), band)


def _step(rule: Constraint) -> float:
    return SHARE if getattr(rule, "unit", "count") == "share" else 1.0


def _membership(problem: Problem, rule: Include | Exclude) -> Knob:
    """Count the programs that a rule puts on the list, or keeps off it."""
    codes = named(problem, rule)
    where, whole = {"program_id": codes}, float(max(1, len(codes)))
    if isinstance(rule, Exclude):
        return Knob(rule, Count(name=rule.title, where=where, at_most=0.0), "at_most", 0.0, 1.0, whole=whole)
    if rule.signal is None:
        acting: Constraint = Count(name=rule.title, where=where, at_least=float(len(codes)))
    else:
        acting = SignalLimit(name=rule.title, where=where, at_least=float(len(codes)), tier=rule.signal)
    return Knob(rule, acting, "at_least", float(len(codes)), 1.0, whole=whole)


def money_step(problem: Problem) -> float:
    """Whole dollars where every fee is whole, else cents."""
    services = {problem.season.service.get(name, "") for name in set(problem.specialty[in_tiers(problem)])}
    fees = [tier.dollars for service in sorted(services) for tier in problem.season.tiers.get(service, ())]
    fees += [*(fee.dollars for fee in problem.season.fixed), *own_fees(problem).tolist()]
    whole = all(float(fee).is_integer() for fee in fees)
    return DOLLAR if whole and not problem.applicant.fee_assistance else CENT


def with_rules(problem: Problem, rules: list[Constraint]) -> Problem:
    """Give the same programs under other rules, without goals."""
    return replace(problem, constraints=tuple(rules), objectives=())
