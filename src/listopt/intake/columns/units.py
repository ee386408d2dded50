"""Whether the numbers of a column may be something else than its header says: counts, ticks, shares in another unit."""

from __future__ import annotations

import re

from listopt.catalogue import column_of
from listopt.intake.columns.headers import says_percent
from listopt.intake.language.vocabulary import spoken
from listopt.intake.table import Profile

RATES = "interview_rate_"
"""What the names of all interview rates begin with."""
_MOST_SEATS = 500
"""Positions that no program exceeds; greater numbers are salaries."""


def doubtful(field: str, header: str, profile: Profile) -> bool:
    """Whether the bare numbers of a column may mean something else than ``field``.

    A header that is the field's own name tells the unit. Else numbers above 1 are percentages, if no counts
    (``Gold signals`` with 5 and 12), and numbers up to 1 are shares only where no header says percent and one of them
    lies between; a workbook stores 45 % as 0.45, but its 1 may be 1 % or 100 %.
    """
    if spoken(field) == spoken(header):
        return False
    if not is_share(field):
        return impossible(field, profile)
    counted = field.startswith(RATES) and re.search("rate|percent|interview", spoken(header)) is None
    if profile.greatest > 1:
        return counted
    if profile.greatest <= 0:
        return counted and profile.ticks
    return not profile.fractions or (says_percent(header) and not (profile.stored and profile.greatest < 1))


def impossible(field: str, profile: Profile) -> bool:
    """Whether the numbers of a column can hardly be a field: ticks for shares, salaries for positions."""
    if field == "positions":
        return profile.greatest > _MOST_SEATS or any("$" in cell for cell in profile.sample)
    return is_share(field) and profile.ticks


def either_unit(field: str, profile: Profile) -> bool:
    """Whether the bare numbers of a column may be shares of 1 and percentages as well."""
    return is_share(field) and 0 < profile.greatest <= 1


def is_share(field: str) -> bool:
    """Whether a field is a share of 1, which may be written as a percentage."""
    column = column_of(field)
    return column is not None and column.kind == "share"
