"""How well the name and place that a row tells fit a program."""

from __future__ import annotations

import math
import operator
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

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


class Lexicon:
    """Words of programs: how much each says, and which are spelt nearly the same."""

    def __init__(self, programs: Sequence[Candidate]) -> None:
        self._words = sorted({word for program in programs for word in program.there})
        self._weight = _weights(programs)
        self.alike = lru_cache(_MOST_REMEMBERED)(self._alike)
        self.reached = lru_cache(_MOST_REMEMBERED)(self._reached)

    def says(self, word: str) -> float:
        """How much a word says: less, the more names have it (inverse document frequency)."""
        return self._weight.get(word, UNHEARD)

    def covered(self, said: Collection[str], there: Collection[str]) -> float:
        """Share of the words of a row, by what they say, that are there or nearly so."""
        return self._share(said, [1.0 if word in there else self.nearly(word, there) for word in said])

    def back(self, spelling: Collection[str], said: frozenset[str]) -> float:
        """Share of the words of a program's name, by what they say, that a row has or nearly so."""
        reached = self.reached(said)
        return self._share(spelling, [reached.get(word, 0.0) for word in spelling])

    def nearly(self, word: str, there: Collection[str]) -> float:
        """Likeness from 0 to 1 of the word there that is most like this one, if any is like it at all."""
        if len(word) <= _SHORT:
            return 0.0
        return max((likeness for other, likeness in self.alike(word) if other in there), default=0.0)

    def _share(self, words: Collection[str], found: Iterable[float]) -> float:
        # fsum, for sets give their words in any order, and the same names shall always have the same likeness
        says = [self.says(word) for word in words]
        return math.fsum(map(operator.mul, says, found)) / math.fsum(says) if says else 0.0

    def _alike(self, word: str) -> Sequence[tuple[str, float]]:
        """Words of programs that are this one or nearly so, and their likeness from 0 to 1."""
        from rapidfuzz import fuzz, process  # here because codes do without

        found = process.extract(word, self._words, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None)
        return [(other, likeness / 100) for other, likeness, _ in found]

    def _reached(self, said: frozenset[str]) -> Mapping[str, float]:
        """Words of programs that a row has or nearly so, and their likeness from 0 to 1."""
        found: dict[str, float] = {}
        for word in said:
            for other, likeness in self.alike(word):
                if other == word or len(other) > _SHORT:
                    found[other] = max(likeness, found.get(other, 0.0))
        return found


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


def fit(row: Identity, program: Candidate, lexicon: Lexicon) -> Fit:
    """Compare a row with a program."""
    silent, city = bag(row.specialty) - program.words, bag(row.city)
    own = bag(row.name, row.state) if row.name else None
    best, covered, back = 0.0, 0.0, 0.0
    for said in dict.fromkeys(bag(name, row.state) for name in (row.name, row.institution) if name):
        told = said - silent or said
        forth = lexicon.covered(told, program.there)
        returns = [lexicon.back(spelling, told | city | program.state) for spelling in program.spellings] or [0.0]
        score = UNEQUAL * (0.55 * forth + 0.45 * max(returns))
        if said in program.spellings:
            score = SAME_NAME if said == own == program.name else SAME_INSTITUTION
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
