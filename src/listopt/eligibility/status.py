"""Where applications stand: what the column ``status`` excludes, and what it says that cannot be followed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from listopt.catalogue import STATUSES, statuses
from listopt.eligibility.case import Case, Filter

MOST_WORDS = 5
"""Words without an effect that are named; the others are counted."""
MOST_NAMED = 3
"""Excluded programs of one status that are named; the others are counted."""
WIDTH = 30
"""Longest word without an effect that is named whole, in characters."""


def status(case: Case) -> Filter | None:
    """Keep programs except those that rejected the applicant, or from which the applicant has withdrawn."""
    over = [word for word, stands in STATUSES.items() if not stands]
    found = statuses(case.table)
    if not found.isin(over).any():
        return None
    return Filter(
        kind=f"status {' or '.join(over)}",
        fails=found.isin(over).to_numpy(bool),
        reason=lambda word: f"status: {over[int(word)]}",
        value=np.array([over.index(word) if word in over else 0 for word in found], float),
        shut=case.nobody,
        unasked=case.nobody,
    )


def status_warnings(table: pd.DataFrame, excluded: pd.Series[str]) -> Iterator[str]:
    """Say which applications stand at programs that are excluded, and which words have no effect.

    Parameters
    ----------
    table
        Programs of a `Catalogue`; index ``program_id``.
    excluded
        Index: ``program_id`` of the programs that a filter excludes. Values: why.
    """
    found = statuses(table)
    for word in (word for word, stands in STATUSES.items() if stands):
        shut = [f"{code} ({excluded[code]})" for code in excluded.index[found[excluded.index] == word]]
        if shut:
            yield f"Status {word}, but excluded: {_some(shut, MOST_NAMED)}. The list leaves them out."
    others = found[(found != "") & ~found.isin(list(STATUSES))]
    counts = others.where(others.str.len() <= WIDTH, others.str[:WIDTH] + "...").value_counts(sort=False)
    if len(counts):
        ranked = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
        named = _some([f"{text!r} ({count:,})" for text, count in ranked], MOST_WORDS)
        yield f"The column status has words without an effect: {named}. Those with one are {', '.join(STATUSES)}."


def _some(words: list[str], most: int) -> str:
    rest = len(words) - most
    return ", ".join(words[:most]) + (f" and {rest:,} more" if rest > 0 else "")
