"""Columns of which no two are the same field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from listopt.intake.columns.fitting import HARDLY, Known, fit, like_programs
from listopt.intake.columns.headers import rank
from listopt.intake.columns.meant import Meant
from listopt.intake.language.vocabulary import spoken
from listopt.intake.table import Profile

_RANK = {"mapping": 0, "name": 1, "spelling": 2}


def each_once(columns: Sequence[Meant], profiles: Sequence[Profile], known: Known) -> list[Meant]:
    """Columns of which no two are the same field: the one that fits best is, the others ask.

    Asking is of no use where the user has said so already, or where two headers are the same.
    """

    def order(position: int) -> tuple[int, bool, float, int, int]:
        column, profile = columns[position], profiles[position]
        if column.field == "name":  # people have names, too: "Program" before "Name", if programs stand below
            other, fits = False, float(like_programs(profile) >= HARDLY)
        else:
            other = spoken(column.header) != spoken(column.field)
            fits = round(fit(column.field, profile, known), 1)
        return _RANK.get(column.how, len(_RANK)), other, -fits, rank(column.field, column.header), position

    taken: dict[str, Meant] = {}
    result = list(columns)
    for position in sorted((at for at, column in enumerate(columns) if column.field), key=order):
        column = columns[position]
        options = [column.field, *column.guesses] if column.how == "name" else [column.field]
        free = next((field for field in options if field not in taken), None)
        if free is not None:
            result[position] = taken[free] = replace(column, field=free)
            continue
        useless = column.how == "mapping" or spoken(column.header) == spoken(taken[column.field].header)
        guesses = () if useless else (column.field,)
        result[position] = replace(column, field="", how="unsure" if guesses else "own", guesses=guesses)
    return result
