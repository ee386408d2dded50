"""Readers by kind of column: text, yes or no, a choice, a share, a number, a year."""

from __future__ import annotations

import re
from collections.abc import Mapping

from listopt.catalogue import Column
from listopt.intake.fields.told import Reader, Setting, Told
from listopt.intake.language.amounts import Amount, amount, decided, share, written
from listopt.intake.language.clean import plain
from listopt.intake.language.vocabulary import words

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_VERBS = ("accepts", "offers", "requires", "takes")
"""Verbs in the names of flags, each with words of its own for yes and no."""
_UNITS: Mapping[str, tuple[str, ...]] = {
    "points": ("score", "people"), "attempts": ("attempts",), "years": ("time", "graduation"),
    "months": ("time", "experience"), "seats a year": ("seats",), "US dollars": ("money",),
}  # fmt: skip
"""Kinds of unit that may stand with the numbers of a column, by its unit; any other makes them something else."""


def text(column: Column) -> Reader:
    """Words as they stand."""
    return lambda cell, setting: Told({column.name: cell})


def flag(column: Column) -> Reader:
    """Yes or no, alone: more words may turn it."""
    verb = next((part for part in column.name.split("_") if part in _VERBS), "")
    meanings = {**words("flag"), **words(verb)}

    def read(cell: str, setting: Setting) -> Told | None:
        said = plain(cell).strip(" .!'\"")
        meant = None if said == "x" and setting.ticked else meanings.get(said)
        return None if meant is None else Told({column.name: meant}, "x taken as yes" if said == "x" else "")

    return read


def choice(column: Column) -> Reader:
    """One of the words of the column, or one that means it."""

    def read(cell: str, setting: Setting) -> Told | None:
        said = plain(cell)
        own = next((word for word in column.choices if word.lower() == said), None)
        meant = own or words(column.name).get(said)
        return None if meant is None else Told({column.name: meant})

    return read


def fraction(column: Column) -> Reader:
    """Shares, written as such or as percentages; ``50/50`` are no chances that are certain."""

    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell)
        found = share(text, setting.percent, setting.greatest > 1)
        if found is None or (found[0] == 1 and "/" in text and column.name.startswith("p_")):
            return None
        return Told({column.name: written(found[0])}, found[1])

    return read


def counted(column: Column, text: str) -> Amount | None:
    """Number or range of plain text, if its unit, where one is told, can be that of the column."""
    return amount(text, _UNITS.get(column.unit, ()))


def number(column: Column) -> Reader:
    """Numbers that are no limits: the middle of a range, whole where the column is."""

    def read(cell: str, setting: Setting) -> Told | None:
        found = counted(column, plain(cell))
        if found is None or found.percent or ("$" in cell and column.kind != "dollars"):
            return None
        value = (found.low + found.high) / 2
        whole = found.high > found.low and column.kind == "integer"
        return Told({column.name: written(value // 1 if whole else value)}, decided(found))

    return read


def year(column: Column) -> Reader:
    """Years, also inside dates: the latest that is named."""

    def read(cell: str, setting: Setting) -> Told | None:
        years = _YEAR.findall(plain(cell))
        return Told({column.name: max(years)}) if years else None

    return read
