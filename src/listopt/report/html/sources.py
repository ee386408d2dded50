"""Where published figures behind a page come from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from listopt.reference import Row, read_reference

TABLES = {
    "interview_rates": "Interview rates",
    "signal_effects": "Effect of signals",
    "scores": "Step 2 CK scores",
    "match_given_interview": "From interview to match",
    "correlation": "How alike programs judge",
    "sponsorship": "Visa sponsorship",
    "fees": "Application fees",
    "fixed_fees": "Fixed fees",
    "signals": "Numbers of signals",
    "outlines": "Outlines of the states",
    "pages": "Pages of programs",
}
"""Reference tables with published figures, and what they tell."""


@dataclass(frozen=True)
class Source:
    """A published source; the address is empty when it is no web page."""

    what: str
    title: str
    address: str


ERAS = "ERAS"
"""Service through which specialties without one of their own are applied to."""
KEYS = ("specialty", "applicant_type", "tier", "visa", "service", "fee")
"""Columns that tell what a figure is about; of each such thing the newest season counts."""


def sources_of(specialties: Collection[str]) -> tuple[Source, ...]:
    """Published sources behind the figures of some specialties, the newest of each; own estimates are left out."""
    found: dict[Source, None] = {}
    services = _services(specialties)
    for table, what in TABLES.items():
        newest: dict[tuple[str, ...], Row] = {}
        for row in read_reference(table):
            key = tuple(row.get(name, "") for name in KEYS)
            concerned = row.get("specialty", "all") in ("all", *specialties) and row.get("service", "any") in services
            if concerned and row["season"] >= newest.get(key, row)["season"]:
                newest[key] = row
        for row in newest.values():
            address = row["source_url"] if row["source_url"].startswith("https://") else ""
            if "own estimate" not in row["source_title"]:
                found[Source(what, row["source_title"], address)] = None
    return tuple(found)


def _services(specialties: Collection[str]) -> set[str]:
    """Application services of some specialties, and the word for all of them."""
    own = {row["specialty"]: row["service"] for row in read_reference("fee_services")}
    return {own.get(name, ERAS) for name in specialties} | {"any"}
