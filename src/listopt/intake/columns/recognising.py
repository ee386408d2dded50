"""Which column of a table is which field: by name, by what its cells hold, or as the user says."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from listopt.intake.columns.fitting import SEEMS, fit, name_like
from listopt.intake.columns.headers import called, says_percent
from listopt.intake.columns.meant import Meant
from listopt.intake.columns.named import RATES, can_be, named
from listopt.intake.language.clean import plain
from listopt.intake.table import Profile, Table

_FROM_CONTENT = {"program_id": 0.6, "specialty": SEEMS, "state": 0.9, "place": 0.9}
"""Fields told by their cells alone, and the share that must be read."""


def recognise(table: Table, mapping: Mapping[str, str], known: Container[str]) -> tuple[Meant, ...]:
    """Say for each column of a table which field it is.

    Parameters
    ----------
    table
        The table.
    mapping
        What the user says: header as `spoken` gives it -> field, `OWN` or `LEFT_OUT`.
    known
        Codes of the catalogue to match.
    """
    columns = [
        named(header, profile, mapping, known) for header, profile in zip(table.headers, table.profiles, strict=True)
    ]
    columns = _each_once(_in_company(columns, table.profiles), table.profiles, known)
    if not table.grid.formatted:
        columns = [replace(column, percent=column.percent or says_percent(column.header)) for column in columns]
    told = {column.field for column in columns}
    for field, least in _FROM_CONTENT.items():
        if field not in told and not (field == "place" and told & {"state", "place"}):
            columns = _told_by_content(columns, table.profiles, field, least, known)
            told = {column.field for column in columns}
    if not told & {"program_id", "name", "institution"}:
        columns = [_perhaps_name(column, profile) for column, profile in zip(columns, table.profiles, strict=True)]
    return tuple(columns)


def _in_company(columns: Sequence[Meant], profiles: Sequence[Profile]) -> list[Meant]:
    """Columns of which headers like ``US IMG`` are interview rates if others beside them are certainly."""
    if not any(column.field.startswith(RATES) and column.how == "name" for column in columns):
        return list(columns)
    result = []
    for column, profile in zip(columns, profiles, strict=True):
        rates = [one for one in column.guesses if one.startswith(RATES) and can_be(one, column.header, profile)]
        vague = column.how == "unsure" and rates
        result.append(replace(column, field=rates[0], how="name", guesses=()) if vague else column)
    return result


def _perhaps_name(column: Meant, profile: Profile) -> Meant:
    """Offer a column of texts as names where no other column has any."""
    like = profile.sample and sum(map(name_like, profile.sample)) >= SEEMS * len(profile.sample)
    return replace(column, how="unsure", guesses=("name", *column.guesses)) if column.kept and like else column


def _each_once(columns: Sequence[Meant], profiles: Sequence[Profile], known: Container[str]) -> list[Meant]:
    """Columns of which no two are the same field: the one that fits best is, the others ask."""
    taken: dict[str, int] = {}
    result = list(columns)
    rank = {"mapping": 0, "name": 1, "spelling": 2}

    def order(position: int) -> tuple[int, int, float, int]:
        column = columns[position]
        other = int(plain(column.header).replace(" ", "_") != column.field)
        fits = round(fit(column.field, profiles[position], known), 1)
        return rank.get(column.how, 3), other, -fits, len(called(column.header))

    for position in sorted(range(len(columns)), key=lambda one: (order(one), one)):
        column = columns[position]
        if not column.field:
            continue
        options = [column.field, *column.guesses] if column.how == "name" else [column.field]
        free = [field for field in options if field not in taken]
        if free:
            taken[free[0]] = position
            result[position] = replace(column, field=free[0])
        else:
            result[position] = replace(column, field="", how="unsure", guesses=(column.field,))
    return result


def _told_by_content(
    columns: Sequence[Meant], profiles: Sequence[Profile], field: str, least: float, known: Container[str]
) -> list[Meant]:
    """Columns of which the one whose cells can best be read as ``field`` is that field, if any can."""
    fits = {
        position: fit(field, profiles[position], known)
        for position, column in enumerate(columns)
        if not column.field
        and column.how in ("own", "unsure")
        and profiles[position].sample
        and (field == "program_id" or any(any(map(str.isalpha, cell)) for cell in profiles[position].sample))
    }
    best = max(fits, key=lambda position: (fits[position], -position), default=None)
    result = list(columns)
    if best is not None and fits[best] >= least:
        result[best] = replace(columns[best], field=field, how="content", guesses=())
    return result
