"""How open programs are to applicants of a type, as far as published figures show."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from listopt.applicant import ApplicantType
from listopt.reference import read_reference

OPEN, SOME, CLOSED = "open", "some", "closed"
"""Values of the column ``openness``: takes them readily; takes some; almost never takes them."""


def openness(programs: pd.DataFrame, everyone: pd.DataFrame, kind: ApplicantType | None) -> pd.Series[str]:
    """Tell how open programs are to a type of applicant.

    Parameters
    ----------
    programs
        Rows of the catalogue, index program_id.
    everyone
        The whole catalogue, whose medians are compared with.
    kind
        Type of the applicant; None leaves every program unknown.

    Returns
    -------
    pandas.Series
        Index as ``programs``: ``open`` where the interview rate of the type is at least the median of the specialty's
        programs (and not as good as zero), or their share of the residents is large; ``closed`` where the rate is as
        good as zero, or unknown, and the share small or, with a rate, unknown; ``some`` for the rest; NaN where neither
        is known. Thresholds: the table ``openness``, own estimates.
    """
    found: pd.Series[str] = pd.Series(np.nan, index=programs.index, dtype=object)
    if kind is None:
        return found
    limits = _limits()
    rate, share = _numbers(programs, f"interview_rate_{kind}"), _share(programs, kind)
    median = _medians(programs, everyone, f"interview_rate_{kind}")
    found[rate.notna() | share.notna()] = SOME
    none = rate < limits["closed_rate"]
    few = share < limits["closed_share"]
    found[(none & (few | share.isna())) | (few & rate.isna())] = CLOSED
    found[((rate >= median) & ~none) | (share >= limits["open_share"])] = OPEN
    return found


@cache
def _limits() -> dict[str, float]:
    return {row["name"]: float(row["value"]) for row in read_reference("openness")}


def _numbers(table: pd.DataFrame, name: str) -> pd.Series[float]:
    return table[name].astype(float) if name in table else pd.Series(np.nan, index=table.index)


def _share(table: pd.DataFrame, kind: str) -> pd.Series[float]:
    """Share of residents of the type; where it is unknown, of an IMG the share of all IMGs."""
    own = _numbers(table, f"{kind}_share")
    return own.fillna(_numbers(table, "img_share")) if kind.endswith("img") else own


def _medians(programs: pd.DataFrame, everyone: pd.DataFrame, name: str) -> pd.Series[float]:
    """Median of a rate over the catalogue's programs of each program's specialty."""
    if "specialty" not in everyone or name not in everyone:
        return pd.Series(np.nan, index=programs.index)
    medians = everyone[name].astype(float).groupby(everyone["specialty"]).median()
    return programs["specialty"].map(medians).astype(float)
