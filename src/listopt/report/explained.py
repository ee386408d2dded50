"""What `listopt explain` says, for people and for other programs."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from listopt.report.page import pad, tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.provenance import sentences
from listopt.report.words import commas, dollars, percent

if TYPE_CHECKING:
    from listopt.report.answers import Answer, Answers, Listed, Need, Odds, Unlisted
    from listopt.report.others import Change, Figures, Named, Other
    from listopt.report.page import Page

READABLE = 110
"""Longest line of running text."""
LABEL = 13
"""Columns of the labels."""
NEGLIGIBLE = 1e-9
"""Loss of value below which two lists are as good as each other."""
FACTS = {"utility": "a utility", "rating": "a rating", "p_interview": "a chance of an interview",
         "p_match": "a chance of a match"}  # fmt: skip
"""Words for the facts that may bring a program in."""
Row = tuple[str, str]
"""Label and text."""


def write_answers_json(answers: Answers, page: Page) -> str:
    """Write one object; see docs/explain.md for its keys."""
    return json.dumps(answers.json(), indent=2, ensure_ascii=page.ascii) + "\n"


def write_answers_text(answers: Answers, page: Page) -> str:
    """Lay out one program after another, below the list in one line."""
    blocks: list[list[Line]] = [[*_title(answers, page)]]
    for answer in answers.answers:
        head: Line = ((_clean(_short(answer.program), page), "heading"), (f"  {answer.program.program_id}", "dim"))
        blocks.append([head, *(line for row in _rows(answers, answer) for line in _laid_out(row, page))])
    if answers.notes:
        blocks.append([line for note in answers.notes for line in _laid_out(("Note", note), page)])
    text = "\n\n".join("\n".join(render(line, page) for line in block) for block in blocks)
    return text + "\n"


def _title(answers: Answers, page: Page) -> Iterator[Line]:
    yield from (((line, "title"),) for line in wrap(_clean(answers.scenario, page), page.columns))
    of = answers.figures
    if of is None:
        clash = f" The rules clash: {commas(answers.conflict)}." if answers.conflict else ""
        text = f"There is no list ({answers.status}).{clash}"
    else:
        gap = f", proven within {answers.gap:.1e}" if answers.gap else ", proven to be the best"
        text = f"The list: {of.applications} applications, {dollars(of.cost)}, chance of a match "
        text += f"{percent(of.p_match)}, value {of.value:.5f}{gap}."
    yield from (((line, "dim"),) for line in wrap(text, min(page.columns, READABLE)))


def _rows(answers: Answers, answer: Answer) -> Iterator[Row]:
    if answer.listed is not None and answers.figures is not None:
        yield from _listed(answers.figures, answer.listed, answer.program.program_id, answer.odds)
    elif answer.unlisted is not None and answers.figures is not None:
        yield from _unlisted(answers.figures, answer.unlisted, answer.program.program_id, answer.odds)
    elif answer.barriers:
        for number, barrier in enumerate(answer.barriers):
            yield "Left out" if number == 0 else "and also", barrier.reason
            yield "Source", barrier.source
            for opening in barrier.openings:
                yield "Would open", opening.sentence
    else:
        yield "Open", "it can be applied to; nothing more was found out, for there is no list or time ran out"
    yield from (("" if number else "Facts from", text) for number, text in enumerate(sentences(answer.origins)))


def _listed(before: Figures, of: Listed, code: str, odds: Odds | None) -> Iterator[Row]:
    yield "On the list", commas((_mode(of.signal), _odds(odds)))
    for number, reason in enumerate(of.reasons):
        yield "Why" if number == 0 else "", reason
    yield "Left empty", f"dropping it alone: {_difference(before, of.dropped)}"
    if of.without is None:
        clash = f"no list without it keeps these rules: {commas(of.conflict)}" if of.conflict else "not found in time"
        yield "Without it", clash
        return
    yield "Without it", f"solved again: {_outcome(before, of.without)}"
    yield from _changes(of.without.change, code, "Replaced by", "Leaving too")


def _unlisted(before: Figures, of: Unlisted, code: str, odds: Odds | None) -> Iterator[Row]:
    yield "Not listed", commas(("open to you", _odds(odds)))
    if of.forced is None:
        clash = f"no list with it keeps these rules: {commas(of.conflict)}" if of.conflict else "not found in time"
        yield "Forced in", clash
        return
    yield "Forced in", f"{_mode(of.signal)}: {_outcome(before, of.forced)}"
    yield from _changes(of.forced.change, code, "Entering too", "Displaces")
    yield from _needs(of)


def _needs(of: Unlisted) -> Iterator[Row]:
    """What would bring a program in, what would not, and what leaves for it."""
    extra = [one for one in of.extra if one.gain > NEGLIGIBLE]
    enters = [_need(need) for need in of.needs if need.needed is not None]
    enters += [f"one more {_signal(one.tier)}, sent to it: the list is worth {_small(one.gain)} more" for one in extra]
    for number, text in enumerate(enters):
        yield "" if number else "Comes in with", text
    leave = [one for need in of.needs for one in need.instead]
    for number, title in enumerate(dict.fromkeys(_short(one) for one in leave)):
        yield "" if number else "In place of", title
    stays = [_need(need) for need in of.needs if need.needed is None]
    stays += [f"one more {_signal(one.tier)}, sent to it" for one in of.extra if one.gain <= NEGLIGIBLE]
    for number, text in enumerate(stays):
        yield "" if number else "Not with", text


def _need(need: Need) -> str:
    fact, now = FACTS[need.column], "" if need.now is None else f"now {_fact(need.column, need.now)}"
    if need.needed is not None:
        return f"{fact} of {_fact(need.column, need.needed)} or more{f' ({now})' if now else ''}"
    doubt = "however high" if need.settled else "as far as was found in time"
    return f"{fact}, {doubt}{f' ({now})' if now else ''}"


def _fact(column: str, value: float) -> str:
    if column.startswith("p_"):
        return f"{value * 100:.3g} %"
    return f"{value:.4g}"


def _outcome(before: Figures, other: Other) -> str:
    if other.loss <= NEGLIGIBLE:
        return f"another list is as good: {_difference(before, other.figures)}"
    proof = "" if other.settled else " (the search was ended early: a better list may exist)"
    width = other.most - other.least
    within = f" (proven to {width:.0e})" if width > 0.01 * other.loss else ""
    return f"{_difference(before, other.figures)}{within}{proof}"


def _difference(before: Figures, after: Figures) -> str:
    """Chance, cost and value of two lists; what is the same is left out."""
    parts = [f"chance of a match {_pair(before.p_match * 100, after.p_match * 100)} %"]
    if abs(before.cost - after.cost) >= 0.005:
        parts.append(f"cost {dollars(before.cost)} to {dollars(after.cost)}")
    change = after.value - before.value
    sign, share = ("+" if change > 0 else "-"), abs(change) / max(abs(before.value), 1e-9)
    parts.append(f"value {_pair(before.value, after.value)} ({sign}{_small(abs(change))}, {share * 100:.2g} %)")
    return commas(parts)


def _pair(before: float, after: float) -> str:
    """Two numbers with enough decimals to tell them apart."""
    apart = abs(before - after)
    decimals = 2 if apart <= 0 else min(7, max(1, 1 - math.floor(math.log10(apart))))
    return f"{before:.{decimals}f} to {after:.{decimals}f}"


def _small(value: float) -> str:
    return f"{value:.2g}" if value >= 1e-4 or value == 0 else f"{value:.1e}"


def _changes(change: Change, code: str, enter: str, leave: str) -> Iterator[Row]:
    """Programs that enter and leave beside the one asked about, and signals that move."""
    entering = [_moved(one, mode) for one, mode in change.enter if one.program_id != code]
    leaving = [_moved(one, mode) for one, mode in change.leave if one.program_id != code]
    for label, texts in ((enter, entering), (leave, leaving)):
        yield from (("" if number else label, text) for number, text in enumerate(texts))
    for number, (one, before, after) in enumerate(change.resignalled):
        yield "" if number else "Signals", f"{_short(one)}: {_signal(before)} to {_signal(after)}"


def _moved(one: Named, mode: str) -> str:
    return f"{_short(one)}, {_mode(mode)}" if mode else _short(one)


def _short(one: Named) -> str:
    return one.title.replace(" Program, ", ", ")


def _mode(mode: str) -> str:
    return f"with a {_signal(mode)}" if mode else "without a signal"


def _signal(mode: str) -> str:
    return "no signal" if not mode else "signal" if mode == "signal" else f"{mode} signal"


def _odds(odds: Odds | None) -> str:
    if odds is None:
        return ""
    parts = [f"interview {percent(odds.p_interview)}" if odds.p_interview is not None else "",
             f"match {percent(odds.p_match)}" if odds.p_match is not None else "",
             f"utility {odds.utility:.3g}" if odds.utility is not None else "", odds.band or ""]  # fmt: skip
    return commas(parts)


def _laid_out(row: Row, page: Page) -> Sequence[Line]:
    label, text = row
    lines = wrap(_clean(text, page), min(page.columns, READABLE) - LABEL - 4)
    return [((f"  {pad('' if n else label, LABEL)}  ", "label"), (line, "")) for n, line in enumerate(lines)]


def _clean(text: str, page: Page) -> str:
    return tidy(text, ascii=page.ascii)
