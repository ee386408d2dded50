"""Readers of what tells which program a row is about: codes, names, specialty."""

from __future__ import annotations

import re

from listopt.catalogue import Column
from listopt.intake.fields.told import Reader, Setting, Told
from listopt.intake.language.codes import find_code, find_nrmp_code
from listopt.intake.language.places import state_in_front
from listopt.intake.language.specialties import numbered, read_specialty

NRMP_CODE = "nrmp_code"


def code(cell: str, setting: Setting) -> Told | None:
    """ACGME codes, repaired where a spreadsheet has spoilt them."""
    found = find_code(cell, setting.known)
    return None if found is None else Told({"program_id": found.text}, found.repair)


def nrmp_code(cell: str, setting: Setting) -> Told | None:
    """NRMP codes, which tell the specialty but name no program of the catalogue."""
    found = find_nrmp_code(cell)
    if found is None:
        return None
    told = numbered().get(found[1])
    return Told({NRMP_CODE: found[0]} | ({"specialty": told} if told else {}))


def name(column: Column) -> Reader:
    """Names, which may carry a code in them, and the state in front."""

    def read(cell: str, setting: Setting) -> Told | None:
        told, rest = {}, cell
        found = find_code(cell, setting.known) if any(map(str.isdigit, cell)) else None
        if found is not None and found.known:
            told["program_id"] = found.text
            rest = re.sub(rf"\s*[(\[#-]*\s*0?{found.text.lstrip('0')}\s*[)\]]*\s*-?\s*", " ", cell).strip()
        placed = state_in_front(rest, listed=setting.stated)
        if placed is not None:
            told["state"], rest = placed
        return Told({column.name: rest, **told} if rest else told)

    return read


def specialty(cell: str, setting: Setting) -> Told | None:
    """Specialties under any of their names."""
    found = read_specialty(cell)
    return None if found is None else Told({"specialty": found[0]}, found[1])
