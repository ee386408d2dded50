"""What speaks for and against a row and a program being the same, beyond how alike their names are."""

from __future__ import annotations

import re
from functools import lru_cache

from listopt.intake.language.vocabulary import words
from listopt.intake.matching.lexicon import Lexicon
from listopt.intake.matching.likeness import Candidate, Identity
from listopt.intake.matching.names import bag, tokens

_PARTED = re.compile(r"[/()–]|\s-\s|-\s")
_MOST_REMEMBERED = 20_000
"""Names whose parts are kept."""


def strange(row: Identity, program: Candidate, lexicon: Lexicon) -> bool:
    """Whether every name that a row tells has a telling word that a program has nowhere, not even misspelt."""
    there = program.there | bag(row.city)
    return all(
        any(lexicon.tells(word) and word not in there and not lexicon.nearly(word, there) for word in name)
        for name in _names(row)
    )


def other_university(row: Identity, program: Candidate) -> bool:
    """Whether only one of the two is the university of a state: that of Illinois at Chicago is not that of Chicago."""
    said = _words(row)
    return "university" in said & program.words and bool((said ^ program.words) & program.state)


def begins(row: Identity, program: Candidate, lexicon: Lexicon) -> bool:
    """Whether the name of a program, or a part of it, begins with a name that a row tells: University of Iowa."""
    telling = [name for name in _names(row) if any(map(lexicon.tells, name))]
    return any(run[: len(name)] == name for name in telling for run in _runs(program.called))


def missing(row: Identity, program: Candidate, lexicon: Lexicon) -> frozenset[str]:
    """Telling words of a program's name that a row has not."""
    return frozenset(filter(lexicon.tells, program.name - _words(row)))


@lru_cache(_MOST_REMEMBERED)
def _runs(name: str) -> tuple[tuple[str, ...], ...]:
    """Words of a name from the beginning of each of its parts on."""
    parts = [tokens(part) for part in _PARTED.split(name)]
    return tuple(sum(parts[start:], ()) for start in range(len(parts)))


def elsewhere_by_letters(row: Identity, program: Candidate, lexicon: Lexicon) -> bool:
    """Whether few letters make a row another program: a word more or less (VA), or another direction (north, south)."""
    said = [bag(name, row.state) for name in (row.name, row.institution) if name]
    turned = words("directions").keys()
    others = all(len(one) != len(program.name) or one & turned != program.name & turned for one in said)
    return others and strange(row, program, lexicon)


def shared(row: Identity, program: Candidate, lexicon: Lexicon) -> frozenset[str]:
    """Telling words that a row and the name of a program have in common, some of them misspelt."""
    there = program.words
    alike = (word for word in _words(row) if word in there or lexicon.nearly(word, there))
    return frozenset(filter(lexicon.tells, alike))


def silenced(said: frozenset[str], specialty: frozenset[str]) -> frozenset[str]:
    """Words of a specialty that say nothing in a name; ``general`` without surgery is the name of a hospital."""
    return specialty if specialty <= said else specialty - words("hospitals_too").keys()


def _words(row: Identity) -> frozenset[str]:
    return frozenset(word for name in _names(row) for word in name)


def _names(row: Identity) -> list[tuple[str, ...]]:
    """Words of each name that a row tells, without those that only say the specialty."""
    names = (tokens(name, row.state) for name in (row.name, row.institution) if name)
    return [_unless(name, silenced(frozenset(name), bag(row.specialty))) for name in names]


def _unless(name: tuple[str, ...], silent: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in name if word not in silent)
