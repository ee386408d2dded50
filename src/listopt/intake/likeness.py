"""How well the name and place that a row tells fit a program."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from listopt.intake.clean import plain
from listopt.intake.names import bag, tokens
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
_ALIKE, _SHORT = 84.0, 3
"""Likeness of 100 from which two words count as the same, misspelt, and letters of words that are never misspelt."""
_MOST_REMEMBERED = 20_000
"""Words and names for which what was found is kept."""


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


@dataclass(frozen=True)
class _Heard:
    """A name in a row, ready to be compared with programs of one state.

    Attributes
    ----------
    name
        Its words.
    says
        Word -> what it says; without those that name the specialty.
    total
        What all of them say together.
    misspelt
        Word -> other words of programs that it may be, and how like they are.
    reached
        Word of programs that the row has or nearly so -> what it says, the less the more it differs.
    """

    name: frozenset[str]
    says: Mapping[str, float]
    total: float
    misspelt: Mapping[str, Sequence[tuple[str, float]]]
    reached: Mapping[str, float]

    def covered(self, there: frozenset[str]) -> float:
        """Share of the words, by what they say, that are there or nearly so."""
        found = [says for word, says in self.says.items() if word in there]
        for word, others in self.misspelt.items():
            if word not in there:
                found.append(self.says[word] * _nearest(others, there))
        return math.fsum(found) / self.total if self.total else 0.0

    def back(self, spelling: frozenset[str], total: float) -> float:
        """Share of the words of a program's name, by what they say, that the row has or nearly so."""
        return math.fsum([self.reached[word] for word in spelling if word in self.reached]) / total if total else 0.0


class Lexicon:
    """Words of programs: how much each says, and which are spelt nearly the same."""

    def __init__(self, programs: Sequence[Candidate]) -> None:
        self._words = sorted({word for program in programs for word in program.there})
        self._weight = _weights(programs)
        self.total = lru_cache(_MOST_REMEMBERED)(self._total)
        self._alike = lru_cache(_MOST_REMEMBERED)(self._alike_to)

    def says(self, word: str) -> float:
        """How much a word says: less, the more names have it (inverse document frequency)."""
        return self._weight.get(word, UNHEARD)

    def nearly(self, word: str, there: frozenset[str]) -> float:
        """Likeness from 0 to 1 of the word there that is most like this one, if any is like it at all."""
        return _nearest(self._alike(word), there) if len(word) > _SHORT else 0.0

    def heard(self, name: frozenset[str], silent: frozenset[str], around: frozenset[str]) -> _Heard:
        """Make a name in a row ready for comparing; ``silent`` words count for nothing, ``around`` is its place."""
        told = name - silent or name
        misspelt = {word: others for word in told if len(word) > _SHORT and (others := self._alike(word))}
        reached = dict.fromkeys(told | around, 1.0)
        for word in told | around:
            for other, likeness in self._alike(word):
                if len(other) > _SHORT:
                    reached[other] = max(likeness, reached.get(other, 0.0))
        says = {word: likeness * self.says(word) for word, likeness in reached.items()}
        return _Heard(name, {word: self.says(word) for word in told}, self.total(told), misspelt, says)

    def _total(self, words: frozenset[str]) -> float:
        # fsum, for sets give their words in any order, and the same names shall always have the same likeness
        return math.fsum(map(self.says, words))

    def _alike_to(self, word: str) -> Sequence[tuple[str, float]]:
        """Words of programs that are nearly this one, and their likeness from 0 to 1."""
        from rapidfuzz import fuzz, process  # here because codes do without

        found = process.extract(word, self._words, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None)
        return [(other, likeness / 100) for other, likeness, _ in found if other != word]


def _nearest(others: Sequence[tuple[str, float]], there: frozenset[str]) -> float:
    return max((likeness for other, likeness in others if other in there), default=0.0)


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


def _weights(programs: Iterable[Candidate]) -> Mapping[str, float]:
    spellings = {spelling for program in programs for spelling in program.spellings}
    counts = Counter(word for spelling in spellings for word in spelling)
    return {word: math.log(1 + len(spellings) / count) for word, count in counts.items()}


def compare(row: Identity, programs: Iterable[Candidate], lexicon: Lexicon) -> Sequence[Fit]:
    """Say how well a row fits each program, the best first; of equal ones by code."""
    specialty, city = bag(row.specialty), bag(row.city)
    own = bag(row.name, row.state) if row.name else None
    names = dict.fromkeys(bag(name, row.state) for name in (row.name, row.institution) if name)

    @cache
    def heard(silent: frozenset[str], state: frozenset[str]) -> Sequence[_Heard]:
        return [lexicon.heard(name, silent, city | state) for name in names]

    fits = [_fit(row, own, program, heard(specialty - program.words, program.state), lexicon) for program in programs]
    return sorted(fits, key=lambda fit: (-fit.score, fit.program.code))


def _fit(
    row: Identity, own: frozenset[str] | None, program: Candidate, names: Iterable[_Heard], lexicon: Lexicon
) -> Fit:
    best, covered, back = 0.0, 0.0, 0.0
    for one in names:
        forth = one.covered(program.there)
        returns = [one.back(spelling, lexicon.total(spelling)) for spelling in program.spellings] or [0.0]
        score = UNEQUAL * (0.55 * forth + 0.45 * max(returns))
        if one.name in program.spellings:
            score = SAME_NAME if one.name == own == program.name else SAME_INSTITUTION
        if score > best:
            best, covered, back = score, forth, returns[0]
    far = bool(row.city and program.city) and not same_city(row, program)
    return Fit(program, best * ELSEWHERE if far else best, covered, back)


def same_city(row: Identity, program: Candidate) -> bool:
    """Whether a row and a program are in the same city, however it is written."""
    return tokens(row.city) == program.city


def lacks(row: Identity, program: Candidate, lexicon: Lexicon, least: float) -> set[str]:
    """Words of a row that say at least so much and that a program has nowhere, not even misspelt."""
    there = program.there | bag(row.city)
    said = bag(row.name, row.state) | bag(row.institution, row.state)
    telling = {word for word in said - bag(row.specialty) if lexicon.says(word) >= least}
    return {word for word in telling - there if not lexicon.nearly(word, there)}


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
