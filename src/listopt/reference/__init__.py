"""Tables that ship with listopt, and the names of specialties, states and regions they fix.

Every row carries its season, the title and address of its source, and how far it can be trusted.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

Row = dict[str, str]
"""One row of a reference table: column name to text; an empty text is a value nobody has published."""


@cache
def read_reference(name: str) -> tuple[Row, ...]:
    """Rows of the shipped table ``<name>.csv``, in the order of the file.

    Raises
    ------
    FileNotFoundError
        When no such table ships with listopt.
    """
    text = resources.files("listopt.reference").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@dataclass(frozen=True)
class Specialty:
    """One specialty of the register.

    Attributes
    ----------
    name
        The canonical name, used in catalogues, scenarios and results.
    aliases
        Other spellings that mean the same; see `find_specialty` for what need not be listed.
    code_prefix
        First three digits of the ACGME codes of its programs, as text.
    signal_pool
        Pool its signals come from in the newest season known; None when it is not known to use signals.
    """

    name: str
    aliases: tuple[str, ...]
    code_prefix: str
    signal_pool: str | None


@cache
def specialties() -> Mapping[str, Specialty]:
    """Give the register of specialties by canonical name, sorted by name."""
    by_season = sorted(read_reference("signals"), key=lambda row: int(row["season"]))
    pools = {row["specialty"]: row["pool"] for row in by_season}
    register = {
        row["specialty"]: Specialty(
            name=row["specialty"],
            aliases=tuple(row["aliases"].split(";")) if row["aliases"] else (),
            code_prefix=row["code_prefix"],
            signal_pool=pools.get(row["specialty"]),
        )
        for row in read_reference("specialties")
    }
    return MappingProxyType(dict(sorted(register.items())))


def find_specialty(name: str) -> Specialty | None:
    """Find the specialty that ``name`` means; None when it means none of the register.

    Case, spaces, punctuation, "and", "&" and "/" make no difference, nor does a note in parentheses that
    begins with "categorical". Preliminary and primary-care tracks are not specialties: they are not found.

    Examples
    --------
    >>> find_specialty("radiology - diagnostic").name
    'Diagnostic Radiology'
    """
    return _by_spelling().get(_spelling(name))


@cache
def _by_spelling() -> Mapping[str, Specialty]:
    return {
        _spelling(name): specialty
        for specialty in specialties().values()
        for name in (specialty.name, *specialty.aliases)
    }


def _spelling(name: str) -> str:
    """Bare letters and digits of a name, without the words that carry no meaning."""
    text = re.sub(r"\(categorical[^)]*\)", " ", name.casefold())
    return "".join(word for word in re.findall(r"[a-z0-9]+", text) if word != "and")


@cache
def regions() -> Mapping[str, str]:
    """Region of each state by its two-letter code, sorted by code.

    Regions are those of the US Census Bureau (Northeast, Midwest, South, West); it leaves out the
    territories, which listopt puts in a region of their own, Territories.
    """
    return MappingProxyType({row["state"]: row["region"] for row in read_reference("states")})


def find_metro(state: str, city: str) -> str | None:
    """Find the metropolitan area of ``metros.csv`` that a city belongs to; None when it belongs to none of them.

    Case and surplus blanks in the name of the city make no difference; the state is a two-letter code.

    Examples
    --------
    >>> find_metro("NY", "far rockaway")
    'New York City'
    """
    return _metros().get((state, _bare(city)))


@cache
def _metros() -> Mapping[tuple[str, str], str]:
    return {(row["state"], _bare(row["city"])): row["metro"] for row in read_reference("metros")}


def _bare(city: str) -> str:
    return " ".join(city.casefold().split())
