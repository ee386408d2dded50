"""Which fields a header may mean: by the register of headers, or but for a slip of the pen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from listopt.catalogue import column_of
from listopt.intake.language.vocabulary import hints, spoken, synonyms

_CLOSE = 80.0
"""Likeness of 100 to a known header from which a column is offered as it."""
_LETTERS_A_SLIP = 5
"""Letters of a word per letter that may be wrong."""


def called(header: str) -> Sequence[str]:
    """Fields that a header surely means, the likeliest first; also by the end of a name put together from parts."""
    return tuple(dict.fromkeys(field for tail in _tails(header) for field in _named(tail)))


def perhaps(header: str) -> Sequence[str]:
    """Fields that a header may mean, but need not."""
    return tuple(field for tail in _tails(header) for field in hints().get(tail, ()))


def similar(header: str) -> Sequence[str]:
    """Fields whose known headers look like this one, the likest first."""
    from rapidfuzz import fuzz, process  # here because most headers are known

    found = process.extract(spoken(header), _headers(), scorer=fuzz.token_sort_ratio, limit=8, score_cutoff=_CLOSE)
    return tuple(dict.fromkeys(field for name, _, _ in found for field in synonyms()[name]))


def misspelt(header: str) -> Sequence[str]:
    """Fields of the known header that has the same words but for a slip of the pen in long ones."""
    from rapidfuzz.distance import OSA  # here because most headers are known

    said = spoken(header).split()

    def slips(name: str) -> bool:
        words = name.split()
        apart = [(one, other) for one, other in zip(said, words, strict=True) if one != other]
        return all(OSA.distance(one, other) <= len(other) // _LETTERS_A_SLIP for one, other in apart)

    return next((synonyms()[name] for name in _headers() if name.count(" ") == len(said) - 1 and slips(name)), ())


def says_percent(header: str) -> bool:
    """Whether a header says that its numbers are percentages."""
    return not {"percent", "percentage"}.isdisjoint(spoken(header).split())


def _tails(header: str) -> Sequence[str]:
    """Header, and the ends of one that is put together from the names of nested parts."""
    parts = header.split(".")
    return tuple(dict.fromkeys(spoken(".".join(parts[start:])) for start in range(len(parts))))


def _named(name: str) -> Sequence[str]:
    own = name.replace(" ", "_")
    return synonyms().get(name) or ((own,) if column_of(own) is not None else ())


@cache
def _headers() -> Sequence[str]:
    return list(synonyms())
