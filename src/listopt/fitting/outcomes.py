"""Reading a table of outcomes: one row per application of a past season."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from listopt.applicant import Applicant
from listopt.errors import Faults, InputError, did_you_mean
from listopt.fitting.columns import Reading, read_cells, with_headers
from listopt.fitting.facts import Key, known_code, read_applicants
from listopt.importers.listopt_csv import read_csv
from listopt.importers.sheet import Sheet
from listopt.odds.places import flags

FORMATS = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Offer:
    """Signals of one season.

    Attributes
    ----------
    tiers
        Tiers of each specialty's pool, best first.
    participation
        Probability (0 to 1) that a program takes signals when the catalogue does not say.
    """

    tiers: Mapping[str, tuple[str, ...]]
    participation: float


Offers = Callable[[int], Offer]
"""Season -> its signals."""
Tiers = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Applications of past seasons, and what became of them.

    Attributes
    ----------
    name
        Name of the file.
    digest
        SHA-256 of its content.
    table
        One row per application, sorted by applicant, season and program. Columns: ``applicant`` (text), ``season``
        (int, year of the Match), ``program_id`` (text), ``signal`` (tier, "" for none), ``interviewed`` (bool),
        ``matched`` (``boolean``, missing when not known).
    applicants
        Facts of each applicant in each season.
    notes
        Sentences on what was taken for granted.
    """

    name: str
    digest: str
    table: pd.DataFrame
    applicants: Mapping[Key, Applicant]
    notes: tuple[str, ...]


def read_outcomes(path: Path, programs: pd.DataFrame, offers: Offers, *, season: int, told: bool = True) -> Outcomes:
    """Read a table of outcomes.

    Parameters
    ----------
    path
        A text file with a header line; docs/fit.md lists the columns.
    programs
        The catalogue: index ``program_id``.
    offers
        Signals of each season.
    season
        Year of the Match of rows that name none.
    told
        Whether that year was given by the user, and not only assumed.

    Raises
    ------
    InputError
        With every fault of the file, each with its row and column.
    """
    faults = Faults()
    _check_file(path, faults)
    faults.raise_if_any()
    sheet = _sheet(path, faults)
    named, unused = with_headers(sheet, faults)
    reading = read_cells(named)
    keys = _keys(reading, season, programs)
    _check_rows(reading, keys, _offered(programs, offers))
    applicants = read_applicants(reading, [key[:2] for key in keys], set(programs.index))
    if faults.found or reading.found:
        raise InputError([*faults.found, *reading.faults()])
    assumed = not told and None in reading.columns["season"]
    notes = [f"Columns that were not used: {', '.join(unused)}."] if unused else []
    notes += [f"Rows without a season were taken for the {season} Match; --season says another."] if assumed else []
    return Outcomes(path.name, sheet.digest(), _table(reading, keys), applicants, tuple(notes))


def _keys(reading: Reading, season: int, programs: pd.DataFrame) -> Sequence[tuple[str, int, str]]:
    """Applicant, season and program of each row; "" where the cell is at fault."""
    codes = _programs(reading, programs.index, _specialties(programs))
    years = [year if isinstance(year, int) else season for year in reading.columns["season"]]
    who = [str(name or "") for name in reading.columns["applicant"]]
    return list(zip(who, years, codes, strict=True))


def _specialties(programs: pd.DataFrame) -> Mapping[str, str]:
    named = programs["specialty"].dropna()
    return dict(zip(named.index.astype(str), named.astype(str), strict=True))


def _offered(programs: pd.DataFrame, offers: Offers) -> Callable[[str, int], Tiers]:
    """Tiers that a program takes in a season."""
    specialty, tiers = _specialties(programs), cache(lambda year: offers(year).tiers)
    closed = set(programs.index[flags(programs, "takes_signals", False)])
    return lambda code, year: () if code in closed else tiers(year).get(specialty[code], ())


def _sheet(path: Path, faults: Faults) -> Sheet:
    """Cells of the file; what is said of headers is about catalogues, and left out."""
    found = Faults()
    sheet = read_csv(path, path.name, found, overlay=False)
    faults.found += [fault for fault in found.found if fault.place != f"{path.name}, header"]
    if sheet is None:
        faults.raise_if_any()
        raise InputError(found.found)
    return sheet


def _check_file(path: Path, faults: Faults) -> None:
    if path.is_file() and path.suffix.lower() in FORMATS:
        return
    beside = sorted(other.name for other in path.parent.iterdir()) if path.parent.is_dir() else []
    advice = "Save the table as CSV." if path.exists() else did_you_mean(path.name, beside)
    kind = "a folder" if path.is_dir() else f"a file that ends in {path.suffix!r}"
    found = kind if path.exists() else "no such file"
    faults.add(str(path), found, "a table of outcomes as CSV", advice)


def _programs(reading: Reading, codes: Collection[str], specialty: Mapping[str, str]) -> Sequence[str]:
    """Code of each row's program, lost leading zeros restored; "" where there is none that can be used."""
    found = []
    for row in reading.rows:
        word = reading.text(row, "program_id")
        code = known_code(word, codes)
        if word and code is None:
            reading.fault(row, "program_id", repr(word), "a program_id of the catalogue", did_you_mean(word, codes))
        elif code is not None and code not in specialty:
            reading.fault(row, "program_id", repr(word), "a program whose specialty the catalogue names")
            code = None
        found.append(code or "")
    return found


def _check_rows(reading: Reading, keys: Sequence[tuple[str, int, str]], tiers_at: Callable[[str, int], Tiers]) -> None:
    """Find what cells say against each other."""
    seen: dict[Hashable, int] = {}
    matched: dict[Hashable, int] = {}
    for row, (who, year, code) in enumerate(keys):
        signal = reading.columns["signal"][row]
        if signal is not None and code and signal not in (offered := tiers_at(code, year)):
            expected = f"one of {', '.join(offered)}, or nothing" if offered else "nothing: it takes no signals"
            reading.fault(row, "signal", repr(signal), f"{expected} ({year} Match)")
        if code and who:
            _once(reading, row, "program_id", seen, (who, code, year), "each program once per applicant and season")
        if reading.columns["matched"][row] is True:
            if reading.columns["interviewed"][row] is False:
                reading.fault(row, "matched", "a match without an interview", "interviewed: yes, or matched: no")
            _once(reading, row, "matched", matched, (who, year), "one match per applicant and season")


def _once(reading: Reading, row: int, column: str, seen: dict[Hashable, int], key: Hashable, expected: str) -> None:
    first = seen.setdefault(key, row)
    if first != row:
        found = f"{reading.text(row, column)!r} again, as in row {reading.sheet.rows[first]}"
        reading.fault(row, column, found, expected)


def _table(reading: Reading, keys: Sequence[tuple[str, int, str]]) -> pd.DataFrame:
    read = reading.columns
    table = pd.DataFrame(
        {
            "applicant": pd.Series([who for who, _, _ in keys], dtype=object),
            "season": [year for _, year, _ in keys],
            "program_id": pd.Series([code for _, _, code in keys], dtype=object),
            "signal": pd.Series([signal or "" for signal in read["signal"]], dtype=object),
            "interviewed": [bool(value) for value in read["interviewed"]],
            "matched": pd.array([None if value is None else bool(value) for value in read["matched"]], dtype="boolean"),
        }
    )
    return table.sort_values(["applicant", "season", "program_id"], ignore_index=True)
