"""What a column is by its header, if its cells do not speak against it."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

from listopt.intake.columns.fitting import FITS, HARDLY, SEEMS, fit
from listopt.intake.columns.headers import called, misspelt, perhaps, similar
from listopt.intake.columns.meant import LEFT_OUT, OWN, Meant
from listopt.intake.language.vocabulary import spoken
from listopt.intake.table import Profile

RATES = "interview_rate_"
"""What the names of all interview rates begin with."""
_REMARK = re.compile(r"\[.*\]")
"""Headers of what listopt itself says in the sheets it writes."""
_MOST_OFFERED = 3


def named(header: str, profile: Profile, mapping: Mapping[str, str], known: Container[str]) -> Meant:
    """Say what a column is by its header alone; parameters as `listopt.intake.columns.recognise`."""
    percent = profile.greatest > 1
    if _REMARK.fullmatch(header):
        return Meant(header, "", "left out")
    said = mapping.get(spoken(header))
    if said is not None:
        field = "" if said in (OWN, LEFT_OUT) else said
        return Meant(header, field, "left out" if said == LEFT_OUT else "mapping", (), percent)
    if not profile.sample:
        return Meant(header, "", "empty")
    exact = [field for field in called(header) if can_be(field, header, profile)]
    good = _fitting(exact, header, profile, known)
    if good:
        return Meant(header, good[0], "name", tuple(good[1:]), percent)
    maybe = perhaps(header)
    guesses = () if maybe else similar(header)
    slipped = () if maybe or exact else misspelt(header)
    for field in slipped:
        if can_be(field, header, profile) and fit(field, profile, known) >= SEEMS:
            return Meant(header, field, "spelling", tuple(other for other in guesses if other != field), percent)
    offered = [field for field in dict.fromkeys([*maybe, *exact, *guesses]) if fit(field, profile, known) > HARDLY]
    return Meant(header, "", "unsure" if offered else "own", tuple(offered[:_MOST_OFFERED]), percent)


def can_be(field: str, header: str, profile: Profile) -> bool:
    """Whether whole numbers may be rates: ``Gold signals`` with 5 and 12 are counts, or who knows what."""
    counts = profile.greatest > 1 and field.startswith(RATES)
    return not counts or re.search("rate|percent|interview", spoken(header)) is not None


def _fitting(exact: Sequence[str], header: str, profile: Profile, known: Container[str]) -> list[str]:
    """Fields that a header surely means and that its cells fit, the one that they fit best first."""
    fits = {field: fit(field, profile, known) for field in exact}
    good = [field for field in exact if fits[field] >= (HARDLY if spoken(field) == spoken(header) else FITS)]
    best = max(good, key=lambda field: (round(fits[field], 1), -exact.index(field)), default=None)
    return sorted(good, key=lambda field: field != best)
