"""A sweep over weights, for a screen: a table, what enters and leaves, and what the lists share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from listopt.report.columns import fitted
from listopt.report.curves import point_cells, without_list
from listopt.report.others import Named
from listopt.report.page import cut, pad, tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.tuning.sweep import Setting, Sweep
from listopt.report.words import commas, count

if TYPE_CHECKING:
    from listopt.report.page import Page

READABLE = 110
"""Longest line of running text."""
SHOWN = 12
"""Programs of a kind that are printed; the others are counted."""
FIRST_TO_GO = ("utility", "interviews", "mix", "objective", "out", "in", "applications", "cost")
"""Columns that a narrow screen does without, in that order."""


def write_sweep_text(sweep: Sweep, page: Page) -> str:
    """Lay a sweep out for a screen."""
    parts = (
        _title(sweep, page),
        _table(sweep, page),
        *(_change(sweep, same, page) for same in _alike(sweep.listed[1:])),
        _core(sweep, page),
        _sometimes(sweep, page),
        _notes(page),
    )
    blocks = (list(part) for part in parts)
    return "\n\n".join("\n".join(render(line, page) for line in block) for block in blocks if block) + "\n"


def _title(sweep: Sweep, page: Page) -> Iterator[Line]:
    name = tidy(sweep.scenario, ascii=page.ascii)
    yield from (((line, "title"),) for line in wrap(f"{name}, {sweep.season} Match", page.columns))
    yield ((page.stroke * page.columns, "dim"),)
    yield from wrapped(sweep_sentence(sweep), page, "strong")
    if sweep.missing:
        settings = commas(sweep.label(weights).replace(", ", " and ") for weights in sweep.missing[:SHOWN])
        more = f" and {len(sweep.missing) - SHOWN} more" if len(sweep.missing) > SHOWN else ""
        left = f"The search was ended before {count(len(sweep.missing), 'setting')}: {settings}{more}."
        yield from wrapped(left, page, "warning")


def sweep_sentence(sweep: Sweep) -> str:
    """Say how much the weights decide."""
    if not sweep.listed:
        return "No list was found." if sweep.settings else "No setting was finished."
    core, sometimes = len(sweep.core), len(sweep.sometimes)
    rest = sweep.n_open - core - sometimes
    are = "is" if core == 1 else "are"
    shared = f"{count(core, 'program')} {are} on every list, {sometimes} on some, {rest} open ones on none"
    return f"Best lists under {count(len(sweep.listed), 'setting')} of the weights: {shared}."


def wrapped(sentence: str, page: Page, role: str) -> Iterator[Line]:
    """Break running text into lines."""
    text = tidy(sentence, ascii=page.ascii)
    return (((line, role),) for line in wrap(text, min(page.columns, READABLE)) if text)


def _table(sweep: Sweep, page: Page) -> Iterator[Line]:
    """One row per setting; one without a list says why."""
    settings = sweep.settings
    if not settings:
        return
    figures = {name: [write(one.point) for one in settings] for name, write in point_cells().items()}
    cells = {
        "#": [str(one.number) for one in settings],
        "weights": [sweep.label(one.weights) for one in settings],
        "match": [chance_of(one) for one in settings],
        **{name: figures[name] for name in ("interviews", "utility", "applications", "cost")},
        "mix": [mix_of(one) for one in settings],
        **{name: figures[name] for name in ("objective", "gap")},
        "in": [_many(one, len(one.change.enter)) for one in settings],
        "out": [_many(one, len(one.change.leave)) for one in settings],
    }
    table = fitted(cells, page, first_to_go=FIRST_TO_GO, left=("weights",))
    yield table.head()
    for place, one in enumerate(settings):
        if one.point.objective is None:
            yield from table.instead(place, without_list(one.point, page), lead=2)
        else:
            yield table.row(place, "" if place else "strong")


def chance_of(setting: Setting) -> str:
    """Write the chance of a match finely enough to tell settings apart."""
    return f"{100 * setting.point.chance:.1f} %" if setting.point.summary else "-"


def mix_of(setting: Setting) -> str:
    """Write the numbers of reach, target and safety: ``18/50/32``."""
    mix = setting.point.summary.get("mix")
    return "/".join(str(many) for many in mix.values()) if isinstance(mix, dict) else "-"


def _many(setting: Setting, many: int) -> str:
    return str(many) if setting.number else "-"


def _alike(settings: Sequence[Setting]) -> list[list[Setting]]:
    """Settings whose lists are the same, together."""
    groups: dict[tuple[tuple[str, str], ...], list[Setting]] = {}
    for one in settings:
        groups.setdefault(tuple(sorted(one.point.modes.items())), []).append(one)
    return list(groups.values())


def _change(sweep: Sweep, same: Sequence[Setting], page: Page) -> Iterator[Line]:
    """What leaves and what enters against the first list, side by side."""
    change = same[0].change
    heading = "; ".join(f"#{one.number} {sweep.label(one.weights)}" for one in same)
    yield from (((line, "heading"),) for line in wrap(heading, page.columns))
    signals = len(change.resignalled)
    if not (change.leave or change.enter or signals):
        yield (("  the list as it stands", "dim"),)
        return
    many = f"{len(change.leave)} leave, {len(change.enter)} enter, {signals} change their signal"
    yield ((f"  {many}", "dim"),)
    half = page.columns // 2 - 2
    sides = (_side("-", change.leave, page, half), _side("+", change.enter, page, half))
    for before, after in zip_longest(*sides, fillvalue=""):
        yield ((f"  {pad(before, half)}", ""), (f"  {after}", "good"))


def _side(sign: str, moved: Sequence[tuple[Named, str]], page: Page, width: int) -> Iterator[str]:
    """Name the first programs that leave or enter, and count the others."""
    for program, _ in moved[: SHOWN // 2]:
        yield f"{sign} {_title_of(program, page, width - 2)}"
    if len(moved) > SHOWN // 2:
        yield f"  and {count(len(moved) - SHOWN // 2, 'more program')}"


def _title_of(program: Named, page: Page, width: int) -> str:
    """Name and place of a program; nearly every name ends in the word Program."""
    return cut(tidy(program.title.replace(" Program,", ","), ascii=page.ascii), width, page.ellipsis)


def _core(sweep: Sweep, page: Page) -> Iterator[Line]:
    yield from _programs("On every list", [(one, "") for one in sweep.core], page)


def _sometimes(sweep: Sweep, page: Page) -> Iterator[Line]:
    told = [(one.program, f"{len(one.settings)} of {len(sweep.listed)}") for one in sweep.sometimes]
    yield from _programs("On some lists", told, page)


def _programs(heading: str, rows: Sequence[tuple[Named, str]], page: Page) -> Iterator[Line]:
    if not rows:
        return
    yield ((heading, "heading"), (f"  {count(len(rows), 'program')}", "dim"))
    wide = max(len(said) for _, said in rows[:SHOWN])
    for program, said in rows[:SHOWN]:
        start = f"  {pad(program.program_id, 10)}  " + (f"{pad(said, wide, right=True)}  " if said else "")
        yield (
            (start, "dim"),
            (cut(tidy(program.title, ascii=page.ascii), page.columns - len(start), page.ellipsis), ""),
        )
    if len(rows) > SHOWN:
        yield ((f"  and {count(len(rows) - SHOWN, 'more program')}, all in --format json", "dim"),)


def _notes(page: Page) -> Iterator[Line]:
    differing = "Objectives of different weights cannot be compared; in and out count against the list as it stands."
    yield from wrapped(differing, page, "dim")
