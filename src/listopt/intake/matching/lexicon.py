"""Words of the names of programs: how much each says, and which are spelt nearly the same."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from listopt.intake.language.vocabulary import words

UNHEARD = 6.0
"""What a word says that no program has in its name."""
COMMON = 3.25
"""What a word says up to which it tells no program from others: center, university, health and the like."""
_ALIKE, _SHORT = 84.0, 3
"""Likeness of 100 from which two words count as the same, misspelt, and letters of words that are never misspelt."""
_MOST_REMEMBERED = 20_000
"""Words for which those that are spelt nearly the same are kept."""


@dataclass(frozen=True)
class Heard:
    """A name in a row, ready to be compared with programs of one state.

    Attributes
    ----------
    says
        Word -> what it says; without those that name the specialty.
    misspelt
        Word -> other words of programs that it may be, and how like they are from 0 to 1.
    reached
        Word of programs that the row has or nearly so -> what it says, the less the more it differs.
    """

    says: Mapping[str, float]
    misspelt: Mapping[str, Sequence[tuple[str, float]]]
    reached: Mapping[str, float]


class Lexicon:
    """Words of programs.

    Parameters
    ----------
    names
        Different names, as words.
    places
        Words of cities and states.
    """

    def __init__(self, names: Collection[frozenset[str]], places: Iterable[str]) -> None:
        counts = Counter(word for name in names for word in name)
        self._says = {word: math.log(1 + len(names) / count) for word, count in counts.items()}
        self._words = sorted({*counts, *places})
        self._alike = lru_cache(_MOST_REMEMBERED)(self._spelt_alike)

    def says(self, word: str) -> float:
        """How much a word says: less, the more names have it (inverse document frequency)."""
        return self._says.get(word, UNHEARD)

    def tells(self, word: str) -> bool:
        """Whether a word tells programs apart: some have it, not too many, and it is none for a part of a hospital."""
        return self._says.get(word, 0.0) > COMMON and word not in words("parts")

    def total(self, words: Iterable[str]) -> float:
        """What words say together, the same to the last digit in whatever order they come."""
        return math.fsum(map(self.says, words))

    def nearly(self, word: str, there: frozenset[str]) -> float:
        """Likeness from 0 to 1 of the word there that is most like this one, if any is like it at all."""
        alike = self._alike(word) if len(word) > _SHORT else ()
        return max((likeness for other, likeness in alike if other in there), default=0.0)

    def heard(self, name: frozenset[str], silent: frozenset[str], around: frozenset[str]) -> Heard:
        """Make a name in a row ready for comparing; ``silent`` words count for nothing, ``around`` is its place."""
        told = sorted(name - silent or name)
        misspelt = {word: alike for word in told if len(word) > _SHORT and (alike := self._alike(word))}
        near = dict.fromkeys(sorted(around.union(told)), 1.0)
        for word in list(near):
            for other, likeness in self._alike(word):
                if len(other) > _SHORT:
                    near[other] = max(likeness, near.get(other, 0.0))
        reached = {word: likeness * self.says(word) for word, likeness in near.items()}
        return Heard({word: self.says(word) for word in told}, misspelt, reached)

    def _spelt_alike(self, word: str) -> Sequence[tuple[str, float]]:
        """Other words of programs that are nearly this one, and their likeness from 0 to 1."""
        from rapidfuzz import fuzz, process  # here because codes do without

        turned = words("directions")
        if word in turned:
            return ()
        found = process.extract(word, self._words, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None)
        return [(other, likeness / 100) for other, likeness, _ in found if other not in (word, *turned)]
