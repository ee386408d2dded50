"""An empty table to fill in, with the programs it is about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from listopt.catalogue import FILTERS, TRAINING, column_of, registered
from listopt.errors import Faults, did_you_mean
from listopt.importers import read_catalogue
from listopt.importers.cells import convert, expectation
from listopt.importers.sheet import KEY, OWN_PREFIX, canonical
from listopt.report.curating.cells import values
from listopt.report.worksheet import MINE, Worksheet, found
from listopt.where import meeting

REAL = "us-2025"
"""The catalogue whose programs a template may name."""
KNOWN = ("name", "specialty", "city", "state")
"""What a template says about each of them, in columns that are not read back."""
IDENTITY = ("name", "institution", "specialty", "city", "state")
"""Columns to fill in where the programs are not named."""
USUAL = (*MINE, *(column.name for column in (*TRAINING, *FILTERS)))
"""Columns to fill in unless told otherwise: the applicant's own, and what programs publish."""


def template(columns: Sequence[str], specialties: Sequence[str], states: Sequence[str]) -> Worksheet:
    """Table with the columns to fill in, and a row for each real program of some specialties and states.

    Parameters
    ----------
    columns
        Columns to fill in; empty for the usual ones. Own ones begin with ``my_``.
    specialties, states
        Those of the programs to name, in any spelling; without either, no program is named.

    Raises
    ------
    InputError
        With every column, specialty and state that there is not.
    """
    faults = Faults()
    asked = {"specialty": specialties, "state": states}
    where = {name: _meant(name, words, faults) for name, words in asked.items() if words}
    for name in columns:
        _check(canonical(name), faults)
    faults.raise_if_any()
    usual = USUAL if where else (*IDENTITY, *USUAL)
    chosen = dict.fromkeys(name for name in map(canonical, columns or usual) if name != KEY)
    if not where:
        return Worksheet((KEY, *chosen), ())
    table = read_catalogue([REAL], Path()).table
    programs = table[meeting(table, where)]
    cells = zip(*(values(programs[name]) for name in KNOWN), strict=True)
    empty = (None,) * len(chosen)
    rows = ((str(code), *known, *empty) for code, known in zip(programs.index, cells, strict=True))
    return Worksheet((KEY, *map(found, KNOWN), *chosen), tuple(rows))


def _meant(name: str, words: Sequence[str], faults: Faults) -> tuple[str, ...]:
    """Values of a column in listopt's spelling."""
    column = registered()[name]
    read = convert(column, words)
    for row in read.bad:
        faults.add(f"--{name}", repr(words[row]), *expectation(column, words[row]))
    return tuple(value for value in read.column if isinstance(value, str))


def _check(name: str, faults: Faults) -> None:
    if column_of(name) is None and not name.startswith(OWN_PREFIX):
        expected = f"a column of listopt, or one of your own that begins with {OWN_PREFIX}"
        faults.add("--columns", repr(name), expected, did_you_mean(name, registered()))
