"""How well the name and place that a row tells fit a program."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from listopt.intake.language.clean import plain
from listopt.intake.language.places import state_names
from listopt.intake.language.vocabulary import words
from listopt.intake.matching.names import bag, tokens

SAME_NAME, SAME_INSTITUTION = 1.0, 0.96
"""Scores of names that are the program's, and of those that are its institution's, which may have several."""
ELSEWHERE = 0.8
"""Factor for a program in another city than the row says."""
_MOST_REMEMBERED = 20_000
"""Names for which what was found is kept."""


@dataclass(frozen=True)
class Identity:
    """What a row tells about which program it is, or what a program is; empty where that is not told."""

    code: str = ""
    name: str = ""
    institution: str = ""
    specialty: str = ""
    city: str = ""
    state: str = ""


@dataclass(frozen=True)
class Candidate:
    """A program as names are compared: words of its city, its state, its name, all its spellings, and all of them."""

    code: str
    called: str
    city: tuple[str, ...]
    state: frozenset[str]
    name: frozenset[str]
    spellings: tuple[frozenset[str], ...] = field(repr=False)
    words: frozenset[str] = field(repr=False)
    there: frozenset[str] = field(repr=False)


class Fit(NamedTuple):
    """How a row fits a program.

    Attributes
    ----------
    program
        The program.
    score
        From 0 to 1, for the order.
    covered
        Share of the row's words, by what they say, that the program has.
    back
        Share of the words of the program's name that the row has.
    """

    program: Candidate
    score: float
    covered: float
    back: float


def candidate(row: Identity) -> Candidate:
    """Make a program ready for comparing."""
    names = (row.name or row.institution, row.institution)
    spellings = tuple(dict.fromkeys(bag(name, row.state) for name in names if name))
    words = frozenset[str]().union(*spellings)
    city, state = tokens(row.city), frozenset((row.state.lower(), *tokens(state_names().get(row.state, ""))))
    return Candidate(
        row.code, names[0], city, state, spellings[0] if spellings else frozenset(), spellings, words,
        words.union(city, state),
    )  # fmt: skip


def same_city(row: Identity, program: Candidate) -> bool:
    """Whether a row and a program are in the same city, however it is written."""
    return tokens(row.city) == program.city


def edits(row: Identity, program: Candidate) -> int:
    """Letters to change, add, drop or swap with their neighbours to make one name the other."""
    from rapidfuzz.distance import OSA  # here because codes do without

    names = [_letters(name) for name in (row.name, row.institution) if name]
    return min(OSA.distance(name, _letters(program.called)) for name in names)


def length(row: Identity) -> int:
    """Letters of the shorter name of a row."""
    return min(len(_letters(name)) for name in (row.name, row.institution) if name)


@lru_cache(_MOST_REMEMBERED)
def _letters(name: str) -> str:
    """Letters and digits of a name, its commonest words cut short so that a slip in one weighs little."""
    text = "".join(re.findall("[a-z0-9]", plain(name)))
    for long, short in words("short").items():
        text = text.replace(long, short)
    return text
