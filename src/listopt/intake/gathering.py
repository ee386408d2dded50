"""What several sources tell about programs, cell by cell: the newest counts, the others are remembered."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import NamedTuple

from listopt.report.curating.merged import Contradiction

JOINED = frozenset(("note",))
"""Columns of the catalogue whose texts are joined when several rows of one source are about one program."""


class Place(NamedTuple):
    """Where a value stands: source, sheet (empty when there is only one), row."""

    source: str
    sheet: str
    row: int

    def __str__(self) -> str:
        sheet = f', sheet "{self.sheet}"' if self.sheet else ""
        return f"{self.source}{sheet}, row {self.row}"


class Value(NamedTuple):
    """A value as a catalogue holds it, as it was written, and where."""

    text: str
    written: str
    place: Place


class Gathering:
    """Programs and what is told about each, filled source by source, the ones that count most last.

    Attributes
    ----------
    programs
        Code -> column -> value that counts.
    """

    def __init__(self, clash: Callable[[Contradiction], None]) -> None:
        self.programs: dict[str, dict[str, Value]] = {}
        self._clash = clash

    def add(
        self, code: str, values: Mapping[str, str], written: Mapping[str, str], *, own: Container[str], place: Place
    ) -> None:
        """Lay the values of one row over what is known of its program.

        Parameters
        ----------
        code
            The program.
        values, written
            Column -> value as a catalogue holds it, and as it was written.
        own
            Columns of the user's own, whose texts are joined within a source.
        place
            Where the row stands.
        """
        known = self.programs.setdefault(code, {})
        for column, text in values.items():
            before = known.get(column)
            if before is None:
                known[column] = Value(text, written.get(column, text), place)
            elif before.text != text:
                joined = column in own or column in JOINED
                if joined and (before.place.source, before.place.sheet) == (place.source, place.sheet):
                    if text not in before.text.split("; "):
                        known[column] = Value(f"{before.text}; {text}", f"{before.written}; {text}", before.place)
                    continue
                known[column] = Value(text, written.get(column, text), place)
                self._clash(Contradiction(code, column, text, str(place), before.text, str(before.place)))
