"""Readers of what a program asks at least or allows at most, and of an applicant's rating."""

from __future__ import annotations

import re

from listopt.catalogue import Column
from listopt.intake.fields.kinds import counted
from listopt.intake.fields.told import Reader, Setting, Told
from listopt.intake.language.amounts import Amount, months, written, years
from listopt.intake.language.clean import plain
from listopt.intake.language.vocabulary import words

_NO_LIMIT, _NO_MINIMUM = "no limit, written as 99", "no minimum, written as 0"
_MOST = 99
"""Greatest limit, which a catalogue writes for none."""
_LEAST_SCORE = 100
"""Three-digit scores are never lower."""
_MOST_STARS = 5
_STARS = re.compile(r"(\d+(?:\.\d)?)\s*(?:/|out of|of)\s*(5|10)")
_TOP, _TOPS = frozenset(("most",)), frozenset(("most", "below", "recent"))
"""Bounds that a greatest number may have, and a greatest time: ``< 3 attempts`` are two, ``< 3 years`` nearly three."""


def least_score(column: Column) -> Reader:
    """Least scores: the low end of a range, 0 where none is asked."""

    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell)
        if text in words("no_minimum"):
            passing = {"requires_step1": "yes"} if column.name == "step1_min" and text.startswith("p") else {}
            return Told({column.name: "0", **passing}, _NO_MINIMUM)
        found = counted(column, text)
        if found is None or 0 < found.low < _LEAST_SCORE:
            return None
        return _least(column, found, found.low)

    return read


def least_months(column: Column) -> Reader:
    """Least clinical experience in months, told in any unit of time; 0 and 1 alone may be yes and no."""

    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell)
        if text in words("no_minimum"):
            return Told({column.name: "0"}, _NO_MINIMUM)
        found = counted(column, text)
        ticks = setting.greatest == 1 and found is not None and not found.words
        return _least(column, found, months(found)) if found is not None and not ticks else None

    return read


def most_years(column: Column) -> Reader:
    """Most years since graduation: the high end of a range, so that no program is lost to a doubtful reading."""

    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell)
        if text in words("no_limit"):
            return Told({column.name: words("no_limit")[text]}, _NO_LIMIT)
        found = counted(column, text)
        return _most(column, found, years(found), _TOPS) if found is not None else None

    return read


def most_attempts(column: Column) -> Reader:
    """Most attempts at an exam; a bare word for nothing does not say whether none counts or any number does."""

    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell)
        if text in words("no_limit") and ("no " in text or text == "unlimited"):
            return Told({column.name: words("no_limit")[text]}, _NO_LIMIT)
        if text in words("first_attempt"):
            return Told({column.name: "1"})
        found = counted(column, text)
        return _most(column, found, found.high, _TOP) if found is not None else None

    return read


def _least(column: Column, found: Amount, value: float | None) -> Told | None:
    """Least value, if what is said of the amount does not make it something else."""
    if value is None or found.percent or found.bounds - {"least"}:
        return None
    return Told({column.name: written(value)}, "low end of a range" if found.high > found.low else "")


def _most(column: Column, found: Amount, value: float | None, bounds: frozenset[str]) -> Told | None:
    """Greatest value, if what is said of the amount does not make it something else."""
    if value is None or found.percent or found.bounds - bounds or not 0 < value <= _MOST:
        return None
    return Told({column.name: written(value)}, "high end of a range" if found.high > found.low else "")


def rating(column: Column) -> Reader:
    """Ratings from 1 to 5 as stars or numbers, those of other scales only where the scale is told."""

    def read(cell: str, setting: Setting) -> Told | None:
        stars = cell.count("★") + cell.count("⭐")
        text = plain(cell)
        scaled = _STARS.fullmatch(text)
        if stars:
            return Told({column.name: str(stars)})
        if scaled:
            return Told({column.name: str(max(1, round(float(scaled[1]) * 5 / float(scaled[2]))))})
        found = counted(column, re.sub(r"\s*stars?$", "", text))
        if found is None or found.bounds or found.low != found.high or setting.greatest > _MOST_STARS:
            return None
        return Told({column.name: written(found.low)})

    return read
