"""Pictures: how all of them are made, and that of a curve of best lists. Only modules of pictures import matplotlib."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from listopt.errors import Fault, InputError
from listopt.report.curvewords import bend_sentence
from listopt.report.page import tidy, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from listopt.report.curve import Curve

KINDS = ("svg", "png")
SIZE, DOTS = (8.0, 7.5), 150
"""Inches of the picture, and dots per inch of a PNG."""
CHANCE, WORTH, LIMIT, MARK = "#1f6f8b", "#2b2b2b", "#c0392b", "#8a6d00"
BREADTH = 95
"""Characters on a line of the heading."""


def require_matplotlib(what: str) -> None:
    """Say how to install the library that draws.

    Raises
    ------
    InputError
        When it is not installed.
    """
    import importlib.util

    if importlib.util.find_spec("matplotlib") is None:
        raise InputError([Fault(what, "no library for it", "matplotlib", "Run: pip install 'listopt[plot]'")])


def draw_curve(curve: Curve, kind: str) -> bytes:
    """Draw the chance of a match with its range, and the objective with the proven limit of all lists.

    Parameters
    ----------
    curve
        Points; those without a list are left out of the lines and marked at the bottom.
    kind
        ``svg`` or ``png``.
    """

    def draw(figure: Figure) -> None:
        upper, lower = cast("Sequence[Axes]", figure.subplots(2, 1, sharex=True, height_ratios=[3, 2]))
        _chances(curve, upper)
        _objectives(curve, lower)
        _marks(curve, (upper, lower))
        _labels(curve, lower)
        head(figure, f"{curve.scenario}, {curve.season} Match", bend_sentence(curve))

    return picture(draw, kind)


def picture(draw: Callable[[Figure], None], kind: str) -> bytes:
    """Make a picture of what is drawn; the same drawing gives the same bytes with the same version of matplotlib.

    ``kind`` is ``svg`` or ``png``.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "listopt", "font.size": 10, "axes.spines.top": False,
                         "axes.spines.right": False}):  # fmt: skip
        figure = Figure(figsize=SIZE, layout="constrained")
        draw(figure)
        target = io.BytesIO()
        figure.savefig(target, format=kind, dpi=DOTS, metadata={"Date": None} if kind == "svg" else None)
    return target.getvalue()


def head(figure: Figure, *sentences: str) -> None:
    """Write sentences above a picture."""
    lines = [line for sentence in sentences for line in wrap(tidy(sentence), BREADTH) if line]
    figure.suptitle(plain("\n".join(lines)), fontsize=10, x=0.02, ha="left")


def plain(text: str) -> str:
    """Keep dollars from being read as formulas."""
    return text.replace("$", r"\$")


def _chances(curve: Curve, axes: Axes) -> None:
    points = curve.solved
    values = [point.value for point in points]
    low, high = ([100 * (point.figure(f"p_match_{end}") or 0.0) for point in points] for end in ("low", "high"))
    axes.fill_between(values, low, high, color=CHANCE, alpha=0.15, linewidth=0, label="80 % range of the estimate")
    axes.plot(values, [100 * point.chance for point in points], color=CHANCE, marker="o", label="chance of a match")
    axes.set_ylabel("chance of a match, %")
    axes.set_ylim(0, 100)
    axes.legend(loc="lower right", edgecolor="none", framealpha=1)


def _objectives(curve: Curve, axes: Axes) -> None:
    points = curve.solved
    values = [point.value for point in points]
    axes.plot(values, [point.bound or 0.0 for point in points], color=LIMIT, linestyle="--", linewidth=1, zorder=3,
              marker="_", markersize=9, label="no list can exceed this")  # fmt: skip
    axes.plot(values, [point.objective or 0.0 for point in points], color=WORTH, marker="o", markersize=4,
              label="objective of the best list found")  # fmt: skip
    axes.set_ylabel("objective")
    axes.legend(loc="lower right", edgecolor="none", framealpha=1)


def _marks(curve: Curve, both: Sequence[Axes]) -> None:
    bend = curve.bend
    spots = [(curve.axis.present, "in the scenario", ":"), (bend.value if bend else None, "diminishing returns", "-")]
    for value, text, style in spots:
        if value is None or not curve.points or not curve.points[0].value <= value <= curve.points[-1].value:
            continue
        for axes in both:
            axes.axvline(value, color=MARK, linestyle=style, linewidth=1, zorder=0)
        both[0].annotate(text, (value, 1), xycoords=("data", "axes fraction"), xytext=(-3, -2), rotation=90,
                         textcoords="offset points", ha="right", va="top", color=MARK, fontsize=8)  # fmt: skip
    for point in curve.points:
        if point.objective is None:
            both[0].plot(point.value, 0, color=LIMIT, marker="x", clip_on=False)


def _labels(curve: Curve, axes: Axes) -> None:
    written = curve.axis.written
    axes.xaxis.set_major_formatter(lambda value, position: plain(written(round(value, 9))))
    without = any(point.objective is None for point in curve.points)
    axes.set_xlabel(plain(curve.axis.over) + ("   (× no list keeps the rules)" if without else ""))
