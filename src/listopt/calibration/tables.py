"""Every table of predicted against published figures, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from listopt.calibration.interviews import interview_rates, signal_rates
from listopt.calibration.leave_out import leave_out
from listopt.calibration.match_rates import list_lengths, match_rates, match_rates_by_score


@dataclass(frozen=True)
class Comparison:
    """One table.

    Attributes
    ----------
    name
        Short name, for machines.
    title, sentence
        Heading, and what the table compares.
    table
        One row per published figure, none left out.
    """

    name: str
    title: str
    sentence: str
    table: pd.DataFrame


def comparisons(everyone: pd.DataFrame, season: int, *, hidden: bool = False) -> Iterator[Comparison]:
    """Tables of predicted against published figures.

    Parameters
    ----------
    everyone
        Catalogue whose programs the rates are averaged over.
    season
        Year of the Match whose odds are looked at.
    hidden
        Whether to fit anew without a fifth of the programs and foretell their rates, which takes seconds and SciPy.
    """
    yield Comparison(
        "interview_rates", "Interview rates by specialty and applicant type",
        "Means over programs: as published, and as the odds average to over the applicants of the type.",
        interview_rates(everyone, season),
    )  # fmt: skip
    yield Comparison(
        "signal_rates", "Interview rates by signal",
        "Means over programs, all applicant types together. Predicted takes the whole association for an effect; the "
        "odds decide with a part of it, which gives the last column.",
        signal_rates(everyone, season),
    )  # fmt: skip
    yield Comparison(
        "list_lengths", "Spread of contiguous ranks",
        "Numbers of programs ranked in a row, of all who rank any, of those who matched and of those who did not.",
        list_lengths(season),
    )  # fmt: skip
    yield Comparison(
        "match_rates", "Match rates by applicant type and specialty",
        "Shares that matched. Figures marked as fitted were targets of the fit, the others are foretold.",
        match_rates(season),
    )  # fmt: skip
    yield Comparison(
        "match_rates_by_score", "Match rates by Step 2 CK",
        "Shares that matched, of those with at least one rank. The published bands are themselves derived from means "
        "and spreads; none was a target of the fit.",
        match_rates_by_score(season),
    )  # fmt: skip
    if hidden:
        yield Comparison(
            "leave_out", "Programs foretold with their rates hidden",
            "A random fifth of the programs, the model fitted to the rest. Loss is log loss per application; gain is "
            "the share of the avoidable loss of the specialty's mean that the model avoids; inside is the share of the "
            "hidden rates in the stated 80 % range.",
            leave_out(everyone, season),
        )  # fmt: skip
