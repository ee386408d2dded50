"""Which column of a table is which field: by name, by what its cells hold, or as the user says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from listopt.intake.columns.fitting import FITS, SEEMS, Known, fit, like_programs, name_like
from listopt.intake.columns.headers import says_percent
from listopt.intake.columns.meant import Meant
from listopt.intake.columns.named import named
from listopt.intake.columns.once import each_once
from listopt.intake.columns.units import RATES, doubtful
from listopt.intake.language.clean import plain
from listopt.intake.language.houses import says_name
from listopt.intake.language.places import find_state, split_place
from listopt.intake.language.vocabulary import hints, spoken
from listopt.intake.table import Profile, Table

_FROM_CELLS = {"program_id": 0.6, "specialty": SEEMS, "state": 0.9, "place": 0.9, "name": 0.6}
"""Fields told by their cells, and the share of these that must be read."""
_UNLESS = {"place": ("place", "state"), "name": ("program_id", "name", "institution")}
"""Fields of which one that is told already makes another needless."""
_AMBIGUOUS = frozenset(("HI", "IN", "MA", "MD", "ME", "MS", "OK", "OR", "PA"))
"""States of which the letters are words or degrees as well."""


def recognise(table: Table, mapping: Mapping[str, str], known: Known) -> tuple[Meant, ...]:
    """Say for each column of a table which field it is.

    Parameters
    ----------
    table
        The table.
    mapping
        What the user says: header as `spoken` gives it -> field, `OWN` or `LEFT_OUT`.
    known
        What the catalogue to match has.
    """
    profiles = table.profiles
    columns = [named(header, profile, mapping, known) for header, profile in zip(table.headers, profiles, strict=True)]
    columns = each_once(_in_company(columns, profiles), profiles, known)
    if not any("name" in (column.field, *column.guesses) for column in columns if column.field):
        columns = _called_names(columns, profiles)
    for field, least in _FROM_CELLS.items():
        if not any(column.field in _UNLESS.get(field, (field,)) for column in columns):
            columns = _told_by_cells(columns, table, field, least, known)
    if not any(column.field in _UNLESS["name"] for column in columns):
        columns = _perhaps_names(columns, profiles)
    return tuple(columns)


def _in_company(columns: Sequence[Meant], profiles: Sequence[Profile]) -> list[Meant]:
    """Columns of which headers such as ``US IMG`` are interview rates if others beside them are certainly.

    Percentages are of who knows what: ``Signals: Gold %`` may be the applicants who sent one.
    """
    if not any(column.field.startswith(RATES) and column.how == "name" for column in columns):
        return list(columns)
    result = []
    for column, profile in zip(columns, profiles, strict=True):
        hinted = () if says_percent(column.header) else hints().get(spoken(column.header), ())
        rates = [one for one in hinted if one.startswith(RATES) and one in column.guesses]
        sure = column.how == "unsure" and rates and not doubtful(rates[0], column.header, profile)
        result.append(replace(column, field=rates[0], how="name", guesses=()) if sure else column)
    return result


def _called_names(columns: Sequence[Meant], profiles: Sequence[Profile]) -> list[Meant]:
    """Columns of which one is of names: its header is made of words for them, and its cells look like programs most."""
    like = {
        position: like_programs(profile)
        for position, (column, profile) in enumerate(zip(columns, profiles, strict=True))
        if not column.field and column.how in ("own", "unsure") and says_name(spoken(column.header))
    }
    result = list(columns)
    best = max(like, key=lambda position: (like[position], -position), default=-1)
    if like.get(best, 0.0) >= FITS:
        result[best] = replace(columns[best], field="name", how="name", guesses=())
    return result


def _told_by_cells(columns: Sequence[Meant], table: Table, field: str, least: float, known: Known) -> list[Meant]:
    """Columns of which the one that can best be read as ``field`` is it: codes, or a column without a header.

    Columns with a header that says nothing of the field may be about something else: they are asked about.
    """
    fits = {
        position: _held(field, profile, known)
        for position, (column, profile) in enumerate(zip(columns, table.profiles, strict=True))
        if not column.field and column.how in ("own", "unsure") and not (field == "place" and "state" in column.guesses)
    }
    result = list(columns)
    for position in sorted(fits, key=lambda one: (-fits[one], one)):
        column = columns[position]
        if fits[position] < least:
            break
        if field == "program_id" or not table.given[position]:
            result[position] = replace(column, field=field, how="content", guesses=())
            break
        result[position] = replace(column, how="unsure", guesses=tuple(dict.fromkeys((field, *column.guesses))))
    return result


def _held(field: str, profile: Profile, known: Known) -> float:
    """Share of the cells of a column that hold a field, whatever it is called."""
    cells = profile.sample
    if not cells or (field != "program_id" and not any(any(map(str.isalpha, cell)) for cell in cells)):
        return 0.0
    if field == "name":
        return like_programs(profile)
    if field in ("state", "place") and not any(_sure(cell, known) for cell in cells):
        return 0.0
    return fit(field, profile, known)


def _sure(cell: str, known: Known) -> bool:
    """Whether a cell certainly names a place: a state that is no degree, or a city that the catalogue has."""
    place = split_place(cell)
    state = find_state(cell) or place.get("state")
    return state not in (None, *_AMBIGUOUS) or plain(place.get("city", "")) in known.cities


def _perhaps_names(columns: Sequence[Meant], profiles: Sequence[Profile]) -> list[Meant]:
    """Columns of texts offered as names where no column has any: those that look most like names of programs."""
    like = {
        position: like_programs(profile)
        for position, (column, profile) in enumerate(zip(columns, profiles, strict=True))
        if column.kept and profile.sample and sum(map(name_like, profile.sample)) >= SEEMS * len(profile.sample)
    }
    best = max(like.values(), default=0.0)
    return [
        replace(column, how="unsure", guesses=tuple(dict.fromkeys(("name", *column.guesses))))
        if like.get(position) == best
        else column
        for position, column in enumerate(columns)
    ]
