"""Where the header of a sheet stands: below titles, in one line or two, or nowhere."""

from __future__ import annotations

import itertools
from collections.abc import Container, Sequence

from listopt.intake.language.clean import clean
from listopt.intake.language.codes import find_code
from listopt.intake.language.houses import names_program
from listopt.intake.language.vocabulary import hints, spoken, synonyms
from listopt.intake.reading import Line

_LONGEST_HEADER = 80
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
    scores = {position: _headers_known(lines[position]) for position in filled if position < coded}
    best = max(scores, key=lambda position: (scores[position], -position), default=filled[0])
    as_wide = [position for position in filled if len(texts[position]) > _TITLE * len(texts[best])]
    first = next((one for one in as_wide if one == best or len(set(texts[one])) == len(texts[one])), best)
    if first == best and (scores.get(best, 0) >= 2 or (scores.get(best) == 1 and len(texts[best]) == 1)):
        return best
    wide = next((position for position in filled if len(texts[position]) > 1), filled[0])
    likely = first if scores.get(first, 0) >= 2 else wide
    return -1 if not scores.get(likely) and _is_row(likely, lines, known) else likely


def second_line(upper: Sequence[str], lower: Sequence[str], known: Container[str]) -> list[str]:
    """Headers of two lines of which the upper one names groups of columns; empty when the lower one is no header.

    Below a known header that is no group stands another known one, or it is a row.
    """
    columns = list(itertools.zip_longest(upper, lower, fillvalue=""))
    grouped = [below and not above for above, below in [*columns[1:], ("", "")]]
    if not any(grouped) or sum(map(bool, lower)) < 2 or any(_is_data(cell, known) for cell in lower if cell):
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


def _has_code(line: Line, known: Container[str]) -> bool:
    return any(find_code(clean(cell), known) is not None for cell in line if any(map(str.isdigit, cell)))


def _is_row(position: int, lines: Sequence[Line], known: Container[str]) -> bool:
    """Whether a line is no header: it holds codes or numbers, or names of hospitals as the lines below it do."""
    if any(_is_data(cell, known) for cell in lines[position]):
        return True
    named = [any(map(names_program, map(clean, line))) for line in lines[position:] if any(map(str.strip, line))]
    return named[0] and sum(named) > len(named) / 2


def _is_data(cell: str, known: Container[str]) -> bool:
    code = find_code(clean(cell), known)
    return code is not None or clean(cell).replace(".", "", 1).isdigit()


def _is_known(header: str) -> bool:
    return spoken(header) in synonyms() or spoken(header) in hints()


def _headers_known(line: Line) -> int:
    register = synonyms()
    return len({spoken(cell) for cell in line if cell and len(cell) < _LONGEST_HEADER} & register.keys())
