"""Names a scenario may use, checked against the registers: specialties, pools, states, tiers, terms, services."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from listopt.catalogue import PROGRAM_TYPES, TIERS
from listopt.errors import did_you_mean
from listopt.objectives import OBJECTIVES
from listopt.reference import find_specialty, read_reference, regions, specialties

PLAIN = "listopt"
"""Type of the validation errors that carry listopt's own words."""


def refusal(expected: str, advice: str = "") -> PydanticCustomError:
    """Build the error a validator raises: what would have been right, and what to do."""
    return PydanticCustomError(PLAIN, "expected {expected}", {"expected": expected, "advice": advice})


def one_of(words: Iterable[str]) -> str:
    """Say which words are allowed."""
    return f"one of {', '.join(words)}"


def specialty(word: str) -> str:
    """Canonical name of a specialty; aliases are understood."""
    found = find_specialty(word)
    if found is None:
        raise refusal("a specialty that listopt knows, such as Internal Medicine", did_you_mean(word, spellings()))
    return found.name


def pool(word: str) -> str:
    """Name of a signal pool: a specialty, or the name of a pool that several share."""
    by_lower = {name.lower(): name for name in pools()}
    shared = by_lower.get(word.strip().lower())
    if shared is not None:
        return shared
    found = find_specialty(word)
    if found is None:
        advice = did_you_mean(word, [*pools(), *spellings()])
        raise refusal("a specialty, or a pool of signals that specialties share", advice)
    return found.name


def state(word: str) -> str:
    """Two-letter code of a state or territory."""
    return _known(word, tuple(regions()), "the two-letter code of a state, such as NY")


def region(word: str) -> str:
    """Name of a region."""
    names = region_names()
    return _known(word, names, one_of(names))


def program_type(word: str) -> str:
    """Kind of teaching hospital, as in the catalogue."""
    return _known(word, PROGRAM_TYPES, one_of(PROGRAM_TYPES))


def tier(word: str) -> str:
    """Signal tier."""
    return _known(word, TIERS, one_of(TIERS))


def term(word: str) -> str:
    """Term of the objective."""
    return _known(word, tuple(OBJECTIVES), one_of(OBJECTIVES))


def service(word: str) -> str:
    """Application service, as in the table of services."""
    return _known(word, services(), one_of(services()))


def _known(word: str, names: tuple[str, ...], expected: str) -> str:
    if word not in names:
        raise refusal(expected, did_you_mean(word, names))
    return word


@cache
def spellings() -> tuple[str, ...]:
    """Canonical names of all specialties and their aliases of more than three letters."""
    register = specialties().values()
    aliases = (alias for one in register for alias in one.aliases if len(alias) > 3)
    return (*(one.name for one in register), *aliases)


@cache
def pools() -> tuple[str, ...]:
    """Names of the signal pools of all seasons, sorted."""
    return tuple(sorted({row["pool"] for row in read_reference("signals")}))


@cache
def region_names() -> tuple[str, ...]:
    """Regions of the table of states, sorted."""
    return tuple(sorted(set(regions().values())))


@cache
def services() -> tuple[str, ...]:
    """Application services of the table of services, sorted."""
    return tuple(sorted({row["service"] for row in read_reference("fee_services")}))


SpecialtyName = Annotated[str, AfterValidator(specialty)]
PoolName = Annotated[str, AfterValidator(pool)]
StateCode = Annotated[str, AfterValidator(state)]
RegionName = Annotated[str, AfterValidator(region)]
ProgramType = Annotated[str, AfterValidator(program_type)]
TierName = Annotated[str, AfterValidator(tier)]
TermName = Annotated[str, AfterValidator(term)]
ServiceName = Annotated[str, AfterValidator(service)]
