"""The parts of a scenario; each field's text below it is its documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from listopt.applicant import Frozen
from listopt.scenario.names import (
    ProgramType,
    RegionName,
    SpecialtyName,
    StateCode,
    refusal,
)

Policy = Literal["allow", "exclude"]
Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Correlation = Annotated[float, Field(ge=0, le=0.95)]


class Unknown(Frozen):
    """What a filter does with a program whose value it needs is not known."""

    default: Policy = "allow"
    """For every column not named: ``allow`` keeps the program and lists the fact to verify, ``exclude`` drops it."""
    columns: Mapping[str, Policy] = {}
    """Column of the catalogue -> word for that column."""

    def policy(self, column: str) -> Policy:
        """Word in force for a column."""
        return self.columns.get(column, self.default)


def read_unknown(value: object) -> object:
    """Read ``unknown: exclude`` and ``unknown: {j1: exclude, default: allow}``."""
    if isinstance(value, Unknown) or (isinstance(value, Mapping) and isinstance(value.get("columns"), Mapping)):
        return value
    if not isinstance(value, Mapping):
        return {"default": value}
    columns = {key: word for key, word in value.items() if key != "default"}
    return {"columns": columns, **({"default": value["default"]} if "default" in value else {})}


class SpecialtyChoice(Frozen):
    """A specialty to apply in, and what matching in it is worth."""

    specialty: SpecialtyName
    """Name or alias of the specialty."""
    role: Literal["primary", "backup", "parallel"] = "primary"
    """What it is to the applicant; shown in the report."""
    utility: float = Field(default=1.0, ge=0, allow_inf_nan=False)
    """Worth of matching in this specialty; the most wanted has 1."""


def read_choice(value: object) -> object:
    """Read a plain name as a specialty with utility 1."""
    return {"specialty": value} if isinstance(value, str) else value


class OddsSettings(Frozen):
    """Settings of the odds."""

    correlation: Correlation | Mapping[SpecialtyName, Correlation] | None = None
    """How alike programs judge: 0 means independently; one number, or one per specialty. Absent: fitted."""
    coefficients: str | None = Field(default=None, min_length=1)
    """File of own coefficients, as `listopt fit` writes it; they replace the published numbers of the same name."""


class Bands(Frozen):
    """Where reach ends and safety begins, by the chance of an interview without a signal."""

    reach_below: Share
    """A program with a smaller chance is a reach."""
    safety_from: Share
    """A program with at least this chance is a safety; what lies between is a target."""

    @model_validator(mode="after")
    def _check_order(self) -> Bands:
        if self.reach_below > self.safety_from:
            raise refusal("reach_below no larger than safety_from", "What you leave out comes from the strategy.")
        return self


class Wishes(Frozen):
    """Wished shares of reach, target and safety programs; the term ``balance`` measures what falls short."""

    reach: Share = 0.0
    """Share of the list."""
    target: Share = 0.0
    """Share of the list."""
    safety: Share = 0.0
    """Share of the list."""

    @model_validator(mode="after")
    def _check_sum(self) -> Wishes:
        if self.reach + self.target + self.safety > 1.0001:
            raise refusal("shares that add up to at most 1", "What you leave out comes from the strategy.")
        return self


class Spread(Frozen):
    """How far the list should spread; the term ``spread`` measures the excess."""

    column: str = "state"
    """Column of the catalogue whose values are to be spread."""
    at_most: Share = 0.25
    """Largest share of the list that one value should have."""


class Preferences(Frozen):
    """Factors from 0 to 1 that multiply the utility of programs; what is not named keeps its full utility."""

    regions: Mapping[RegionName, Share] = {}
    """Region -> factor."""
    states: Mapping[StateCode, Share] = {}
    """State -> factor, on top of its region's."""
    metros: Mapping[str, Share] = {}
    """Metropolitan area, as the column `metro` names it -> factor, on top of its state's."""
    program_types: Mapping[ProgramType, Share] = {}
    """Program type -> factor."""
    unknown_types: Literal["full", "by_openness"] = "full"
    """Factor of programs of unknown type: 1 (`full`), or the largest of `program_types` for programs whose `openness`
    is open, the smallest for closed ones, the middle for others (`by_openness`)."""
    rating: Mapping[Literal["1", "2", "3", "4", "5"], Share] | None = None
    """Own rating of a program -> factor."""
    ties: Share = 1.0
    """Factor for programs without a tie."""


class FeeStep(Frozen):
    """What the applications ``first`` to ``last`` to one specialty cost."""

    first: int = Field(ge=1)
    """Number of the first application it covers; the first step has 1."""
    last: int | None = Field(default=None, ge=1)
    """Number of the last one; absent in the last step, which has no end."""
    dollars: float = Field(ge=0, allow_inf_nan=False)
    """Dollars per application or, when flat, for all of them together."""
    flat: bool = False
    """Whether the dollars are due once; only the first step may be flat."""


def _one_price(value: object) -> object:
    """Read ``ServiceName: 15`` as the price of each application."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return ({"first": 1, "dollars": value},) if plain else value


def _ladder(steps: tuple[FeeStep, ...]) -> tuple[FeeStep, ...]:
    ends = [0, *(step.last for step in steps)]
    starts = [step.first for step in steps]
    joined = all(last is not None and first == last + 1 for last, first in zip(ends, starts, strict=False))
    if not steps or not joined or steps[-1].last is not None:
        raise refusal("steps that begin with first: 1, follow one another, and end with a step without `last`")
    if any(step.flat for step in steps[1:]):
        raise refusal("flat: true in the first step only")
    prices = [step.dollars for step in steps if not step.flat]
    if prices != sorted(prices):
        raise refusal("prices per application that do not fall from step to step")
    return steps


FeeLadder = Annotated[tuple[FeeStep, ...], BeforeValidator(_one_price), AfterValidator(_ladder)]
