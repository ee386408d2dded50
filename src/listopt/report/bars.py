"""Bars made of characters: histograms, and bars with a label, a figure and a mark."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.report.page import breadth, pad
from listopt.report.paint import Line
from listopt.report.words import percent

if TYPE_CHECKING:
    from listopt.report.page import Page

MOST_BARS = 25
"""Lines of a histogram; with more numbers, neighbours share a line."""
LONGEST_BAR = 60
"""Columns of the longest bar."""
LONGEST_LABELLED = 50
"""Columns of the longest bar that has a mark behind it."""
REST = 0.001
"""Share of the largest numbers that stand together on the last line."""
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


def histogram(distribution: Sequence[float], page: Page) -> Iterator[Line]:
    """Draw the shares of the numbers 0, 1, 2, ... as bars: number, share, bar."""
    bars = bars_of(distribution)
    figures = [percent(share) for _, share in bars]
    wide, figure = max(len(label) for label, _ in bars), max(map(len, figures))
    room = min(LONGEST_BAR, page.columns - wide - figure - 6)
    most = max(share for _, share in bars)
    for text, (label, share) in zip(figures, bars, strict=True):
        start = (f"  {pad(label, wide, right=True)}  ", "label")
        yield (start, (f"{pad(text, figure, right=True)}  ", ""), (bar(share / most * room, page), "good"))


def bars_of(distribution: Sequence[float]) -> list[tuple[str, float]]:
    """Label and share of each bar: 0 alone, then one or a few neighbouring numbers, then the rare large ones.

    Examples
    --------
    >>> bars_of([0.5, 0.25, 0.25])
    [('0', 0.5), ('1', 0.25), ('2', 0.25)]
    """
    last = max(number for number, share in enumerate(distribution) if share > 0)
    usual = next(number for number in range(last + 1) if math.fsum(distribution[number + 1 :]) <= REST)
    step = max(1, math.ceil(usual / (MOST_BARS - 2)))
    found = [("0", distribution[0])]
    for low in range(1, usual + 1, step):
        label = f"{low}" if step == 1 else f"{low}-{low + step - 1}"
        found.append((label, math.fsum(distribution[low : low + step])))
    shown = 1 + step * (len(found) - 1)
    return [*found, (f"{shown}+", math.fsum(distribution[shown:]))] if last >= shown else found


def bar(length: float, page: Page) -> str:
    """Draw a bar of ``length`` columns, to an eighth of a column where the screen can."""
    if page.ascii:
        return "#" * round(length)
    whole, rest = divmod(round(length * 8), 8)
    return "█" * whole + _EIGHTHS[rest]


@dataclass(frozen=True)
class Bar:
    """One labelled bar: its figure, its length as a share of the longest, what ends it, and a mark behind it.

    Without a figure there is nothing to draw: no list.
    """

    label: str
    text: str = ""
    length: float = 0.0
    end: str = ""
    mark: str = ""


def bar_room(page: Page) -> int:
    """Columns of the longest labelled bar."""
    return min(LONGEST_LABELLED, page.columns - 58)


def labelled_bars(bars: Sequence[Bar], page: Page) -> Iterator[Line]:
    """Draw one bar a line."""
    wide, figure = max(breadth(one.label) for one in bars), max(breadth(one.text) for one in bars)
    arrow = "<-" if page.ascii else "◀"
    for one in bars:
        start = (f"  {pad(one.label, wide, right=True)}  ", "label")
        if not one.text:
            yield (start, ("no list", "bad"))
            continue
        note = (f"  {arrow} {one.mark}", "strong") if one.mark else ("", "")
        drawn = bar(one.length * bar_room(page), page)
        yield (start, (f"{pad(one.text, figure, right=True)}  ", ""), (drawn, "good"), (one.end, "dim"), note)
