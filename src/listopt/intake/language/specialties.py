"""Specialties as spreadsheets name them: with tracks, numbers and small slips."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from listopt.intake.language.vocabulary import words
from listopt.reference import find_specialty, specialties

_TRACK = re.compile(
    r"\b(categorical|advanced|preliminary|prelim|primary care|primary|osteopathic recognition|residency|residencies"
    r"|residents?|program|training|track|reserved|physician only|pgy-?\d|only|cat|adv|gme)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^(?:array)?[\[{]+\s*['\"]?|['\"]?\s*[\]}]+$", re.IGNORECASE)
"""What stands around the only text of a list: ``ARRAY['Ophthalmology']``."""
_BETWEEN = re.compile(r"\s*[,;|]\s*")
"""What parts the specialties of a list; a combined one is written with a stroke, a dash or a word."""
_NUMBER = re.compile(r"\b\d{3}\b")
_VERSION = re.compile(r"(19|20)\d\d|v?\d{1,2}|sheet\d+")
_SLIP = 90.0
"""Likeness of 100 from which a word counts as a misspelt specialty."""


def read_specialty(text: str) -> tuple[str, str] | None:
    """Canonical name of the specialty that a cell means, and a remark; None when it means none of the register.

    Tracks within a specialty are dropped, for a program has one code for all of them. A list of several is none.

    Examples
    --------
    >>> read_specialty("Surgery - Preliminary"), read_specialty("Anesthesiolgy")
    (('General Surgery', 'track dropped'), ('Anesthesiology', 'spelling mended'))
    >>> read_specialty("Cardiovascular Disease") is None
    True
    """
    text = _LISTED.sub("", text)
    parts = _BETWEEN.split(text)
    if len(parts) > 1 and len({read[0] for read in map(read_specialty, parts) if read}) > 1:
        return None
    found = find_specialty(text)
    if found is not None:
        return found.name, ""
    numbers = [numbered()[number] for number in _NUMBER.findall(text) if number in numbered()]
    bare = _NUMBER.sub(" ", text).strip()
    if numbers and not re.search("[A-Za-z]", bare):
        return numbers[0], "specialty number"
    core = re.sub(r"[-/(),:]\s*$|^\s*[-/(),:]", "", " ".join(_TRACK.sub(" ", bare).split())).strip(" -/(),:")
    found = find_specialty(re.sub(r"\(\s*\)", "", core).strip())
    if found is not None:
        return found.name, "track dropped"
    return _misspelt(core)


def mentioned(text: str) -> str:
    """Specialty that a title or file name mentions among other words; empty when it mentions none, or several.

    Examples
    --------
    >>> mentioned("My list of internal medicine programs, 2026")
    'Internal Medicine'
    """
    rest, found = f" {' '.join(re.findall('[a-z0-9&]+|[,;|]', text.lower()))} ", []
    for name in sorted(_spellings(), key=len, reverse=True):
        said = f" {' '.join(re.findall('[a-z0-9&]+', name.lower()))} "
        if said in rest:
            found.append(name)
            rest = rest.replace(said, " | ")
    return found[0] if len(found) == 1 else ""


def says_nothing(word: str) -> bool:
    """Whether a plain word of a title, such as ``list``, a year or a version, says nothing of the specialty."""
    return word in words("title") or _VERSION.fullmatch(word) is not None


@cache
def numbered() -> Mapping[str, str]:
    """Specialty by the three digits with which the codes of its programs begin."""
    return {one.code_prefix: one.name for one in specialties().values()}


def _misspelt(text: str) -> tuple[str, str] | None:
    from rapidfuzz import fuzz, process  # here because few tables need it

    if len(text) < 7:
        return None
    best = process.extractOne(text.lower(), _spellings(), scorer=fuzz.ratio, score_cutoff=_SLIP)
    return (best[2], "spelling mended") if best is not None else None


@cache
def _spellings() -> dict[str, str]:
    """Long names of specialties in lower case, by canonical name."""
    return {name: name.lower() for name in specialties() if len(name) > 6}
