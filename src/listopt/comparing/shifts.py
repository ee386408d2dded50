"""Programs whose odds differ between the sides of a comparison, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import pandas as pd

from listopt.comparing.causes import SAME, Reasons, plain_number, spread
from listopt.comparing.sides import CHANCES, Facts, by_program
from listopt.odds.estimate import TERMS
from listopt.report.comparing.comparison import UNTOLD, Difference, Shift

MODES = ("", "gold", "silver", "signal")
"""Ways of applying; of those that most sides know, the first one is compared."""


def shifts(sides: Mapping[str, Facts], differences: Sequence[Difference]) -> tuple[Shift, ...]:
    """Find the programs whose odds are not the same on all sides that know them, the largest difference first.

    Parameters
    ----------
    sides
        Key -> what is known of the side.
    differences
        Inputs that differ between them.
    """
    best = _compared(sides)
    reasons = Reasons.of(sides, differences)
    found: list[tuple[float, Shift]] = []
    for mode in MODES:
        frames = {key: one.odds[mode] for key, one in sides.items() if mode in one.odds}
        codes = best.index[best == mode]
        if len(codes):
            gaps = spread([frame[frame.index.isin(codes)] for frame in frames.values()]).max(axis=1)
            moved = gaps[gaps > SAME]
            found += zip(moved.round(9).tolist(), _shifts(mode, frames, moved.index, reasons), strict=True)
    return tuple(shift for _, shift in sorted(found, key=lambda pair: (-pair[0], pair[1].program_id)))


def _compared(sides: Mapping[str, Facts]) -> pd.Series[str]:
    """Program -> the way of applying that is compared; programs that only one side knows are left out."""
    counts = {
        mode: pd.concat([one.odds[mode].index.to_series() for one in sides.values() if mode in one.odds]).value_counts()
        for mode in MODES
        if any(mode in one.odds for one in sides.values())
    }
    if not counts:
        return pd.Series(dtype=str)
    table = pd.DataFrame(counts).fillna(0)
    return cast("pd.Series[str]", table[table.max(axis=1) > 1].idxmax(axis=1))


def _shifts(mode: str, frames: Mapping[str, pd.DataFrame], codes: pd.Index, reasons: Reasons) -> Iterator[Shift]:
    """Programs whose odds differ in one way of applying."""
    chances = {key: by_program(frame[frame.index.isin(codes)]) for key, frame in frames.items()}
    for code in codes:
        sides = {key: rows[code] for key, rows in chances.items() if code in rows}
        cells = tuple(reasons.of_cells(code))
        causes = reasons.causes(code, any_cell=bool(cells))
        interview, match = ({key: plain_number(row[name]) for key, row in sides.items()} for name in CHANCES)
        told = {(interview[key], match[key]) for key in sides if not reasons.saved[key]}
        untold = any((interview[key], match[key]) not in told for key in sides if reasons.saved[key])
        yield Shift(
            program_id=str(code),
            title=reasons.titles.get(code, str(code)),
            signal=mode,
            p_interview=interview,
            p_match=match,
            terms=reasons.of_terms(code, (*TERMS, f"signal_{mode}")),
            causes=(*causes, UNTOLD) if untold else causes,
            cells=cells,
        )
