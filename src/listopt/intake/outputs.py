"""What an import writes: the catalogue, and beside it where every value and every row went."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from listopt.catalogue import registered
from listopt.files import Staging
from listopt.formulas import guarded
from listopt.importers.origins import HEADER, Origin, origins_file
from listopt.intake.gathering import Place, Value
from listopt.intake.judging import Verdict
from listopt.intake.matching import Identity
from listopt.report.curating.merged import Contradiction

if TYPE_CHECKING:
    from _csv import Writer

ROWS, UNMATCHED, CONTRADICTIONS = "rows", "unmatched", "contradictions"
CATALOGUE, SOURCES = "", "sources"
PARTS = {
    CATALOGUE: "the catalogue",
    ROWS: "what became of every row",
    SOURCES: "where every value is from",
    UNMATCHED: "rows that were not imported, to mend and import again",
    CONTRADICTIONS: "cells that are told differently",
}
"""Middle part of the name of each file, and what it holds; the last two are there only when they hold anything."""
REMARKS = ("[fate]", "[reason]", "[candidates]", "[source]", "[sheet]", "[row]")
"""Headers of what is said about unmatched rows; in square brackets, so that they are not read again."""
HEADERS = {
    ROWS: ("source", "sheet", "row", "fate", "program_id", "how", "score", "reason", "candidates"),
    SOURCES: HEADER,
    CONTRADICTIONS: Contradiction._fields,
}
IDENTITY = ("name", "specialty", "city", "state")
"""Columns that every catalogue written has first, as the real program has them."""


@dataclass(frozen=True)
class Dated:
    """A source as provenance tells it: its date, and the origins of its values when it was imported itself."""

    date: str
    origins: Mapping[tuple[str, str], Origin]


def beside(output: Path, part: str) -> Path:
    """Name of a file of an import."""
    if part == SOURCES:
        return origins_file(output)
    return output.with_suffix(f".{part}.csv") if part else output


def written_by_import(output: Path, part: str) -> bool:
    """Whether a file of this name may be replaced: none is there, or an import wrote it."""
    path = beside(output, part)
    if not path.exists():
        return True
    if part == CATALOGUE:
        return written_by_import(output, SOURCES) and beside(output, SOURCES).exists()
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream), [])
    except (OSError, UnicodeDecodeError, csv.Error):
        return False
    ours = HEADERS.get(part, REMARKS)
    return tuple(header[: len(ours)]) == tuple(ours)


class Outputs:
    """The files of one import while they are written; none appears before `finish`.

    Parameters
    ----------
    output
        The catalogue.
    headers
        Headers of all sources, for rows that are not imported.
    """

    def __init__(self, output: Path, headers: Sequence[str]) -> None:
        self.output = output
        self._staging = Staging()
        self._headers: Mapping[str, Sequence[str]] = {**HEADERS, UNMATCHED: (*REMARKS, *headers)}
        self._cells = tuple(headers)
        self._files: dict[str, Writer] = {}

    def __enter__(self) -> Outputs:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._staging.__exit__(kind, error, trace)

    def row(self, place: Place, verdict: Verdict) -> None:
        """Say what became of a row."""
        score = f"{verdict.score:.2f}" if verdict.score else ""
        told = (verdict.fate, verdict.code, verdict.how, score, verdict.reason, " ".join(verdict.candidates))
        self._write(ROWS, (place.source, place.sheet, place.row, *told))

    def left(self, place: Place, verdict: Verdict, cells: Mapping[str, str]) -> None:
        """Keep a row that is not imported, cell by cell, by header."""
        remarks = (verdict.fate, verdict.reason, " ".join(verdict.candidates), place.source, place.sheet, place.row)
        self._write(UNMATCHED, (*remarks, *(cells.get(header, "") for header in self._cells)))

    def contradiction(self, one: Contradiction) -> None:
        """Note a cell that is told differently."""
        self._write(CONTRADICTIONS, one)

    def programs(
        self,
        programs: Mapping[str, Mapping[str, Value]],
        known: Mapping[str, Identity],
        sources: Mapping[str, Dated],
    ) -> None:
        """Write the catalogue and where its values are from.

        Parameters
        ----------
        programs
            Code -> column -> value.
        known
            Code -> identity of the real program, for the columns of `IDENTITY` that no row tells.
        sources
            Sources by name.
        """
        columns = _ordered(name for values in programs.values() for name in values)
        self._headers = {**self._headers, CATALOGUE: ("program_id", *columns)}
        write, origins = (self._files.get(part) or self._open(part) for part in (CATALOGUE, SOURCES))
        for code in sorted(programs):
            values, real = programs[code], known.get(code, Identity())
            cells = (values[name].text if name in values else getattr(real, name, "") for name in columns)
            write.writerow(map(guarded, (code, *cells)))
            told = ((name, values[name]) for name in columns if name in values)
            origins.writerows(_origin(code, name, value, sources[value.place.source]) for name, value in told)

    def finish(self, *, really: bool) -> Mapping[str, str]:
        """Put the files in their places if wanted; gives the name of each and what it holds."""
        self._files.get(SOURCES) or self._open(SOURCES)  # by which an import knows its own catalogue
        written = [part for part in PARTS if part in self._files]
        for part in PARTS:
            if part not in self._files and beside(self.output, part).exists():
                self._open(part)  # else what an earlier import wrote there would seem to be of this one
        files = {str(beside(self.output, part)): PARTS[part] for part in written}
        edited = [beside(self.output, part) for part in (CATALOGUE, UNMATCHED)]
        kept = self._staging.commit(keep=edited) if really else []
        return files | {str(path): "what stood there before" for path in kept}

    def _open(self, part: str) -> Writer:
        stream = self._staging.text(beside(self.output, part))
        self._files[part] = csv.writer(stream, lineterminator="\n")
        self._files[part].writerow(map(guarded, self._headers[part]))
        return self._files[part]

    def _write(self, part: str, cells: Iterable[object]) -> None:
        writer = self._files.get(part) or self._open(part)
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])


def _origin(code: str, name: str, value: Value, source: Dated) -> Sequence[object]:
    """Line that says where a value is from: where it was read, or where that place has it from."""
    before = source.origins.get((code, name))
    if before is not None and before.value == value.text:
        return (code, guarded(name), *(guarded(one) if isinstance(one, str) else one for one in before))
    place = value.place
    return (code, guarded(name), guarded(value.text), guarded(value.written), guarded(place.source),
            guarded(place.sheet), place.row, source.date)  # fmt: skip


def _ordered(names: Iterable[str]) -> list[str]:
    """Columns of a catalogue: identity, then those of the register, then the user's own as they came."""
    found = dict.fromkeys(names)
    known = [name for name in registered() if name in found and name not in IDENTITY]
    return [*IDENTITY, *known, *(name for name in found if name not in registered())]
