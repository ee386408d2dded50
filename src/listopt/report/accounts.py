"""The sum behind a program's odds, for people and for other programs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.report.contents import number
from listopt.report.page import pad, tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.words import percent, percent_range

if TYPE_CHECKING:
    from listopt.odds.account import Account, Mode, Source
    from listopt.odds.ranges import Range
    from listopt.report.contents import Json
    from listopt.report.page import Page

TERMS = {
    "base": "Average applicant of the type",
    "score": "Step 2 CK",
    "attempts": "Attempts",
    "years_since_graduation": "Years since graduation",
    "usce": "US clinical experience",
    "visa": "Visa",
    "ties": "Ties",
}
"""Words for the terms of the sum."""
DOUBTS = {
    "association": "how much of an association is effect",
    "program_effect": "who applies to the program",
    "level": "how hard the season is as a whole",
    "list_to_application_img": "from whole lists to single applications",
    "list_to_application_us": "from whole lists to single applications",
    "list_to_application_visa": "from whole lists to single applications (visa)",
    "score": "slope of the score",
    "step1_failed": "effect of a failed Step 1",
    "step2_failed": "effect of a failed Step 2 CK",
    "further_failure": "effect of further failures",
    "prior_graduate": "effect of an earlier graduation",
    "unadjusted": "how much of an unadjusted contrast is effect",
    "usce_month": "slope of US clinical experience",
    "visa_needed": "effect of needing a visa",
    "year_since_graduation": "slope of the years since graduation",
    "unknown prior_graduate": "unknown: year of graduation",
    "unknown step1_failed": "unknown: attempts at Step 1",
    "unknown step2_failed": "unknown: attempts at Step 2 CK",
    "unknown usce": "unknown: US clinical experience",
    "unknown visa_needed": "unknown: need of a visa",
    "unknown years": "unknown: year of graduation",
    "expected Step 2 CK": "expected Step 2 CK score, still to come",
    "unknown Step 2 CK": "unknown: Step 2 CK score",
}
"""Words for what is uncertain."""
NOTHING = 0.005
"""Terms below this add nothing that would show."""
READABLE = 100
_LABEL = 30


@dataclass(frozen=True)
class Accounted:
    """One program: its title, and the account of its odds, or why it is not open to the applicant."""

    program_id: str
    title: str
    account: Account | None
    reason: str = ""


def write_accounts_text(scenario: str, accounts: tuple[Accounted, ...], page: Page) -> str:
    """Lay out one sum after another, and below them the sources."""
    sources: list[tuple[str, str]] = []
    lines: list[Line] = [((tidy(scenario, ascii=page.ascii), "title"),), (("", ""),)]
    for one in accounts:
        lines += [*_one(one, page, sources), (("", ""),)]
    if sources:
        lines.append((("Sources", "heading"),))
    for position, (title, url) in enumerate(sources, start=1):
        lines += _wrapped(f"[{position}] {title}", page, "  ", "")
        lines += [((f"      {url}", "dim"),)] if url else []
    return "\n".join(render(line, page) for line in lines).rstrip() + "\n"


def _one(one: Accounted, page: Page, sources: list[tuple[str, str]]) -> Iterator[Line]:
    yield ((tidy(one.title, ascii=page.ascii), "heading"), (f"  {one.program_id}", "dim"))
    if one.account is None:
        yield ((f"  not open to this applicant: {one.reason}", "warning"),)
        return
    yield from _steps(one.account, page, sources)
    yield from _modes(one.account)
    yield from _doubts(one.account)
    for label, source in (("Signals", one.account.signals), ("Match given an interview", one.account.match)):
        if source is not None:
            yield ((f"  {label}", "label"),)
            yield from _note(source, page, sources)
    if one.account.correlation is not None:
        rho, source = one.account.correlation
        yield (
            ("  Correlation between programs", "label"),
            (f"  {rho.value:.3g} ({rho.low:.3g} to {rho.high:.3g})", ""),
        )
        yield from _note(source, page, sources)


def _steps(account: Account, page: Page, sources: list[tuple[str, str]]) -> Iterator[Line]:
    if not account.steps:
        yield (("  odds given in the catalogue, used as they stand", "dim"),)
        return
    yield (
        (pad("", _LABEL + 2), ""),
        (pad("log odds", 10, right=True), "dim"),
        (pad("chance so far", 16, right=True), "dim"),
    )
    for step in account.steps:
        value = f"{round(step.log_odds, 2) + 0.0:+.2f}"
        yield ((f"  {pad(TERMS[step.term], _LABEL)}", ""), (pad(value, 10, right=True), ""),
               (pad(percent(step.chance), 16, right=True), "strong"))  # fmt: skip
        for source in step.sources if abs(step.log_odds) >= NOTHING else ():
            yield from _note(source, page, sources)


def _note(source: Source, page: Page, sources: list[tuple[str, str]]) -> Iterator[Line]:
    """What a figure says of itself, and the number of its source."""
    key = (tidy(source.title, ascii=page.ascii), source.url)
    if key not in sources:
        sources.append(key)
    note = tidy(source.note, ascii=page.ascii)
    yield from _wrapped(f"{note} [{sources.index(key) + 1}]".lstrip(), page, "      ", "dim")


def _wrapped(text: str, page: Page, indent: str, role: str) -> Iterator[Line]:
    return (((indent + line, role),) for line in wrap(text, min(page.columns, READABLE) - len(indent)))


def _modes(account: Account) -> Iterator[Line]:
    yield ((f"  {pad('Ways of applying (80 % ranges)', 32)}", "label"), (pad("interview", 26), "dim"), ("match", "dim"))
    for mode in account.modes:
        name = (
            "without a signal"
            if not mode.signal
            else "with a signal"
            if mode.signal == "signal"
            else f"with a {mode.signal} signal"
        )
        added = f" ({mode.log_odds:+.2f})" if mode.signal and account.steps else ""
        yield (
            (f"    {pad(name + added, 30)}", ""),
            (pad(_range(mode.p_interview), 26), ""),
            (_range(mode.p_match), ""),
        )


def _range(of: Range) -> str:
    return "-" if math.isnan(of.value) else percent_range(of.value, of.low, of.high)


def _doubts(account: Account) -> Iterator[Line]:
    if not account.doubts:
        return
    yield (("  What makes the range wide", "label"), ("  share of the variance of the log odds", "dim"))
    for name, share in account.doubts.items():
        yield (
            (f"    {pad(DOUBTS.get(name, name.replace('_', ' ')), 50)}", ""),
            (pad(percent(share), 8, right=True), ""),
        )


def accounts_json(scenario: str, season: int, accounts: tuple[Accounted, ...]) -> dict[str, Json]:
    """One object: ``scenario``, ``season``, ``programs``, each with its terms, modes, doubts and sources."""
    return {"scenario": scenario, "season": season, "programs": [_json(one) for one in accounts]}


def _json(one: Accounted) -> Json:
    head: dict[str, Json] = {"program_id": one.program_id, "title": one.title}
    if one.account is None:
        return {**head, "excluded": one.reason}
    of = one.account
    return {
        **head,
        "excluded": None,
        "source": of.source,
        "terms": [
            {"term": step.term, "log_odds": number(step.log_odds), "chance": number(step.chance),
             "sources": [_source_json(source) for source in step.sources]}
            for step in of.steps
        ],
        "modes": [_mode_json(mode) for mode in of.modes],
        "doubts": {name: number(share) for name, share in of.doubts.items()},
        "signals": None if of.signals is None else _source_json(of.signals),
        "match_given_interview": None if of.match is None else _source_json(of.match),
        "correlation": None if of.correlation is None else
        {**_range_json("", of.correlation[0]), "source": _source_json(of.correlation[1])},
    }  # fmt: skip


def _mode_json(mode: Mode) -> Json:
    figures: Mapping[str, Json] = {
        **_range_json("p_interview", mode.p_interview),
        **_range_json("p_match", mode.p_match),
    }
    return {"signal": mode.signal or None, "log_odds": number(mode.log_odds), **figures}


def _range_json(name: str, of: Range) -> dict[str, Json]:
    names = (name, f"{name}_low", f"{name}_high") if name else ("value", "low", "high")
    values = (of.value, of.low, of.high)
    return {key: None if math.isnan(value) else number(value) for key, value in zip(names, values, strict=True)}


def _source_json(source: Source) -> Json:
    return {"title": source.title, "url": source.url, "note": source.note}
