"""What may be written in a scenario and in a strategy; each field's text below it is its documentation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, InstanceOf

from listopt.applicant import Applicant, ApplicantType, Frozen
from listopt.candidate import When
from listopt.constraints import AnyConstraint
from listopt.options import SolverOptions
from listopt.scenario.guidance import Check, Deferred, Event, Guidance, Said
from listopt.scenario.names import PoolName, ServiceName, TermName, TierName
from listopt.scenario.parts import (
    Bands,
    FeeLadder,
    OddsSettings,
    Preferences,
    SpecialtyChoice,
    Spread,
    Unknown,
    Weight,
    Wishes,
    read_choice,
    read_unknown,
)
from listopt.season import FIRST_SEASON, LAST_SEASON, FeeTier


def _names(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class ScenarioText(Frozen):
    """One applicant's question: which programs of which catalogue, under which rules, towards which goals."""

    name: str = Field(default="scenario", min_length=1)
    """Title of the scenario; by default the name of its file."""
    catalogue: Annotated[tuple[str, ...], BeforeValidator(_names), Field(min_length=1)]
    """Name of a shipped catalogue, or a file; of several, later ones override earlier ones cell by cell."""
    strategy: str | None = None
    """Name of a shipped strategy, or a file; without one, `default` supplies what the scenario does not say."""
    season: int | None = Field(default=None, ge=FIRST_SEASON, le=LAST_SEASON)
    """Year of the Match; by default the coming one."""
    unknown: Annotated[Unknown, BeforeValidator(read_unknown)] = Unknown()
    """What a filter does with unknown values: `allow` or `exclude`, or a word per column (and `default`)."""
    applicant: Applicant = Applicant()
    """What is known about the applicant."""
    specialties: tuple[Annotated[SpecialtyChoice, BeforeValidator(read_choice)], ...] = ()
    """Specialties to apply in; by default all of the catalogue, with utility 1."""
    constraints: tuple[AnyConstraint, ...] = ()
    """The rules; a rule with `soft` may be broken at that price."""
    goal: Literal["best", "cheapest"] = "best"
    """`best`: the largest objective; `cheapest`: the lowest cost that reaches the targets, weights deciding ties."""
    p_match_at_least: float | None = Field(default=None, gt=0, lt=1)
    """Target of the goal `cheapest`: chance of a match, between 0 and 1."""
    interviews_at_least: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    """Target of the goal `cheapest`: expected number of interviews."""
    signals: Mapping[PoolName, Mapping[TierName, Annotated[int, Field(ge=0)]]] | None = None
    """Signals by specialty (or shared pool) and tier, instead of the season's; `{}` means none."""
    odds: OddsSettings = OddsSettings()
    """Settings of the odds."""
    weights: Mapping[TermName, Weight] = {}
    """Term of the objective -> weight; override the strategy's by name. Without a strategy, unnamed weights are 0."""
    solver: SolverOptions = SolverOptions()
    """Limits of the search."""
    bands: Bands | None = None
    """Where reach ends and safety begins; by default the strategy's, by applicant type."""
    mix: Wishes | None = None
    """Wished shares for the term `balance`; by default the strategy's."""
    spread: Spread = Spread()
    """What the term `spread` measures."""
    preferences: Preferences = Preferences()
    """Factors on the utility of programs."""
    fees: Mapping[ServiceName, FeeLadder] = {}
    """Application service -> dollars per application, or steps; for services whose fees are not published."""


class Scenario(ScenarioText):
    """A scenario as read, with its strategy and the files it extends worked in.

    ``weights`` are those in force: a term that is not named has weight 0.
    """

    base: Path = Path()
    """Directory that relative paths count from."""
    path: Path | None = None
    """File it was read from."""
    weights_from_strategy: tuple[TermName, ...] = ()
    """Terms whose weight is the strategy's, not the scenario's own."""
    guidance: InstanceOf[Guidance] | None = None
    """What the strategy says to this applicant; None when none is named."""
    places: Mapping[str, str] = {}
    """Key path, such as ``constraints.0.where``, -> where it is written: ``file:line:column``."""

    def place(self, *path: str | int) -> str:
        """Where a value is written, or what contains it; the key path itself for a scenario made in Python."""
        steps = [str(step) for step in path]
        known = (".".join(steps[:length]) for length in range(len(steps), 0, -1))
        return next((self.places[name] for name in known if name in self.places), str(self.path or ".".join(steps)))

    @property
    def fee_tiers(self) -> dict[str, tuple[FeeTier, ...]]:
        """Service -> the scenario's own fee tiers."""
        return {
            name: tuple(FeeTier(step.first, step.last, step.dollars, step.flat) for step in steps)
            for name, steps in self.fees.items()
        }


def _by_type(value: object) -> object:
    """Read one pair of thresholds as the same for every applicant type."""
    if not isinstance(value, Mapping) or not {"reach_below", "safety_from"} & set(value):
        return value
    return dict.fromkeys(get_args(ApplicantType), value)


class Parts(Deferred):
    """What a strategy, or one of its variants, supplies to a scenario and says to the applicant."""

    extends: str | None = None
    """Another strategy, shipped or a file, that this one changes."""
    specialties: tuple[Annotated[SpecialtyChoice, BeforeValidator(read_choice)], ...] = ()
    """Specialties to apply in when the scenario names none."""
    weights: Mapping[TermName, Weight] = {}
    """Term of the objective -> weight."""
    bands: Annotated[Mapping[ApplicantType, Bands], BeforeValidator(_by_type)] = {}
    """Where reach ends and safety begins: one pair, or one per applicant type."""
    mix: Wishes | None = None
    """Wished shares of reach, target and safety."""
    spread: Spread | None = None
    """What the term ``spread`` measures."""
    preferences: Preferences | None = None
    """Factors on the utility of programs."""
    constraints: tuple[AnyConstraint, ...] = ()
    """Rules; one of the scenario with the same name replaces the strategy's."""
    risks: tuple[Said, ...] = ()
    """Risk factors; the report lists those that hold."""
    gates: tuple[Said, ...] = ()
    """What to think about before applying at all; warnings of the report."""
    checklist: tuple[Check, ...] = ()
    """What should be ready."""
    timeline: tuple[Event, ...] = ()
    """What is due when."""
    advice: tuple[Said, ...] = ()
    """Anything else worth saying."""
    carries: Mapping[str, tuple[str, ...]] = {}
    """Part (``weights``), or name of a rule -> rules of the seed articles that it carries out."""
    variants: tuple[Variant, ...] = ()
    """Changes for some applicants: the first variant whose condition holds applies."""


class Variant(Parts):
    """What a strategy changes for the applicants whom its condition meets."""

    name: str = Field(min_length=1)
    """Name of the variant."""
    when: When = Field(default_factory=dict)
    """Whom it is for; empty: whoever no variant before it is for."""


class Strategy(Parts):
    """A preset: goals and rules that hold unless the scenario says otherwise, and advice."""

    name: str = Field(min_length=1)
    """Name of the strategy."""
    description: str = ""
    """What it is for."""
