"""What a column of somebody's table may hold, and how its cells are read: the register of fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from functools import cache

from listopt.catalogue import Column, column_of, registered
from listopt.importers.cells import holds
from listopt.intake.amounts import amount, months, share, written, years
from listopt.intake.clean import plain
from listopt.intake.codes import find_code, find_nrmp_code
from listopt.intake.places import degrees, find_country, find_state, foreign, split_place
from listopt.intake.specialties import numbered, read_specialty
from listopt.intake.visas import names_visas, read_visas
from listopt.intake.vocabulary import untold, words

NRMP_CODE = "nrmp_code"
NO_LIMIT, NO_MINIMUM = "no limit, written as 99", "no minimum, written as 0"
MOST = 99
"""Greatest limit, which a catalogue writes for none."""
LOW_END, MIDDLE = "low end of a range", "middle of a range"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_STARS = re.compile(r"(\d+(?:\.\d)?)\s*(?:/|out of|of)\s*(5|10)")
_ANSWER = re.compile(r"(yes|no)\s*[,;:(.\-](.*)", re.DOTALL)
_TURNS = re.compile(r"\b(yes|no|not|only|but|except|exceptions?|unless|case|depends|if|h-?1b?|j-?1)\b")
"""Words after a yes or no that may turn it."""
_OTHERWISE_MINIMUM = re.compile(r"[<≤]|\b(below|under|at most|max|maximum|up to|average|avg|mean|median)\b")
_OTHERWISE_MAXIMUM = re.compile(r"[>≥+]|\b(more|over|above|at least|min|minimum|greater|longer|prefer\w*)\b")
"""Words that make a number something else than a least score, or something else than a greatest limit."""
MOST_STARS = 5
_LEAST_SCORE = 100
"""Three-digit scores are never lower."""


@dataclass(frozen=True)
class Told:
    """What a cell tells.

    Attributes
    ----------
    values
        Column of the catalogue -> value as a catalogue holds it; empty when the cell says that it is not known.
    remark
        What had to be decided to read it, for the report; empty when nothing.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""


@dataclass(frozen=True)
class Setting:
    """What reading a column needs to know beside the cell.

    Attributes
    ----------
    known
        Codes of the catalogue to match.
    percent
        Whether bare numbers of this column are percentages.
    greatest
        Greatest bare number of this column.
    ticked
        Whether the column has marks for yes, beside which a cross may mean no.
    """

    known: Container[str] = frozenset()
    percent: bool = False
    greatest: float = 0.0
    ticked: bool = False


Reader = Callable[[str, Setting], "Told | None"]
"""Reads a clean cell that is not empty; None when it cannot be understood."""


@cache
def fields() -> Mapping[str, Reader]:
    """Reader of every field by name: the columns of the catalogue, and those of other tables that hold several."""
    return {**{name: _reader(column) for name, column in registered().items()}, **_OTHERS}


def reader_of(name: str) -> Reader | None:
    """Reader of a field; own odds may name any signal tier. None for names that listopt does not know."""
    column = column_of(name)
    return fields().get(name) or (_reader(column) if column is not None else None)


def _reader(column: Column) -> Reader:
    """Reader of a column of the catalogue: one of its own, else the one of its kind, checked against the register."""
    read = _OWN.get(column.name) or _KINDS[column.kind](column)

    def told(cell: str, setting: Setting) -> Told | None:
        if column.kind != "text" and untold(plain(cell)):
            return Told()
        found = read(cell, setting)
        value = found.values.get(column.name) if found is not None else None
        return None if value is not None and not holds(column, value) else found

    return told


def _text(column: Column) -> Reader:
    return lambda cell, setting: Told() if untold(plain(cell)) else Told({column.name: cell})


def _flag(column: Column) -> Reader:
    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell).strip(" .!'\"")
        answer = _ANSWER.fullmatch(text)
        if (answer and _TURNS.search(answer[2])) or (text == "x" and setting.ticked):
            return None
        meant = words("flag").get(answer[1] if answer else text)
        return None if meant is None else Told({column.name: meant}, "x taken as yes" if text == "x" else "")

    return read


def _choice(column: Column) -> Reader:
    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell)
        own = next((word for word in column.choices if word.lower() == text), None)
        meant = own or words(column.name).get(text)
        return None if meant is None else Told({column.name: meant})

    return read


def _share(column: Column) -> Reader:
    def read(cell: str, setting: Setting) -> Told | None:
        found = share(plain(cell), setting.percent)
        return None if found is None else Told({column.name: written(found[0])}, found[1])

    return read


def _number(column: Column) -> Reader:
    """Numbers that are no limits: the middle of a range, whole where the column is."""

    def read(cell: str, setting: Setting) -> Told | None:
        found = amount(plain(cell))
        if found is None or found.percent:
            return None
        value = (found.low + found.high) / 2
        whole = column.kind == "integer" and found.high > found.low
        return Told({column.name: written(value // 1 if whole else value)}, MIDDLE if found.high > found.low else "")

    return read


def _minimum(name: str) -> Reader:
    """Least scores: the low end of a range, 0 where none is asked."""

    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell)
        if text in words("no_minimum"):
            passing = {"requires_step1": "yes"} if name == "step1_min" and text.startswith("p") else {}
            return Told({name: "0", **passing}, NO_MINIMUM)
        found = None if _OTHERWISE_MINIMUM.search(text) else amount(text)
        if found is None or found.percent or (found.low and found.low < _LEAST_SCORE):
            return None
        return Told({name: written(found.low)}, LOW_END if found.high > found.low else "")

    return read


def _maximum(name: str) -> Reader:
    """Most years or attempts: the high end of a range, so that no program is lost to a doubtful reading."""

    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell)
        if text in words("no_limit") and (name != "max_attempts" or "no " in text or text == "unlimited"):
            return Told({name: words("no_limit")[text]}, NO_LIMIT)
        if name == "max_attempts" and text in words("first_attempt"):
            return Told({name: "1"})
        if _OTHERWISE_MAXIMUM.search(text):
            return None
        found = amount(text)
        span = years(text) if name.startswith("max_years") else found and (found.low, found.high)
        if found is None or found.percent or not span or not 0 < span[1] <= MOST:
            return None
        return Told({name: written(span[1])}, "high end of a range" if span[1] > span[0] else "")

    return read


def _months(cell: str, setting: Setting) -> Told | None:
    text = plain(cell)
    if text in words("no_minimum"):
        return Told({"min_usce_months": "0"}, NO_MINIMUM)
    found = months(text)
    return None if found is None else Told({"min_usce_months": written(found[0])}, found[1])


def _year(name: str) -> Reader:
    """Years, also inside dates: the latest that is named."""

    def read(cell: str, setting: Setting) -> Told | None:
        years = _YEAR.findall(plain(cell))
        return Told({name: max(years)}) if years else None

    return read


def _rating(cell: str, setting: Setting) -> Told | None:
    stars = cell.count("★") + cell.count("⭐")
    text = plain(cell)
    scaled = _STARS.fullmatch(text)
    if stars:
        return Told({"rating": str(stars)})
    if scaled:
        return Told({"rating": str(max(1, round(float(scaled[1]) * 5 / float(scaled[2]))))})
    found = amount(re.sub(r"\s*stars?$", "", text))
    if found is None or found.low != found.high or setting.greatest > MOST_STARS:
        return None  # of another scale, which nobody told
    return Told({"rating": written(found.low)})


def _visa(name: str) -> Reader:
    """One kind of visa: a plain answer, which says nothing of the other kind, or words that name kinds."""
    answer = _flag(registered()[name])

    def read(cell: str, setting: Setting) -> Told | None:
        text = plain(cell)
        told, plainly = read_visas(text), answer(cell, setting)
        if told is None or not names_visas(text):
            return Told({name: "no"}) if told and plainly is None else plainly
        return Told({**(plainly.values if plainly else {}), **told})

    return read


def _visas(cell: str, setting: Setting) -> Told | None:
    if untold(plain(cell)):
        return Told()
    told = read_visas(plain(cell))
    return None if told is None else Told(told)


def _code(cell: str, setting: Setting) -> Told | None:
    code = find_code(cell, setting.known)
    return None if code is None else Told({"program_id": code.text}, code.repair)


def _nrmp(cell: str, setting: Setting) -> Told | None:
    """NRMP codes, which tell the specialty but name no program of the catalogue."""
    found = find_nrmp_code(cell)
    if found is None:
        return None
    specialty = numbered().get(found[1])
    return Told({NRMP_CODE: found[0]} | ({"specialty": specialty} if specialty else {}))


def _name(name: str) -> Reader:
    """Names, which may carry a code in them."""

    def read(cell: str, setting: Setting) -> Told | None:
        if untold(plain(cell)):
            return Told()
        code = find_code(cell, setting.known) if any(map(str.isdigit, cell)) else None
        if code is None or not code.known:
            return Told({name: cell})
        rest = re.sub(rf"\s*[(\[#-]*\s*0?{code.text.lstrip('0')}\s*[)\]]*\s*-?\s*", " ", cell).strip()
        return Told({name: rest, "program_id": code.text} if rest else {"program_id": code.text})

    return read


def _specialty(cell: str, setting: Setting) -> Told | None:
    found = read_specialty(cell)
    return None if found is None else Told({"specialty": found[0]}, found[1])


def _state(cell: str, setting: Setting) -> Told | None:
    state = find_state(cell)
    if state is not None:
        return Told({"state": state})
    abroad = foreign(cell)
    return None if abroad is None else Told({"country": abroad})


def _city(cell: str, setting: Setting) -> Told | None:
    if untold(plain(cell)) or not re.search(r"[^\W\d_]", cell):
        return Told() if untold(plain(cell)) else None
    place = split_place(cell) if "," in cell or "(" in cell else {}
    return Told(place) if "city" in place else Told({"city": cell})


def _place(cell: str, setting: Setting) -> Told | None:
    if untold(plain(cell)):
        return Told()
    found = split_place(cell)
    return Told(found) if found else None


def _country(cell: str, setting: Setting) -> Told | None:
    return Told() if untold(plain(cell)) else Told({"country": find_country(cell)})


def _degrees(name: str) -> Reader:
    def read(cell: str, setting: Setting) -> Told | None:
        if untold(plain(cell)):
            return Told()
        # Both are let through up to 180, for the two are swapped in some tables.
        value = degrees(plain(cell), -180, 180)
        return None if value is None else Told({name: written(value)})

    return read


def _coordinates(cell: str, setting: Setting) -> Told | None:
    text = plain(cell).strip("()[] ")
    parts = re.split(r"[,;/]" if re.search(r"[,;/]", text) else r"\s+", text)
    values = [degrees(part, -180, 180) for part in parts]
    if untold(plain(cell)):
        return Told()
    if len(values) != 2 or values[0] is None or values[1] is None:
        return None
    return Told({"latitude": written(values[0]), "longitude": written(values[1])})


def _status(cell: str, setting: Setting) -> Told | None:
    text = plain(cell).strip(" .!")
    return Told() if untold(text) else Told({"status": words("status").get(text, cell)})


_KINDS: Mapping[str, Callable[[Column], Reader]] = {
    "code": _text, "text": _text, "choice": _choice, "flag": _flag, "share": _share, "number": _number,
    "integer": _number, "dollars": _number,
}  # fmt: skip
_OWN: Mapping[str, Reader] = {
    "program_id": _code, "name": _name("name"), "institution": _name("institution"), "specialty": _specialty,
    "city": _city, "state": _state, "j1": _visa("j1"), "h1b": _visa("h1b"), "step1_min": _minimum("step1_min"),
    "step2_min": _minimum("step2_min"), "max_attempts": _maximum("max_attempts"),
    "max_years_since_graduation": _maximum("max_years_since_graduation"), "min_usce_months": _months,
    "visa_year": _year("visa_year"), "source_year": _year("source_year"), "rating": _rating, "status": _status,
}  # fmt: skip
_OTHERS: Mapping[str, Reader] = {
    "latitude": _degrees("latitude"), "longitude": _degrees("longitude"), "visas": _visas, "place": _place,
    "country": _country, "coordinates": _coordinates, NRMP_CODE: _nrmp,
}  # fmt: skip
OTHER_FIELDS: Mapping[str, str] = {
    "visas": "words about visas, which become j1 and h1b",
    "place": "city and state in one cell",
    "country": "country, to refuse programs abroad",
    "coordinates": "latitude and longitude in one cell",
    NRMP_CODE: "NRMP code, which tells the specialty",
}
"""Fields that are no columns of the catalogue, and what they hold."""
