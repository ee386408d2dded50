"""What one season's Match costs and allows: application services, fees, signal pools.

Season means the year of the Match: the 2026 ERAS season and the 2025-26 ResidencyCAS cycle lead to the 2026 Match.
A figure nobody has published for a season is carried over from the last season it is known for (from the first
one when the season lies before it), and a warning says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, cast

from listopt.errors import Fault, InputError
from listopt.reference import Row
from listopt.reference.season_rows import Groups, SeasonRows, source_of

FIRST_SEASON, LAST_SEASON = 2020, 2100
"""Seasons that `read_season` accepts."""

Due = Literal["everyone", "img", "usmle", "comlex"]
"""Who owes a fixed fee: everybody, IMGs, those who send a USMLE or a COMLEX-USA transcript."""


@dataclass(frozen=True)
class FeeTier:
    """What the applications ``first`` to ``last`` to one specialty cost; the count restarts in each specialty.

    Attributes
    ----------
    first, last
        Numbers of the applications the tier covers, counted from 1; ``last`` is None when it has no end.
    dollars
        Price of each application in the tier or, when ``flat``, of all of them together.
    flat
        True when ``dollars`` are due once, as soon as any application falls in the tier.
    """

    first: int
    last: int | None
    dollars: float
    flat: bool


@dataclass(frozen=True)
class FixedFee:
    """A fee that does not grow with the number of applications.

    Attributes
    ----------
    name
        What it is for; unique within a season.
    dollars
        The amount, due once.
    service
        Application service whose use makes it due; ``any`` when the service does not matter.
    due
        Who owes it.
    source
        Title and address of the source.
    year
        Season the amount was published for.
    """

    name: str
    dollars: float
    service: str
    due: Due
    source: str
    year: int


@dataclass(frozen=True)
class FeeAssistance:
    """Discount on application fees for applicants with fee assistance.

    Attributes
    ----------
    discount
        Share (0 to 1) of the application fees that is waived.
    max_applications
        Number of applications to which the discount is limited.
    source
        Title and address of the source.
    service
        The application service that grants it.
    """

    discount: float
    max_applications: int
    source: str
    service: str = "ERAS"


@dataclass(frozen=True)
class Season:
    """Fees and signals of one season.

    Attributes
    ----------
    year
        Year of the Match.
    service
        Application service of each specialty of the register.
    tiers
        Fee tiers of each service in use, in order; an empty tuple when its fees are not known.
    fixed
        Fixed fees, whoever owes them.
    pools
        Number of signals of each pool by tier, best tier first: gold and silver, or signal where there is one.
    pool_of
        Pool of each specialty that has signals; two specialties may share one.
    participation
        Share (0 to 1) of programs that take signals, as prior where a program's own answer is unknown.
    assistance
        The fee assistance discount.
    warnings
        One sentence for each table that is carried over from another season.
    sources
        Title and address of every source used, sorted.
    """

    year: int
    service: Mapping[str, str]
    tiers: Mapping[str, tuple[FeeTier, ...]]
    fixed: tuple[FixedFee, ...]
    pools: Mapping[str, Mapping[str, int]]
    pool_of: Mapping[str, str]
    participation: float
    assistance: FeeAssistance
    warnings: tuple[str, ...]
    sources: tuple[str, ...]


def coming_match(today: datetime.date) -> int:
    """Season for which one applies on ``today``: until 20 March this year's Match, afterwards next year's.

    Match Day is the third Friday of March, so the 21st is its latest date.
    """
    return today.year + (today >= datetime.date(today.year, 3, 21))


def read_season(year: int, *, within: Collection[str] | None = None) -> Season:
    """Read the fees and signals of the Match of ``year`` from the shipped tables.

    Parameters
    ----------
    year
        Year of the Match.
    within
        Canonical names of the specialties in play: warnings that concern only others are left out, the
        data stay the same. None stands for all specialties.

    Raises
    ------
    InputError
        When ``year`` lies outside `FIRST_SEASON` to `LAST_SEASON`.
    """
    if not FIRST_SEASON <= year <= LAST_SEASON:
        expected = f"a year of the Match from {FIRST_SEASON} to {LAST_SEASON}"
        raise InputError([Fault("season", str(year), expected)])
    tables = SeasonRows.read(year)
    service = {specialty: row["service"] for specialty, row in tables.services.items()}
    return Season(
        year=year,
        service=MappingProxyType(service),
        tiers=MappingProxyType({name: _tiers(tables.fees.get(name, ())) for name in sorted(set(service.values()))}),
        fixed=tuple(_fixed_fee(row) for rows in tables.fixed.values() for row in rows),
        pools=_pools(tables.signals),
        pool_of=MappingProxyType({specialty: rows[0]["pool"] for specialty, rows in tables.signals.items()}),
        participation=float(tables.participation["all programs"][0]["share"]),
        assistance=_assistance(tables.assistance["ERAS"][0]),
        warnings=tables.warnings(set(service if within is None else within)),
        sources=tuple(sorted({source_of(row) for row in tables.rows()})),
    )


def _tiers(rows: Sequence[Row]) -> tuple[FeeTier, ...]:
    return tuple(
        FeeTier(
            first=int(row["first"]),
            last=int(row["last"]) if row["last"] else None,
            dollars=float(row["dollars"]),
            flat=row["charge"] == "once",
        )
        for row in rows
    )


def _fixed_fee(row: Row) -> FixedFee:
    return FixedFee(
        name=row["fee"],
        dollars=float(row["dollars"]),
        service=row["service"],
        due=cast(Due, row["due"]),
        source=source_of(row),
        year=int(row["season"]),
    )


def _assistance(row: Row) -> FeeAssistance:
    return FeeAssistance(float(row["discount"]), int(row["max_applications"]), source_of(row), row["service"])


def _pools(signals: Groups) -> Mapping[str, Mapping[str, int]]:
    pools = {
        rows[0]["pool"]: MappingProxyType({row["tier"]: int(row["signals"]) for row in rows})
        for rows in signals.values()
    }
    return MappingProxyType(dict(sorted(pools.items())))
