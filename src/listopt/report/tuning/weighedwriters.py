"""Weights that meet targets or follow from choices, for a screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from listopt.report.changes import Side, change_sentence
from listopt.report.changewriters import Heads, difference, figures, laid_out, list_rows, moves
from listopt.report.columns import fitted
from listopt.report.tuning.sweeps import wrapped
from listopt.report.words import commas, count

if TYPE_CHECKING:
    from listopt.report.page import Page
    from listopt.report.paint import Line
    from listopt.report.tuning.weighed import Aimed, Choice, Learned, Target, Weighed

LISTS = Heads("list 1", "list 2", "Only on list 2", "Only on list 1")
TUNED = Heads(after="tuned")


def write_aimed_text(aimed: Aimed, page: Page) -> str:
    """Lay out targets, weights, both lists and what differs for a screen."""
    found = aimed.weighed
    listed = aimed.reached in ("weights", "rules")
    parts = (
        _title(found, aimed_sentence(aimed), page),
        _targets(aimed, page),
        _weights(found, page) if aimed.reached == "weights" else iter(()),
        *(difference(found.change, page, TUNED) if listed else ()),
        _notes(_aimed_notes(aimed), page),
    )
    return laid_out(parts, page)


def aimed_sentence(aimed: Aimed) -> str:
    """Say whether and how the targets are met."""
    if aimed.reached == "already":
        return "The list as it stands meets all targets; no weight has to change."
    if aimed.reached == "weights":
        return f"Other weights meet all targets. {change_sentence(aimed.weighed.change)}"
    if aimed.reached == "rules":
        told = (
            "There are lists that meet all targets, but no weights were found under which one of them is the best list."
        )
        return f"{told} As rules they are met. {change_sentence(aimed.weighed.change)}"
    if aimed.reached == "open":
        return "No list that meets the targets was found in the time given."
    failing = [target.text for target in aimed.targets if target.clashes]
    if not failing:
        return "No list keeps all the rules, whatever the targets."
    if len(failing) == 1:
        return f"No list that keeps the rules meets {failing[0]}."
    return f"No list that keeps the rules meets {' and '.join(failing)} together."


def _title(found: Weighed, sentence: str, page: Page) -> Iterator[Line]:
    change = found.change
    yield from wrapped(f"{change.scenario}, {change.season} Match", page, "title")
    yield ((page.stroke * page.columns, "dim"),)
    yield from wrapped(sentence, page, "strong")


def _targets(aimed: Aimed, page: Page) -> Iterator[Line]:
    cells = {
        "target": [target.text for target in aimed.targets],
        "as it stands": [_written(target, target.before) for target in aimed.targets],
        "tuned": [_written(target, target.after) for target in aimed.targets],
        "met": ["yes" if target.met else "no" for target in aimed.targets],
        "nearest": [_written(target, target.nearest) for target in aimed.targets],
    }
    for name in ("tuned", "nearest"):
        if set(cells[name]) == {"-"}:
            del cells[name]
    table = fitted(cells, page, first_to_go=(), left=("target",))
    yield table.head()
    for place, target in enumerate(aimed.targets):
        yield table.row(place, "" if target.met else "bad" if target.clashes else "warning")


def _written(target: Target, value: float | None) -> str:
    return "-" if value is None else target.measure.written(value)


def _weights(found: Weighed, page: Page) -> Iterator[Line]:
    """Weights before and after, with the range that would do as well, and prices of soft rules."""
    names = list(dict.fromkeys((*found.before, *found.after)))
    cells = {
        "weight": names,
        "as it stands": [f"{found.before.get(name, 0.0):g}" for name in names],
        "tuned": [f"{found.after.get(name, 0.0):g}" for name in names],
        "agree with the answers": [_range(found, name) for name in names],
    }
    if not found.ranges:
        del cells["agree with the answers"]
    table = fitted(cells, page, first_to_go=(), left=("weight",))
    yield table.head()
    for place, name in enumerate(names):
        yield table.row(place, "" if found.before.get(name) == found.after.get(name) else "strong")
    for name, price in found.prices.items():
        yield from wrapped(
            f"Beside the weights, the soft rule {name!r}, at a price of {price:g} per application", page, "strong"
        )


def _range(found: Weighed, name: str) -> str:
    if name not in found.ranges:
        return "the scale"
    low, high = found.ranges[name]
    return f"{low:.3g} to {high:.3g}"


def _notes(notes: Iterator[str], page: Page) -> Iterator[Line]:
    for note in notes:
        yield from wrapped(note, page, "dim")


def _aimed_notes(aimed: Aimed) -> Iterator[str]:
    """Say how near a failing target can be come to, and how small the changes are."""
    for target in aimed.targets:
        if target.nearest is not None:
            near = target.measure.written(target.nearest)
            yield f"Nearest to {target.text}, with all other targets met, comes a list with {near}."
    if any(target.clashes and target.nearest is None for target in aimed.targets) and len(aimed.targets) > 1:
        yield "Where no nearest number stands, giving way there alone does not help."
    if aimed.within is not None:
        yield f"With all changes {100 * aimed.within:.0f} % smaller, the best list misses a target."
    if aimed.reached == "weights":
        yield "The tuned list is the best one under these weights, found by a solve from scratch."
    yield from saved_notes(aimed.weighed)


def saved_notes(found: Weighed) -> Iterator[str]:
    """Say what file was written, how to use it, and how it was checked."""
    saved = found.saved
    if saved is None:
        return
    checks = {
        True: "A solve of the scenario under it, from scratch, gives this list.",
        False: "A solve of the scenario under it, from scratch, gives this list, not the one of the search: within the "
        "asked gap they are equally good.",
        None: "It was not checked: the search was ended before.",
    }
    yield f"Saved as {saved.file}. To use it, write in the scenario: {saved.use}. {checks[saved.same]}"
    if saved.drop:
        yield f"The scenario's own weights would override it; remove them: {commas(saved.drop)}."


def write_learned_text(learned: Learned, page: Page) -> str:
    """Lay out the weights learned, both lists and what differs for a screen."""
    found = learned.weighed
    parts = (
        _title(found, change_sentence(found.change), page),
        _weights(found, page),
        *difference(found.change, page, TUNED),
        _notes(_learned_notes(learned), page),
    )
    return laid_out(parts, page)


def _learned_notes(learned: Learned) -> Iterator[str]:
    """Say what the weights rest on."""
    if learned.weighed.change.before.objective is None:
        return
    told = f"The weights agree with {count(learned.n_answers, 'answer')}, none left out."
    if learned.settled:
        yield f"{told} Whichever of the weights that agree are yours, no other list is worth more, up to the asked gap."
    else:
        yield f"{told} Weights that agree still differ about the list: more answers would narrow them."
    yield from saved_notes(learned.weighed)


def write_choice_text(choice: Choice, page: Page) -> str:
    """Lay out two lists to choose from for a screen."""
    rows = (("Chance of a match", _chance), *list(list_rows())[1:], ("Reach, target, safety", _mix))
    heading: Line = ((f"Question {choice.number}: which list do you prefer?", "strong"),)
    parts = (iter([heading]), figures(choice.change, page, LISTS, rows), *moves(choice.change, page, LISTS))
    return laid_out(parts, page)


def _chance(side: Side) -> str:
    return f"{100 * (side.figure('p_match') or 0.0):.1f} %"


def _mix(side: Side) -> str:
    mix = side.summary.get("mix")
    return commas(str(many) for many in mix.values()) if isinstance(mix, dict) else "-"
