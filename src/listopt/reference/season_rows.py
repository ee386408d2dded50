"""Which rows of the reference tables hold in one season, and which of them are those of another season."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from listopt.reference import Row, read_reference, specialties

_EVERY_OTHER = "every other specialty"
_ANY_SERVICE = "any"

Groups = Mapping[str, tuple[Row, ...]]
"""Rows of one table by the value of its key column."""


def in_force(name: str, key: str, year: int) -> Groups:
    """Rows of a table that hold in the Match of ``year``, by the value of column ``key``.

    For each value these are the rows of its newest season up to ``year``, or of its first season when all
    are later; their column ``season`` tells which. Values are sorted, rows in the order of the file.
    """
    groups: dict[str, list[Row]] = {}
    for row in read_reference(name):
        groups.setdefault(row[key], []).append(row)
    return MappingProxyType({value: _newest(rows, year) for value, rows in sorted(groups.items())})


def _newest(rows: list[Row], year: int) -> tuple[Row, ...]:
    seasons = sorted({int(row["season"]) for row in rows})
    season = max((known for known in seasons if known <= year), default=seasons[0])
    return tuple(row for row in rows if int(row["season"]) == season)


def source_of(row: Row) -> str:
    """Title and address of the source of a row."""
    return f"{row['source_title']}, {row['source_url']}"


@dataclass(frozen=True)
class SeasonRows:
    """Rows in force in one season, by the key of their table: specialty, service, fee or programs."""

    year: int
    services: Mapping[str, Row]
    fees: Groups
    fixed: Groups
    assistance: Groups
    signals: Groups
    participation: Groups

    @classmethod
    def read(cls, year: int) -> SeasonRows:
        """Read the rows in force in the Match of ``year``; fees of services not in use are left out."""
        known = {name: rows[-1] for name, rows in _begun("fee_services", year).items()}
        services = {specialty: known.get(specialty, known[_EVERY_OTHER]) for specialty in specialties()}
        in_use = {_ANY_SERVICE, *(row["service"] for row in services.values())}
        return cls(
            year=year,
            services=services,
            fees=_only(in_force("fees", "service", year), "service", in_use),
            fixed=_only(in_force("fixed_fees", "fee", year), "service", in_use),
            assistance=in_force("fee_assistance", "service", year),
            signals=in_force("signals", "specialty", year),
            participation=in_force("signal_participation", "programs", year),
        )

    def tables(self) -> tuple[tuple[str, str, Groups], ...]:
        """Each table that is carried over: how a warning calls it, the column that decides whether it matters, rows."""
        return (
            ("Application fees", "service", self.fees),
            ("Fixed fees", "service", self.fixed),
            ("Fee assistance terms", "service", self.assistance),
            ("Signal numbers", "specialty", self.signals),
            ("Shares of programs that take signals", "programs", self.participation),
        )

    def rows(self) -> Iterator[Row]:
        """Every row in force, services first."""
        yield from self.services.values()
        for _, _, groups in self.tables():
            yield from itertools.chain.from_iterable(groups.values())

    def warnings(self, in_play: Collection[str]) -> tuple[str, ...]:
        """One sentence for each table with figures of another season that matter to the specialties ``in_play``."""
        services = {row["service"] for specialty, row in self.services.items() if specialty in in_play}
        matters = {*in_play, *services, _ANY_SERVICE, "all programs"}
        sentences = (_carried(label, self.year, _only(groups, key, matters)) for label, key, groups in self.tables())
        return tuple(sentence for sentence in sentences if sentence)


def _begun(name: str, year: int) -> Groups:
    """Rows of the services table, without the moves that lie after ``year``."""
    groups = in_force(name, "specialty", year)
    return {specialty: rows for specialty, rows in groups.items() if int(rows[0]["season"]) <= year}


def _only(groups: Groups, column: str, wanted: Collection[str]) -> Groups:
    return {name: rows for name, rows in groups.items() if rows[0][column] in wanted}


def _carried(label: str, year: int, groups: Groups) -> str:
    """Say which figures are those of another season; empty when all are those of ``year``."""
    stale: dict[int, list[str]] = {}
    for name, rows in groups.items():
        if int(rows[0]["season"]) != year:
            stale.setdefault(int(rows[0]["season"]), []).append(name)
    if not stale:
        return ""
    complete = "" if sum(map(len, stale.values())) == len(groups) else "all "
    parts = [f"those of {season} are used for {', '.join(stale[season])}" for season in sorted(stale)]
    return f"{label} of the {year} Match are not {complete}known; {'; '.join(parts)}."
