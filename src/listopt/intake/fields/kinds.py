"""Readers by kind of column: text, yes or no, a choice, a share, a number, a year."""

from __future__ import annotations

import re

from listopt.catalogue import Column
from listopt.intake.fields.told import Reader, Setting, Told
from listopt.intake.language.amounts import amount, share, written
from listopt.intake.language.clean import plain
from listopt.intake.language.vocabulary import words

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ANSWER = re.compile(r"(yes|no)\s*[,;:(.\-](.*)", re.DOTALL)
_TURNS = re.compile(r"\b(yes|no|not|only|but|except|exceptions?|unless|case|depends|if|h-?1b?|j-?1)\b")
"""Words after a yes or no that may turn it."""


def text(column: Column) -> Reader:
    """Words as they stand."""
    return lambda cell, setting: Told({column.name: cell})


def flag(column: Column) -> Reader:
    """Yes or no, unless the words after it may turn it."""

    def read(cell: str, setting: Setting) -> Told | None:
        said = plain(cell).strip(" .!'\"")
        answer = _ANSWER.fullmatch(said)
        if (answer and _TURNS.search(answer[2])) or (said == "x" and setting.ticked):
            return None
        meant = words("flag").get(answer[1] if answer else said)
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
    """Shares, written as such or as percentages."""

    def read(cell: str, setting: Setting) -> Told | None:
        found = share(plain(cell), setting.percent)
        return None if found is None else Told({column.name: written(found[0])}, found[1])

    return read


def number(column: Column) -> Reader:
    """Numbers that are no limits: the middle of a range, whole where the column is."""

    def read(cell: str, setting: Setting) -> Told | None:
        found = amount(plain(cell))
        if found is None or found.percent:
            return None
        ranged = found.high > found.low
        value = (found.low + found.high) / 2
        whole = ranged and column.kind == "integer"
        return Told({column.name: written(value // 1 if whole else value)}, "middle of a range" if ranged else "")

    return read


def year(column: Column) -> Reader:
    """Years, also inside dates: the latest that is named."""

    def read(cell: str, setting: Setting) -> Told | None:
        years = _YEAR.findall(plain(cell))
        return Told({column.name: max(years)}) if years else None

    return read
