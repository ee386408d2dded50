"""Words of spreadsheets that mean something to listopt: the tables ``headers.csv`` and ``words.csv``."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from listopt.intake.language.clean import clean, plain

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_FOLDED = {"%": " percent ", "pct": " percent ", "#": " number ", "u.s.": "us", "non-": "non ", "step-": "step ",
           "pgy-": "pgy"}  # fmt: skip


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("listopt.intake.language").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def words(field: str) -> Mapping[str, str]:
    """Value of each word, in plain lower case, that cells of a field may hold."""
    return {word: row["value"] for row in _rows("words") if row["field"] == field for word in row["words"].split(";")}


@cache
def phrases(field: str) -> str:
    """Pattern of all words of a field, the longest first; letters and digits do not go on beside a word."""
    ordered = sorted(filter(None, words(field)), key=lambda word: (-len(word), word))
    bounded = (rf"(?<![^\W_]){re.escape(word)}(?![^\W_])" if word[0].isalnum() else re.escape(word) for word in ordered)
    return "|".join(bounded)


def untold(text: str, *, also_open: bool = True) -> bool:
    """Whether plain text says that a value is not known or, unless told otherwise, that it is open: pending, TBD."""
    said = words("untold").get(text) or words("untold").get(text.strip(" '\""))
    return not text or (said is not None and (also_open or said == "blank"))


@cache
def ranked() -> Mapping[str, Mapping[str, int]]:
    """Fields that a header, as `spoken` gives it, means, and its place among the headers of each."""
    places: dict[str, dict[str, int]] = {}
    for row in _rows("headers"):
        headers = list(map(spoken, row["headers"].split(";")))
        own = spoken(row["field"])
        for rank, header in enumerate(headers if own in headers else [own, *headers]):
            places.setdefault(header, {}).setdefault(row["field"], rank)
    return places


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Fields that a header, as `spoken` gives it, means: the likeliest first."""
    return {header: tuple(sorted(meant, key=lambda field: (meant[field], field))) for header, meant in ranked().items()}


@cache
def hints() -> Mapping[str, tuple[str, ...]]:
    """Fields that a header may mean, but need not: ``Step 2`` may be a minimum, an average or the applicant's own."""
    meant: dict[str, tuple[str, ...]] = {}
    for row in _rows("headers"):
        for header in filter(None, row["perhaps"].split(";")):
            meant[spoken(header)] = (*meant.get(spoken(header), ()), row["field"])
    return meant


@cache
def spoken(header: str) -> str:
    """Header as one would say it: plain words, no punctuation, the percent sign as a word.

    Examples
    --------
    >>> spoken("Step_2-CK (min.)"), spoken("% Non-US IMGs"), spoken("programName")
    ('step 2 ck min', 'percent non us imgs', 'program name')
    """
    text = plain(_CAMEL.sub(" ", clean(header)))
    for sign, word in _FOLDED.items():
        text = text.replace(sign, word)
    text = re.sub(r"\bh\s*-?\s*1\s*-?\s*b\b", "h1b", re.sub(r"\bj\s*-?\s*1\b", "j1", text))
    text = re.sub(r"(?<=[a-z])(?=\d)(?<!j)(?<!h)(?<!pgy)|(?<=\d)(?=ck\b)", " ", text)
    return " ".join(re.findall(r"[a-z0-9]+", text))
