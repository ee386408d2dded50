"""Lists and match rates that the odds imply, beside the published ones; no row is left out.

A population has the same interview rates, score slope, correlation and match given an interview as the odds; how many
interviews its applicants collect on average is fitted (``fitted_lists``), for no such figure is published.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from listopt.calibration.lists import ListMoments, Population, band, moments
from listopt.odds.tables import ALL, Table, parameters
from listopt.reference import Row, read_reference

BORROWED = "borrowed"
VISA = "list_to_application_visa"
WIDEST = 4.0
"""Standard deviations of the score to which an open band reaches."""
KEYS = ("season", "specialty", "applicant_type")
Made = dict[str, object]


def population_of(specialty: str, who: str, season: int) -> Population:
    """Population of the list model with the odds of the reference tables.

    Parameters
    ----------
    specialty
        Canonical name, or ``all``; figures of all specialties stand in for those it lacks.
    who
        Applicant type.
    season
        Year of the Match; tables carry forward.
    """
    rates, scores, lists = (
        Table(name, season, who).row(specialty) for name in ("interview_rates", "scores", "fitted_lists")
    )
    numbers, rate = parameters(season), float(rates["mean_rate"])
    divisor = numbers[f"list_to_application_{'img' if who.endswith('img') else 'us'}"].value
    per_point = float(scores["slope"]) * numbers["score"].value / divisor
    return Population(
        rate=rate,
        strength=float(rates["strength"]),
        applications=float(lists["interviews"]) / rate,
        correlation=float(Table("correlation", season, who).row(specialty)["value"]),
        match_given_interview=float(Table("match_given_interview", season, who).row(specialty)["probability"]),
        slope=per_point * float(scores["sd"]),
        spread=float(lists["applications_cv"]),
        limit=int(lists["limit"]) if lists["limit"] else None,
    )


def list_lengths(season: int) -> pd.DataFrame:
    """Mean and standard deviation of the number of contiguous ranks.

    Returns
    -------
    DataFrame
        One row per published figure: ``season``, ``specialty``, ``applicant_type``, ``applicants`` (all, matched,
        unmatched), ``figure`` (mean, sd), ``published``, ``predicted``, ``ratio``, ``fitted``, ``source``, ``note``.
        Those of all applicants follow from the figures of the matched and of the unmatched.
    """
    return _table(_length_rows(season), ("applicants", "figure"))


def _length_rows(season: int) -> Iterable[Made]:
    for row in read_reference("published_lists"):
        who, found = row["applicant_type"], moments(population_of(row["specialty"], row["applicant_type"], season))
        fitted = _fitted(row["specialty"], who, season)
        for (group, figure), value in _published_lengths(row).items():
            name = figure if group == "all" else f"{figure}_{group}"
            if not math.isnan(value):
                yield _row(row, value, getattr(found, name), fitted) | {"applicants": group, "figure": figure}


def _published_lengths(row: Row) -> dict[tuple[str, str], float]:
    """Figures of both groups, and of the mixture of the two."""
    names = ("mean_matched", "sd_matched", "mean_unmatched", "sd_unmatched")
    (yes, yes_sd, no, no_sd), share = (float(row[name] or "nan") for name in names), float(row["match_rate"])
    mean = share * yes + (1 - share) * no
    variance = share * (yes_sd**2 + (yes - mean) ** 2) + (1 - share) * (no_sd**2 + (no - mean) ** 2)
    return {
        ("all", "mean"): mean,
        ("all", "sd"): math.sqrt(variance),
        ("matched", "mean"): yes,
        ("matched", "sd"): yes_sd,
        ("unmatched", "mean"): no,
        ("unmatched", "sd"): no_sd,
    }


def match_rates(season: int) -> pd.DataFrame:
    """Share that matches, by applicant type and by specialty.

    Returns
    -------
    DataFrame
        One row per published rate: ``season``, ``specialty``, ``applicant_type``, ``applicants`` (preferred: those who
        prefer the specialty; ranked: those who rank it, be it as a backup; registered: those without a list, too; and
        groups of a type), ``published``, ``predicted`` (0 to 1), ``ratio`` (NaN to a published 0), ``fitted``,
        ``source``, ``note``. Rates of those who rank a specialty are fitted after a shift: the type's own level is
        that of whole lists, and only the differences between specialties are taken from these rates.
    """
    return _table(_rate_rows(season), ("applicants",))


def _rate_rows(season: int) -> Iterable[Made]:
    for row in read_reference("published_match_rates"):
        specialty, who, group = row["specialty"], row["applicant_type"], row["population"]
        made = replace(population_of(specialty, who, season), shift=_shift(group, season))
        found = moments(made)
        fitted = _target(row, _fitted(specialty, who, season))
        yield _row(row, float(row["match_rate"]), _matched(group)(found), fitted) | {"applicants": group}


def _target(row: Row, fitted: bool) -> bool:
    """Whether a rate went into the fit; of all specialties together that is whole lists of 2025 (couples apart)."""
    if row["population"] == "preferred" or not fitted:
        return fitted
    if row["specialty"] == ALL:
        return row["population"] == "ranked" and row["season"] == "2025"
    return row["applicant_type"] != "non_us_img" and row["comparable"] == "yes"


def _matched(group: str) -> Callable[[ListMoments], float]:
    if group == "registered":
        return lambda found: found.match * found.any
    return lambda found: found.match


def _shift(group: str, season: int) -> float:
    """Log odds that a group of a type differs by on every application, as in the odds."""
    numbers = parameters(season)
    if group == "prior graduate":
        divisor = numbers["list_to_application_prior"].value
        return numbers["prior_graduate"].value * numbers["unadjusted"].value / divisor
    needed = {"needs a visa": 1.0, "needs no visa": 0.0}.get(group)
    if needed is None:
        return 0.0
    return (needed - numbers["visa_needed_share"].value) * numbers["visa_needed"].value / numbers[VISA].value


def match_rates_by_score(season: int) -> pd.DataFrame:
    """Share that matches by Step 2 CK band, of those with at least one rank.

    Returns
    -------
    DataFrame
        One row per published band: ``season``, ``specialty``, ``applicant_type``, ``low``, ``high`` (scores, NaN where
        open), ``published``, ``predicted`` (0 to 1), ``ratio``, ``fitted`` (never: the fit knows means and spreads
        only), ``source``, ``note``.
    """
    return _table(_band_rows(season), ("low", "high"))


def _band_rows(season: int) -> Iterable[Made]:
    reach = parameters(season)["score_reach"].value
    for row in read_reference("published_bands"):
        specialty, who = row["specialty"], row["applicant_type"]
        scores = Table("scores", season, who).row(specialty)
        low, high = (float(row[name] or "nan") for name in ("low", "high"))
        edges = np.array([low - 0.5, high + 0.5]) - float(scores["mean"])
        start, end = np.where(np.isnan(edges), [-WIDEST, WIDEST], edges / float(scores["sd"]))
        nodes = band(float(min(start, end - 0.1)), float(max(end, start + 0.1)))
        within = replace(nodes, m=np.clip(nodes.m, -reach, reach))
        found = moments(population_of(specialty, who, season), within)
        yield _row(row, float(row["match_rate"]), found.match, fitted=False) | {"low": low, "high": high}


def _fitted(specialty: str, who: str, season: int) -> bool:
    row = Table("fitted_lists", season, who).row(specialty)
    return row["specialty"] == specialty and not row["note"].startswith(BORROWED)


def _row(row: Row, published: float, predicted: float, fitted: bool) -> Made:
    keys: Made = {name: row[name] for name in KEYS}
    values: Made = {"published": published, "predicted": predicted, "fitted": fitted}
    return keys | values | {"source": f"{row['source_title']}, {row['source_url']}", "note": row["note"]}


def _table(rows: Iterable[Made], more: tuple[str, ...]) -> pd.DataFrame:
    columns = [*KEYS, *more, "published", "predicted", "ratio", "fitted", "source", "note"]
    table = pd.DataFrame(list(rows))
    table = table.assign(
        season=table["season"].astype(int), ratio=table["predicted"] / table["published"].where(table["published"] > 0)
    )
    return table[columns]
