"""What keeps a program out, where that fact is from, and what would let the applicant in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from listopt.applicant import Applicant
from listopt.eligibility.case import Case, Filter
from listopt.eligibility.filters import FILTERS
from listopt.eligibility.visa import COLUMN_OF, TIE
from listopt.questions.asking import cell
from listopt.questions.provenance import Tables
from listopt.report.answers import Barrier, Opening
from listopt.report.contents import Json
from listopt.writeup import Posed

SCENARIO, CATALOGUE = "scenario", "catalogue"
"""Where an opening changes something."""
YEAR_OF = dict.fromkeys(("j1", "h1b", "h1b_requires_step3"), "visa_year")
"""Column that dates a fact, for facts with a date of their own; `source_year` for the others."""


def barriers(posed: Posed, code: str, tables: Tables) -> tuple[Barrier, ...]:
    """Every filter that a program fails, the one that excluded it first; empty for an open program."""
    scenario = posed.scenario
    names = tuple(sorted({choice.specialty for choice in scenario.specialties}))
    case = Case(
        posed.catalogue.table.loc[[code]], scenario.applicant, names, posed.season.year, scenario.unknown.policy
    )
    found = []
    for columns, ask in FILTERS.items():
        answer = ask(case)
        if answer is not None and answer.excludes[0]:
            about = tuple(columns.split(", "))
            reason, source = answer.reasons(answer.excludes)[0], _source(case.table, tables, code, about)
            found.append(Barrier(about, reason, source, tuple(_openings(case, about, answer))))
    return tuple(found)


def _source(table: pd.DataFrame, tables: Tables, code: str, columns: Sequence[str]) -> str:
    """Where facts are from: the tables that give them, and where those have them from."""
    row, places = table.loc[code], dict[str, list[str]]()
    for name in (name for name in columns if name in row and pd.notna(row[name])):
        places.setdefault(_place(table, tables, code, name), []).append(f"{name} = {_plain(row[name])}")
    return "; ".join(f"{' and '.join(cells)} in {place}" for place, cells in places.items()) or "no table gives it"


def _place(table: pd.DataFrame, tables: Tables, code: str, column: str) -> str:
    """Table that gives a fact, and its origin; else its source and year, if the same table gives that."""
    catalogue, _ = tables.giving(code, column)
    origin = tables.origin(code, column)
    if origin is not None:
        return f"{catalogue}: {origin.place}"
    named, source = tables.giving(code, "source")
    year = cell(table, code, YEAR_OF.get(column, "source_year"))
    told = "" if year is None else f", {year:.0f}"
    return f"{catalogue}: {source}{told}" if named == catalogue else catalogue


def _plain(cell: object) -> str:
    if str(cell) in ("True", "False"):
        return "yes" if str(cell) == "True" else "no"
    return f"{float(str(cell)):g}" if not isinstance(cell, str) else cell


def _openings(case: Case, columns: Sequence[str], answer: Filter) -> Iterator[Opening]:
    """What takes one barrier away; nothing where only another life would."""
    if answer.shut[0] and not answer.fails[0]:
        for name in (name for name in columns if _opens(case, columns, name)):
            yield Opening(SCENARIO, f"unknown.{name}", "allow", f"unknown: {{{name}: allow}} keeps programs not known")
        return
    if answer.unasked[0] and not answer.fails[0]:
        for name in answer.field.split(", "):
            yield Opening(SCENARIO, f"applicant.{name}", "", f"the scenario tells the applicant's {answer.fact}")
        return
    column, limit = columns[0], float(answer.value[0])
    if column == "specialty":
        found = case.words("specialty").iloc[0]
        yield Opening(SCENARIO, "specialties", found, f"{found} among the specialties of the scenario")
    elif column == "status":
        yield Opening(CATALOGUE, "status", "applied", "another status, if the application stands (such as applied)")
    elif column == "entry":
        sentence = "the program, if it does take new graduates (entry: new_graduates in a table of your own)"
        yield Opening(CATALOGUE, "entry", "new_graduates", sentence)
    elif column in COLUMN_OF.values():
        yield from _visas(case)
    else:
        yield from _limits(case.applicant, column, limit)


def _opens(case: Case, columns: Sequence[str], column: str) -> bool:
    """Whether a filter keeps the program once an unknown fact of one column is allowed."""
    allowing = replace(case, unknown=lambda name: "allow" if name == column else case.unknown(name))
    answer = FILTERS[", ".join(columns)](allowing)
    return answer is None or not answer.excludes[0]


def _visas(case: Case) -> Iterator[Opening]:
    accepted = tuple(case.applicant.visa or ())
    after_step3 = case.numbers(TIE)[0] == 1 and not case.step3_passed
    for name, column in COLUMN_OF.items():
        sponsored = case.numbers(column)[0] == 1 and not (name == "H-1B" and after_step3)
        if name not in accepted and sponsored:
            yield Opening(SCENARIO, "applicant.visa", [*accepted, name], f"{name}, which it sponsors, if you accept it")
    for name in accepted:
        column = COLUMN_OF[name]
        if name == "H-1B" and case.numbers(column)[0] == 1 and after_step3:
            yield Opening(SCENARIO, "applicant.step3", "pass", "Step 3 passed, after which it sponsors H-1B")
        else:
            sentence = f"its word that it sponsors {name} ({column}: yes in a table of yours)"
            yield Opening(CATALOGUE, column, "yes", sentence)
    yield Opening(SCENARIO, "applicant.visa", [], "the right to train without a visa (visa: [])")


def _limits(applicant: Applicant, column: str, limit: float) -> Iterator[Opening]:
    """What meets a limit: the applicant's own fact where it can still change, or another limit of the program's."""
    own: dict[str, tuple[str, Json, str]] = {
        "step2_min": ("step2_ck", int(limit), f"a Step 2 CK score of {limit:.0f}"),
        "step1_min": ("step1", int(limit), f"a three-digit Step 1 score of {limit:.0f}"),
        "min_usce_months": ("usce_months", limit, f"{limit:g} months of US clinical experience"),
        "requires_step1": ("step1", "pass", "Step 1 passed when applying"),
        "requires_step3": ("step3", "pass", "Step 3 passed before applying"),
        "requires_ecfmg": ("ecfmg_certified", True, "the ECFMG certificate in hand when applying"),
    }
    if column in own:
        field, value, sentence = own[column]
        yield Opening(SCENARIO, f"applicant.{field}", value, sentence)
    none: dict[str, Json] = {"accepts_failures": "yes"}
    none |= dict.fromkeys(("requires_step1", "requires_step3", "requires_ecfmg"), "no")
    none |= dict.fromkeys(("step2_min", "step1_min", "min_usce_months"), 0)
    sentence = f"a page of the program that says otherwise ({column} in a table of yours)"
    yield Opening(CATALOGUE, column, none.get(column, 99), sentence)
