"""What an import writes: the catalogue, and beside it where every value and every row went."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from listopt.catalogue import registered
from listopt.formulas import guarded
from listopt.importers.origins import HEADER
from listopt.intake.gathering import Contradiction, Place, Value
from listopt.intake.judging import Verdict
from listopt.intake.staging import Staging

ENDINGS = {"": "the catalogue", "rows": "what became of every row", "sources": "where every value is from",
           "unmatched": "rows that were not imported, to mend and import again",
           "contradictions": "cells that are told differently"}  # fmt: skip
"""Middle part of the name of each file beside the catalogue, and what it holds."""
ROWS = ("source", "sheet", "row", "fate", "program_id", "how", "score", "reason", "candidates")
REMARKS = ("[fate]", "[reason]", "[candidates]", "[source]", "[sheet]", "[row]")
"""Headers of what is said about unmatched rows; in square brackets, so that an import leaves them out."""
CONTRADICTIONS = ("program_id", "column", "kept", "kept_from", "dropped", "dropped_from")
IDENTITY = ("name", "specialty", "city", "state")
"""Columns that every catalogue written has first, as the real program has them."""


def beside(output: Path, part: str) -> Path:
    """Name of a file beside the catalogue."""
    return output.with_name(f"{output.stem}.{part}.csv") if part else output


class Outputs:
    """The files of one import while they are written; none appears before `finish`."""

    def __init__(self, output: Path, headers: Sequence[str]) -> None:
        """Open the files; ``headers`` are those of all sources, for rows that are not imported."""
        self.output = output
        self._staging = Staging()
        self._headers = headers
        self._files = {part: self._writer(part) for part in ENDINGS}
        self._used: dict[str, int] = dict.fromkeys(ENDINGS, 0)

    def __enter__(self) -> Outputs:
        self._write("rows", ROWS)
        self._write("unmatched", (*REMARKS, *self._headers))
        self._write("contradictions", CONTRADICTIONS)
        self._write("sources", HEADER)
        self._used = dict.fromkeys(ENDINGS, 0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._staging.__exit__(kind, error, trace)

    def row(self, place: Place, verdict: Verdict) -> None:
        """Say what became of a row."""
        score = f"{verdict.score:.2f}" if verdict.score else ""
        candidates = " ".join(verdict.candidates)
        self._write("rows", (place.source, place.sheet, place.row, verdict.fate, verdict.code, verdict.how, score,
                             verdict.reason, candidates))  # fmt: skip

    def left(self, place: Place, verdict: Verdict, cells: Mapping[str, str]) -> None:
        """Keep a row that is not imported, cell by cell, by header."""
        remarks = (verdict.fate, verdict.reason, " ".join(verdict.candidates), place.source, place.sheet, place.row)
        self._write("unmatched", (*remarks, *(cells.get(header, "") for header in self._headers)))

    def contradiction(self, one: Contradiction) -> None:
        """Note a cell that is told differently."""
        self._write(
            "contradictions", (one.program_id, one.column, one.kept, one.kept_from, one.dropped, one.dropped_from)
        )

    def programs(
        self, programs: Mapping[str, Mapping[str, Value]], identities: Mapping[str, Mapping[str, str]],
        dates: Mapping[str, datetime.date],
    ) -> Sequence[str]:  # fmt: skip
        """Write the catalogue and where its values are from; gives its columns."""
        columns = _ordered(name for values in programs.values() for name in values)
        self._write("", ("program_id", *columns))
        for code in sorted(programs):
            values, real = programs[code], identities.get(code, {})
            self._write("", (code, *(values[name].text if name in values else real.get(name, "") for name in columns)))
            for name in columns:
                if name in values:
                    self._origin(code, name, values[name], dates)
        return columns

    def _origin(self, code: str, name: str, value: Value, dates: Mapping[str, datetime.date]) -> None:
        place = value.place
        date = dates[place.source].isoformat()
        self._write("sources", (code, name, value.text, value.written, place.source, place.sheet, place.row, date))

    def finish(self, *, really: bool) -> Mapping[str, str]:
        """Put the files in their places if wanted; gives the name of each and what it holds."""
        if really:
            self._staging.commit()
        return {str(beside(self.output, part)): words for part, words in ENDINGS.items()
                if self._used[part] or part in ("", "rows", "sources")}  # fmt: skip

    def _writer(self, part: str) -> csv.Writer:  # type: ignore[name-defined]
        return csv.writer(self._staging.open(beside(self.output, part)), lineterminator="\n")

    def _write(self, part: str, cells: Iterable[object]) -> None:
        self._used[part] += 1
        self._files[part].writerow([_guarded(cell) for cell in cells])


def _guarded(cell: object) -> object:
    return guarded(cell) if isinstance(cell, str) and cell else cell


def _ordered(names: Iterable[str]) -> list[str]:
    """Columns of a catalogue: identity, then those of the register, then the user's own as they came."""
    found = dict.fromkeys(names)
    known = [name for name in registered() if name in found and name not in IDENTITY]
    return [*IDENTITY, *known, *(name for name in found if name not in registered())]
