"""What a fit to own outcomes says, for people and for other programs, and the file of coefficients it leaves."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from listopt.report.page import breadth, pad, tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.words import count, percent

if TYPE_CHECKING:
    from listopt.fitting import Band, Coefficient, Fit, HeldOut
    from listopt.odds.tables import Parameter
    from listopt.report.contents import Json
    from listopt.report.page import Page

READABLE = 100
"""Longest line of running text."""
DIGITS = 9
HEADER = ("name", "value", "sd", "unit", "season", "source_title", "source_url", "confidence", "note")
"""Columns of a file of coefficients: those of the published numbers."""
NEXT = "Write them to a file with --output office.csv, and name it in a scenario: odds: {coefficients: office.csv}."


def coefficients_csv(fit: Fit) -> str:
    """Write the numbers that the outcomes say something about, as a scenario reads them under ``odds``."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(HEADER)
    title = f"own outcomes: {tidy(fit.outcomes.name)}, {_size(fit)}"
    for number in fit.coefficients:
        if number.informed:
            old, new = number.published, number.fitted
            note = f"own estimate: fitted to own outcomes; published {old.value:g} with standard deviation {old.sd:g}"
            values = (f"{new.value:.6g}", f"{new.sd:.4g}")
            writer.writerow([number.name, *values, number.unit, fit.seasons[-1], title, "", "own outcomes", note])
    return target.getvalue()


def write_fit_json(fit: Fit, page: Page) -> str:
    """Write the same figures as one JSON object."""
    held = fit.held_out
    result: dict[str, Json] = {
        "outcomes": {
            "file": tidy(fit.outcomes.name),
            "sha256": fit.outcomes.digest,
            "applications": len(fit.outcomes.table),
            "applicants": fit.n_applicants,
            "programs": int(fit.outcomes.table["program_id"].nunique()),
            "interviews": int(fit.outcomes.table["interviewed"].sum()),
            "seasons": list(fit.seasons),
        },
        "coefficients": [_entry(number) for number in fit.coefficients],
        "held_out": None if held is None else _held(held),
        "notes": list(_notes(fit)),
    }
    return json.dumps(result, indent=2, ensure_ascii=page.ascii, allow_nan=False) + "\n"


def _entry(number: Coefficient) -> Json:
    return {
        "name": number.name,
        "unit": number.unit,
        "published": round(number.published.value, DIGITS),
        "published_sd": round(number.published.sd, DIGITS),
        "fitted": round(number.fitted.value, DIGITS),
        "fitted_sd": round(number.fitted.sd, DIGITS),
        "informed": number.informed,
        "at_limit": number.bound,
    }


def _held(held: HeldOut) -> dict[str, Json]:
    return {
        "folds": held.folds,
        "log_loss_published": round(held.published, DIGITS),
        "log_loss_fitted": round(held.fitted, DIGITS),
        "gain": round(held.gain, DIGITS),
        "gain_se": round(held.gain_se, DIGITS),
        "reliability": [_band(band) for band in held.reliability],
        "reliability_published": [_band(band) for band in held.reliability_published],
    }


def _band(band: Band) -> Json:
    return {
        "predicted": round(band.predicted, DIGITS),
        "interviewed": round(band.interviewed, DIGITS),
        "applications": band.applications,
    }


def write_fit_text(fit: Fit, page: Page) -> str:
    """Lay the fit out for a screen: the numbers before and after, and the check on held-out applicants."""
    parts = (_title(fit, page), _numbers(fit, page), _check(fit, page), _sentences(_notes(fit), page))
    blocks = (list(part) for part in parts)
    return "\n\n".join("\n".join(render(line, page) for line in block) for block in blocks if block) + "\n"


def _size(fit: Fit) -> str:
    return f"{count(len(fit.outcomes.table), 'application')} of {count(fit.n_applicants, 'applicant')}"


def _title(fit: Fit, page: Page) -> Iterator[Line]:
    yield ((f"Odds fitted to {tidy(fit.outcomes.name, ascii=page.ascii)}", "title"),)
    yield ((page.stroke * page.columns, "dim"),)
    table, years = fit.outcomes.table, ", ".join(map(str, fit.seasons))
    reached = f"{_size(fit)} to {count(table['program_id'].nunique(), 'program')} ({years} Match)"
    known = table["matched"].notna() & table["interviewed"]
    ends = f"the end of {known.sum():,} of them is known" if known.any() else "whether they led to a match is not known"
    yield from _sentences([f"{reached}; {count(int(table['interviewed'].sum()), 'interview')}, and {ends}."], page)


def _numbers(fit: Fit, page: Page) -> Iterator[Line]:
    rows = [["", "published", "fitted", "unit"]]
    for number in fit.coefficients:
        fitted = (
            _with_sd(number.fitted, page) + (" (limit)" if number.bound else "") if number.informed else "as published"
        )
        rows.append([number.name, _with_sd(number.published, page), fitted, number.unit])
    yield from _grid(rows, (False, True, True, False))


def _with_sd(number: Parameter, page: Page) -> str:
    """Value and standard deviation, with as many decimals as two digits of the latter need."""
    decimals = max(0, 1 - math.floor(math.log10(number.sd))) if number.sd > 0 else 3
    return f"{number.value:.{decimals}f} {'+/-' if page.ascii else '±'} {number.sd:.{decimals}f}"


def _check(fit: Fit, page: Page) -> Iterator[Line]:
    held = fit.held_out
    if held is None:
        yield from _sentences(["A check on held-out applicants needs at least two applicants."], page)
        return
    yield (("Held-out applicants", "heading"), (f"  {held.folds} folds, each predicted from the others", "dim"))
    sign = "+/-" if page.ascii else "±"
    verdict = "better" if held.gain >= 0 else "worse"
    yield from _sentences(
        [
            f"Log loss per application: {held.published:.4f} by the published numbers, {held.fitted:.4f} by the fitted "
            f"ones: {verdict} by {abs(held.gain):.4f} {sign} {held.gain_se:.4f}."
        ],
        page,
    )
    rows = [["predicted", "interviewed", "applications"]]
    rows += [
        [percent(band.predicted), percent(band.interviewed), f"{band.applications:,}"] for band in held.reliability
    ]
    yield from _grid(rows, (True, True, True))


def _grid(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> Iterator[Line]:
    """Columns of text, the first row as their heads."""
    widths = [max(breadth(row[column]) for row in rows) for column in range(len(rows[0]))]
    for at, row in enumerate(rows):
        cells = [pad(cell, width, right=side) for cell, width, side in zip(row, widths, right, strict=True)]
        yield ((f"  {cells[0]}", "dim" if at == 0 else "label"), ("   " + "   ".join(cells[1:]), "" if at else "dim"))


def _notes(fit: Fit) -> Iterator[str]:
    yield from fit.outcomes.notes
    silent = [number.name for number in fit.coefficients if not number.informed]
    if silent:
        yield f"The outcomes say nothing about {', '.join(silent)}: the published numbers stay."
    stopped = [number.name for number in fit.coefficients if number.bound]
    if stopped:
        yield f"Stopped at a limit, beyond which a better fact would lower a chance: {', '.join(stopped)}."
    yield "Behind each value stands its standard deviation. Few outcomes change little; docs/fit.md tells the limits."
    yield NEXT


def _sentences(sentences: Iterator[str] | Sequence[str], page: Page) -> Iterator[Line]:
    for sentence in sentences:
        yield from (((line, "dim"),) for line in wrap(tidy(sentence, ascii=page.ascii), min(page.columns, READABLE)))
