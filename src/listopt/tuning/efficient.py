"""Which limits a trade-off looks at, and which of the lists it finds are efficient."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from listopt.report.tuning.tradeoff import Traded

FEW = 20
"""So many whole numbers are looked at one by one, whatever the number of steps."""
SAME = 1e-9
"""Relative difference below which two values of a measure are the same."""


def limits_between(start: float, stop: float, steps: int, *, whole: bool) -> list[float]:
    """Limits beyond the first point: every whole number where they are few, else evenly spaced and rounded.

    Examples
    --------
    >>> limits_between(0.0, 491.0, 4, whole=False), limits_between(3.0, 0.0, 2, whole=True)
    ([164.0, 327.0, 491.0], [2.0, 1.0, 0.0])
    """
    if abs(stop - start) <= SAME * max(abs(start), abs(stop)):
        return []
    if whole and abs(stop - start) < max(FEW, steps):
        steps = round(abs(stop - start)) + 1
    digits = 0 if whole else 2 - math.floor(math.log10(abs(stop - start)))
    inner = [round(float(value), digits) for value in np.linspace(start, stop, steps)[1:-1]]
    return [*dict.fromkeys(inner), stop]


def efficient(traded: Sequence[Traded], better: tuple[int, int]) -> tuple[Traded, ...]:
    """Leave out lists that another one beats in one measure without losing in the other.

    Of equal lists the best proven one stays. ``better`` says for both measures whether more (1) or less (-1) is
    better. The rest is in order of the second.
    """
    pairs = [(better[0] * one.first, better[1] * one.second) for one in traded]
    sizes = [max((abs(pair[side]) for pair in pairs), default=0.0) for side in (0, 1)]
    kept: list[tuple[float, float]] = []
    found = []
    rows = zip(traded, pairs, strict=True)
    for one, pair in sorted(rows, key=lambda row: (-row[1][0], -row[1][1], row[0].point.gap or 0.0)):
        if all(pair[1] > other[1] + SAME * sizes[1] for other in kept):
            kept.append(pair)
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.second))
