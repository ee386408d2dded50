"""What a report says about itself, the same words in every format: facts of the summary, status, notes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from listopt.reference import read_reference
from listopt.report.guided import strategy_rows
from listopt.report.view import Group, View
from listopt.report.words import commas, count, dollars, gap_percent, number, percent, percent_range

FICTIONAL = "99000"
"""How the codes of the sample catalogue begin."""
N_CHECKS = 12
"""Facts to verify that are printed; the others are counted."""
NO_SPECIALTY = "Programs"
"""Heading of programs whose specialty the catalogue does not name."""


STATUS = "Status"
"""Label of how the search ended."""
CENTS_PER_UNIT = 100_000
"""Cents per unit of the objective of the goal `cheapest`, which is a thousand dollars."""
WHOLE_CENT = 1e-3
"""Share of a cent that is an error of the arithmetic."""
FINEST_GAP = 1e-5
"""Smallest relative gap worth telling apart from 0."""
BANDS_NOTE = "Reach, target and safety go by the chance of an interview without a signal."


@dataclass(frozen=True)
class Fact:
    """A labelled fact of the summary: what is said first, and rows of cells below it."""

    label: str
    text: str
    rows: tuple[tuple[str, ...], ...] = ()
    tone: str = ""


def title_of(view: View) -> tuple[str, str]:
    """Name of the scenario, and the season; empty when it is not known."""
    season = view.report.season
    return view.result.text("scenario") or "Program list", f"{season} Match" if season else ""


def facts_of(view: View) -> list[Fact]:
    """Summary of a list; only the status when there is none."""
    if view.status in ("infeasible", "unknown"):
        return []
    facts = [
        *_strategy(view),
        Fact("Chance of a match", _chance(view), tone="strong"),
        Fact("Applications", _applications(view), tone="strong"),
        Fact("Cost", dollars(view.summary.number("cost")), _bill(view), tone="strong"),
        Fact("Expected interviews", number(view.summary.number("expected_interviews"))),
        Fact("Expected utility", _utility(view)),
        _headed("Signals", _signals(view)),
        _headed("By specialty", _specialties(view)),
        Fact("By region", _regions(view)),
        _headed("Not fully kept", tuple((rule,) for rule in view.sentences(view.report.rules)), tone="warning"),
        Fact(STATUS, status_sentence(view), tone="good" if view.status == "optimal" else "warning"),
    ]
    return [fact for fact in facts if fact.text or fact.rows]


def _strategy(view: View) -> list[Fact]:
    """Which strategy is in force, and which of its variants."""
    guided = view.report.guided
    if guided is None:
        return []
    rows = tuple(view.sentences(row) for row in strategy_rows(guided))
    return [Fact("Strategy", view.result.clean(guided.guidance.strategy), rows)]


def figures_of(view: View) -> list[Fact]:
    """Summary of a list without how the search for it ended."""
    return [fact for fact in facts_of(view) if fact.label != STATUS]


def status_sentence(view: View) -> str:
    """How far from the best possible list this one can be."""
    if view.report.aims:
        return _cheapest_sentence(view)
    gap = view.result.record("objective").number("gap")
    asked = f" (asked: {gap_percent(view.report.asked_gap)})" if view.report.asked_gap else ""
    if gap is None:
        return "Best list found so far; how much better another may be is not known"
    if view.status != "optimal":
        return f"Best list found so far; at most {gap_percent(gap)} better may exist{asked}"
    if gap <= 1e-9:
        return f"Proven to be the best possible list{asked}"
    return f"Proven within {gap_percent(max(gap, FINEST_GAP))} of the best possible list{asked}"


def _cheapest_sentence(view: View) -> str:
    """How many dollars cheaper another list with the same targets can be."""
    value, bound = (view.result.record("objective").number(name) for name in ("value", "bound"))
    aims = f"with at least {' and '.join(view.report.aims)}"
    if value is None or bound is None:
        return f"Cheapest list {aims} found so far"
    cheaper = math.ceil((bound - value) * CENTS_PER_UNIT - WHOLE_CENT) / 100
    if cheaper <= 0:
        return f"Proven to be the cheapest list {aims}"
    if view.status == "optimal":
        return f"Proven to cost at most {dollars(cheaper)} more than the cheapest list {aims}"
    return f"Cheapest list {aims} found so far; another may cost {dollars(cheaper)} less"


def failure_of(view: View) -> tuple[str, tuple[str, ...], str]:
    """Why there is no list: the finding, the clashing rules, what to do; empty texts when there is a list."""
    if view.status == "infeasible":
        clashing = view.sentences(view.report.clash) or view.result.texts("conflict")
        if not clashing:
            return "No list keeps all the rules.", (), "Loosen the rules, or make some of them soft."
        if view.report.repairs:
            return "No list keeps all of these rules together:", clashing, ""
        advice = "Loosen one of them, or make it soft (soft: 1), and run again."
        return "No list keeps all of these rules together:", clashing, advice
    if view.status == "unknown":
        advice = "Give the solver more time (solver: {seconds: ...}), or loosen a rule."
        return "No list was found in the time given.", (), advice
    return "", (), ""


def heading_of(group: Group, view: View) -> tuple[str, ...]:
    """Say how many programs of a specialty are on the list, what they cost, and the chance with them alone.

    The most important part comes first, so that a narrow page can leave out the last ones.
    """
    signals = count(group.n_signals, "signal") if group.n_signals else ""
    fees = _fees(group)
    alone = _alone(group, view) if len(view.groups) > 1 else ""
    parts = (count(len(group.choices), "program"), signals, fees, alone)
    return tuple(part for part in parts if part)


def note_of(view: View) -> str:
    """Say what the bands go by where the odds beside them include a signal."""
    return BANDS_NOTE if any(choice.signal and choice.band for choice in view.choices) else ""


def in_words(row: Sequence[str]) -> str:
    """Write a row of cells as running text: an amount before its name, a name before its figures."""
    first, *others = row
    mark = " " if first.lstrip("-").startswith("$") else ": "
    return first + mark + commas(others) if others else first


def _fees(group: Group) -> str:
    each = {choice.fee for choice in group.choices}
    if not group.fees or len(group.choices) < 2 or len(each) > 1:
        return dollars(group.fees) if group.fees else ""
    return f"{dollars(group.fees)} ({dollars(each.pop())} each)"


def _alone(group: Group, view: View) -> str:
    chances = {view.result.clean(name): name for name in view.summary.record("by_specialty").values}
    known = view.summary.record("by_specialty").record(chances.get(group.specialty, ""))
    chance = known.number("p_match")
    return f"{percent(chance)} chance alone" if chance is not None else ""


def versions_of(view: View) -> str:
    """Versions and inputs on one line, inputs with the beginning of their fingerprints."""
    versions = [
        f"{name} {view.result.clean(str(value))}" for name, value in view.result.record("versions").values.items()
    ]
    inputs = [
        f"{view.result.clean(name)} {str(value)[:8]}" for name, value in view.result.record("inputs").values.items()
    ]
    return "; ".join(part for part in (commas(versions), commas(inputs)) if part)


def _headed(label: str, rows: tuple[tuple[str, ...], ...], tone: str = "") -> Fact:
    """Fact whose row, when it is the only one, stands beside the label."""
    if len(rows) == 1:
        return Fact(label, in_words(rows[0]), tone=tone)
    return Fact(label, "", rows, tone)


def _chance(view: View) -> str:
    summary = view.summary
    return percent_range(summary.number("p_match"), summary.number("p_match_low"), summary.number("p_match_high"))


def _applications(view: View) -> str:
    many = int(view.summary.number("applications") or 0)
    mix = view.summary.counts("mix")
    shares = commas(f"{n:,} {band}" for band, n in mix.items())
    return f"{many:,}: {shares}" if many and any(mix.values()) else f"{many:,}"


def _bill(view: View) -> tuple[tuple[str, ...], ...]:
    lines = view.report.bill
    return tuple((dollars(amount), view.result.clean(what)) for what, amount in lines)


def _utility(view: View) -> str:
    utility, chance = view.summary.number("expected_utility"), view.summary.number("p_match")
    same = utility is None or (chance is not None and abs(utility - chance) < 1e-6)
    return "" if same else number(utility)


def _signals(view: View) -> tuple[tuple[str, ...], ...]:
    used = view.summary.record("signals")
    pools = dict.fromkeys([*view.report.pools, *used.values])
    rows = []
    for pool in pools:
        sent, limits = used.counts(pool), view.report.pools.get(pool, {})
        tiers = dict.fromkeys([*limits, *sent])
        told = commas(_tier(tier, sent.get(tier, 0), limits.get(tier)) for tier in tiers)
        if told:
            rows.append((view.result.clean(pool), told))
    return tuple(rows)


def _tier(tier: str, sent: int, limit: int | None) -> str:
    many = f"{sent}" if limit is None else f"{sent} of {limit}"
    return many if tier == "signal" else f"{many} {tier}"


def _specialties(view: View) -> tuple[tuple[str, ...], ...]:
    if len(view.groups) < 2:
        return ()
    total = sum(group.fees for group in view.groups)
    signals = any(group.n_signals for group in view.groups)
    rows = []
    for group in view.groups:
        cells = [group.specialty or NO_SPECIALTY, count(len(group.choices), "program")]
        cells += [count(group.n_signals, "signal")] if signals else []
        cells += [f"{percent(group.fees / total)} of fees"] if total else []
        rows.append(tuple(cells))
    return tuple(rows)


def _regions(view: View) -> str:
    regions = view.summary.counts("by_region")
    return commas(f"{region} {many:,}" for region, many in regions.items() if region) if len(regions) > 1 else ""


def page_of(program_id: str) -> str:
    """Address of the page that tells about a program; empty for a code that is not an ACGME one."""
    if not (len(program_id) == 10 and program_id.isdigit()) or program_id.startswith(FICTIONAL):
        return ""
    return read_reference("pages")[0]["address"].format(program_id=program_id)
