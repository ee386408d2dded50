"""The sheets of an import, ready to be read: where the table is, what its columns are, which specialty it is about."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from listopt.errors import Fault, InputError, did_you_mean
from listopt.intake.columns import Known, Meant, recognise, setting
from listopt.intake.columns.own import own_names
from listopt.intake.fields import NRMP_CODE
from listopt.intake.gathering import Place
from listopt.intake.judging import identity
from listopt.intake.language.clean import plain
from listopt.intake.matching import Matcher
from listopt.intake.outputs import HEADERS
from listopt.intake.reading import Grid, read_grids
from listopt.intake.rows import Column, Row, read_rows
from listopt.intake.sources import Source, Wishes
from listopt.intake.specialty import SAMPLED, Guess, likely_specialty, specialty_of
from listopt.intake.table import Table, find_tables


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


def read_sheets(ordered: Sequence[Source], wishes: Wishes, matcher: Matcher) -> tuple[list[Sheet], list[str]]:
    """Find the table in every sheet of every source, and say what is to be said of sheets that are not read.

    Raises
    ------
    InputError
        When a file cannot be read or was written by an import, a sheet that is wanted is not there, or no sheet has
        rows.
    """
    found: list[Sheet] = []
    skipped: list[str] = []
    titles: set[str] = set()
    known = Known(matcher.known, frozenset(plain(program.city) for program in matcher.known.values() if program.city))
    for source in ordered:
        for grid in read_grids(source.path):
            titles |= {grid.called} - {""}
            if wishes.sheets and grid.called and grid.called not in wishes.sheets:
                continue
            if grid.hidden and grid.called not in wishes.sheets:
                skipped.append(f'{grid.name} is hidden and was not read (--sheet "{grid.called}" reads it).')
                continue
            tables = _tables(grid, matcher)
            if not tables:
                skipped.append(f"No rows in {grid.name}.")
            for table in tables:
                found.append(_sheet(source, table, wishes, matcher, known))
                guess = found[-1].guess
                if guess is not None and not guess.sure:
                    likely = f'If {grid.name} is about it, say --specialty "{guess.specialty}"'
                    skipped.append(f"{likely}: {guess}.")
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


def _tables(grid: Grid, matcher: Matcher) -> list[Table]:
    tables = find_tables(grid, matcher.known)
    if any(table.headers in HEADERS.values() for table in tables):
        found = "a file that an import wrote beside a catalogue"
        raise InputError([Fault(grid.name, found, "a table of programs", "Leave it out.")])
    return tables


def _sheet(source: Source, table: Table, wishes: Wishes, matcher: Matcher, known: Known) -> Sheet:
    meant = recognise(table, wishes.mapping, known)
    names = own_names(column.header for column in meant)
    columns = tuple(
        None
        if column.how in ("left out", "empty")
        else Column(column, name, setting(profile, matcher.known, percent=column.percent))
        for column, name, profile in zip(meant, names, table.profiles, strict=True)
    )
    told = {column.field for column in meant}
    several = any(
        column.field == "specialty" and len(profile.sample) > 1
        for column, profile in zip(meant, table.profiles, strict=True)
    )
    specialty, place = (wishes.specialty, "as you said") if wishes.specialty else specialty_of(table)
    if several or ("specialty" in told and not wishes.specialty):
        specialty, place = "", ""
    guess = None
    if not specialty and not told & {"specialty", "program_id", NRMP_CODE}:
        first = itertools.islice(read_rows(table, columns, ""), SAMPLED)
        guess = likely_specialty([identity(row) for row in first], matcher)
        columns = tuple(column and column.anew() for column in columns)
        specialty, place = (guess.specialty, str(guess)) if guess and guess.sure else ("", "")
    return Sheet(source, table, meant, columns, specialty, place, guess)
