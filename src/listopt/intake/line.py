"""The straight line of an import: files, tables, columns, rows, verdicts, programs, output."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from listopt.errors import Fault, InputError
from listopt.importers.origins import read_origins
from listopt.importers.sheet import OWN_PREFIX
from listopt.intake.base import NO_FACTS, read_base
from listopt.intake.fields import NRMP_CODE
from listopt.intake.gathering import Gathering, Place
from listopt.intake.judging import Verdict, identity, judge, unless_repeated
from listopt.intake.mapping import check_mapping
from listopt.intake.matching import Matcher
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
    telling = Telling(matcher)
    with Outputs(output, tuple(headers) if coded else ("program_id", *headers)) as out:
        gathering = Gathering(_noting(out, telling))
        total, done = sum(sheet.table.n_rows for sheet in sheets), 0
        for sheet in sheets:
            doubtful: list[tuple[Row, Verdict]] = []
            for row in read_rows(sheet.table, sheet.columns, sheet.specialty):
                verdict = judge(row, matcher, sheet.unclear, add_new=wishes.add_new)
                if verdict.shared:
                    doubtful.append((row, verdict))
                else:
                    _take(row, verdict, sheet, matcher, gathering, out, telling)
                done += 1
                if done % _STEP == 0:
                    tell(done, total)
            for row, verdict in unless_repeated(doubtful):
                _take(row, verdict, sheet, matcher, gathering, out, telling)
        if not gathering.programs:
            raise InputError([Fault(", ".join(map(str, files)), *telling.nothing(sheets))])
        for clash in base.overridden(gathering.programs):
            telling.override()
            out.contradiction(clash)
        dated = {source.name: Dated(source.date.isoformat(), read_origins(source.path)) for source in ordered}
        out.programs(gathering.programs, matcher.known, dated)
        files_written = out.finish(really=not dry_run)
        return telling.imported(
            sheets, against, len(gathering.programs), files_written, skipped=tuple(skipped), written=not dry_run
        )


def _take(
    row: Row, verdict: Verdict, sheet: Sheet, matcher: Matcher, gathering: Gathering, out: Outputs, telling: Telling
) -> None:
    """Put a row where it belongs."""
    place = sheet.place(row)
    out.row(place, verdict)
    telling.row(sheet, row, place, verdict)
    if verdict.fate != "imported":
        cells = {header: cell for header, cell in zip(sheet.table.headers, row.line, strict=False) if cell}
        out.left(place, verdict, cells)
        return
    for clash in _mistaken(row, verdict, matcher, place):
        telling.mistaken()
        out.contradiction(clash)
    values, as_written = _told(row, verdict, matcher)
    gathering.add(verdict.code, values, as_written, own={*row.own, NRMP_CODE}, place=place)


def _told(row: Row, verdict: Verdict, matcher: Matcher) -> tuple[dict[str, str], dict[str, str]]:
    """Values of a row as the catalogue gets them: the real program's identity, the row's facts and own columns."""
    real = matcher.known.get(verdict.code)
    whole = real or identity(row)
    told = {name: getattr(whole, name) for name in IDENTITY if name in row.told or not real}
    facts = {name: value for name, value in row.told.items() if name not in NO_FACTS}
    own = {**row.own, **{f"{OWN_PREFIX}{name}": facts.pop(name) for name in _SOURCES if real and name in facts}}
    return {**told, **facts, **own}, {**row.written, **own}


def _mistaken(row: Row, verdict: Verdict, matcher: Matcher, place: Place) -> Iterator[Contradiction]:
    """Specialty and state of a row that are not those of its program."""
    real = matcher.known.get(verdict.code)
    for name in ("specialty", "state") if real is not None else ():
        true, said = getattr(real, name), row.told.get(name, "")
        if said and true and said != true and name in row.written:
            yield Contradiction(verdict.code, name, true, "the catalogue", said, str(place))


def _noting(out: Outputs, telling: Telling) -> Callable[[Contradiction], None]:
    def note(clash: Contradiction) -> None:
        telling.contradiction(clash)
        out.contradiction(clash)

    return note
