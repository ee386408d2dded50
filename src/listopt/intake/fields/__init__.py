"""What a column of somebody's table may hold, and how its cells are read: the register of fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from listopt.catalogue import IDENTITY, Column, Kind, column_of, registered
from listopt.importers.cells import holds
from listopt.intake.fields import kinds, limits, places, programs, words
from listopt.intake.fields.programs import NRMP_CODE
from listopt.intake.fields.told import Reader, Setting, Told
from listopt.intake.language.clean import plain
from listopt.intake.language.vocabulary import untold

__all__ = ["NRMP_CODE", "OTHER_FIELDS", "Reader", "Setting", "Told", "fields", "reader_of"]

_KINDS: Mapping[Kind, Callable[[Column], Reader]] = {
    "code": kinds.text, "text": kinds.text, "choice": kinds.choice, "flag": kinds.flag, "share": kinds.fraction,
    "number": kinds.number, "integer": kinds.number, "dollars": kinds.number,
}  # fmt: skip
"""Reader of the columns of each kind."""
_OWN: Mapping[str, Callable[[Column], Reader]] = {
    "program_id": lambda column: programs.code,
    "name": programs.name,
    "institution": programs.name,
    "specialty": lambda column: programs.specialty,
    "city": lambda column: places.city,
    "state": lambda column: places.state,
    "j1": words.visa,
    "h1b": words.visa,
    "visa_year": kinds.year,
    "step1_min": limits.least_score,
    "step2_min": limits.least_score,
    "max_attempts": limits.most_attempts,
    "max_years_since_graduation": limits.most_years,
    "min_usce_months": limits.least_months,
    "source_year": kinds.year,
    "rating": limits.rating,
    "status": lambda column: words.status,
}
"""Reader of the columns that are not read as their kind is."""
_OTHERS: Mapping[str, Reader] = {
    "latitude": places.angle("latitude"),
    "longitude": places.angle("longitude"),
    "visas": words.visas,
    "place": places.whole_place,
    "country": places.country,
    "coordinates": places.coordinates,
    NRMP_CODE: programs.nrmp_code,
}
"""Reader of the fields that are no columns, and of the coordinates, which are read together."""
OTHER_FIELDS: Mapping[str, str] = {
    "visas": "words about visas, which become j1 and h1b",
    "place": "city and state in one cell",
    "country": "country, to refuse programs abroad",
    "coordinates": "latitude and longitude in one cell",
    NRMP_CODE: "NRMP code, which tells the specialty",
}
"""Fields that are no columns of the catalogue, and what they hold."""


@cache
def fields() -> Mapping[str, Reader]:
    """Reader of every field by name: the columns of the catalogue, and those of other tables that hold several."""
    columns = {name: _reader(column) for name, column in registered().items()}
    return {**columns, **{name: _telling(read) for name, read in _OTHERS.items()}}


def reader_of(name: str) -> Reader | None:
    """Reader of a field; own odds may name any signal tier. None for names that listopt does not know."""
    column = column_of(name)
    return fields().get(name) or (_reader(column) if column is not None else None)


def _reader(column: Column) -> Reader:
    """Reader of a column of the catalogue: one of its own, else the one of its kind, checked against the register."""
    read = _OWN.get(column.name, _KINDS[column.kind])(column)

    def checked(cell: str, setting: Setting) -> Told | None:
        found = read(cell, setting)
        value = found.values.get(column.name) if found is not None else None
        return None if value is not None and not holds(column, value) else found

    return _telling(checked, texts=column.kind == "text" and column not in IDENTITY)


def _telling(read: Reader, *, texts: bool = False) -> Reader:
    """Reader that is only asked about cells that tell something; texts may tell that something is open."""
    return lambda cell, setting: Told() if untold(plain(cell), also_open=not texts) else read(cell, setting)
