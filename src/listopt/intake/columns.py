"""Which column of a table is which field: by name, by what its cells hold, or as the user says."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from listopt.catalogue import column_of
from listopt.intake.fields import Setting, reader_of
from listopt.intake.language.clean import plain
from listopt.intake.language.codes import find_code
from listopt.intake.language.places import find_state
from listopt.intake.language.specialties import numbered
from listopt.intake.language.vocabulary import hints, spoken, synonyms, words
from listopt.intake.table import Profile, Table
from listopt.reference import find_specialty

OWN, LEFT_OUT = "own", "none"
"""What a mapping says of a column that is the user's own, and of one to leave out."""
SEEMS, FITS, HARDLY = 0.8, 0.5, 0.2
"""Shares of cells that can be read: enough to tell a field, enough for a column that is called so, and too few."""
CLOSE = 80.0
"""Likeness of 100 to a known header from which a column is offered as it."""
_LETTERS_A_SLIP = 5
"""Letters of a word per letter that may be wrong."""
UNTOLD = 0.75
"""Fit of a column whose cells all say that nothing is known: enough for one that is called so, not for any other."""
_RATES = "interview_rate_"
_REMARK = re.compile(r"\[.*\]")
"""Headers of what listopt itself says in the sheets it writes."""
_CHECKED = 80
"""Different cells tried per column."""
_FROM_CONTENT = {"program_id": 0.6, "specialty": SEEMS, "state": 0.9, "place": 0.9}
"""Fields told by their cells alone, and the share that must be read."""


@dataclass(frozen=True)
class Meant:
    """What one column is taken for.

    Attributes
    ----------
    header
        Its header as written.
    field
        Field of `listopt.intake.fields.fields`; empty for a column of the user's own.
    how
        ``name``, ``spelling``, ``content``, ``mapping``: how it was told; ``unsure`` for an own column that may be a
        field, ``own``, ``empty``, ``left out`` for the others.
    guesses
        Fields that it may be, the likeliest first.
    percent
        Whether its bare numbers are percentages.
    """

    header: str
    field: str
    how: str
    guesses: tuple[str, ...] = ()
    percent: bool = False

    @property
    def kept(self) -> bool:
        """Whether the column is kept as the user's own."""
        return not self.field and self.how not in ("empty", "left out")


def recognise(table: Table, mapping: Mapping[str, str], known: Container[str]) -> tuple[Meant, ...]:
    """Say for each column of a table which field it is.

    Parameters
    ----------
    table
        The table.
    mapping
        What the user says: header as `spoken` gives it -> field, `OWN` or `LEFT_OUT`.
    known
        Codes of the catalogue to match.
    """
    columns = [
        _named(header, profile, mapping, known) for header, profile in zip(table.headers, table.profiles, strict=True)
    ]
    columns = _each_once(_in_company(columns, table.profiles), table.profiles, known)
    if not table.grid.formatted:
        columns = [replace(column, percent=column.percent or _says_percent(column.header)) for column in columns]
    told = {column.field for column in columns}
    for field, least in _FROM_CONTENT.items():
        if field not in told and not (field == "place" and told & {"state", "place"}):
            columns = _told_by_content(columns, table.profiles, field, least, known)
            told = {column.field for column in columns}
    if not told & {"program_id", "name", "institution"}:
        columns = [_perhaps_name(column, profile) for column, profile in zip(columns, table.profiles, strict=True)]
    return tuple(columns)


def _in_company(columns: Sequence[Meant], profiles: Sequence[Profile]) -> list[Meant]:
    """Columns of which headers like ``US IMG`` are interview rates if others beside them are certainly."""
    if not any(column.field.startswith(_RATES) and column.how == "name" for column in columns):
        return list(columns)
    result = []
    for column, profile in zip(columns, profiles, strict=True):
        rates = [one for one in column.guesses if one.startswith(_RATES) and _can_be(one, column.header, profile)]
        vague = column.how == "unsure" and rates
        result.append(replace(column, field=rates[0], how="name", guesses=()) if vague else column)
    return result


def _says_percent(header: str) -> bool:
    return "percent" in spoken(header).split() or "percentage" in spoken(header).split()


def _perhaps_name(column: Meant, profile: Profile) -> Meant:
    """Offer a column of texts as names where no other column has any."""
    like = profile.sample and sum(map(_name_like, profile.sample)) >= SEEMS * len(profile.sample)
    return replace(column, how="unsure", guesses=("name", *column.guesses)) if column.kept and like else column


def _named(header: str, profile: Profile, mapping: Mapping[str, str], known: Container[str]) -> Meant:
    """What a column is by its header alone, if its cells do not speak against it."""
    percent = profile.greatest > 1
    if _REMARK.fullmatch(header):
        return Meant(header, "", "left out")
    said = mapping.get(spoken(header))
    if said is not None:
        field = "" if said in (OWN, LEFT_OUT) else said
        return Meant(header, field, "left out" if said == LEFT_OUT else "mapping", (), percent)
    if not profile.sample:
        return Meant(header, "", "empty")
    tails = _tails(header)
    exact = list(
        dict.fromkeys(field for tail in tails for field in _fields_called(tail) if _can_be(field, header, profile))
    )
    fits = {field: fit(field, profile, known) for field in exact}
    good = [field for field in exact if fits[field] >= (HARDLY if spoken(field) == spoken(header) else FITS)]
    if good:
        best = max(good, key=lambda field: (round(fits[field], 1), -exact.index(field)))
        return Meant(header, best, "name", tuple(field for field in good if field != best), percent)
    perhaps = [field for tail in tails for field in hints().get(tail, ())]
    guesses = {} if perhaps else _similar(header)
    slipped = [] if perhaps or exact else [field for field in _misspelt(header) if _can_be(field, header, profile)]
    sure = [field for field in slipped if fit(field, profile, known) >= SEEMS]
    if sure:
        return Meant(header, sure[0], "spelling", tuple(field for field in guesses if field != sure[0]), percent)
    offered = [field for field in dict.fromkeys([*perhaps, *exact, *guesses]) if fit(field, profile, known) > HARDLY]
    return Meant(header, "", "unsure" if offered else "own", tuple(offered[:3]), percent)


def _can_be(field: str, header: str, profile: Profile) -> bool:
    """Whether whole numbers may be rates: ``Gold signals`` with 5 and 12 are counts, or who knows what."""
    counts = profile.greatest > 1 and field.startswith(_RATES)
    return not counts or re.search("rate|percent|interview", spoken(header)) is not None


def _tails(header: str) -> Sequence[str]:
    """Header, and the ends of one that is put together from the names of nested parts."""
    parts = header.split(".")
    return tuple(dict.fromkeys(spoken(".".join(parts[start:])) for start in range(len(parts))))


def _fields_called(name: str) -> Sequence[str]:
    own = name.replace(" ", "_")
    return synonyms().get(name) or ((own,) if column_of(own) is not None else ())


def _similar(header: str) -> dict[str, float]:
    """Fields whose known headers look like this one, with the likeness."""
    from rapidfuzz import fuzz, process  # here because most headers are known

    found = process.extract(spoken(header), _headers(), scorer=fuzz.token_sort_ratio, limit=8, score_cutoff=CLOSE)
    scores: dict[str, float] = {}
    for name, score, _ in found:
        for field in synonyms()[name]:
            scores.setdefault(field, score)
    return scores


def _misspelt(header: str) -> Sequence[str]:
    """Fields of the known header that has the same words but for a slip of the pen in long ones."""
    from rapidfuzz.distance import OSA  # here because most headers are known

    said = spoken(header).split()

    def slips(name: str) -> bool:
        words = name.split()
        apart = [(one, other) for one, other in zip(said, words, strict=True) if one != other]
        return all(OSA.distance(one, other) <= len(other) // _LETTERS_A_SLIP for one, other in apart)

    return next((synonyms()[name] for name in _headers() if name.count(" ") == len(said) - 1 and slips(name)), ())


@cache
def _headers() -> Sequence[str]:
    return list(synonyms())


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
    given = _setting(profile, known, percent=profile.greatest > 1)
    told = [reader(cell, given) for cell in cells]
    counted = [found for found in told if found is None or found.values]
    return sum(found is not None for found in counted) / len(counted) if counted else UNTOLD


def _code_like(cell: str, known: Container[str]) -> float:
    """How surely a cell holds a code: known ones are, those of no specialty (telephone numbers) are not."""
    code = find_code(cell, known)
    return 0.0 if code is None else 1.0 if code.known else FITS * (code.text[:3] in numbered())


def setting(column: Meant, profile: Profile, known: Container[str]) -> Setting:
    """What reading the cells of a column needs to know."""
    return _setting(profile, known, percent=column.percent)


def _setting(profile: Profile, known: Container[str], *, percent: bool) -> Setting:
    ticked = any(words("flag").get(plain(cell)) == "yes" and plain(cell) != "x" for cell in profile.sample)
    return Setting(known, percent, profile.greatest, ticked)


def _name_like(cell: str) -> bool:
    letters = sum(map(str.isalpha, cell))
    return letters >= 3 and "@" not in cell and "://" not in cell and not find_specialty(cell) and not find_state(cell)


def _city_like(cell: str) -> bool:
    return len(cell) <= 60 and any(map(str.isalpha, cell)) and not any(map(str.isdigit, cell)) and ":" not in cell


_PLAUSIBLE: Mapping[str, Callable[[str], bool]] = {
    "name": _name_like, "institution": _name_like, "city": _city_like,
    "status": lambda cell: len(cell) <= 40, "region": lambda cell: len(cell) <= 40, "country": _city_like,
    "metro": _city_like, "tracks": lambda cell: any(map(str.isalpha, cell)),
    "source": lambda cell: any(map(str.isalpha, cell)), "contact_policy": lambda cell: any(map(str.isalpha, cell)),
}  # fmt: skip
"""Fields that any text could be: what their cells must look like."""


def _each_once(columns: Sequence[Meant], profiles: Sequence[Profile], known: Container[str]) -> list[Meant]:
    """Columns of which no two are the same field: the one that fits best is, the others ask."""
    taken: dict[str, int] = {}
    result = list(columns)
    rank = {"mapping": 0, "name": 1, "spelling": 2}

    def order(position: int) -> tuple[int, int, float, int]:
        column = columns[position]
        named = _fields_called(spoken(column.header))
        exact = int(plain(column.header).replace(" ", "_") != column.field)
        return rank.get(column.how, 3), exact, -round(fit(column.field, profiles[position], known), 1), len(named)

    for position in sorted(range(len(columns)), key=lambda one: (order(one), one)):
        column = columns[position]
        if not column.field:
            continue
        options = [column.field, *column.guesses] if column.how == "name" else [column.field]
        free = [field for field in options if field not in taken]
        if free:
            taken[free[0]] = position
            result[position] = replace(column, field=free[0])
        else:
            result[position] = replace(column, field="", how="unsure", guesses=(column.field,))
    return result


def _told_by_content(
    columns: Sequence[Meant], profiles: Sequence[Profile], field: str, least: float, known: Container[str]
) -> list[Meant]:
    """Columns of which the one whose cells can best be read as ``field`` is that field, if any can."""
    fits = {
        position: fit(field, profiles[position], known)
        for position, column in enumerate(columns)
        if not column.field
        and column.how in ("own", "unsure")
        and profiles[position].sample
        and (field == "program_id" or any(any(map(str.isalpha, cell)) for cell in profiles[position].sample))
    }
    best = max(fits, key=lambda position: (fits[position], -position), default=None)
    result = list(columns)
    if best is not None and fits[best] >= least:
        result[best] = replace(columns[best], field=field, how="content", guesses=())
    return result
