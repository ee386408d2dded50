"""Which fields a header may mean: by the register of headers, or but for a slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from listopt.catalogue import column_of
from listopt.intake.language.vocabulary import hints, ranked, spoken, synonyms

_CLOSE = 83.0
"""Likeness of 100 to a known header from which a column is offered as it."""
_LAST = 1000
"""Place of a header that the register does not have."""
_LONG = 7
"""Letters of a word from which one that is lost, doubled or swapped is taken for a slip of the pen."""
_TURNING = {
    "average": "mean", "avg": "mean", "dos": "do", "fmg": "img", "imgs": "img", "maximum": "max", "minimum": "min",
    "needed": "required",
    "requires": "required", "usmd": "md",
} | {word: word for word in (
    "do", "filled", "gold", "img", "in", "max", "md", "mean", "median", "min", "no", "non", "not", "out", "preferred",
    "required", "silver", "us", "usimg",
)}  # fmt: skip
"""Words of which one more or less makes another header, and what they mean; so do numbers, but for years."""
_LIMITED = frozenset(("img", "non", "required", "us", "usimg"))
"""Words that do not turn a header of what is the least or the most that a program asks, and of whom."""
_JOINING = frozenset(("a", "and", "for", "of", "or", "the"))
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SILENT = frozenset((
    "program", "programs", "residency", "data", "info", "information", "details", "general", "overview", "summary",
    "basic", "stats", "survey", "scores", "requirement", "requirements", "eligibility", "criteria", "attributes",
    "fields", "properties", "record", "group", "match", "outcomes",
))  # fmt: skip
"""Words of which the names of parts may be made that say nothing of what stands in them."""


def called(header: str) -> Sequence[str]:
    """Fields that a header surely means, the likeliest first."""
    return tuple(dict.fromkeys(field for name in _forms(header) for field in _named(name)))


def rank(field: str, header: str) -> int:
    """Place of a header among those of a field: 0 for the likeliest."""
    places = (ranked().get(name, {}).get(field, _LAST) for name in _forms(header))
    return min(places)


def perhaps(header: str) -> Sequence[str]:
    """Fields that a header may mean, but need not; also by the last of the names of nested parts."""
    names = (*_forms(header), spoken(header.rpartition(".")[2]))
    likely = (field for name in names for field in (*hints().get(name, ()), *_hinted().get(_bag(name), ())))
    return tuple(dict.fromkeys(likely))


def similar(header: str) -> Sequence[str]:
    """Fields whose known headers look like this one and turn on the same words, the likest first."""
    from rapidfuzz import fuzz, process  # here because most headers are known

    said = " ".join(_YEAR.sub(" ", spoken(header)).split())
    if " " not in said:
        return misspelt(header)
    found = process.extract(said, _headers(), scorer=fuzz.token_sort_ratio, limit=8, score_cutoff=_CLOSE)
    return tuple(dict.fromkeys(field for name, _, _ in found if _turns(name) == _turns(said)
                               for field in synonyms()[name]))  # fmt: skip


def misspelt(header: str) -> Sequence[str]:
    """Fields of the known header that has the same words but for a slip of the pen inside long ones.

    Examples
    --------
    >>> misspelt("Minimun Step 2"), misspelt("Probablity of interview"), misspelt("County"), misspelt("Diversity")
    ((), ('p_interview',), (), ())
    """
    said = spoken(header).split()

    def slips(name: str) -> bool:
        return all(one == other or _slip(one, other) for one, other in zip(said, name.split(), strict=True))

    return next((synonyms()[name] for name in _headers() if name.count(" ") == len(said) - 1 and slips(name)), ())


def says_percent(header: str) -> bool:
    """Whether a header says that its numbers are percentages."""
    return not {"percent", "percentage"}.isdisjoint(spoken(header).split())


def _forms(header: str) -> Sequence[str]:
    """Header as it is said, and without the names of parts that say nothing: ``program.requirements.j1`` is ``j1``."""
    *parts, last = header.split(".")
    telling = [part for part in parts if not _SILENT.issuperset(re.findall("[a-z]+", spoken(part)))]
    forms = (spoken(header), spoken(".".join([*telling, last])))
    return tuple(dict.fromkeys(re.sub(r"\brate percent$", "rate", form) for form in forms))


def _named(name: str) -> Sequence[str]:
    own = name.replace(" ", "_")
    return synonyms().get(name) or ((own,) if column_of(own) is not None else _in_any_order().get(_bag(name), ()))


def _bag(name: str) -> tuple[str, ...]:
    """Words of a header in the order of the alphabet: ``Min score, Step 2`` is ``Step 2 minimum score``."""
    words = name.replace("cut off", "cutoff").split()
    return tuple(sorted(_TURNING.get(word, word) for word in words if word not in _JOINING))


def _turns(name: str) -> Sequence[str]:
    turns = sorted(turn for word in name.split() if (turn := word if word.isdigit() else _turning(word)))
    return [turn for turn in turns if turn not in _LIMITED] if {"max", "min"} & set(turns) else turns


def _turning(word: str) -> str:
    """What a word that makes another header means, even if a letter of a long one is wrong; empty for others."""
    from rapidfuzz.distance import OSA  # here because most headers are known

    nearly = (turn for known, turn in _TURNING.items() if len(known) >= _LONG and OSA.distance(word, known) == 1)
    return _TURNING.get(word) or next(nearly, "")


def _slip(said: str, meant: str) -> bool:
    """Whether a long word has a letter lost, doubled or swapped inside: another letter often makes another word."""
    from rapidfuzz.distance import OSA  # here because most headers are known

    inside = said[0] == meant[0] and said[-2:] == meant[-2:]
    swapped = len(said) != len(meant) or sorted(said) == sorted(meant)
    return len(meant) >= _LONG and inside and swapped and OSA.distance(said, meant) == 1


@cache
def _headers() -> Sequence[str]:
    return list(synonyms())


@cache
def _in_any_order() -> Mapping[tuple[str, ...], Sequence[str]]:
    return _bags(synonyms())


@cache
def _hinted() -> Mapping[tuple[str, ...], Sequence[str]]:
    return _bags(hints())


def _bags(register: Mapping[str, Sequence[str]]) -> Mapping[tuple[str, ...], Sequence[str]]:
    """Fields by the words of headers that have several, whatever their order."""
    bags: dict[tuple[str, ...], Sequence[str]] = {}
    for name, fields in register.items():
        if len(_bag(name)) > 1:
            bags.setdefault(_bag(name), fields)
    return bags
