"""Figures of a page: as people read them, with the number behind them and its place in the JSON result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from listopt.report.contents import Json

Step: TypeAlias = str | int


@dataclass(frozen=True)
class Shown:
    """A figure on the page.

    Attributes
    ----------
    text
        The figure, rounded as everywhere else.
    value
        The number behind it; None when it is not known.
    place
        Where JSON has it: the command that prints it and a JSON Pointer (RFC 6901), such as ``solve/summary/cost``;
        empty for a figure made of several.
    """

    text: str
    value: float | None
    place: str = ""


def shown(source: Mapping[str, Json], write: Callable[[float], str], *steps: Step, of: str = "solve") -> Shown:
    """Figure found in what a command prints by going down ``steps``; a dash where there is none."""
    found: object = source
    for step in steps:
        found = _child(found, step)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return Shown("–", None)
    return Shown(write(found), found, of + pointer(steps))


def _child(parent: object, step: Step) -> object:
    if isinstance(step, int):
        return cast("Sequence[object]", parent)[step]
    return parent.get(step) if isinstance(parent, Mapping) else None


def pointer(steps: Sequence[Step]) -> str:
    """Write steps as a JSON Pointer."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def whole(value: float) -> str:
    """Write a count."""
    return f"{value:,.0f}"


def total(value: int) -> Shown:
    """Count that the page itself made."""
    return Shown(whole(value), value)
