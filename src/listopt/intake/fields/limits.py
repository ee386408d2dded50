"""Readers of what a program asks at least or allows at most, and of an applicant's rating."""

from __future__ import annotations

import re

from listopt.catalogue import Column
from listopt.intake.fields.told import Reader, Setting, Told
from listopt.intake.language.amounts import amount, months, written, years
from listopt.intake.language.clean import plain
from listopt.intake.language.vocabulary import words

_NO_LIMIT, _NO_MINIMUM = "no limit, written as 99", "no minimum, written as 0"
_MOST = 99
"""Greatest limit, which a catalogue writes for none."""
_LEAST_SCORE = 100
"""Three-digit scores are never lower."""
_MOST_STARS = 5
_STARS = re.compile(r"(\d+(?:\.\d)?)\s*(?:/|out of|of)\s*(5|10)")
_OTHERWISE_MINIMUM = re.compile(r"[<≤]|\b(below|under|at most|max|maximum|up to|average|avg|mean|median)\b")
_OTHERWISE_MAXIMUM = re.compile(r"[>≥+]|\b(more|over|above|at least|min|minimum|greater|longer|prefer\w*)\b")
"""Words that make a number something else than a least score, or something else than a greatest limit."""


def least_score(column: Column) -> Reader:
    """Least scores: the low end of a range, 0 where none is asked."""

    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell)
        if text in words("no_minimum"):
            passing = {"requires_step1": "yes"} if column.name == "step1_min" and text.startswith("p") else {}
            return Told({column.name: "0", **passing}, _NO_MINIMUM)
        found = None if _OTHERWISE_MINIMUM.search(text) else amount(text)
        if found is None or found.percent or (found.low and found.low < _LEAST_SCORE):
            return None
        return Told({column.name: written(found.low)}, "low end of a range" if found.high > found.low else "")

    return read


def most_years(column: Column) -> Reader:
    """Most years since graduation: the high end of a range, so that no program is lost to a doubtful reading."""

    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell)
        if text in words("no_limit"):
            return Told({column.name: words("no_limit")[text]}, _NO_LIMIT)
        return _limit(column.name, text, years(text))

    return read


def most_attempts(column: Column) -> Reader:
    """Most attempts at an exam; a bare word for nothing does not say whether none counts or any number does."""

    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell)
        if text in words("no_limit") and ("no " in text or text == "unlimited"):
            return Told({column.name: words("no_limit")[text]}, _NO_LIMIT)
        if text in words("first_attempt"):
            return Told({column.name: "1"})
        found = amount(text)
        return _limit(column.name, text, (found.low, found.high) if found is not None else None)

    return read


def _limit(name: str, text: str, span: tuple[float, float] | None) -> Told | None:
    found = amount(text)
    if _OTHERWISE_MAXIMUM.search(text) or found is None or found.percent or not span or not 0 < span[1] <= _MOST:
        return None
    return Told({name: written(span[1])}, "high end of a range" if span[1] > span[0] else "")


def least_months(column: Column) -> Reader:
    """Least clinical experience in months, told in any unit of time."""

    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell)
        if text in words("no_minimum"):
            return Told({column.name: "0"}, _NO_MINIMUM)
        found = months(text)
        return None if found is None else Told({column.name: written(found[0])}, found[1])

    return read


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
        found = amount(re.sub(r"\s*stars?$", "", text))
        if found is None or found.low != found.high or setting.greatest > _MOST_STARS:
            return None
        return Told({column.name: written(found.low)})

    return read
