"""What a page shows beside the report: where the programs are, played seasons, and the curve over the budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from listopt.report.curve import Curve
    from listopt.simulation import Simulation


@dataclass(frozen=True)
class Located:
    """A program of the catalogue; texts that are not known are empty, degrees None."""

    name: str
    specialty: str
    city: str
    state: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Extras:
    """What a page shows beside the report.

    Attributes
    ----------
    programs
        Programs of the catalogue by program_id; empty when there is no catalogue at hand.
    simulation
        The list played many times.
    curve
        Best lists over the budget.
    missing
        What the page does not show, and why: sentences.
    """

    programs: Mapping[str, Located] = field(default_factory=dict)
    simulation: Simulation | None = None
    curve: Curve | None = None
    missing: tuple[str, ...] = ()
