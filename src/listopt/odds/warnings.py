"""Sentences about what the odds could not know."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from listopt.applicant import Applicant
from listopt.odds.model import Estimate
from listopt.odds.tables import Table, carried_forward, has_h1b_share, parameters
from listopt.odds.terms import known_failures, known_score


def warnings_of(
    programs: pd.DataFrame,
    applicant: Applicant | None,
    season: int,
    found: Estimate | None,
) -> tuple[str, ...]:
    """Warnings in a fixed order: the applicant's unknown facts, then borrowed figures, then old tables."""
    sentences: list[str] = []
    if found is not None and applicant is not None:
        estimated = programs.loc[found.terms.index]
        sentences += [*_unknown(applicant, season), *_borrowed(estimated, applicant, season), *found.warnings]
        carried = carried_forward(season)
        sentences += [carried] if carried else []
    return tuple(sentences)


def _unknown(applicant: Applicant, season: int) -> Iterator[str]:
    """One sentence about the score where it is not reported, one for all other facts that count as average."""
    score = known_score(applicant, parameters(season))
    if score is None:
        comlex = applicant.comlex2 is not None and applicant.comlex2.score is not None
        hint = " (a COMLEX-USA score is not used)" if comlex else ""
        yield f"Step 2 CK score unknown{hint}: odds are those of an average applicant of the type, with a wider range."
    elif score.expected:
        yield (
            f"Step 2 CK score still to come: odds rest on an expected {score.points}, with a wider range; "
            "filters take the score as unknown."
        )
    facts = {
        "attempts at Step 1": known_failures(applicant.step1, applicant.comlex1) is None,
        "attempts at Step 2 CK": known_failures(applicant.step2_ck, applicant.comlex2) is None,
        "graduation year": applicant.is_img and applicant.graduation_year is None,
        "US clinical experience": applicant.is_img and applicant.usce_months is None,
        "visa": applicant.needs_visa is None,
    }
    missing = [name for name, unknown in facts.items() if unknown]
    if missing:
        yield f"Not told about the applicant, so taken as average: {', '.join(missing)}."


def _borrowed(programs: pd.DataFrame, applicant: Applicant, season: int) -> Iterator[str]:
    names = sorted(programs["specialty"].unique().tolist())
    who = str(applicant.type)
    for table, words in (
        ("interview_rates", "Interview rates not published; the mean of all specialties stands in"),
        ("scores", "Score level and slope borrowed"),
        ("match_given_interview", "Match given interview borrowed"),
    ):
        known = Table(table, season, who).known(names)
        lacking = [name for name, has in zip(names, known, strict=True) if not has]
        if lacking:
            yield f"{words}: {', '.join(lacking)}."
    if applicant.visa == ("H-1B",):
        lacking = [name for name in names if not has_h1b_share(name, season)]
        if lacking:
            yield f"Share of programs that sponsor H-1B borrowed from internal medicine: {', '.join(lacking)}."
