"""Names of programs as bags of words: abbreviations written out, what says nothing left out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from listopt.intake.language.vocabulary import words
from listopt.reference import regions

_JOINED = re.compile(r"(?<=\w)['’`´.](?=\w\b)|['’`´]")


_CAMEL = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z])")
"""Where names such as AdventHealth are put together."""
_BEFORE_OF = frozenset(("", "the", "at", "of", "and", "/", "(", "-", "\u2013"))
"""What stands before ``University of``; after other words a university has a name of its own."""
_MOST_REMEMBERED = 20_000
"""Names whose words are kept."""


@lru_cache(_MOST_REMEMBERED)
def tokens(name: str, state: str = "") -> tuple[str, ...]:
    """Words of a name that tell it from others, in lower case, in their order, abbreviations written out.

    ``-NY`` and the like, which the Match appends to names, are dropped where they are the state's own code.

    Examples
    --------
    >>> tokens("U Arkansas COM-Little Rock Program")
    ('university', 'arkansas', 'college', 'medic', 'little', 'rock')
    """
    if state and (f"-{state}" in name or f"({state})" in name):
        name = re.sub(rf"-{state}\b|\({state}\)$", " ", name)
    text = _CAMEL.sub(" ", name).casefold()
    if not text.isascii():
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    spelt, silent = words("abbreviation"), words("silent")
    found: list[str] = []
    before = ""
    for word in re.findall(r"[a-z0-9]+|[/(\u2013-]", _JOINED.sub("", text.replace("&", " and "))):
        written = spelt.get(word, word)
        # Washington University is not the University of Washington.
        own = written == "university" and before not in _BEFORE_OF
        found.extend(("universities",) if own else written.split() if word.isalnum() else ())
        before = word
    return tuple(word for word in found if word not in silent)


@lru_cache(_MOST_REMEMBERED)
def bag(name: str, state: str = "") -> frozenset[str]:
    """Words of a name as `tokens` gives them, without their order."""
    return frozenset(tokens(name, state))


def named_state(name: str) -> str:
    """State whose code the Match appended to a name, as in ``Lahey Clinic-MA``; empty when there is none."""
    found = re.search(r"(?:-|,\s?|\s|\()([A-Z]{2})\)?$", name)
    return found[1] if found and found[1] in regions() else ""
