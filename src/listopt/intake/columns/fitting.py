"""How well the cells of a column fit a field."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

from listopt.intake.fields import Setting, reader_of
from listopt.intake.language.clean import plain
from listopt.intake.language.codes import find_code
from listopt.intake.language.houses import names_program
from listopt.intake.language.places import HOME, find_country, find_state, listed_by_state, split_place
from listopt.intake.language.specialties import numbered
from listopt.intake.language.vocabulary import words
from listopt.intake.table import Profile
from listopt.reference import find_specialty

SEEMS, FITS, HARDLY = 0.8, 0.5, 0.2
"""Shares of cells that can be read: enough to tell a field, enough for a column that is called so, and too few."""
_UNTOLD = 0.75
"""Fit of a column whose cells all say that nothing is known: enough for one that is called so, not for any other."""
_HEADED = frozenset(("specialty", "state", "place"))
"""Fields of headings: cells that stand alone in their lines are about the rows below."""
_CHECKED = 80
"""Different cells tried per column."""


@dataclass(frozen=True)
class Known:
    """What the catalogue has: codes of programs, and names of their cities in plain lower case."""

    codes: Container[str]
    cities: Container[str] = frozenset()


def fit(field: str, profile: Profile, known: Known) -> float:
    """Share of a column's different cells that can be read as a field; cells that tell nothing do not count."""
    cells = profile.sample[:_CHECKED]
    if field in _HEADED and profile.alone:
        return 0.0
    if field in _MEASURES:
        return round(sum(_MEASURES[field](cell, known) for cell in cells) / len(cells), 6) if cells else 1.0
    if field == "country":
        return float(any(find_country(cell) == HOME for cell in cells))
    if field in ANY_TEXT:
        return sum(map(ANY_TEXT[field], cells)) / len(cells) if cells else 1.0
    reader = reader_of(field)
    if reader is None:
        return 0.0
    given = setting(profile, known.codes, percent=profile.greatest > 1)
    told = [reader(cell, given) for cell in cells]
    counted = [found for found in told if found is None or found.values]
    return sum(found is not None for found in counted) / len(counted) if counted else _UNTOLD


def setting(profile: Profile, known: Container[str], *, percent: bool) -> Setting:
    """What reading the cells of a column needs to know."""
    ticked = any(words("flag").get(plain(cell)) == "yes" and plain(cell) != "x" for cell in profile.sample)
    return Setting(known, percent, profile.greatest, ticked, listed_by_state(profile.sample))


def name_like(cell: str) -> bool:
    """Whether a cell may hold the name of a program."""
    letters = sum(map(str.isalpha, cell))
    return letters >= 3 and "@" not in cell and "://" not in cell and not find_specialty(cell) and not find_state(cell)


def like_programs(profile: Profile) -> float:
    """Share of a column's different cells that look like the name of a program."""
    return sum(map(names_program, profile.sample)) / len(profile.sample) if profile.sample else 0.0


def _code_like(cell: str, known: Known) -> float:
    """How surely a cell holds a code: known ones are, those of no specialty (telephone numbers) are not."""
    code = find_code(cell, known.codes)
    return 0.0 if code is None else 1.0 if code.known else FITS * (code.text[:3] in numbered())


def _city_like(cell: str, known: Known) -> float:
    """How surely a cell holds a city: one that the catalogue has does, other words may."""
    if len(cell) > 60 or any(map(str.isdigit, cell)) or ":" in cell or not any(map(str.isalpha, cell)):
        return 0.0
    return 1.0 if plain(split_place(cell).get("city", cell)) in known.cities else HARDLY


def _short(cell: str) -> bool:
    return len(cell) <= 40


def _lettered(cell: str) -> bool:
    return any(map(str.isalpha, cell))


_MEASURES: Mapping[str, Callable[[str, Known], float]] = {"program_id": _code_like, "city": _city_like}
"""Fields of which the catalogue helps to tell how surely a cell holds them."""
ANY_TEXT: Mapping[str, Callable[[str], bool]] = {
    "name": name_like, "institution": name_like, "status": _short, "region": _short, "metro": _short,
    "tracks": _lettered, "source": _lettered, "contact_policy": _lettered, "note": bool,
}  # fmt: skip
"""Fields that nearly any text could be, and what their cells must look like at least."""
