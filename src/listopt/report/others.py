"""Programs, lists in figures, and how one list differs from another, without layout and as plain JSON values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.report.contents import number

if TYPE_CHECKING:
    import pandas as pd

    from listopt.report.contents import Json


@dataclass(frozen=True)
class Named:
    """A program: its code, and its name and place in words."""

    program_id: str
    title: str

    def json(self) -> dict[str, Json]:
        """Plain values."""
        return {"program_id": self.program_id, "title": self.title}


def title(table: pd.DataFrame, code: str) -> str:
    """Name, specialty, city and state of a program of a catalogue's table, as far as they are known; else its code."""
    return titles(table.loc[[code]])[0]


def titles(table: pd.DataFrame) -> list[str]:
    """The same of all programs, in the order of the table (index program_id)."""
    columns = [table[name].tolist() for name in ("name", "specialty", "city", "state") if name in table]
    rows = zip(*columns, strict=True) if columns else [()] * len(table)
    told = (", ".join(cell for cell in cells if isinstance(cell, str)) for cells in rows)
    return [text or str(code) for text, code in zip(told, table.index, strict=True)]


@dataclass(frozen=True)
class Figures:
    """A list in figures, all re-evaluated without the solver; ``expected_interviews`` is None when one is unknown."""

    value: float
    p_match: float
    expected_utility: float
    expected_interviews: float | None
    cost: float
    applications: int

    def json(self) -> dict[str, Json]:
        """Plain values."""
        interviews = None if self.expected_interviews is None else number(self.expected_interviews)
        return {
            "value": number(self.value),
            "p_match": number(self.p_match),
            "expected_utility": number(self.expected_utility),
            "expected_interviews": interviews,
            "cost": round(self.cost, 2),
            "applications": self.applications,
        }


@dataclass(frozen=True)
class Change:
    """What differs between two lists: programs that leave or enter with their signals, and signals that change."""

    leave: tuple[tuple[Named, str], ...] = ()
    enter: tuple[tuple[Named, str], ...] = ()
    resignalled: tuple[tuple[Named, str, str], ...] = ()

    def json(self) -> dict[str, Json]:
        """Plain values; a signal is null where there is none."""
        return {
            "leave": [{**program.json(), "signal": mode or None} for program, mode in self.leave],
            "enter": [{**program.json(), "signal": mode or None} for program, mode in self.enter],
            "resignalled": [
                {**program.json(), "from": before or None, "to": after or None}
                for program, before, after in self.resignalled
            ],
        }


@dataclass(frozen=True)
class Other:
    """The best list under one more condition.

    Attributes
    ----------
    figures, change
        The list, and how it differs from the one without the condition.
    loss
        Value lost, never negative: both lists are the best ones found.
    least, most
        Proven limits of the loss between the best lists there are.
    settled
        Whether the list is proven within the asked gap.
    """

    figures: Figures
    change: Change
    loss: float
    least: float
    most: float
    settled: bool

    def json(self) -> dict[str, Json]:
        """Plain values."""
        return {
            "loss": number(self.loss),
            "loss_low": number(self.least),
            "loss_high": number(self.most),
            "proven": self.settled,
            "figures": self.figures.json(),
            "change": self.change.json(),
        }
