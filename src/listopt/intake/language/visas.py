"""What a cell says about visas: a small language, and silence where a cell may be read in two ways."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_SIGNS: Mapping[str, str] = {
    "J": r"\bj\s*-?\s*1s?\b|\becfmg[- ]sponsored\b",
    "H": r"\bh\s*-?\s*1\s*-?\s*b?s?\b",
    "X": r"\b(?:except|excluding|other than|but(?! (?:do(?:es)? )?not)|besides|apart from)\b",
    "P": (
        r"\b(?:case by case|case-by-case|may|maybe|might|sometimes|possibly|negotiable|depends|considered|consider"
        r"|exceptional|exceptions?|rarely|limited|tbd|unknown|unsure|varies|contact|inquire|n/a|occasionally)\b|\?"
    ),
    "N": (
        r"\b(?:not|no longer|n't|no) (?:be )?(?:sponsor|accept|support|offer|available|provide)(?:s|ed|d)?\b"
        r"|\b(?:no|not|none|never|neither|nor|without|cannot|can't|don't|doesn't|won't|unable|denied|refused|false|n)\b"
        r"|[✗✘✕☒❌]"
    ),
    "Y": r"\b(?:yes|y|true|(?:sponsor|accept|support|offer|provide)(?:s|ed|d)?|available|ok)\b|[✓✔☑✅]",
    "O": r"\b(?:only|exclusively|solely)\b",
    "&": r"[/&+]|\band\b|\bor\b",
    ",": r",",
    ";": r"\bbut(?= (?:do(?:es)? )?not)|[;|\n()\[\]]|\.\s|\s-\s(?=\s*(?:j|h)\b)",
}
"""Letter for each sign: kinds of visa, except, perhaps, no, yes, only, and what joins and parts clauses."""
_SIGN = re.compile("|".join(f"(?P<S{at}>{pattern})" for at, pattern in enumerate(_SIGNS.values())))
_LETTERS = tuple(_SIGNS)
_KINDS = {"J": "j1", "H": "h1b"}
_NONE = re.compile(
    r"(no|none|neither|no visas?|no visa sponsorship|no sponsorship|none sponsored|not sponsored"
    r"|(does|do|will|can)(n'?t| not|not) sponsor( any)?( visas?)?|visas? not sponsored|no visas? sponsored"
    r"|(us |u\.s\. )?(citizens?|gc|green cards?|permanent residents?)[\w /&,.]* only)\.?"
)


def names_visas(text: str) -> bool:
    """Whether plain text names a kind of visa."""
    return any(letter in _KINDS for letter in _signs(text))


def read_visas(text: str) -> Mapping[str, str] | None:
    """Say what plain text tells about J-1 and H-1B: yes or no for each kind told; None when it cannot be understood.

    A kind that is not mentioned stays untold unless another is said to be the only one; what depends on the case is
    not told either. A "no" that may be about one kind or about both makes the text not understood.

    Examples
    --------
    >>> read_visas("j-1 only"), read_visas("j1, h1b"), read_visas("no visas"), read_visas("j-1; h-1b case by case")
    ({'j1': 'yes', 'h1b': 'no'}, {'j1': 'yes', 'h1b': 'yes'}, {'j1': 'no', 'h1b': 'no'}, {'j1': 'yes'})
    >>> read_visas("j1/h1b: no"), read_visas("j-1 - no, h-1b - yes"), read_visas("j-1, h-1b not sponsored")
    ({'j1': 'no', 'h1b': 'no'}, {'j1': 'no', 'h1b': 'yes'}, None)
    """
    if _NONE.fullmatch(text):
        return {"j1": "no", "h1b": "no"}
    signs = _signs(text)
    if not any(letter in _KINDS for letter in signs):
        return None
    found: dict[str, str] = {}
    for clause in filter(None, signs.split(";")):
        told = _clause([part for part in clause.split(",") if part.replace("&", "")])
        if told is None or any(found.get(kind, answer) != answer for kind, answer in told.items()):
            return None
        found |= told
    return {_KINDS[kind]: answer for kind, answer in sorted(found.items(), reverse=True) if answer}


def _signs(text: str) -> str:
    """Text as letters of the language; other words say nothing."""
    found = (_LETTERS[int(str(sign.lastgroup)[1:])] for sign in _SIGN.finditer(text))
    return re.sub("([NY])\\1+", "\\1", "".join(found))


def _clause(parts: Sequence[str]) -> dict[str, str] | None:
    """Answers of a clause from its parts between commas; an empty answer is perhaps."""
    found: dict[str, str] = {}
    bare = denied = False
    for part in parts:
        told = _part(part.strip("&"))
        alone = not set(part) - set("JH&")
        if told is None or (alone and denied) or (bare and part.endswith("N")):
            return None
        bare, denied = bare or alone, denied or part.startswith("N")
        found |= told
    return found


def _part(part: str) -> dict[str, str] | None:
    """Answers of words without a comma between them."""
    signs = part.replace("&", "")
    kinds = [sign for sign in signs if sign in _KINDS]
    if "P" in signs:
        return dict.fromkeys(kinds, "") if "N" not in signs or len(kinds) < 2 else None
    if re.fullmatch("[JH]+Y?|Y[JH]+", signs):
        return dict.fromkeys(kinds, "yes")
    if re.fullmatch("[JH]+N", signs) or re.fullmatch("N[JH]", signs) or (signs in ("NJH", "NHJ") and "&" in part):
        return dict.fromkeys(kinds, "no")
    if re.fullmatch("([JH][YN]){2}|([YN][JH]){2}", signs):
        answers = [sign for sign in signs if sign not in _KINDS]
        return {kind: "yes" if answer == "Y" else "no" for kind, answer in zip(kinds, answers, strict=True)}
    only = re.fullmatch("(?:Y?([JH])O|O([JH])|NX([JH])|N[JH]([JH])O|([JH])ON?[JH]?|([JH])N[JH])", signs)
    if only is not None:
        chosen = next(filter(None, only.groups()))
        return {kind: "yes" if kind == chosen else "no" for kind in "JH"}
    return dict.fromkeys(kinds, "yes") if re.fullmatch("Y?[JH]{2}O", signs) else {} if signs in ("", "Y", "O") else None
