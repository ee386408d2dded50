"""What the seasons of a list say, for people and for other programs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from listopt.report.bars import histogram
from listopt.report.contents import number
from listopt.report.page import breadth, cut, pad, tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.sections import NO_SPECIALTY, failure_of, status_sentence, title_of
from listopt.report.tables import write_json
from listopt.report.view import View, view_of
from listopt.report.words import count, percent
from listopt.simulation import NO_BAND

if TYPE_CHECKING:
    from listopt.report.contents import Json, Report
    from listopt.report.page import Page
    from listopt.simulation import Figure, Play, Simulation

READABLE = 100
"""Longest line of running text."""

Row = tuple[str, "Figure", bool]
"""Label, figure, and whether it is a share."""


def write_seasons_json(report: Report, simulation: Simulation | None, page: Page) -> str:
    """Write the played seasons as one JSON object; its figures are null when there is no list to play."""
    head = {name: report.result[name] for name in ("scenario", "status")}
    return write_json(
        replace(report, result={**head, **played_json(simulation), "conflict": report.result["conflict"]}), page
    )


def played_json(simulation: Simulation | None) -> dict[str, Json]:
    """Played seasons as plain values; docs/simulation.md says what the keys mean. All null when there is no list."""
    keys = ("interviews", "p_match", "by_specialty", "by_band", "expected_utility", "worst_tenth")
    if simulation is None:
        return dict.fromkeys(("seasons", "seed", "applications", "capacity", *keys, "limited"))
    return {
        "seasons": simulation.seasons,
        "seed": simulation.seed,
        "applications": simulation.applications,
        "capacity": simulation.capacity,
        **_play(simulation.unlimited),
        "limited": None if simulation.limited is None else _play(simulation.limited),
    }


def _play(play: Play) -> dict[str, Json]:
    return {
        "interviews": _interviews(play),
        "p_match": _figure(play.p_match),
        "by_specialty": {name: _figure(figure) for name, figure in play.by_specialty.items()},
        "by_band": {name: _figure(figure) for name, figure in play.by_band.items()},
        "expected_utility": _figure(play.expected_utility),
        "worst_tenth": _figure(play.worst_tenth),
    }


def _interviews(play: Play) -> Json:
    if play.interviews is None:
        return None
    mean, none = _figure(play.interviews.mean), _figure(play.interviews.none)
    return {
        "mean": mean["value"],
        "mean_se": mean["se"],
        "exact": mean["exact"],
        "none": none["value"],
        "none_se": none["se"],
        "none_exact": none["exact"],
        "distribution": [number(share) for share in play.interviews.distribution],
    }


def _figure(figure: Figure) -> dict[str, Json]:
    exact = None if figure.exact is None else number(figure.exact)
    return {"value": number(figure.value), "se": number(figure.se), "exact": exact}


def write_seasons_text(report: Report, simulation: Simulation | None, page: Page) -> str:
    """Lay the played seasons out for a screen: a table of figures, and a histogram of interviews."""
    view = view_of(report, ascii=page.ascii)
    parts: tuple[Iterator[Line], ...] = (_title(view, simulation, page),)
    if simulation is None:
        parts += (_failure(view, page),)
    else:
        parts += (_table(simulation, page), _histogram(simulation, page), _notes(simulation, page))
    blocks = (list(part) for part in parts)
    return "\n\n".join("\n".join(render(line, page) for line in block) for block in blocks if block) + "\n"


def _title(view: View, simulation: Simulation | None, page: Page) -> Iterator[Line]:
    yield from (((line, "title"),) for line in wrap(", ".join(title_of(view)), page.columns))
    yield ((page.stroke * page.columns, "dim"),)
    if simulation is not None:
        played = f"{count(simulation.seasons, 'season')} of a list of {count(simulation.applications, 'application')}"
        yield from _sentences([f"{played}, seed {simulation.seed}. {status_sentence(view)}."], page)


def _failure(view: View, page: Page) -> Iterator[Line]:
    finding, clashing, advice = failure_of(view)
    yield ((finding, "bad"),)
    for rule in clashing:
        yield from (((f"{'    ' if n else '  - '}{line}", ""),) for n, line in enumerate(wrap(rule, page.columns - 4)))
    yield from _sentences([advice], page)


def _table(simulation: Simulation, page: Page) -> Iterator[Line]:
    """Figures beside each other: simulated, exact, and with the attendance limit where it applies."""
    rows = list(_rows(simulation.unlimited, page))
    columns = [["", *(label for label, _, _ in rows)], ["simulated", *(simulated(row, page) for row in rows)]]
    columns.append(["exact", *(_exact(row) for row in rows)])
    if simulation.limited is not None:
        limited = (simulated(row, page) for row in _rows(simulation.limited, page))
        columns.append([f"at most {simulation.capacity}", *limited])
    widths = [max(map(breadth, column)) for column in columns]
    widths[0] = min(widths[0], page.columns - 2 - sum(width + 3 for width in widths[1:]))
    for label, *cells in zip(*columns, strict=True):
        name = pad(cut(label, widths[0], page.ellipsis), widths[0])
        figures = "".join(f"   {pad(cell, width, right=True)}" for cell, width in zip(cells, widths[1:], strict=True))
        yield ((f"  {name}", "label"), (figures, "" if label else "dim"))


def _rows(play: Play, page: Page) -> Iterator[Row]:
    yield "Chance of a match", play.p_match, True
    for name, figure in play.by_specialty.items() if len(play.by_specialty) > 1 else ():
        yield f"  in {tidy(name, ascii=page.ascii) or NO_SPECIALTY}", figure, True
    for name, figure in play.by_band.items():
        yield "  without a band" if name == NO_BAND else f"  at a {name}", figure, True
    yield "Expected utility", play.expected_utility, False
    yield "  worst tenth", play.worst_tenth, False
    if play.interviews is not None:
        yield "Interviews", play.interviews.mean, False
        yield "  none at all", play.interviews.none, True


def simulated(row: Row, page: Page) -> str:
    """Write a figure with its standard error."""
    _, figure, share = row
    if figure.se <= 0:
        return _plain(figure.value, 0, share)
    value, se = (_plain(value, figure.se, share) for value in (figure.value, figure.se))
    return f"{value.removesuffix(' %')} {'+/-' if page.ascii else '±'} {se}"


def _exact(row: Row) -> str:
    _, figure, share = row
    return "" if figure.exact is None else _plain(figure.exact, figure.se, share)


def _plain(value: float, se: float, share: bool) -> str:
    """Number with as many decimals as its standard error has before its second digit; a share in percent."""
    scale, unit = (100, " %") if share else (1, "")
    if se <= 0:
        return f"{value * scale:.3g}{unit}"
    decimals = min(6, max(0, -math.floor(math.log10(float(f"{se * scale:.0e}")))))
    return f"{value * scale:.{decimals}f}{unit}"


def _histogram(simulation: Simulation, page: Page) -> Iterator[Line]:
    if simulation.unlimited.interviews is not None:
        yield (("Invitations in a season", "heading"), ("  and the share of the seasons", "dim"))
        yield from histogram(simulation.unlimited.interviews.distribution, page)


def _notes(simulation: Simulation, page: Page) -> Iterator[Line]:
    capacity, interviews = simulation.capacity, simulation.unlimited.interviews
    notes = ["Behind each figure stands its standard error, what chance alone leaves open in so many seasons."]
    if interviews is None:
        notes += ["Interviews cannot be played: some programs have a p_match of their own but no p_interview."]
    elif simulation.limited is None:
        short = f"the list has {count(simulation.applications, 'application')}"
        notes += [
            f"No attendance limit applies: {short}, and the applicant can attend {capacity} (interview_capacity)."
        ]
    else:
        over = percent(math.fsum(interviews.distribution[capacity + 1 :]))
        notes += [
            f"At most {capacity}: the applicant attends the {capacity} interviews of the highest utility "
            f"(interview_capacity) and turns down the rest. {over} of the seasons bring more invitations than that."
        ]
    yield from _sentences(notes, page)


def _sentences(sentences: Sequence[str], page: Page) -> Iterator[Line]:
    for sentence in sentences:
        yield from (((line, "dim"),) for line in wrap(sentence, min(page.columns, READABLE)))
