"""Conditions in one line, ``state=NY,NJ and j1 and step2_min<=230``: what a scenario says under ``where:``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from listopt.curating.columns import named_column
from listopt.errors import Faults, nearest
from listopt.importers.cells import LEAVE_EMPTY, convert, expectation
from listopt.report.curating.cells import kind_of
from listopt.where import Between, Scalar, Wanted, Where, column_in

if TYPE_CHECKING:
    import pandas as pd

PLACE = "--where"
EXAMPLE = "terms such as state=NY,NJ or j1 or step2_min<=230, joined by `and`"
_QUOTED = re.compile(r'"[^"]*"')
_COMMA = re.compile(",")
_AND, _OR = re.compile(r"\s+and\s+", re.IGNORECASE), re.compile(r"(?:^|\s)or(?:\s|$)", re.IGNORECASE)
_TERM = re.compile(r"(?P<column>[^=<>!]*?)\s*(?P<sign>>=|<=|!=|==|=|<|>)\s*(?P<values>.*)", re.DOTALL)
_NOT = re.compile(r"not\s+(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Condition:
    """A condition as scenarios have it under ``where:``, and remarks about values that no program has."""

    where: Where
    remarks: tuple[str, ...] = ()


def read_condition(text: str, table: pd.DataFrame) -> Condition:
    """Read a condition on the programs of a table (index program_id).

    Terms are joined by ``and``. A term is ``column`` or ``not column`` for a flag, ``column=value[,value...]``,
    ``column>=number`` or ``column<=number``. Words mean what they mean in a catalogue: yes and no, specialties in any
    spelling; case makes no difference. Quotation marks keep ``and``, ``or`` and commas inside a value.

    Raises
    ------
    InputError
        With every term that cannot be read.
    """
    faults = Faults()
    where: dict[str, Wanted] = {}
    remarks: list[str] = []
    terms = _split(_AND, text.strip())
    if text.count('"') % 2:
        faults.add(PLACE, repr(text), "quotation marks in pairs")
        terms = []
    for term in terms:
        read = _read(term, table, remarks, faults)
        if read is not None:
            _add(where, *read, term, faults)
    faults.raise_if_any()
    return Condition(where, tuple(remarks))


def _split(pattern: re.Pattern[str], text: str) -> list[str]:
    """Parts between what the pattern finds outside quotation marks."""
    hidden = _hidden(text)
    ends = [(0, 0), *(found.span() for found in pattern.finditer(hidden)), (len(text), len(text))]
    return [text[ends[at][1] : ends[at + 1][0]].strip() for at in range(len(ends) - 1)]


def _hidden(text: str) -> str:
    """Text of the same length in which nothing stands between quotation marks."""
    return _QUOTED.sub(lambda quoted: "_" * len(quoted.group()), text)


def _read(term: str, table: pd.DataFrame, remarks: list[str], faults: Faults) -> tuple[str, Wanted] | None:
    if _OR.search(_hidden(term)):
        advice = "Several values of one column are separated by commas: state=NY,NJ. Quote a value that holds `or`."
        faults.add(PLACE, repr(term), "no `or`", advice)
        return None
    sign = _TERM.fullmatch(term) if _TERM.fullmatch(_hidden(term)) else None
    denied = _NOT.fullmatch(sign["column"] if sign else term)
    word = denied[1] if denied else sign["column"] if sign else term
    if not word:
        faults.add(PLACE, repr(term), EXAMPLE)
        return None
    name = named_column(word.strip('"'), table, PLACE, faults)
    if name is None:
        return None
    if sign is None:
        return _flag(name, table, not denied, faults)
    if denied or sign["sign"] == "!=":
        faults.add(PLACE, repr(term), f"{name}=VALUE,VALUE", "Name the values that count, not those that do not.")
        return None
    if sign["sign"] in ("=", "=="):
        return name, _values(name, _split(_COMMA, sign["values"]), table, remarks, faults)
    return name, _end(name, sign["sign"], sign["values"], table, faults)


def _flag(name: str, table: pd.DataFrame, value: bool, faults: Faults) -> tuple[str, Wanted] | None:
    if column_in(table, name).dtype == "boolean":
        return name, value
    faults.add(PLACE, f"{name!r} alone, which is no yes/no column", f"{name}=VALUE")
    return None


def _values(name: str, texts: list[str], table: pd.DataFrame, remarks: list[str], faults: Faults) -> Wanted:
    column = column_in(table, name)
    spelled = _spellings(column) if kind_of(column).kind in ("code", "text") else None
    found: list[Scalar] = []
    for text in (text.strip('"') for text in texts):
        if not text:
            faults.add(PLACE, f"no value for {name!r}", "a value; what is not known meets no condition")
        elif spelled is None:
            found += _converted(column, text, faults)
        else:
            found += spelled.get(text.casefold(), [text])
            if text.casefold() not in spelled:
                close = nearest(text, (spelling for group in spelled.values() for spelling in group))
                remarks.append(f"No program has {name}={text}." + (f" Did you mean {close!r}?" if close else ""))
    return found[0] if len(found) == 1 else tuple(found)


def _spellings(column: pd.Series[Any]) -> dict[str, list[str]]:
    """Texts of a column by what they are when case makes no difference."""
    found: dict[str, list[str]] = {}
    for text in sorted(column.dropna().unique().tolist()):
        found.setdefault(text.casefold(), []).append(text)
    return found


def _converted(column: pd.Series[Any], text: str, faults: Faults) -> Iterator[Scalar]:
    """Value of a cell with this text, as the catalogue reads it."""
    known = kind_of(column)
    read = convert(known, [text])
    if read.bad:
        expected, advice = expectation(known, text)
        faults.add(PLACE, f"{text!r} for {known.name!r}", expected, "" if advice == LEAVE_EMPTY else advice)
    else:
        value = read.column[0]
        yield value if isinstance(value, str) else bool(value) if known.kind == "flag" else float(value)


def _end(name: str, sign: str, text: str, table: pd.DataFrame, faults: Faults) -> Wanted:
    column = column_in(table, name)
    if not kind_of(column).numeric:
        faults.add(PLACE, f"{sign} for the column {name!r}", "a column of numbers", "Name the values instead.")
        return Between()
    if sign in (">", "<"):
        faults.add(PLACE, f"{name}{sign}{text}", f"{name}>=NUMBER or {name}<=NUMBER, the number included")
        return Between()
    for value in _converted(column, text.strip('"'), faults):
        return Between(min=float(value)) if sign == ">=" else Between(max=float(value))
    return Between()


def _add(where: dict[str, Wanted], name: str, wanted: Wanted, term: str, faults: Faults) -> None:
    """Add a term; two limits of one column make a range."""
    before = where.get(name)
    if before is None:
        where[name] = wanted
    elif isinstance(before, Between) and isinstance(wanted, Between) and (before.min is None) != (wanted.min is None):
        where[name] = Between(
            min=wanted.min if before.min is None else before.min, max=wanted.max if before.max is None else before.max
        )
    else:
        advice = f"Write {name}=VALUE,VALUE for any of several values."
        faults.add(PLACE, f"{term!r}, a second term for {name!r}", "one term for each column", advice)
