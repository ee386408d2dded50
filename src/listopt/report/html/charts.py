"""Charts of a page: labelled bars, the distribution of interviews, a curve of best lists."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.catalogue import BANDS
from listopt.report.html.drawing import LETTERS, WIDTH, drawing, ink, rectangle, words
from listopt.report.html.shown import Shown
from listopt.report.page import cut, tidy
from listopt.report.words import commas, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from listopt.report.curve import Curve

ROW, BAR = 26.0, 14.0
"""Height of a line of labelled bars, and of its bar."""
LETTER = 6.2
"""Width of a letter, on average."""
LONGEST_LABEL = 24
"""Characters of a label."""
HEIGHT = 200.0
"""Height of charts with two axes."""
MARGINS = (40.0, 12.0, 30.0, 14.0)
"""Room beside such a chart: left, right, below, above."""
MOST_TICKS, MOST_LABELS = 6, 13
"""Ticks of numbers, and labels of bars, that the lower axis has room for."""


@dataclass(frozen=True)
class Chart:
    """A drawing, what it says in a sentence or two, and its numbers as a table."""

    svg: str
    sentences: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str | Shown, ...], ...]


@dataclass(frozen=True)
class Bar:
    """A labelled bar: its length, what stands behind it, and the role that colours it."""

    label: str
    value: float
    text: str
    role: str = "accent"


def bars(name: str, rows: Sequence[Bar], *, title: str, about: str, longest: float = 0.0) -> str:
    """Draw labelled bars under each other, each with its figure behind it; ``longest`` is the least full length."""
    height = ROW * len(rows) + 4
    labels = [cut(tidy(row.label), LONGEST_LABEL) for row in rows]
    left = LETTER * max(map(len, labels), default=0) + 10
    right = LETTER * max((len(row.text) for row in rows), default=0) + 10
    longest = max([longest, *(row.value for row in rows)]) or 1.0

    def draw(figure: Figure) -> None:
        for number, (row, label) in enumerate(zip(rows, labels, strict=True)):
            middle = height - 2 - ROW * (number + 0.5)
            length = (WIDTH - left - right) * row.value / longest
            rectangle(figure, left, middle - BAR / 2, length, BAR, row.role)
            words(figure, left - 8, middle, label, right=True)
            words(figure, left + length + 6, middle, row.text)

    return drawing(name, height, draw, title=title, about=about)


def bar_chart(
    name: str, title: str, what: str, counts: Sequence[tuple[str, Shown]], longest: float = 0.0
) -> Chart | None:
    """Draw counts as bars, bands in their colours; None with nothing to tell apart."""
    if len(counts) < 2:
        return None
    drawn = [Bar(label, one.value or 0.0, one.text, label if label in BANDS else "accent") for label, one in counts]
    about = commas(f"{label} {one.text}" for label, one in counts) + "."
    svg = bars(name, drawn, title=title, about=about, longest=longest)
    return Chart(svg, (), (what, "Programs"), tuple(counts))


def distribution(name: str, shares: Sequence[tuple[str, float]], capacity: int, *, title: str, about: str) -> str:
    """Draw the share of the seasons by the number of interviews; those beyond the capacity are grey.

    ``shares`` are those of `listopt.report.bars.bars_of`.
    """
    step = math.ceil(len(shares) / MOST_LABELS)

    def draw(figure: Figure) -> None:
        axes = _axes(figure)
        roles = ["accent" if first_of(label) <= capacity else "muted" for label, _ in shares]
        heights = [share for _, share in shares]
        axes.bar(range(len(shares)), heights, width=0.78, color=[ink(role) for role in roles])
        _limits(axes, (-0.7, max(len(shares), 8) - 0.3), (0.0, max(heights) * 1.08))
        _grid(axes, "interviews in a season")
        axes.set_xticks(range(0, len(shares), step), [label for label, _ in shares[::step]])

    return drawing(name, HEIGHT, draw, title=title, about=about)


def first_of(label: str) -> int:
    """Smallest number that a bar of the distribution stands for."""
    return int(label.rstrip("+").partition("-")[0])


def curve_chart(name: str, curve: Curve, *, title: str, about: str) -> str:
    """Draw the chance of a match over the field, with its range, the value in the scenario and where it bends."""
    points = curve.solved
    values = [point.value for point in points]
    chances = [point.chance for point in points]
    low, high = ([point.figure(f"p_match_{end}") or point.chance for point in points] for end in ("low", "high"))

    def draw(figure: Figure) -> None:
        axes = _axes(figure)
        edge = (values[-1] - values[0]) * 0.04 or 1.0
        _limits(axes, (values[0] - edge, values[-1] + edge), (0.0, min(1.0, max(high) * 1.12)))
        axes.fill_between(values, low, high, color=ink("accent"), alpha=0.16, linewidth=0)
        axes.plot(values, chances, color=ink("accent"), marker="o", markersize=5, linewidth=2)
        _grid(axes, curve.axis.over)
        axes.xaxis.set_major_formatter(lambda value, position: curve.axis.written(round(value, 9)))
        _spots(axes, curve)

    return drawing(name, HEIGHT, draw, title=title, about=about)


def _spots(axes: Axes, curve: Curve) -> None:
    """Mark the value in the scenario, and the point of diminishing returns."""
    bend, first, last = curve.bend, curve.solved[0].value, curve.solved[-1].value
    spots = [(curve.axis.present, "in the scenario"), (bend.value if bend else None, "diminishing returns")]
    for value, text in spots:
        if value is None or not first <= value <= last:
            continue
        axes.axvline(value, color=ink("muted"), linestyle=(0, (3, 3)), linewidth=1, zorder=0)
        late = value > (first + last) / 2  # where the curve is high there is room below it, elsewhere above it
        axes.annotate(text, (value, 0 if late else 1), xycoords=("data", "axes fraction"), color=ink("muted"),
                      xytext=(-5, 6) if late else (5, -3), textcoords="offset points", ha="right" if late else "left",
                      va="bottom" if late else "top")  # fmt: skip


def _axes(figure: Figure) -> Axes:
    left, right, below, above = MARGINS
    sides = (left / WIDTH, below / HEIGHT, 1 - (left + right) / WIDTH, 1 - (below + above) / HEIGHT)
    return figure.add_axes(sides, frameon=False)


def _limits(axes: Axes, across: tuple[float, float], up: tuple[float, float]) -> None:
    axes.set_xlim(*across)
    axes.set_ylim(*up)


def _grid(axes: Axes, label: str) -> None:
    """Put few, quiet ticks on both axes, the upright one in percent, and say what the lower one counts."""
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(MOST_TICKS, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(lambda value, position: percent(round(value, 9)))
    axes.tick_params(length=0, pad=5, labelcolor=ink("muted"), labelsize=LETTERS - 1)
    axes.grid(axis="y", color=ink("line"), linewidth=1)
    axes.set_axisbelow(True)
    axes.set_xlabel(tidy(label), color=ink("muted"), fontsize=LETTERS - 1, labelpad=3)
