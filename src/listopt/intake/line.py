"""The straight line of an import: files, tables, columns, rows, verdicts, programs, output."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from listopt.errors import Fault, InputError
from listopt.importers.origins import read_origins
from listopt.importers.sheet import OWN_PREFIX
from listopt.intake.base import NO_FACTS, read_base
from listopt.intake.fields import NRMP_CODE
from listopt.intake.gathering import Gathering, Place
from listopt.intake.judging import Verdict, identity, judged
from listopt.intake.language.clean import clean
from listopt.intake.mapping import check_mapping
from listopt.intake.matching import Identity, Matcher
from listopt.intake.matching.names import bag
from listopt.intake.outputs import IDENTITY, REMARKS, Dated, Outputs
from listopt.intake.rows import Row, read_rows
from listopt.intake.sheets import Sheet, read_sheets
from listopt.intake.sources import Wishes, sources
from listopt.intake.telling import Telling
from listopt.report.curating.merged import Contradiction
from listopt.report.intake.found import Imported

Tell = Callable[[int, int], None]
_STEP = 500
"""Rows between two reports of progress."""
_SOURCES = ("source", "source_year")
"""Columns that tell where the facts of a whole row are from; laid over another table they would claim its facts."""


def import_files(
    files: Sequence[Path],
    output: Path,
    *,
    against: str = "us-2025",
    wishes: Wishes | None = None,
    must_have: Sequence[str] = (),
    dry_run: bool = False,
    tell: Tell = lambda done, total: None,
) -> Imported:
    """Turn tables of any kind into a catalogue of one's own, to be laid over a shipped one.

    Parameters
    ----------
    files
        Tables to read.
    output
        Catalogue to write, as CSV; four more files beside it say where every value and row went.
    against
        Catalogue whose programs the rows are about: a shipped one, or a file counted from the current folder.
    wishes
        What the user says about columns, dates and doubts; nothing by default.
    must_have
        Headers (as `listopt.intake.language.vocabulary.spoken`) that some table must have, for the user named them.
    dry_run
        Whether only to report, and write nothing.
    tell
        Told how many rows of how many are done.

    Raises
    ------
    InputError
        When a file cannot be read, or no row of any is about a program; nothing is written then.
    """
    wishes = wishes or Wishes()
    base = read_base(against)
    matcher = Matcher(base.identities())
    ordered = sources(files, wishes)
    sheets, skipped = read_sheets(ordered, wishes, matcher)
    check_mapping([sheet.table for sheet in sheets], must_have)
    headers = dict.fromkeys(header for sheet in sheets for header in sheet.table.headers if header not in REMARKS)
    coded = any(column.field == "program_id" for sheet in sheets for column in sheet.meant)
    with Outputs(output, tuple(headers) if coded else ("program_id", *headers)) as out:
        desk = _Desk(matcher, out, Telling(matcher))
        total, numbers = sum(sheet.table.n_rows for sheet in sheets), itertools.count(1)
        for sheet in sheets:
            rows = read_rows(sheet.table, sheet.columns, sheet.specialty)
            for row, verdict in judged(rows, matcher, sheet.unclear, add_new=wishes.add_new):
                desk.take(sheet, row, verdict)
                if (done := next(numbers)) % _STEP == 0:
                    tell(done, total)
        programs = desk.gathering.programs
        if not programs:
            raise InputError([Fault(", ".join(map(str, files)), *desk.telling.nothing(sheets))])
        for clash in base.overridden(programs):
            desk.telling.override()
            out.contradiction(clash)
        dated = {source.name: Dated(source.date.isoformat(), read_origins(source.path)) for source in ordered}
        out.programs(programs, matcher.known, dated)
        files_written = out.finish(really=not dry_run)
        return desk.telling.imported(
            sheets, against, len(programs), files_written, skipped=tuple(skipped), written=not dry_run
        )


class _Desk:
    """Where rows that are judged go: to their program or to those left, and to the report.

    Attributes
    ----------
    gathering
        What is told about programs.
    telling
        What the report will say.
    """

    def __init__(self, matcher: Matcher, out: Outputs, telling: Telling) -> None:
        self.gathering, self.telling = Gathering(self._clash), telling
        self._matcher, self._out = matcher, out

    def take(self, sheet: Sheet, row: Row, verdict: Verdict) -> None:
        """Put a row where it belongs."""
        place = sheet.place(row)
        self._out.row(place, verdict)
        self.telling.row(sheet, row, place, verdict)
        if verdict.fate != "imported":
            cells = {header: cell for header, cell in zip(sheet.table.headers, row.line, strict=False) if cell}
            self._out.left(place, verdict, cells)
            return
        real = self._matcher.known.get(verdict.code)
        for clash in _mistaken(row, real, place):
            self.telling.mistaken()
            self._out.contradiction(clash)
        values, written = _told(row, real)
        self.gathering.add(verdict.code, values, written, own={*row.own, NRMP_CODE}, place=place)

    def _clash(self, clash: Contradiction) -> None:
        self.telling.contradiction(clash)
        self._out.contradiction(clash)


def _told(row: Row, real: Identity | None) -> tuple[dict[str, str], dict[str, str]]:
    """Values of a row as the catalogue gets them: the real program's identity, the row's facts and own columns."""
    whole = real or identity(row)
    told = {name: getattr(whole, name) for name in IDENTITY if name in row.told or not real}
    facts = {name: value for name, value in row.told.items() if name not in NO_FACTS}
    own = {**row.own, **{f"{OWN_PREFIX}{name}": facts.pop(name) for name in _SOURCES if real and name in facts}}
    for name, said in _beyond(row, whole):
        own.setdefault(f"{OWN_PREFIX}{name}", said)
    return {**told, **facts, **own}, {**row.written, **own}


def _beyond(row: Row, real: Identity) -> Iterator[tuple[str, str]]:
    """What a row says of its program and the catalogue does not: another name, city, institution or a whole address."""
    known = (real.name, real.institution, real.city)
    for name in ("name", "city"):
        said = row.told.get(name, "")
        if said and said not in known and not any(bag(said, real.state) & bag(one, real.state) for one in known):
            yield name, said
    institution = row.told.get("institution", "")
    if institution.casefold() not in ("", real.institution.casefold(), real.name.casefold()):
        yield "institution", institution
    place = row.written.get("city", "")
    if place == row.written.get("state") and bag(place) - bag(f"{row.told['city']} {row.told['state']}"):
        yield "place", clean(place)


def _mistaken(row: Row, real: Identity | None, place: Place) -> Iterator[Contradiction]:
    """Specialty and state of a row that are not those of its program."""
    for name in ("specialty", "state") if real is not None else ():
        true, said = getattr(real, name), row.told.get(name, "")
        if real is not None and said and true and said != true and name in row.written:
            yield Contradiction(real.code, name, true, "the catalogue", said, str(place))
