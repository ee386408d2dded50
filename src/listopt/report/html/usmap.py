"""A map of the programs of a list: dots over the outlines of the states, with insets for those far away."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from listopt.quadrature import Vector
from listopt.reference import read_reference
from listopt.report.html.charts import Chart
from listopt.report.html.drawing import drawing, ink
from listopt.report.html.shown import total
from listopt.report.words import commas, count

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 720.0, 450.0
"""Units of the drawing."""
RADII = (3.0, 4.2, 5.6, 7.2)
"""Radii of the dots, by how large the chance is beside the largest of the list."""
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
"""Turn between the dots of one place, which lays them out evenly (Vogel 1979, doi:10.1016/0025-5564(79)90080-4)."""


@dataclass(frozen=True)
class Frame:
    """Part of the map: an equal-area conic projection (Albers), its scale, and where its centre stands.

    Attributes
    ----------
    parallels
        The two latitudes at which lengths are true, in degrees.
    centre
        Longitude and latitude in the middle, in degrees.
    scale
        Units per radian.
    place
        Where the middle stands in the drawing.
    """

    parallels: tuple[float, float]
    centre: tuple[float, float]
    scale: float
    place: tuple[float, float]

    def project(self, longitude: Vector, latitude: Vector) -> tuple[Vector, Vector]:
        """Degrees to units of the drawing (Snyder 1987, doi:10.3133/pp1395, page 100)."""
        first, second = np.radians(self.parallels)
        n = (math.sin(first) + math.sin(second)) / 2
        c = math.cos(first) ** 2 + 2 * n * math.sin(first)
        middle = math.sqrt(c - 2 * n * math.sin(math.radians(self.centre[1]))) / n
        rho = np.sqrt(c - 2 * n * np.sin(np.radians(latitude))) / n
        theta = n * np.radians((longitude - self.centre[0] + 180) % 360 - 180)
        across, up = self.place
        return across + self.scale * rho * np.sin(theta), up + self.scale * (middle - rho * np.cos(theta))


MAINLAND = Frame((29.5, 45.5), (-96.0, 38.0), 880, (352, 242))
FRAMES = {
    "AK": Frame((55, 65), (-154.0, 62.0), 300, (88, 72)),
    "HI": Frame((8, 18), (-157.3, 20.6), 880, (216, 48)),
    "PR": Frame((8, 18), (-66.4, 18.2), 1100, (640, 52)),
}
"""Insets; every other state is part of the mainland."""
ELSEWHERE = ("AS", "GU", "MP", "VI")
"""Territories that the map does not show."""


@dataclass(frozen=True)
class Dot:
    """A program on the map: where it is, in degrees, the role of its colour, and what is said when it is pointed at."""

    program_id: str
    state: str
    longitude: float
    latitude: float
    role: str
    signal: bool
    chance: float
    tip: str


Placed = tuple[Dot, float, float]
"""A dot, and where it stands in the drawing."""


def map_chart(dots: Sequence[Dot], states: Sequence[str], sentence: str = "") -> Chart | None:
    """Map, and how many of all programs are in each state; None when none can be placed.

    ``states`` are those of all programs, also of the ones whose places are not known.
    """
    placed = [dot for dot in dots if dot.state not in ELSEWHERE]
    if not placed:
        return None
    ranked = sorted(Counter(states).items(), key=lambda item: (-item[1], item[0]))
    most = commas(f"{state or 'state unknown'} {many:,}" for state, many in ranked[:5])
    about = f"{count(len(placed), 'program')} on a map of the United States. Most are in: {most}."
    lost = len(states) - len(placed)
    missing = f"{count(lost, 'program')} cannot be placed on the map." if lost else ""
    counts = tuple((state or "unknown", total(many)) for state, many in ranked)
    return Chart(us_map(placed, about=about), tuple(filter(None, (sentence, missing))), ("State", "Programs"), counts)


def us_map(dots: Sequence[Dot], *, about: str) -> str:
    """Draw the map: dots grow with the chance of a match, take the colour of their role, a ring means a signal."""
    largest = max((dot.chance for dot in dots), default=0.0)
    groups: dict[tuple[int, str, bool], list[Placed]] = {}
    for placed in _laid_out(dots):
        dot = placed[0]
        groups.setdefault((_step(dot.chance, largest), dot.role, dot.signal), []).append(placed)
    ranked = sorted(groups.items(), reverse=True)

    def draw(figure: Figure) -> None:
        _land(figure)
        for number, ((step, role, signal), marks) in enumerate(ranked):
            _dots(figure, marks, step, role, signal).set_gid(f"dots{number}")

    tips = {f"dots{number}": [dot.tip for dot, _, _ in marks] for number, (_, marks) in enumerate(ranked)}
    return drawing("map", HEIGHT, draw, title="Map of the programs", about=about, width=WIDTH, tips=tips)


def _step(chance: float, largest: float) -> int:
    """Size of a dot: 0 to 3, by the square root of its chance, so that areas tell chances."""
    share = math.sqrt(chance / largest) if largest > 0 else 0.0
    return min(len(RADII) - 1, int(share * len(RADII)))


def _laid_out(dots: Sequence[Dot]) -> Iterator[Placed]:
    """Place every dot; those of one city stand around it, the best in the middle. Large ones are drawn first."""
    places: dict[tuple[float, float], int] = {}
    ranked = sorted(dots, key=lambda dot: (-dot.chance, dot.program_id))
    for dot in ranked:
        place = (round(dot.longitude, 1), round(dot.latitude, 1))
        turn = places[place] = places.get(place, -1) + 1
        frame = FRAMES.get(dot.state, MAINLAND)
        across, up = frame.project(np.array([dot.longitude]), np.array([dot.latitude]))
        away = 5.2 * math.sqrt(turn)
        angle = turn * GOLDEN_ANGLE
        yield dot, float(across[0]) + away * math.cos(angle), float(up[0]) + away * math.sin(angle)


def _land(figure: Figure) -> None:
    """Draw all states as one shape."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path
    from matplotlib.transforms import IdentityTransform

    shape = Path.make_compound_path(*(Path(ring, closed=True) for ring in outlines()))
    figure.add_artist(
        PathPatch(shape, facecolor=ink("land"), edgecolor=ink("border"), linewidth=0.8, transform=IdentityTransform())
    )


def _dots(figure: Figure, marks: Sequence[Placed], step: int, role: str, signal: bool) -> Artist:
    """Draw the dots of one size, colour and edge."""
    from matplotlib.lines import Line2D
    from matplotlib.transforms import IdentityTransform

    edge, width = ("ink", 1.4) if signal else ("border", 0.7)
    dots = Line2D(
        [across for _, across, _ in marks], [up for _, _, up in marks], linestyle="", marker="o",
        markersize=2 * RADII[step], color=ink(role), markeredgecolor=ink(edge), markeredgewidth=width,
        transform=IdentityTransform(),
    )  # fmt: skip
    return figure.add_artist(dots)


@cache
def outlines() -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], ...]:
    """Rings of the states in units of the drawing, each closed, one row per point."""
    found = []
    for row in read_reference("outlines"):
        frame = FRAMES.get(row["state"], MAINLAND)
        for ring in row["rings"].split(";"):
            longitude, latitude = np.array(ring.split(), dtype=float).reshape(-1, 2).T
            points = np.column_stack(frame.project(longitude, latitude))
            found.append(np.vstack([points, points[:1]]))
    return tuple(found)
