"""The straight line of an import: files, tables, columns, rows, verdicts, programs, output."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from listopt.catalogue import column_of
from listopt.errors import Fault, Faults, InputError, did_you_mean
from listopt.importers import read_stack
from listopt.importers.cells import FLAGS
from listopt.importers.origins import read_origins
from listopt.importers.sheet import KEY, OWN_PREFIX
from listopt.intake.columns import Meant, recognise, setting
from listopt.intake.fields import NRMP_CODE
from listopt.intake.gathering import Gathering, Place
from listopt.intake.judging import Verdict, identity, judge, unless_repeated
from listopt.intake.matching import Identity, Matcher
from listopt.intake.matching.guessing import SAMPLED, Guess, likely_specialty
from listopt.intake.outputs import HEADERS, IDENTITY, REMARKS, Dated, Outputs
from listopt.intake.own import own_names
from listopt.intake.reading import read_grids
from listopt.intake.rows import Column, Row, read_rows
from listopt.intake.sources import Source, Wishes, check_mapping, sources, specialty_of
from listopt.intake.table import Table, find_table
from listopt.intake.telling import Telling
from listopt.reference import find_specialty
from listopt.report.curating.merged import Contradiction
from listopt.report.intake.found import Imported

Tell = Callable[[int, int], None]
_STEP = 500
"""Rows between two reports of progress."""
_NO_FACTS = frozenset(("program_id", "name", "institution", "specialty", "city", "state", "country"))
_SOURCES = ("source", "source_year")
"""Columns that tell where the facts of a whole row are from; laid over another table they would claim its facts."""
_COORDINATES = ("latitude", "longitude")


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table that is ready to be read."""

    source: Source
    table: Table
    meant: tuple[Meant, ...]
    columns: tuple[Column | None, ...]
    specialty: str
    specialty_from: str
    guess: Guess | None

    @property
    def unclear(self) -> dict[str, str]:
        """Own columns that keep specialties and states that are not understood."""
        return {column.meant.field: column.own for column in self.columns
                if column is not None and column.meant.field in ("specialty", "state")}  # fmt: skip

    def place(self, row: Row) -> Place:
        """Where a row stands."""
        return Place(self.source.name, self.table.grid.sheet, row.number)


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
    programs = _programs(against)
    matcher = Matcher(_identity(code, cells) for code, cells in programs.items())
    ordered = sources(files, wishes)
    sheets, skipped = _sheets(ordered, wishes, matcher)
    check_mapping(wishes, [sheet.table for sheet in sheets], must_have)
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
        for clash in _overriding(gathering, programs, against):
            telling.override()
            out.contradiction(clash)
        dated = {source.name: Dated(source.date.isoformat(), read_origins(source.path)) for source in ordered}
        out.programs(gathering.programs, _identities(matcher), dated)
        files_written = out.finish(really=not dry_run)
        return telling.imported(
            sheets, against, len(gathering.programs), files_written, skipped=tuple(skipped), written=not dry_run
        )


def _sheets(ordered: Sequence[Source], wishes: Wishes, matcher: Matcher) -> tuple[list[Sheet], list[str]]:
    """Tables of every source, ready to be read, and what is to be said of sheets that are not."""
    found: list[Sheet] = []
    skipped: list[str] = []
    titles: set[str] = set()
    for source in ordered:
        for grid in read_grids(source.path):
            titles |= {grid.called} - {""}
            if wishes.sheets and grid.called and grid.called not in wishes.sheets:
                continue
            if grid.hidden and grid.called not in wishes.sheets:
                skipped.append(f'{grid.name} is hidden and was not read (--sheet "{grid.called}" reads it).')
                continue
            table = find_table(grid, matcher.known)
            if table is not None and tuple(table.headers) in HEADERS.values():
                found_here = "a file that an import wrote beside a catalogue"
                raise InputError([Fault(grid.name, found_here, "a table of programs", "Leave it out.")])
            if table is None:
                skipped.append(f"No rows in {grid.name}.")
            else:
                found.append(_sheet(source, table, wishes, matcher))
    missing = [name for name in wishes.sheets if name not in titles]
    if missing:
        expected = (
            f"one of {', '.join(sorted(titles))}" if titles else "no such option, for none of the files has sheets"
        )
        raise InputError([Fault("--sheet", repr(name), expected, did_you_mean(name, titles)) for name in missing])
    if not found:
        names = ", ".join(source.name for source in ordered)
        raise InputError([Fault(names, "no rows", "a header line and a row per program")])
    return found, skipped


def _sheet(source: Source, table: Table, wishes: Wishes, matcher: Matcher) -> Sheet:
    meant = recognise(table, wishes.mapping, matcher.known)
    names = own_names(column.header for column in meant)
    columns = tuple(
        None if column.how in ("left out", "empty") else Column(column, name, setting(column, profile, matcher.known))
        for column, name, profile in zip(meant, names, table.profiles, strict=True)
    )
    told = {column.field for column in meant}
    specialty, place = (wishes.specialty, "as you said") if wishes.specialty else specialty_of(table)
    if "specialty" in told and not wishes.specialty:
        specialty, place = "", ""
    guess = None
    if not specialty and not told & {"specialty", "program_id", NRMP_CODE}:
        first = itertools.islice(read_rows(table, columns, ""), SAMPLED)
        guess = likely_specialty([identity(row) for row in first], matcher)
        columns = tuple(column and column.anew() for column in columns)
        specialty, place = (guess.specialty, str(guess)) if guess and guess.sure else ("", "")
    return Sheet(source, table, meant, columns, specialty, place, guess)


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
    facts = {name: value for name, value in row.told.items() if name not in _NO_FACTS}
    own = {**row.own, **{f"{OWN_PREFIX}{name}": facts.pop(name) for name in _SOURCES if real and name in facts}}
    return {**told, **facts, **own}, {**row.written, **own}


def _mistaken(row: Row, verdict: Verdict, matcher: Matcher, place: Place) -> Iterator[Contradiction]:
    """Specialty and state of a row that are not those of its program."""
    real = matcher.known.get(verdict.code)
    for name in ("specialty", "state") if real is not None else ():
        true, said = getattr(real, name), row.told.get(name, "")
        if said and true and said != true and name in row.written:
            yield Contradiction(verdict.code, name, true, "the catalogue", said, str(place))


def _identities(matcher: Matcher) -> Mapping[str, Mapping[str, str]]:
    return {code: {name: getattr(real, name) for name in IDENTITY} for code, real in matcher.known.items()}


def _programs(against: str) -> Mapping[str, Mapping[str, str]]:
    """Filled cells of each program of a catalogue, by code and column."""
    faults = Faults()
    cells = read_stack([against], Path(), (), faults).merged()
    faults.raise_if_any()
    names = [name for name in cells if name != KEY]
    lines = zip(*(cells[name] for name in names), strict=True)
    return {
        code: {name: cell for name, cell in zip(names, line, strict=True) if cell}
        for code, line in zip(cells[KEY], lines, strict=True)
    }


def _identity(code: str, cells: Mapping[str, str]) -> Identity:
    said = cells.get("specialty", "")
    specialty = find_specialty(said)
    return Identity(
        code, cells.get("name", ""), cells.get("institution", ""), specialty.name if specialty else said,
        cells.get("city", ""), cells.get("state", "").upper(),
    )  # fmt: skip


def _overriding(
    gathering: Gathering, programs: Mapping[str, Mapping[str, str]], against: str
) -> Iterator[Contradiction]:
    """Cells that differ from those of the catalogue matched; coordinates, which differ by a little, aside."""
    told = {name for values in gathering.programs.values() for name in values} - _NO_FACTS.union(_COORDINATES)
    for name in sorted(told):
        for code in sorted(gathering.programs):
            old, value = programs.get(code, {}).get(name), gathering.programs[code].get(name)
            if old and value is not None and not _same(name, old, value.text):
                yield Contradiction(code, name, value.text, str(value.place), _spelt(name, old), against)


def _same(name: str, one: str, other: str) -> bool:
    """Whether two cells of a column mean the same: numbers by value, other cells by their words."""
    column = column_of(name)
    if one == other or column is None or not column.numeric:
        return _spelt(name, one).casefold() == _spelt(name, other).casefold()
    return float(one) == float(other)


def _spelt(name: str, cell: str) -> str:
    """A cell as imports write it: flags, which tables may also give as true or 1, as yes and no."""
    column = column_of(name)
    flag = FLAGS.get(cell.casefold()) if column is not None and column.kind == "flag" else None
    return cell if flag is None else ("no", "yes")[flag]


def _noting(out: Outputs, telling: Telling) -> Callable[[Contradiction], None]:
    def note(clash: Contradiction) -> None:
        telling.contradiction(clash)
        out.contradiction(clash)

    return note
