"""The visa filter: a program passes when it sponsors any visa the applicant accepts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from listopt.eligibility.case import Array, Case, Doubt, Filter, Flags
from listopt.eligibility.limits import count

COLUMN_OF = {"J-1": "j1", "H-1B": "h1b"}
"""Column of the catalogue for each visa, in the order in which they are named."""

TIE = "h1b_requires_step3"
"""Column that ties the sponsorship of an H-1B to Step 3."""

UNVERIFIED = "unverified"
"""Word by which ``source`` marks visa facts that nobody has checked."""


def visa(case: Case) -> Filter | None:
    """Keep programs that sponsor at least one acceptable visa; None when the applicant needs none.

    A visa whose sponsorship is unknown counts as sponsored under ``allow`` and as refused under ``exclude``. When it is
    unknown whether a visa is needed, either would do, and a program that sponsors neither is a matter of policy. An
    H-1B tied to Step 3 counts as sponsored once the applicant has passed it.
    """
    needs = case.applicant.needs_visa
    if needs is False:
        return None
    accepted = tuple(name for name in COLUMN_OF if name in (case.applicant.visa or COLUMN_OF))
    stated = {name: case.numbers(COLUMN_OF[name]) for name in accepted}
    tied = _tied(case, accepted)
    facts = {name: fact - tied if name == "H-1B" else fact for name, fact in stated.items()}
    sponsors = np.any([fact == 1 for fact in facts.values()], axis=0)
    unclear = np.any([np.isnan(fact) for fact in facts.values()], axis=0)
    hopeful = np.any([np.isnan(fact) & (not case.excludes(COLUMN_OF[name])) for name, fact in stated.items()], axis=0)
    asked = ~sponsors & (needs is True)
    untold = asked & (tied == 1) & ~hopeful & (case.step3_passed is None)
    year = _unverified_year(case)
    return Filter(
        kind="visa policy",
        fails=asked & ~unclear & ~untold,
        reason=lambda row: _reason(accepted, tied[int(row)] == 1) + _in_brackets(year[int(row)]),
        value=np.arange(len(year), dtype=float),
        shut=asked & unclear & ~hopeful & ~untold,
        unasked=(untold | (~sponsors & (needs is None))) & case.judged(False),
        bars=case.excludes(TIE) if needs else all(case.excludes(COLUMN_OF[name]) for name in accepted),
        fact="Step 3 result for an H-1B" if needs else "need of a visa",
        field="step3" if needs else "visa",
        doubts=(*_unknown(case, facts, sponsors), *_crowd_sourced(case, facts)),
        notes=lambda alone, eligible: _h1b_only(case, alone, eligible),
    )


def _tied(case: Case, accepted: tuple[str, ...]) -> Array:
    """Whether Step 3 stands between the applicant and a sponsored H-1B: 1 or 0, NaN where that is not known."""
    if "H-1B" not in accepted or case.step3_passed:
        return np.zeros(len(case.table))
    asks = case.numbers(TIE) if case.excludes(TIE) else np.nan_to_num(case.numbers(TIE))
    return np.where(case.numbers(COLUMN_OF["H-1B"]) == 1, asks, 0.0)


def _reason(accepted: tuple[str, ...], tied: bool) -> str:
    if not tied:
        return f"does not sponsor {' or '.join(accepted)}"
    other = "no J-1, and " if "J-1" in accepted else ""
    return f"sponsors {other}H-1B only after Step 3; the applicant has not passed it"


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
    writes where, there or in ``verified``, and the doubt is gone.
    """
    source = case.words("source")
    doubted = source.str.contains(UNVERIFIED, case=False, regex=False) | (source == "")
    doubted &= case.words("verified") == ""
    return np.where(doubted.to_numpy(bool), case.numbers("visa_year"), np.nan)


def _in_brackets(year: float) -> str:
    return "" if np.isnan(year) else f" (crowd-sourced, unverified, {year:.0f})"


def _h1b_only(case: Case, alone: Flags, eligible: Flags) -> Iterator[str]:
    """What it costs to accept no other visa than H-1B, and what that visa asks for."""
    if set(case.applicant.visa or ()) != {"H-1B"}:
        return
    if eligible.any() and not case.step3_passed:
        yield (
            "H-1B is the only acceptable visa, and Step 3 is not known to be passed: an H-1B petition is said to need "
            "Step 3 passed before residency starts; check with the programs."
        )
    closed, j1 = int(alone.sum()), case.numbers("j1")
    if closed:
        sure = int((alone & (j1 == 1)).sum())
        maybe = 0 if case.excludes("j1") else int((alone & np.isnan(j1)).sum())
        yield (
            f"H-1B as the only acceptable visa closes {count(closed, 'program')}: with J-1 acceptable as well, "
            f"{sure:,} of them would be open and {maybe:,} possibly open (J-1 policy unknown)."
        )
