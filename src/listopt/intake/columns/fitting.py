"""How well the cells of a column fit a field."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping

from listopt.intake.fields import Setting, reader_of
from listopt.intake.language.clean import plain
from listopt.intake.language.codes import find_code
from listopt.intake.language.places import find_state
from listopt.intake.language.specialties import numbered
from listopt.intake.language.vocabulary import words
from listopt.intake.table import Profile
from listopt.reference import find_specialty

SEEMS, FITS, HARDLY = 0.8, 0.5, 0.2
"""Shares of cells that can be read: enough to tell a field, enough for a column that is called so, and too few."""
_UNTOLD = 0.75
"""Fit of a column whose cells all say that nothing is known: enough for one that is called so, not for any other."""
_CHECKED = 80
"""Different cells tried per column."""


def fit(field: str, profile: Profile, known: Container[str]) -> float:
    """Share of a column's different cells that can be read as a field; cells that tell nothing do not count."""
    cells = profile.sample[:_CHECKED]
    if field == "program_id" and cells:
        return sum(_code_like(cell, known) for cell in cells) / len(cells)
    if field in _PLAUSIBLE:
        return sum(map(_PLAUSIBLE[field], cells)) / len(cells) if cells else 1.0
    reader = reader_of(field)
    if reader is None:
        return 0.0
    given = setting(profile, known, percent=profile.greatest > 1)
    told = [reader(cell, given) for cell in cells]
    counted = [found for found in told if found is None or found.values]
    return sum(found is not None for found in counted) / len(counted) if counted else _UNTOLD


def _code_like(cell: str, known: Container[str]) -> float:
    """How surely a cell holds a code: known ones are, those of no specialty (telephone numbers) are not."""
    code = find_code(cell, known)
    return 0.0 if code is None else 1.0 if code.known else FITS * (code.text[:3] in numbered())


def setting(profile: Profile, known: Container[str], *, percent: bool) -> Setting:
    """What reading the cells of a column needs to know."""
    ticked = any(words("flag").get(plain(cell)) == "yes" and plain(cell) != "x" for cell in profile.sample)
    return Setting(known, percent, profile.greatest, ticked)


def name_like(cell: str) -> bool:
    """Whether a cell may hold the name of a program."""
    letters = sum(map(str.isalpha, cell))
    return letters >= 3 and "@" not in cell and "://" not in cell and not find_specialty(cell) and not find_state(cell)


def _city_like(cell: str) -> bool:
    return len(cell) <= 60 and any(map(str.isalpha, cell)) and not any(map(str.isdigit, cell)) and ":" not in cell


_PLAUSIBLE: Mapping[str, Callable[[str], bool]] = {
    "name": name_like, "institution": name_like, "city": _city_like,
    "status": lambda cell: len(cell) <= 40, "region": lambda cell: len(cell) <= 40, "country": _city_like,
    "metro": _city_like, "tracks": lambda cell: any(map(str.isalpha, cell)),
    "source": lambda cell: any(map(str.isalpha, cell)), "contact_policy": lambda cell: any(map(str.isalpha, cell)),
}  # fmt: skip
"""Fields that any text could be: what their cells must look like."""
