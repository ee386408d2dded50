"""What a cell says about visas."""

from __future__ import annotations

import re
from collections.abc import Mapping

_KINDS = {
    "j1": re.compile(r"\bj[\s-]?1\b|\bj1s?\b|\becfmg[- ]sponsored\b"),
    "h1b": re.compile(r"\bh[\s-]?1[\s-]?b?\b|\bh1bs?\b"),
}
_CUT = re.compile(r"([;,/&+|\n]|\band\b|\bor\b|\bnor\b|\bbut\b|\.\s|\s-\s)")
_JOINS = ("/", "&", "+", "and", "or", "nor")
"""Cuts between kinds that share what is said before the first: ``no J-1 or H-1B``."""
_BARE = re.compile(r"\s*(j[\s-]?1s?|h[\s-]?1[\s-]?bs?|h1|visas?|sponsorships?|\s)+[\s.]*")
_NOT = re.compile(r"\b(no|not|none|never|don'?t|doesn'?t|cannot|without|except|excluding|neither|nor)\b|[✗✘❌]|:\s*n\b")
_PERHAPS = re.compile(
    r"\b(case|may|maybe|might|sometimes|possibly|negotiable|depends|considered|exceptional|rarely|limited|tbd|unknown"
    r"|unsure|varies|contact|inquire|n/?a)\b|\?"
)
_ONLY = re.compile(r"\bonly\b|\bexclusively\b")
_NONE = re.compile(
    r"(no|none|neither|no visas?|no visa sponsorship|no sponsorship|none sponsored|not sponsored"
    r"|(does|do|will|can)(n'?t| not|not) sponsor( any)?( visas?)?|visas? not sponsored|no visas? sponsored"
    r"|(us |u\.s\. )?(citizens?|gc|green cards?|permanent residents?)[\w /&,.]* only)\.?"
)


def read_visas(text: str) -> Mapping[str, str] | None:
    """Say what plain text tells about J-1 and H-1B: yes or no for each kind told; None when it tells nothing.

    A kind that is not mentioned stays untold unless another is said to be the only one; what depends on the case is
    not told either.

    Examples
    --------
    >>> read_visas("j-1 only"), read_visas("j1, h1b"), read_visas("no visas"), read_visas("j-1; h-1b case by case")
    ({'j1': 'yes', 'h1b': 'no'}, {'j1': 'yes', 'h1b': 'yes'}, {'j1': 'no', 'h1b': 'no'}, {'j1': 'yes'})
    """
    if _NONE.fullmatch(text):
        return {"j1": "no", "h1b": "no"}
    if not any(kind.search(text) for kind in _KINDS.values()):
        return None
    found: dict[str, str] = {}
    only = bool(_ONLY.search(text))
    denied = False
    parts = ["", *_CUT.split(text)]
    for cut, clause in zip(parts[::2], parts[1::2], strict=True):
        named = [name for name, kind in _KINDS.items() if kind.search(clause)]
        says_no = bool(_NOT.search(cut + clause))
        shared = cut in _JOINS and _BARE.fullmatch(clause)
        if says_no or not named:
            denied = says_no
        elif not shared:
            denied = denied and not found
        if not _PERHAPS.search(clause):
            found |= dict.fromkeys(named, "no" if denied else "yes")
    yes = [name for name, answer in found.items() if answer == "yes"]
    if only and len(yes) == 1:
        found = {**dict.fromkeys(_KINDS, "no"), **found}
    return found
