"""Columns that a user names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listopt.catalogue import column_of
from listopt.errors import Faults, did_you_mean
from listopt.importers.sheet import KEY, canonical

if TYPE_CHECKING:
    import pandas as pd


def named_column(word: str, table: pd.DataFrame, place: str, faults: Faults) -> str | None:
    """Column of a table (index program_id) a word means, spelled as headers may be; None, with a fault, if none."""
    known = [KEY, *map(str, table)]
    by_lower = {name.lower(): name for name in reversed(known)}
    for name in (word, canonical(word), by_lower.get(word.lower(), "")):
        if name in known:
            return name
    expected = "a column of these tables"
    if column_of(canonical(word)):
        faults.add(place, f"{word!r}, which none of them has", expected, "Name a table that has it, too.")
    else:
        faults.add(place, f"{word!r}, which is no column", expected, did_you_mean(word, known))
    return None
