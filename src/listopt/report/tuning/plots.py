"""Pictures of a sweep over weights and of a trade-off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from listopt.report.plots import CHANCE, LIMIT, MARK, WORTH, head, picture, plain
from listopt.report.tuning.sweeps import sweep_sentence
from listopt.report.tuning.trades import INSIDE, trade_sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from listopt.report.tuning.sweep import Sweep
    from listopt.report.tuning.tradeoff import Measure, Tradeoff

MOST_LABELS = 30
"""Settings that are named below the picture; of more, only the numbers are."""


def draw_sweep(sweep: Sweep, kind: str) -> bytes:
    """Draw, setting by setting, the chance of a match with its range, the cost, and how much of the list changes.

    ``kind`` is ``svg`` or ``png``.
    """

    def draw(figure: Figure) -> None:
        chances, costs, moves = cast("Sequence[Axes]", figure.subplots(3, 1, sharex=True, height_ratios=[3, 2, 2]))
        places = [one.number for one in sweep.listed]
        _chances(sweep, chances)
        costs.plot(places, [one.point.figure("cost") or 0.0 for one in sweep.listed], "o", color=WORTH)
        costs.set_ylabel("cost, dollars")
        costs.set_ylim(bottom=0)
        moves.bar(places, [len(one.change.enter) for one in sweep.listed], color=CHANCE, label="enter")
        moves.bar(places, [-len(one.change.leave) for one in sweep.listed], color=LIMIT, label="leave")
        moves.set_ylabel("programs that enter or leave")
        moves.legend(loc="best", edgecolor="none")
        _settings(sweep, moves)
        head(figure, f"{sweep.scenario}, {sweep.season} Match", sweep_sentence(sweep))

    return picture(draw, kind)


def _chances(sweep: Sweep, axes: Axes) -> None:
    points = [one.point for one in sweep.listed]
    places = [one.number for one in sweep.listed]
    low, high = ([100 * (point.figure(f"p_match_{end}") or 0.0) for point in points] for end in ("low", "high"))
    axes.vlines(places, low, high, color=CHANCE, alpha=0.3, linewidth=4, label="80 % range of the estimate")
    axes.plot(places, [100 * point.chance for point in points], "o", color=CHANCE, label="chance of a match")
    axes.set_ylabel("chance of a match, %")
    axes.set_ylim(0, 100)
    axes.legend(loc="lower right", edgecolor="none", framealpha=1)


def _settings(sweep: Sweep, axes: Axes) -> None:
    """Name the settings along the axis."""
    if len(sweep.settings) > MOST_LABELS:
        axes.set_xlabel("number of the setting")
        return
    labels = [f"#{one.number} {sweep.label(one.weights)}" for one in sweep.settings]
    axes.set_xticks([one.number for one in sweep.settings], [plain(label) for label in labels], rotation=60, ha="right",
                    fontsize=8)  # fmt: skip


def draw_trade(trade: Tradeoff, kind: str) -> bytes:
    """Draw the efficient lists, the line that weighted sums reach, and the points below it.

    ``kind`` is ``svg`` or ``png``.
    """

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        spots = [(one.second, one.first) for one in trade.points]
        on = [spot for spot, inside in zip(spots, trade.inside, strict=True) if not inside]
        below = [spot for spot, inside in zip(spots, trade.inside, strict=True) if inside]
        limits = [one.limit for one in trade.points]
        axes.plot([x for x, _ in spots], limits, "_", color=LIMIT, markersize=11, label="no list is better than this")
        axes.plot([x for x, _ in on], [y for _, y in on], "o--", color=CHANCE, linewidth=1, label="efficient lists")
        if below:
            axes.plot([x for x, _ in below], [y for _, y in below], "D", color=MARK, label=INSIDE)
        _axis(trade.second, axes, "x")
        _axis(trade.first, axes, "y")
        axes.legend(loc="best", edgecolor="none")
        head(figure, f"{trade.scenario}, {trade.season} Match", trade_sentence(trade))

    return picture(draw, kind)


def _axis(measure: Measure, axes: Axes, side: str) -> None:
    """Name one axis, and write its values as people do."""
    axis = axes.xaxis if side == "x" else axes.yaxis
    axis.set_major_formatter(lambda value, position: plain(measure.written(round(value, 9))))
    noun = f", {measure.noun}" if measure.noun and measure.noun != measure.name else ""
    axis.set_label_text(plain(f"{measure.name}{noun}"))
