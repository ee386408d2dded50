"""The best lists under several weights: what they share, and how each differs from the list as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from listopt.report.curve import Point
from listopt.report.others import Change, Named
from listopt.report.words import commas


@dataclass(frozen=True)
class Setting:
    """The best list under one set of weights.

    Attributes
    ----------
    weights
        Term -> weight, of all terms that have one in any setting.
    point
        The list; its ``value`` is the number of the setting, 0 for the scenario as it stands.
    terms
        Contributions to the objective under these weights, re-evaluated without the solver.
    change
        What differs from the list as it stands.
    """

    weights: Mapping[str, float]
    point: Point
    terms: Mapping[str, float]
    change: Change

    @property
    def number(self) -> int:
        """Number of the setting."""
        return int(self.point.value)


@dataclass(frozen=True)
class Member:
    """A program that is on some list, and the numbers of the settings whose lists it is on."""

    program: Named
    settings: tuple[int, ...]


@dataclass(frozen=True)
class Sweep:
    """Best lists under several weights.

    Attributes
    ----------
    terms
        Terms whose weights differ between settings.
    settings
        Solved settings; the first one is the scenario as it stands.
    members
        Programs that are on any list: those on most lists first, then by code.
    n_open
        Number of programs to choose from.
    missing
        Weights of the settings that were not solved before the search was ended.
    """

    scenario: str
    season: int
    terms: tuple[str, ...]
    settings: tuple[Setting, ...]
    members: tuple[Member, ...]
    n_open: int
    missing: tuple[Mapping[str, float], ...]
    asked_gap: float
    warnings: tuple[str, ...] = ()

    @property
    def listed(self) -> tuple[Setting, ...]:
        """Settings that have a list."""
        return tuple(one for one in self.settings if one.point.objective is not None)

    @property
    def core(self) -> tuple[Named, ...]:
        """Programs that are on every list."""
        return tuple(one.program for one in self.members if len(one.settings) == len(self.listed))

    @property
    def sometimes(self) -> tuple[Member, ...]:
        """Programs that are on some lists, but not on all."""
        return tuple(one for one in self.members if len(one.settings) < len(self.listed))

    def label(self, weights: Mapping[str, float]) -> str:
        """Weights that differ from the scenario's, in words."""
        if not self.settings:
            return commas(f"{name} {weights[name]:g}" for name in self.terms)
        present = self.settings[0].weights
        differing = [f"{name} {weights[name]:g}" for name in self.terms if weights[name] != present[name]]
        return commas(differing) or "as it stands"
