"""Run the filters in order and keep the first reason."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from listopt.applicant import Applicant
from listopt.catalogue import registered
from listopt.eligibility.case import Case, Doubt, Filter, Flags
from listopt.eligibility.filters import FILTERS
from listopt.eligibility.status import status_warnings


@dataclass(frozen=True, eq=False)
class Eligibility:
    """Which programs are open to the applicant, and why the others are not.

    Attributes
    ----------
    eligible
        Codes of the programs that no filter excludes, sorted.
    excluded
        Index: ``program_id`` of every other program, sorted. Values: why, as a short phrase naming the value, from the
        first filter that excludes it.
    excluded_by
        Index as in ``excluded``. Values: what that filter looks at ("visa policy", "Step 2 CK minimum", ...), for
        counting.
    doubtful
        One row per unknown or unverified fact of an eligible program that a filter would have used. Columns:
        ``program_id``, ``column`` (of the catalogue), ``why`` (a short sentence). Sorted by program, then by the
        order of the register of columns.
    warnings
        One sentence for each unknown fact of the applicant on which some program depends, in the order of filters, and
        what the column ``status`` says that cannot be followed.
    """

    eligible: pd.Index
    excluded: pd.Series[str]
    excluded_by: pd.Series[str]
    doubtful: pd.DataFrame
    warnings: tuple[str, ...]


def screen(
    table: pd.DataFrame,
    applicant: Applicant,
    *,
    specialties: Collection[str],
    season: int,
    unknown: Callable[[str], str],
) -> Eligibility:
    """Screen programs by the hard filters; what is unknown is kept or excluded as ``unknown`` says.

    Parameters
    ----------
    table
        Programs of a `Catalogue`; index ``program_id``. A missing column is unknown for every program.
    applicant
        Whoever applies. Facts not told are unknown, and a filter that needs one follows its column's word.
    specialties
        Canonical names in play; empty means all.
    season
        Year of the Match, from which years since graduation count.
    unknown
        Column of the catalogue to ``"allow"`` or ``"exclude"``.
    """
    rows = table if table.index.is_monotonic_increasing else table.sort_index()
    case = Case(rows, applicant, tuple(sorted(set(specialties))), season, unknown)
    filters = [found for ask in FILTERS.values() if (found := ask(case)) is not None]
    eligible = np.ones(len(rows), bool)
    texts, kinds = np.full(len(rows), "", object), np.full(len(rows), "", object)
    firsts: list[Flags] = []
    for found in filters:
        first = eligible & found.excludes
        texts[first], kinds[first] = found.reasons(first), found.kind
        firsts.append(first)
        eligible &= ~first
    out = rows.index[~eligible]
    excluded = pd.Series(texts[~eligible], index=out, name="reason", dtype=object)
    return Eligibility(
        eligible=rows.index[eligible],
        excluded=excluded,
        excluded_by=pd.Series(kinds[~eligible], index=out, name="excluded_by", dtype=object),
        doubtful=_doubtful(rows.index, eligible, (doubt for found in filters for doubt in found.doubts)),
        warnings=(*_warnings(filters, firsts, eligible), *status_warnings(rows, excluded)),
    )


def _warnings(filters: list[Filter], firsts: list[Flags], eligible: Flags) -> Iterable[str]:
    excluding = np.sum([found.excludes for found in filters], axis=0)
    for found, first in zip(filters, firsts, strict=True):
        sentence = found.warning(first, eligible)
        yield from ((sentence,) if sentence else ())
        yield from found.notes(found.excludes & (excluding == 1), eligible)


def _doubtful(programs: pd.Index, eligible: Flags, doubts: Iterable[Doubt]) -> pd.DataFrame:
    """Rows of all doubts about eligible programs, by program and then by column."""
    order = {name: rank for rank, name in enumerate(registered())}
    ranked = sorted(doubts, key=lambda doubt: order[doubt.column])
    found = [np.flatnonzero(doubt.where & eligible) for doubt in ranked]
    counts = [len(places) for places in found]
    places = np.concatenate([np.zeros(0, np.intp), *found])
    in_order = np.argsort(places, kind="stable")
    columns = np.repeat(np.array([doubt.column for doubt in ranked], object), counts)
    whys = np.repeat(np.array([doubt.why for doubt in ranked], object), counts)
    return pd.DataFrame(
        {"program_id": programs[places[in_order]].astype(object), "column": columns[in_order], "why": whys[in_order]},
        dtype=object,
    )
