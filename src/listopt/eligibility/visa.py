"""The visa filter: a program passes when it sponsors any visa the applicant accepts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from listopt.applicant import Applicant
from listopt.eligibility.case import Array, Case, Doubt, Filter, Flags

COLUMN_OF = {"J-1": "j1", "H-1B": "h1b"}
"""Column of the catalogue for each visa, in the order in which they are named."""

UNVERIFIED = "unverified"
"""Word by which ``source`` marks visa facts that nobody has checked."""


def visa(case: Case) -> Filter | None:
    """Keep programs that sponsor at least one acceptable visa; None when the applicant needs none.

    A visa whose sponsorship is unknown counts as sponsored under ``allow`` and as refused under ``exclude``. When it is
    unknown whether a visa is needed, either would do, and a program that sponsors neither is a matter of policy.
    """
    needs = case.applicant.needs_visa
    if needs is False:
        return None
    accepted = tuple(name for name in COLUMN_OF if name in (case.applicant.visa or COLUMN_OF))
    facts = {name: case.numbers(COLUMN_OF[name]) for name in accepted}
    sponsors, hopeful, unclear = case.nobody, case.nobody, case.nobody
    for name, fact in facts.items():
        sponsors = sponsors | (fact == 1)
        unclear = unclear | np.isnan(fact)
        hopeful = hopeful | (np.isnan(fact) & (not case.excludes(COLUMN_OF[name])))
    visas = " or ".join(accepted)
    asked = ~sponsors & (needs is True)
    return Filter(
        kind="visa policy",
        fails=asked & ~unclear,
        reason=lambda year: f"does not sponsor {visas}{_in_brackets(year)}",
        value=_unverified_year(case),
        shut=asked & unclear & ~hopeful,
        unasked=~sponsors & (needs is None) & case.judged(False),
        bars=all(case.excludes(COLUMN_OF[name]) for name in accepted),
        fact="need of a visa",
        field="visa",
        doubts=(*_unknown(case, facts, sponsors), *_crowd_sourced(case, facts)),
        notes=_step3_note(case.applicant),
    )


def _unknown(case: Case, facts: dict[str, Array], sponsors: Flags) -> Iterator[Doubt]:
    """Give the fact that decides: J-1 where it would do, H-1B where J-1 is out of the question."""
    when = "" if case.applicant.needs_visa else ", if you need a visa"
    rest = ~sponsors & case.judged(case.applicant.needs_visa is True)
    for name, fact in facts.items():
        why = f"visa policy unknown: {name} sponsorship decides whether you can train there{when}"
        yield Doubt(COLUMN_OF[name], rest & np.isnan(fact), why)
        rest = rest & ~np.isnan(fact)


def _crowd_sourced(case: Case, facts: dict[str, Array]) -> Iterator[Doubt]:
    """Point at the sponsorship that let a program pass, where nobody has verified it."""
    year = _unverified_year(case)
    rest = case.judged(case.applicant.needs_visa is True)
    for name, fact in facts.items():
        passed = rest & (fact == 1)
        for known in np.unique(year[passed & ~np.isnan(year)]).tolist():
            why = f"{name} sponsorship crowd-sourced, unverified ({known:.0f})"
            yield Doubt(COLUMN_OF[name], passed & (year == known), why)
        rest = rest & ~passed


def _unverified_year(case: Case) -> Array:
    """Year of visa facts that nobody has verified; NaN where there are none.

    Facts with a year are unverified unless ``source`` is given and does not say so: a user who has checked a program
    writes where, and the doubt is gone.
    """
    source = case.words("source")
    doubted = source.str.contains(UNVERIFIED, case=False, regex=False) | (source == "")
    return np.where(doubted.to_numpy(bool), case.numbers("visa_year"), np.nan)


def _in_brackets(year: float) -> str:
    return "" if np.isnan(year) else f" (crowd-sourced, unverified, {year:.0f})"


def _step3_note(applicant: Applicant) -> tuple[str, ...]:
    passed = applicant.step3 is not None and applicant.step3.passed
    if applicant.visa is None or set(applicant.visa) != {"H-1B"} or passed:
        return ()
    return (
        "H-1B is the only acceptable visa, and Step 3 is not known to be passed: an H-1B petition is said to need "
        "Step 3 passed before residency starts; check with the programs.",
    )
