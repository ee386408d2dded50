"""Names under which columns of the user's own are kept."""

from __future__ import annotations

from collections.abc import Iterable

from listopt.catalogue import column_of
from listopt.importers.sheet import KEY, OWN_PREFIX, canonical, near_miss


def own_names(headers: Iterable[str]) -> list[str]:
    """Name for each header under which a catalogue keeps the column: its own, if that cannot be taken for another.

    Examples
    --------
    >>> own_names(["Priority", "J1", "[seen]", "Priority"])
    ['Priority', 'my_J1', '(seen)', 'Priority 2']
    """
    wanted = [(header, _usable(header)) for header in headers]
    taken: set[str] = set()
    names = [""] * len(wanted)
    # Names that need no change come first: what an earlier import called so keeps its name.
    for position in sorted(range(len(wanted)), key=lambda one: wanted[one][0] != wanted[one][1]):
        names[position] = _free(wanted[position][1], taken)
        taken.add(canonical(names[position]).casefold())
    return names


def _usable(header: str) -> str:
    name = header.lstrip("'=+-@ ").replace("[", "(").replace("]", ")") or "column"
    registered = column_of(canonical(name)) is not None or canonical(name) == KEY
    return f"{OWN_PREFIX}{name}" if registered or near_miss(name) or near_miss(canonical(name)) else name


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while canonical(free).casefold() in taken:
        number += 1
        free = f"{name} {number}"
    return free
