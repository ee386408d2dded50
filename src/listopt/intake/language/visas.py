"""What a cell says about visas: a small language, and silence where a cell may be read in two ways.

A text is a row of signs, one letter each. J, H and F are kinds of visa (F: any other, and those who need none); Y, N
and P say yes, no and perhaps, S sponsors, O only, X except and A both or all; E is the ECFMG, 3 is Step 3; & joins
kinds. The words of ``visa`` in ``words.csv`` are signs or say nothing; with any other word a text is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from listopt.intake.language.vocabulary import phrases, words

_COLUMNS = {"J": "j1", "H": "h1b"}
_SIGNS: Mapping[str, str] = {
    "J": r"\bj\s?-?\s?1s?\b|\becfmg[- ]sponsored\b",
    "H": r"\bh\s?-?\s?1\s?-?\s?b?s?\b",
    "F": r"\b(?:[fo]\s?-?\s?1|[hj]\s?-?\s?[24]|e\s?-?\s?3|tn)s?\b",
    "3": r"\b(?:(?:with|w/|requires?|needs?|if|after) ?)?(?:usmle )?step ?3(?: (?:is )?(?:required|passed|needed))?\b",
    "P": r"\?",
    "&": r"[/&]|\+(?=\s*[jh])",
    "(": r"\(",
    ")": r"\)",
    ",": r",|\s-\s(?=[jhfo]\s?-?\s?[12]|(?:usmle )?step)|(?<=[1bs])\s(?=not [jh]\s?-?\s?1)",
    ";": r"[;|]|\.\s",
    "": r"\b(?:since|as of) (?:19|20)\d\d\b|(?<=\()20\d\d(?=\))|(?:(?<=\byes )|(?<=\bno ))to\b|[:=!*'\"\[\]]"
    r"|-(?=\s*(?:yes|not?|y|n|case|ecfmg|through|via|sponsored)\b)"
    r"|\b(?:program|institution|hospital|gme|university) (?=(?:do|will|can|sponsor|accept|offer|provide|support))",
}
"""Pattern of each sign that is more than a word; the signs that are words stand in ``words.csv``."""
_SAME = (
    ("^EO?$", "J"), ("(?<=[JYS]),?(?:EO|OE)|OE(?=J)|(?<!O)E(?!O)", ""), ("NS", "N"), ("S", "Y"),
    ("^([^O]*[HY][,;]?)3(?=[^ON&][^O]*$|$)", r"\1"), ("(?<!N)A(?=[JHF])|(?<=[JHF])A", ""),
    ("(?<![^,;])NA(?=[,;]|$)", "N"),
)  # fmt: skip
"""Signs that say the same as fewer of them, one after the other.

A J-1 is always through the ECFMG, which "only" may be about then; Step 3 is asked for an H-1B, which is yes unless "no"
or "only" may be about Step 3; "both" with its kinds says nothing, and "not any" is no.
"""


def read_visas(text: str, column: str = "") -> Mapping[str, str] | None:
    """Say what plain text tells about J-1 and H-1B: yes or no for each kind told; None when it cannot be understood.

    A kind that is not mentioned stays untold unless another is said to be the only one; one that depends on the case
    is empty. A "no" that may be about one kind or about both makes the text not understood.

    Parameters
    ----------
    text
        Plain text of a cell.
    column
        ``j1`` or ``h1b`` when the cell answers for that kind, which it need not name then.

    Examples
    --------
    >>> read_visas("j-1 only"), read_visas("j1, h1b"), read_visas("no visas"), read_visas("j-1, h-1b (case by case)")
    ({'j1': 'yes', 'h1b': 'no'}, {'j1': 'yes', 'h1b': 'yes'}, {'j1': 'no', 'h1b': 'no'}, {'j1': 'yes', 'h1b': ''})
    >>> read_visas("j1/h1b: no"), read_visas("j-1 - no, h-1b - yes"), read_visas("no, j-1 only", "h1b")
    ({'j1': 'no', 'h1b': 'no'}, {'j1': 'no', 'h1b': 'yes'}, {'j1': 'yes', 'h1b': 'no'})
    >>> read_visas("j-1, h-1b not sponsored"), read_visas("h-1b suspended")
    (None, None)
    """
    about = next((sign for sign, name in _COLUMNS.items() if name == column), "")
    signs = _signs(text)
    signs = signs if signs is None else _asked(signs, about)
    if signs is None:
        return None
    clauses = [[part.strip("&") for part in clause.split(",") if part.strip("&")] for clause in signs.split(";")]
    found: dict[str, str] = {}
    for told in (_part(part) for clause in clauses for part in clause):
        if told is None or any(found.setdefault(kind, answer) != answer for kind, answer in told.items()):
            return None
    if any(map(_either, clauses)) or not (about in found if about else found.keys() & _COLUMNS):
        return None
    return {name: found[kind] for kind, name in _COLUMNS.items() if kind in found}


@cache
def _sign() -> re.Pattern[str]:
    """Pattern of every sign, each in a group of its own, and of the words at the end."""
    return re.compile("|".join(f"({pattern})" for pattern in (*_SIGNS.values(), phrases("visa"))))


def _signs(text: str) -> str | None:
    """Text as signs; None when it has a word that is none and that may not be left out."""
    text = text.rstrip(" .")
    if _sign().sub("", text).strip():
        return None
    letters = tuple(_SIGNS)
    groups = ((one[0], (one.lastindex or 0) - 1) for one in _sign().finditer(text))
    signs = "".join(letters[at] if at < len(letters) else words("visa")[said] for said, at in groups)
    signs = re.sub(r"\(E+\)", "", signs)
    for _ in range(2):
        signs = re.sub(r"\(([^()]*)\)", lambda one: f";{one[1]};" if set(one[1]) & set("JHF") else one[1], signs)
    for pattern, meant in _SAME:
        signs = re.sub(pattern, meant, signs)
    return re.sub("&(?=N[JHF])|(?<=[JHF]O)(?=.)", ",", signs)


def _asked(signs: str, about: str) -> str | None:
    """Signs with the kind of visa that a bare answer at their beginning is about; None when it may be about another."""
    if not about and re.fullmatch("Y?,?AY?|AN", signs):
        return f"J&H{'N' if 'N' in signs else 'Y'}"
    if not re.match("[YNP]+(?:[,;]|$)", signs):
        return signs
    if not about:
        return "J&HN" if signs == "N" else re.sub("^Y[,;](?=[JHF&]+O?(?:[,;]|$))", "Y", signs)
    return None if re.search(f"[,;][^{about}YNPO,;]+(?:[,;]|$)", signs) else about + signs


def _either(parts: Sequence[str]) -> bool:
    """Whether a no or perhaps between commas may be about its neighbours too: ``J-1, H-1B no``, ``no J-1, H-1B``."""
    alone = [set(part) <= set("JHF&") for part in parts]
    before = any(part[0] in "NP" and after for part, after in zip(parts, alone[1:], strict=False))
    return before or any(part.endswith("N") and any(alone[:at]) for at, part in enumerate(parts))


def _part(part: str) -> dict[str, str] | None:
    """Answers of words without a comma between them."""
    signs = part.replace("&", "")
    kinds = [sign for sign in signs if sign in "JHF"]
    joined = part.count("&") >= len(kinds) - 1
    if re.fullmatch("Y?[JHF]+Y?", signs):
        return dict.fromkeys(kinds, "yes")
    if joined and re.fullmatch("[JHF]+N|N[JHF]+", signs):
        return dict.fromkeys(kinds, "no")
    if re.fullmatch("([JHF][YN])+|([YN][JHF])+", signs):
        answers = [sign for sign in signs if sign in "YN"]
        return {kind: "yes" if answer == "Y" else "no" for kind, answer in zip(kinds, answers, strict=True)}
    if joined and re.fullmatch("Y?[JHF]+Y?O|Y?O[JHF]+Y?|OY[JHF]+|NA?X[JHF]+|Y?AX[JHF]+", signs):
        named, others = ("no", "yes") if re.match("Y?A", signs) else ("yes", "no")
        return {kind: named if kind in kinds else others for kind in "JHF"}
    return dict.fromkeys(kinds, "") if re.fullmatch("[YP]*[JHF][YP]*", signs) else None
