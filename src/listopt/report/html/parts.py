"""Parts of a page about one list: the answer, the programs, the signals, the counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.catalogue import BANDS
from listopt.report.html.shown import Shown, Step, shown, total, whole
from listopt.report.sections import STATUS, Fact, facts_of, page_of, status_sentence
from listopt.report.view import TIERS, View, view_of
from listopt.report.words import dollars, number, percent

if TYPE_CHECKING:
    from listopt.report.contents import Json, Report
    from listopt.report.view import Choice

FIGURES = ("Chance of a match", "Applications", "Cost", "Expected interviews", "Expected utility", "Signals",
           "By specialty", "By region", STATUS)  # fmt: skip
"""Facts of the summary that a page shows in another form."""


@dataclass(frozen=True)
class Listed:
    """A list on a page, and where the JSON result has it.

    Attributes
    ----------
    result
        The whole JSON result.
    view
        The list.
    steps
        Where in the result its summary and portfolio stand.
    """

    result: Mapping[str, Json]
    view: View
    steps: tuple[Step, ...] = ()

    def shown(self, write: Callable[[float], str], *steps: Step) -> Shown:
        """Figure of the list."""
        return shown(self.result, write, *self.steps, *steps)


def listed(report: Report) -> Listed:
    """List of a report; where no list reaches the targets, the nearest one."""
    if report.nearest is None:
        return Listed(report.result, view_of(report))
    return Listed(report.result, view_of(report.nearest[1]), ("nearest",))


@dataclass(frozen=True)
class Answer:
    """What to do, what it costs, what it brings, and how sure that is."""

    applications: Shown
    cost: Shown
    chance: Shown
    low: Shown
    high: Shown
    interviews: Shown
    utility: Shown | None
    signals: Shown
    mix: tuple[tuple[str, Shown], ...]
    bill: tuple[tuple[Shown, str], ...]
    facts: tuple[Fact, ...]
    proven: str
    tone: str


def answer_of(one: Listed) -> Answer:
    """Figures that come first."""
    view, summary = one.view, "summary"
    utility, chance = one.shown(number, summary, "expected_utility"), one.shown(percent, summary, "p_match")
    plain = utility.value is None or (chance.value is not None and abs(utility.value - chance.value) < 1e-6)
    return Answer(
        applications=one.shown(whole, summary, "applications"),
        cost=one.shown(dollars, summary, "cost"),
        chance=chance,
        low=one.shown(percent, summary, "p_match_low"),
        high=one.shown(percent, summary, "p_match_high"),
        interviews=one.shown(number, summary, "expected_interviews"),
        utility=None if plain else utility,
        signals=total(sum(bool(choice.signal) for choice in view.choices)),
        mix=mix_of(one),
        bill=tuple((Shown(dollars(amount), amount), view.result.clean(what)) for what, amount in view.report.bill),
        facts=tuple(fact for fact in facts_of(view) if fact.label not in FIGURES),
        proven=status_sentence(view) if not one.steps else "",
        tone="good" if view.status == "optimal" else "warning",
    )


def mix_of(one: Listed) -> tuple[tuple[str, Shown], ...]:
    """Programs of each band; empty when no program has one."""
    counts = tuple((band, one.shown(whole, "summary", "mix", band)) for band in BANDS)
    return counts if any(count.value for _, count in counts) else ()


def counts_of(one: Listed, key: str) -> tuple[tuple[str, Shown], ...]:
    """Counts of the summary under a key, by name."""
    names = one.view.summary.record(key).values
    return tuple((one.view.result.clean(name), one.shown(whole, "summary", key, name)) for name in names if name)


@dataclass(frozen=True)
class Specialty:
    """Figures of one specialty of the list."""

    name: str
    applications: Shown
    cost: Shown
    interviews: Shown
    chance: Shown


def specialties_of(one: Listed) -> tuple[Specialty, ...]:
    """Figures of each specialty; empty with fewer than two."""
    names = list(one.view.summary.record("by_specialty").values)
    within = ("summary", "by_specialty")
    return tuple(
        Specialty(
            one.view.result.clean(name) or "Programs",
            one.shown(whole, *within, name, "applications"),
            one.shown(dollars, *within, name, "cost"),
            one.shown(number, *within, name, "expected_interviews"),
            one.shown(percent, *within, name, "p_match"),
        )
        for name in names
        if len(names) > 1
    )


@dataclass(frozen=True)
class Row:
    """A program of the list."""

    rank: int
    choice: Choice
    address: str
    interview: Shown
    interview_range: tuple[Shown, Shown]
    match: Shown
    fee: Shown
    marginal: Shown
    own: tuple[tuple[str, str], ...]


def rows_of(one: Listed) -> tuple[Row, ...]:
    """Programs of the list in reading order."""
    view = one.view
    places = {row.text("program_id"): place for place, row in enumerate(view.result.records("portfolio"))}
    own = view.report.own_columns
    found = []
    for rank, choice in enumerate(view.choices):
        at: tuple[Step, ...] = ("portfolio", places[choice.program_id])
        mine = own.get(choice.program_id, {})
        found.append(
            Row(
                rank,
                choice,
                page_of(choice.program_id),
                one.shown(percent, *at, "p_interview"),
                (one.shown(percent, *at, "p_interview_low"), one.shown(percent, *at, "p_interview_high")),
                one.shown(percent, *at, "p_match"),
                one.shown(dollars, *at, "fee"),
                one.shown(number, *at, "marginal"),
                tuple((view.result.clean(name), view.result.clean(text)) for name, text in mine.items()),
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class Tier:
    """Signals of one tier of a pool: how many are sent, and how many there are."""

    name: str
    sent: Shown
    limit: int | None


Pool = tuple[str, tuple[Tier, ...]]
"""Name of a signal pool, and its tiers."""


def pools_of(one: Listed) -> tuple[Pool, ...]:
    """Signal pools with their tiers."""
    view, found = one.view, []
    used = view.summary.record("signals")
    for pool in dict.fromkeys([*view.report.pools, *used.values]):
        limits = view.report.pools.get(pool, {})
        tiers = dict.fromkeys([*limits, *used.record(pool).values])
        told = (Tier(view.result.clean(tier), _sent(one, pool, tier), limits.get(tier)) for tier in tiers)
        found.append((view.result.clean(pool), tuple(told)))
    return tuple(found)


def _sent(one: Listed, pool: str, tier: str) -> Shown:
    found = one.shown(whole, "summary", "signals", pool, tier)
    return found if found.value is not None else total(0)


Signalled = tuple[str, str, tuple[Row, ...]]
"""Specialty, tier, and the programs of the specialty that get a signal of the tier."""


def signalled(rows: Sequence[Row]) -> tuple[Signalled, ...]:
    """Programs that get a signal, by specialty and tier, the strongest tier first."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.choice.signal:
            groups.setdefault((row.choice.specialty, row.choice.signal), []).append(row)
    return tuple((specialty, tier, tuple(members)) for (specialty, tier), members in groups.items())


def choices_of(rows: Sequence[Row], name: str) -> tuple[str, ...]:
    """Values of a column of the list to filter by, signal tiers and bands in their own order; "" comes last."""
    values = {str(getattr(row.choice, name)) for row in rows}
    order = {value: place for place, value in enumerate((*TIERS, *BANDS))}
    return tuple(sorted(values, key=lambda value: (not value, order.get(value, len(order)), value)))
