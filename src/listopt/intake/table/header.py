"""Where the header of a sheet stands: below titles, in one line or two, or nowhere."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Container, Sequence
from functools import cache

from listopt.intake.language.clean import clean
from listopt.intake.language.codes import find_code
from listopt.intake.language.houses import names_program, says_name
from listopt.intake.language.places import find_state
from listopt.intake.language.vocabulary import hints, spoken, synonyms
from listopt.intake.reading import Line

_LONGEST_HEADER = 80
_YEAR = re.compile(r"(19|20)\d\d")
_IDENTITY = frozenset(("program_id", "name", "specialty", "city", "state", "place"))
_TITLE = 0.6
"""Share of the filled cells of a header that titles above it may have."""


def header_line(lines: Sequence[Line], known: Container[str]) -> int:
    """Position of the line that most looks like a header; -1 when the first filled one is data.

    Above it stand titles, which are narrower, and groups of columns, which repeat themselves, but never rows.

    Parameters
    ----------
    lines
        The first lines of the sheet.
    known
        Codes of the catalogue, by which a first line of data is told from a header.
    """
    texts = {position: list(filter(None, map(str.strip, line))) for position, line in enumerate(lines)}
    filled = [position for position, cells in texts.items() if cells]
    if not filled:
        return -1
    coded = next((position for position in filled if _has_code(lines[position], known)), len(lines))
    rows = {position for position in filled if position >= coded or _is_row(position, lines, known)}
    scores = {position: len(known_headers(lines[position])) for position in filled if position not in rows}
    best = max(scores, key=lambda position: (scores[position], -position), default=filled[0])
    as_wide = [position for position in filled if len(texts[position]) > _TITLE * len(texts[best])]
    first = next((one for one in as_wide if one == best or len(set(texts[one])) == len(texts[one])), best)
    if scores.get(first, 0) >= 2:
        return first
    if best in scores and _identifies(lines[best]):
        return -1 if any(one < best and one in rows and len(texts[one]) > 1 for one in as_wide) else best
    likely = next((position for position in filled if len(texts[position]) > 1), filled[0])
    return -1 if likely in rows else likely


def second_line(upper: Sequence[str], lower: Sequence[str], known: Container[str]) -> list[str]:
    """Headers of two lines of which the upper one names groups of columns; empty when the lower one is no header.

    Below a known header that is no group stands another known one, or it is a row.
    """
    columns = list(itertools.zip_longest(upper, lower, fillvalue=""))
    grouped = [below and not above for above, below in [*columns[1:], ("", "")]]
    filled = list(filter(None, lower))
    if not any(grouped) or len(filled) < 2 or any(_is_data(cell, known) or _is_name(cell) for cell in filled):
        return []
    headers, group, joined = [], "", 0
    for (above, below), is_group in zip(columns, grouped, strict=True):
        group = above or group
        both = f"{group} {below}"
        names = [name for name in (both, below) if below and _is_known(name)]
        if above and below and not names and not is_group and _is_known(above):
            return []
        joined += bool(names)
        headers.append(names[0] if names else both.strip() if below else above)
    return headers if joined >= 2 else []


def is_another(line: Line) -> bool:
    """Whether a line among rows is the header of another table: its cells are known headers, and no type or visa."""
    first = next((cell for cell in line if cell and not cell.isspace()), "")
    if first.strip().lower().replace("_", " ") not in synonyms():  # what most rows can be told by at once
        return False
    filled, found = list(filter(str.strip, line)), known_headers(line)
    telling = sum(one != "hospital" and _identifies([one]) for one in found)
    most = len(found) > _TITLE * len(filled) and not any(_is_data(cell, ()) for cell in filled)
    return most and len(found) > 1 and telling >= (1 if len(found) == len(filled) else 2)


def _has_code(line: Line, known: Container[str]) -> bool:
    return any(find_code(clean(cell), known) is not None for cell in line if any(map(str.isdigit, cell)))


def _is_row(position: int, lines: Sequence[Line], known: Container[str]) -> bool:
    """Whether a line is no header: most of it are codes, numbers, or names and states as the lines below have them.

    Words such as J1 or University stand in rows as well as in headers; only those that identify programs do not.
    """
    below = [line for line in lines[position + 1 :] if any(map(str.strip, line))]
    data = sum(
        _is_data(cell, known) or any(_alike(column, cell, below, sees) for sees in (_is_name, _is_state))
        for column, cell in enumerate(lines[position])
        if cell.strip() and not _is_known(cell)
    )
    return data >= max(1, len([one for one in known_headers(lines[position]) if _identifies([one])]))


def _alike(column: int, cell: str, below: Sequence[Line], sees: Callable[[str], bool]) -> bool:
    """Whether a cell looks like something, and so do most of those below it."""
    if not sees(clean(cell)):
        return False
    others = [sees(clean(line[column])) for line in below if len(line) > column and line[column].strip()]
    return 2 * sum(others) >= len(others) and (bool(others) or not below)


def _is_name(cell: str) -> bool:
    """Whether a cell names a program, and is not made of words of headers alone: ``University affiliation``."""
    return names_program(cell) and not _words_of_headers().issuperset(spoken(cell).split())


def _is_state(cell: str) -> bool:
    return find_state(cell) is not None


def _is_data(cell: str, known: Container[str]) -> bool:
    text = clean(cell)
    return find_code(text, known) is not None or (text.replace(".", "", 1).isdigit() and not _YEAR.fullmatch(text))


def _is_known(header: str) -> bool:
    return spoken(header) in synonyms() or spoken(header) in hints()


def known_headers(line: Line) -> frozenset[str]:
    """Headers of the register, or made of words for names, that a line has."""
    said = {spoken(cell) for cell in line if cell and len(cell) < _LONGEST_HEADER}
    return frozenset(one for one in said if one in synonyms() or says_name(one))


def _identifies(line: Line) -> bool:
    """Whether a header of a line certainly is one: of the fields that tell which program a row is about."""
    return any(not _IDENTITY.isdisjoint(synonyms().get(one, ("name",))) for one in known_headers(line))


@cache
def _words_of_headers() -> frozenset[str]:
    return frozenset(word for header in synonyms() for word in header.split()) | {"fellowship", "fellowships"}
