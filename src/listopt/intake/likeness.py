"""How well the name and place that a row tells fit a program."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from listopt.intake.clean import plain
from listopt.intake.names import tokens
from listopt.intake.places import state_names
from listopt.intake.vocabulary import words

SAME_NAME, SAME_INSTITUTION = 1.0, 0.96
"""Scores of names that are the program's, and of those that are its institution's, which may have several."""
UNEQUAL = 0.95
"""Most that a name can score which is neither."""
ELSEWHERE = 0.8
"""Factor for a program in another city than the row says."""
UNHEARD = 6.0
"""What a word says that no program has in its name."""
_ALIKE = 84.0
"""Likeness of 100 from which two words count as the same, misspelt."""


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
    """A program as names are compared: words of its city, its state, its name, all its spellings and all of them."""

    code: str
    called: str
    city: tuple[str, ...]
    state: tuple[str, ...]
    name: frozenset[str]
    spellings: tuple[frozenset[str], ...] = field(repr=False)
    words: frozenset[str] = field(repr=False)


@dataclass(frozen=True)
class Fit:
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
    spellings = tuple(dict.fromkeys(frozenset(tokens(name, row.state)) for name in names if name))
    state = (row.state.lower(), *tokens(state_names().get(row.state, "")))
    name = spellings[0] if spellings else frozenset()
    return Candidate(
        row.code, row.name or row.institution, tokens(row.city), state, name, spellings, frozenset().union(*spellings)
    )


def weights(programs: Iterable[Candidate]) -> Mapping[str, float]:
    """How much each word says: less, the more names have it (inverse document frequency)."""
    spellings = {spelling for program in programs for spelling in program.spellings}
    counts = Counter(word for spelling in spellings for word in spelling)
    return {word: math.log(1 + len(spellings) / count) for word, count in counts.items()}


def fit(row: Identity, program: Candidate, weight: Mapping[str, float]) -> Fit:
    """Compare a row with a program."""
    city = frozenset(tokens(row.city))
    silent = frozenset(tokens(row.specialty)) - program.words
    there = program.words | frozenset((*program.city, *program.state))
    best, covered, back = 0.0, 0.0, 0.0
    for name in filter(None, (row.name, row.institution)):
        said = frozenset(tokens(name, row.state))
        told = said - silent or said
        forth = _covered(told, there, weight)
        returns = [_covered(spelling, told | city | {*program.state}, weight) for spelling in program.spellings]
        score = UNEQUAL * (0.55 * forth + 0.45 * max(returns, default=0.0))
        if said in program.spellings:
            score = SAME_NAME if name == row.name and said == program.name else SAME_INSTITUTION
        if score > best:
            best, covered, back = score, forth, returns[0]
    far = bool(row.city and program.city) and not same_city(row, program)
    return Fit(program, best * ELSEWHERE if far else best, covered, back)


def same_city(row: Identity, program: Candidate) -> bool:
    """Whether a row and a program are in the same city, however it is written."""
    return tokens(row.city) == program.city


def lacks(row: Identity, program: Candidate, weight: Mapping[str, float], least: float) -> set[str]:
    """Words of a row that say at least so much and that a program has nowhere, not even misspelt."""
    there = program.words | frozenset((*program.city, *program.state, *tokens(row.city)))
    said = {word for name in (row.name, row.institution) for word in tokens(name, row.state)}
    telling = {word for word in said - {*tokens(row.specialty)} if weight.get(word, UNHEARD) >= least}
    return {word for word in telling - there if not _nearly(word, there)}


def edits(row: Identity, program: Candidate) -> int:
    """Letters to change, add, drop or swap with their neighbours to make one name the other."""
    from rapidfuzz.distance import OSA  # here because codes do without

    names = [_letters(name) for name in (row.name, row.institution) if name]
    return min(OSA.distance(name, _letters(program.called)) for name in names)


def length(row: Identity) -> int:
    """Letters of the shorter name of a row."""
    return min(len(_letters(name)) for name in (row.name, row.institution) if name)


@cache
def _letters(name: str) -> str:
    """Letters and digits of a name, its commonest words cut short so that a slip in one weighs little."""
    text = "".join(re.findall("[a-z0-9]", plain(name)))
    for long, short in words("short").items():
        text = text.replace(long, short)
    return text


def _covered(wanted: frozenset[str], there: frozenset[str], weight: Mapping[str, float]) -> float:
    """Share of the wanted words, by what they say, that are there or nearly so."""
    total = found = 0.0
    for word in wanted:
        says = weight.get(word, UNHEARD)
        total += says
        found += says if word in there else says * _nearly(word, there)
    return found / total if total else 0.0


def _nearly(word: str, there: frozenset[str]) -> float:
    """Likeness from 0 to 1 of the word most like this one, if it is like it at all."""
    from rapidfuzz import fuzz, process  # here because codes do without

    if len(word) < 4:
        return 0.0
    best = process.extractOne(word, there, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return best[1] / 100 if best is not None else 0.0
