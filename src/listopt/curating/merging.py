"""Laying tables together into one, and finding where they contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from listopt.errors import Faults
from listopt.importers import in_order, read_stack, typed
from listopt.importers.cells import same
from listopt.importers.origins import Origin, read_origins
from listopt.importers.sheet import KEY
from listopt.importers.stack import Stack
from listopt.report.curating.merged import Contradiction, Merged
from listopt.report.worksheet import Worksheet


def merge(names: Sequence[str], base: Path, *, first_wins: bool = False) -> Merged:
    """Lay tables together cell by cell; reading the result gives what reading the tables one over the other gives.

    Parameters
    ----------
    names
        As a scenario names them.
    base
        Folder from which the paths of files count.
    first_wins
        Whether the first filled cell counts, instead of the last.

    Raises
    ------
    InputError
        With every fault of the tables.
    """
    faults = Faults()
    stack = read_stack(names, base, (), faults)
    stack = stack.turned() if first_wins else stack
    typed(stack, faults)
    faults.raise_if_any()
    cells = stack.merged()
    headers = in_order(cells)
    rows = tuple(zip(*(cells[header] for header in headers), strict=True))
    tables = ((sheet.name, len(sheet.rows)) for sheet in (stack.turned() if first_wins else stack).sheets)
    return Merged(
        tuple(tables), Worksheet(tuple(headers), rows), tuple(_contradictions(stack, headers)),
        tuple(_origins(stack, headers)),
    )  # fmt: skip


def _contradictions(stack: Stack, headers: Sequence[str]) -> Iterator[Contradiction]:
    """Filled cells that mean something else than the one that counts."""
    codes = Counter(code for sheet in stack.sheets for code in sheet.cells[KEY])
    columns = Counter(name for sheet in stack.sheets for name in sheet.cells if name != KEY)
    for code in sorted(code for code, many in codes.items() if many > 1):
        for header in (name for name in headers if columns[name] > 1):
            (kept, kept_from), *others = _cells(stack, code, header) or [("", "")]
            for dropped, dropped_from in others:
                if not same(header, kept, dropped):
                    yield Contradiction(code, header, kept, kept_from, dropped, dropped_from)


def _cells(stack: Stack, code: str, header: str) -> list[tuple[str, str]]:
    """Filled cells of a program and where they stand, the one that counts first."""
    found = [(stack.sheets[position], row) for position, row in stack.written(code, header)]
    return [(sheet.cells[header][row], f"{sheet.name}, row {sheet.rows[row]}") for sheet, row in found]


def _origins(stack: Stack, headers: Sequence[str]) -> Iterator[tuple[str, str, Origin]]:
    """Origins of the cells that count, where a side file knows them and they are still as they were imported."""
    counting = {
        (code, header): origin
        for position, path in enumerate(stack.paths)
        for (code, header), origin in read_origins(path).items()
        for at, row in stack.written(code, header)[:1]
        if at == position and same(header, stack.sheets[at].cells[header][row], origin.value)
    }
    place = {header: at for at, header in enumerate(headers)}
    for code, header in sorted(counting, key=lambda key: (key[0], place[key[1]])):
        yield code, header, counting[code, header]
