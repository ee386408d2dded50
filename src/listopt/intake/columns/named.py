"""What a column is by its header, if its cells do not speak against it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from listopt.intake.columns.fitting import ANY_TEXT, FITS, HARDLY, SEEMS, Known, fit
from listopt.intake.columns.headers import called, misspelt, perhaps, similar
from listopt.intake.columns.meant import LEFT_OUT, OWN, PERCENT, Meant
from listopt.intake.columns.units import doubtful, either_unit, impossible
from listopt.intake.language.vocabulary import spoken
from listopt.intake.table import Profile

_REMARK = re.compile(r"\[.*\]")
"""Headers of what listopt itself says in the sheets it writes."""
_MOST_OFFERED = 3


def named(header: str, profile: Profile, mapping: Mapping[str, str], known: Known) -> Meant:
    """Say what a column is by its header alone; parameters as `listopt.intake.columns.recognise`."""
    percent = profile.greatest > 1
    if _REMARK.fullmatch(header):
        return Meant(header, "", "left out")
    said = mapping.get(spoken(header))
    if said in (OWN, LEFT_OUT):
        return Meant(header, "", "left out" if said == LEFT_OUT else "mapping")
    if said is not None:
        return Meant(header, said.removesuffix(PERCENT), "mapping", (), percent or said.endswith(PERCENT))
    if not profile.sample:
        return Meant(header, "", "empty")
    exact, maybe = called(header), perhaps(header)
    good = _fitting(exact, header, profile, known)
    if good:
        return Meant(header, good[0], "name", tuple(good[1:]), percent)
    for field in () if exact or maybe else misspelt(header):
        if _tells(field, header) and not doubtful(field, header, profile) and fit(field, profile, known) >= SEEMS:
            return Meant(header, field, "spelling", (), percent)
    likely = dict.fromkeys([*maybe, *exact, *(() if maybe else similar(header))])
    offered = [field for field in likely if fit(field, profile, known) > HARDLY and not impossible(field, profile)]
    both = [f"{field}{PERCENT}" for field in offered[:1] if either_unit(field, profile)]
    guesses = (*offered[:1], *both, *offered[1:])
    return Meant(header, "", "unsure" if guesses else "own", guesses[:_MOST_OFFERED], percent)


def _tells(field: str, header: str) -> bool:
    """Whether a slip may be overlooked: a field that any text fits needs more than one word that is spelt alike."""
    return field not in ANY_TEXT or " " in spoken(header)


def _fitting(exact: Sequence[str], header: str, profile: Profile, known: Known) -> list[str]:
    """Fields that a header surely means and that its cells fit, the one that they fit best first."""
    fits = {field: fit(field, profile, known) for field in exact if not doubtful(field, header, profile)}
    good = [field for field in fits if fits[field] >= (HARDLY if spoken(field) == spoken(header) else FITS)]
    best = max(good, key=lambda field: (round(fits[field], 1), -exact.index(field)), default=None)
    return sorted(good, key=lambda field: field != best)
