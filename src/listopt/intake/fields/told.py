"""What a cell tells, and what reading it needs to know beside the cell."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Told:
    """What a cell tells.

    Attributes
    ----------
    values
        Column of the catalogue -> value as a catalogue holds it; empty when the cell says that it is not known.
    remark
        What had to be decided to read it, for the report; empty when nothing.
    whole
        Whether that is all it tells; else the cell is kept as the user's own as well.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""
    whole: bool = True


@dataclass(frozen=True)
class Setting:
    """What reading a column needs to know beside the cell.

    Attributes
    ----------
    known
        Codes of the catalogue to match.
    percent
        Whether bare numbers of this column are percentages, not shares.
    greatest
        Greatest bare number of this column.
    ticked
        Whether the column has marks for yes, beside which a cross may mean no.
    stated
        Whether the cells of the column begin with codes of states.
    """

    known: Container[str] = frozenset()
    percent: bool = False
    greatest: float = 0.0
    ticked: bool = False
    stated: bool = False


Reader = Callable[[str, Setting], "Told | None"]
"""Reads a clean cell that tells something; None when it cannot be understood."""
