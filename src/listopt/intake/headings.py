"""Lines that stand above a group of rows and say its specialty or state."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from listopt.intake.language.clean import clean
from listopt.intake.language.houses import names_program
from listopt.intake.language.places import find_state
from listopt.intake.language.specialties import read_specialty, says_nothing
from listopt.intake.language.vocabulary import words
from listopt.intake.reading import Line

_LONGEST = 80
_REMARK = re.compile(r"\([^)]*\)")
_NUMBER = re.compile(r"[\d.,#]+")
_SEVERAL = re.compile(r"[/,&+]|\band\b")


def heading(line: Line, columns: Container[int]) -> Mapping[str, str]:
    """Say what a line with one text tells about the rows below it.

    Parameters
    ----------
    line
        The line; numbers beside the text, and the same text in several cells, are overlooked.
    columns
        Positions where headings stand: the first column, and that of names.

    Returns
    -------
    Mapping
        ``specialty`` or ``state`` and which; empty text for several states; nothing for lines that are no headings.

    Examples
    --------
    >>> heading(["Backup: Psychiatry", ""], {0}), heading(["NJ (6)", "6"], {0}), heading(["Harlem Hospital"], {0})
    ({'specialty': 'Psychiatry'}, {'state': 'NJ'}, {})
    """
    filled = [(position, cell) for position, cell in enumerate(line) if cell and not cell.isspace()]
    if not filled or filled[0][0] not in columns or len({cell for _, cell in filled[:3]}) > 2:
        return {}
    texts = {clean(cell) for _, cell in filled if not _NUMBER.fullmatch(cell.strip())}
    text = texts.pop() if len(texts) == 1 else ""
    if not text or len(text) > _LONGEST:
        return {}
    bare = _REMARK.sub(" ", text).strip(" :-")
    told = " ".join(word for word in re.split(r"[\s:]+", bare) if not _is_idle(word)).strip(" :-,")
    state = find_state(bare) or find_state(told)
    if state:
        return {"state": state}
    specialty = read_specialty(bare) or read_specialty(told)
    if specialty:
        return {"specialty": specialty[0]}
    return {"state": ""} if not names_program(text) and any(find_state(part) for part in _SEVERAL.split(bare)) else {}


def _is_idle(word: str) -> bool:
    plain = word.lower().strip("-–.,")
    return not plain or says_nothing(plain) or plain in words("heading") or _NUMBER.fullmatch(plain) is not None
