from __future__ import annotations

import csv
import io
import json
import math
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from rich.cells import cell_len

from listopt.errors import ListoptError
from listopt.report import WRITERS, Page
from listopt.report.contents import Json, Report
from listopt.report.curve import Point
from listopt.report.curvedata import point_json
from listopt.report.markdown import escaped
from listopt.report.page import cut, tidy, wrap
from listopt.report.words import dollars, gap_percent, number, percent, percent_range

TIERS = (None, "signal", "silver", "gold")
BANDS = ("reach", "target", "safety")
SPECIALTIES = ("Anesthesiology", "Internal Medicine")
HOSTILE = (
    "[red]Red[/red] | Cross",
    "\x1b[31mEscape\x1b[0m \x1b]8;;http://example.org\x07Link",
    "Line\nbreak\r\tand tab",
    "\u202eright to left\u200f \u200bhidden\ufeff",
    "=HYPERLINK(1) & <b>bold</b>",
    "東京大学医学部附属病院 高度研修センター",
    "Río Piedras – Niño’s",
    "Ω" * 150,
    "",
)
INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]")


def entry(n: int, name: str = "") -> dict[str, Json]:
    """One made-up program of a list."""
    p = 0.9 / (n + 2)
    return {
        "program_id": f"{n:03}9{n:06}", "name": name or f"Hospital {n} of Learning Program",
        "specialty": SPECIALTIES[n % 2], "city": f"Springfield {n}", "state": "IL", "signal": TIERS[n % 4],
        "band": BANDS[n % 3], "p_interview": p, "p_interview_low": p / 2, "p_interview_high": p * 1.1,
        "p_match": p / 5, "p_match_low": p / 9, "p_match_high": p / 4, "utility": 1.0, "fee": 11.0 + n % 2,
        "marginal": -0.001 if n == 1 else p / 50, "reasons": [f"{n + 1}. best chance of 152 open programs", "in IL"],
    }  # fmt: skip


def report(names: tuple[str, ...] | int = 3, **changes: Json) -> Report:
    """Make up a report about programs of the given names, or about so many programs."""
    rows = [entry(n, name) for n, name in enumerate(("",) * names if isinstance(names, int) else names)]
    fees = sum(11.0 + n % 2 for n in range(len(rows)))
    result: dict[str, Json] = {
        "scenario": "Made-up applicant", "status": "optimal",
        "objective": {"value": 0.7, "bound": 0.70028, "gap": 0.0004, "terms": {"utility": 0.71, "balance": -0.01}},
        "summary": {
            "applications": len(rows), "cost": fees + 165, "signals": {"Anesthesiology": {"gold": 2, "silver": 1}},
            "expected_interviews": 4.25, "p_match": 0.713, "p_match_low": 0.58, "p_match_high": 0.81,
            "expected_utility": 0.713, "mix": {"reach": 1, "target": 1, "safety": 1},
            "by_specialty": {name: {"p_match": 0.4} for name in SPECIALTIES}, "by_region": {"Midwest": len(rows)},
            "correlation": {"Anesthesiology": 0.2},
        },
        "portfolio": [dict(row) for row in rows], "excluded": [{"program_id": "7777777777", "reason": "no J-1"}],
        "to_verify": [], "conflict": [], "versions": {"listopt": "0.1.0"}, "inputs": {"us-2025": "ab" * 32},
    }  # fmt: skip
    result.update(changes)
    return Report(
        result=result,
        season=2027,
        asked_gap=0.001,
        warnings=("Fees of 2026 are carried forward to 2027.",),
        assumptions=("Applications are correlated (0.2).",),
        bill=(("Anesthesiology, 3 applications", fees), ("ECFMG token", 165.0)),
        pools={"Anesthesiology": {"gold": 5, "silver": 10}},
        rules=(),
        excluded_by_reason={"does not sponsor J-1": 12},
        own_columns={"0009000000": {"note": "=1+1", "rating": "5", "worry": "-2.5"}},
    )


def empty(status: str, conflict: tuple[str, ...] = ()) -> Report:
    """Make up a report without a list."""
    nothing: dict[str, Json] = {"value": None, "bound": None, "gap": None, "terms": {}}
    summary: dict[str, Json] = {"applications": 0, "cost": 0.0, "p_match": 0.0}
    return report(0, status=status, objective=nothing, summary=summary, conflict=list(conflict))


def text(made: Report, page: Page | None = None, style: str = "text") -> str:
    """Write a report in a text format."""
    written = WRITERS[style](made, page or Page())
    assert isinstance(written, str)
    return written


def book(made: Report) -> dict[str, list[tuple[object, ...]]]:
    """Write a report as a workbook and read its sheets back."""
    written = WRITERS["xlsx"](made, Page())
    assert isinstance(written, bytes)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(io.BytesIO(written))}


def codes(made: Report) -> list[str]:
    """Codes of the programs of a made-up report."""
    return [f"{n:03}9{n:06}" for n in range(len(made.result["portfolio"]))]  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [60, 80, 100, 140, 200])
@pytest.mark.parametrize("many", [1, 3, 130])
def test_every_program_stands_once_in_the_text(many: int, width: int) -> None:
    """A program of the list is printed once at every width."""
    made = report(many)
    written = text(made, Page(width))
    assert [written.count(code) for code in codes(made)] == [1] * many
    assert [len(re.findall(rf"Hospital {n}\b", written)) for n in range(many)] == [1] * many


def test_every_program_stands_once_in_every_other_format() -> None:
    """CSV, Markdown, JSON and workbook each have one entry per program."""
    made = report(130)
    rows = list(csv.DictReader(io.StringIO(text(made, style="csv"))))
    assert sorted(row["program_id"] for row in rows) == codes(made)
    assert sorted(str(row[0]) for row in book(made)["List"][1:]) == codes(made)
    assert [row["program_id"] for row in json.loads(text(made, style="json"))["portfolio"]] == codes(made)
    assert [text(made, style="md").count(code) for code in codes(made)] == [1] * 130


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=90)), min_size=1, max_size=6).map(tuple),
    width=st.integers(20, 260),
    color=st.booleans(),
    plain=st.booleans(),
)
def test_lines_fit_whatever_the_catalogue_says(names: tuple[str, ...], width: int, color: bool, plain: bool) -> None:
    """No line is wider than the page and nothing invisible gets through, whatever a program is called."""
    page = Page(width, color=color, ascii=plain)
    made = replace(report(names, scenario=names[0]), warnings=names, rules=names, excluded_by_reason={names[-1]: 2})
    written = re.sub(r"\x1b\[[0-9;]*m", "", text(made, page)) if color else text(made, page)
    assert not INVISIBLE.search(written)
    assert max(cell_len(line) for line in written.splitlines()) <= min(max(width, 60), 200)
    assert not plain or written.isascii()


def test_colour_adds_nothing_but_colour() -> None:
    """Without its colour codes a coloured report is the plain one; uncoloured, there are no codes."""
    made = report(HOSTILE)
    bare, painted = text(made), text(made, Page(color=True))
    assert "\x1b" not in bare
    assert painted != bare
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == bare


def test_markup_of_a_catalogue_is_shown_not_obeyed() -> None:
    """Square brackets in a name are printed, and an escape sequence disappears as a whole."""
    written = text(report(HOSTILE))
    assert "[red]Red[/red] | Cross" in written
    assert "Escape Link" in written


def test_groups_are_sorted_by_tier_then_chance() -> None:
    """Within a specialty gold comes first, then silver, signal, none; then the larger chance."""
    rows = list(csv.DictReader(io.StringIO(text(report(40), style="csv"))))
    order = ["gold", "silver", "signal", ""]
    keys = [(row["specialty"], order.index(row["signal"]), -float(row["p_match"])) for row in rows]
    assert keys == sorted(keys)


def test_summary_comes_first_and_says_it_all() -> None:
    """Chance with range, applications, cost with its lines, signals of each pool, and the proof are printed."""
    written = text(report(4))
    head = written[: written.index("Hospital")]
    for part in ("71 % (58 to 81 %)", "4: 1 reach, 1 target, 1 safety", "$211", "$165  ECFMG token"):
        assert part in head, part
    for part in ("2 of 5 gold, 1 of 10 silver", "Proven within 0.04 % of the best possible list", "2027 Match"):
        assert part in head, part


@pytest.mark.parametrize(
    ("status", "gap", "sentence"),
    [
        ("optimal", 0.0, "Proven to be the best possible list (asked: 0.1 %)"),
        ("optimal", 7.3e-7, "Proven within 0.001 % of the best possible list"),
        ("optimal", 0.00012341, "Proven within 0.013 % of the best possible list"),
        ("feasible", 0.032, "Best list found so far; at most 3.2 % better may exist (asked: 0.1 %)"),
        ("feasible", None, "how much better another may be is not known"),
    ],
)
def test_status_says_what_is_proven(status: str, gap: float | None, sentence: str) -> None:
    """The status line tells a proven list from the best one found so far."""
    made = report(3, status=status, objective={"value": 1.0, "bound": 1.0, "gap": gap, "terms": {}})
    assert sentence in text(made, Page(110))
    assert escaped(sentence) in text(made, style="md")


def test_expected_utility_is_printed_only_where_it_differs() -> None:
    """Utility equal to the chance of a match is not said twice."""
    made = report(3)
    assert "Expected utility" not in text(made)
    summary = dict(made.result["summary"], expected_utility=0.5)  # type: ignore[arg-type, call-overload]
    assert "Expected utility" in text(report(3, summary=summary))


@pytest.mark.parametrize("style", ["text", "md", "xlsx"])
def test_infeasible_names_the_clashing_rules(style: str) -> None:
    """Without a list the clashing rules and a way out are told, and no chances."""
    made = empty("infeasible", ("budget at most $2,400", "Midwest: at least 130"))
    written = str(book(made)["Summary"]) if style == "xlsx" else text(made, style=style)
    for part in ("No list keeps all of these rules together", "budget at most $2,400", "at least 130", "make it soft"):
        assert part in written
    assert "Chance of a match" not in written


def test_unknown_says_that_time_ran_out() -> None:
    """A solve that ended without a list says so, and its tables have a header only."""
    made = empty("unknown")
    assert "No list was found in the time given." in text(made)
    assert "more time" in text(made, style="md")
    assert len(text(made, style="csv").splitlines()) == 1
    assert len(book(made)["List"]) == 1
    assert json.loads(text(made, style="json")) == made.result


def test_own_odds_without_interviews_leave_columns_out() -> None:
    """Columns that are null for the whole list are not printed, and nulls stay empty in tables."""
    gone: dict[str, Json] = {"p_interview": None, "band": None, "specialty": None, "city": None, "state": None}
    rows: list[Json] = [{**entry(n), **gone, "signal": None} for n in range(3)]
    made = report(3, portfolio=rows)
    assert "Interv" not in text(made).split("Hospital")[0].split("Programs")[-1]
    assert "Interview" not in text(made, style="md").split("## Programs")[1]
    assert {row["p_interview"] for row in csv.DictReader(io.StringIO(text(made, style="csv")))} == {""}


def test_only_a_dozen_facts_are_printed() -> None:
    """The first twelve facts to verify are printed, the others counted; Markdown and workbook have all."""
    facts: list[Json] = [
        {"program_id": f"{n:03}9{n:06}", "column": f"j{n}", "why": "visa unknown: why", "worth": 0.1} for n in range(20)
    ]
    made = report(20, to_verify=facts)
    assert text(made).count("      visa unknown\n") == 12
    assert "and 8 more" in text(made)
    assert text(made, style="md").count("visa unknown") == 20
    assert len(book(made)["Verify"]) == 21


def test_csv_guards_against_formulas() -> None:
    """A text that a spreadsheet would run is preceded by an apostrophe; plain numbers stay numbers."""
    names = ("=1+1", "+cmd", "-cmd", "@SUM(1)", "\u202e=2", "Plain Program")
    rows = {row["program_id"]: row for row in csv.DictReader(io.StringIO(text(report(names), style="csv")))}
    assert [rows[code]["name"][0] for code in codes(report(names))] == ["'"] * 5 + ["P"]
    first = rows["0009000000"]
    assert (first["note"], first["rating"], first["worry"]) == ("'=1+1", "5", "-2.5")
    assert float(rows["0019000001"]["marginal"]) == -0.001


def test_csv_numbers_are_exact() -> None:
    """Numbers of the table are those of the result, to the last digit."""
    made = report(10)
    rows = {row["program_id"]: row for row in csv.DictReader(io.StringIO(text(made, style="csv")))}
    for n in range(10):
        want = entry(n)
        got = rows[str(want["program_id"])]
        assert [float(got[key]) for key in ("p_interview", "p_match", "fee", "marginal")] == [
            want[key] for key in ("p_interview", "p_match", "fee", "marginal")
        ]
    assert "\r" not in text(made, style="csv")


def test_workbook_equals_the_result() -> None:
    """Sheets hold the numbers of the result, texts as texts, with a frozen header, filter and formats."""
    made = report(("=1+1", "#N/A", *HOSTILE[:4]))
    written = WRITERS["xlsx"](made, Page())
    assert isinstance(written, bytes)
    opened = load_workbook(io.BytesIO(written))
    assert opened.sheetnames == ["List", "Summary", "Excluded", "Verify"]
    sheet = opened["List"]
    header = [cell.value for cell in sheet[1]]
    rows = {row[0].value: dict(zip(header, row, strict=True)) for row in sheet.iter_rows(min_row=2)}
    for n in range(6):
        want = entry(n)
        got = rows[want["program_id"]]
        assert [got[key].value for key in ("p_interview", "p_match", "fee")] == [
            pytest.approx(want[key], rel=1e-15) for key in ("p_interview", "p_match", "fee")
        ]
    first = rows["0009000000"]
    assert (first["name"].value, first["name"].data_type) == ("=1+1", "s")
    assert (first["note"].value, first["note"].data_type) == ("=1+1", "s")
    assert rows["0019000001"]["name"].data_type == "s"
    assert first["p_match"].number_format == "0.0%"
    assert "$" in first["fee"].number_format
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref
    summary = {row[0]: row[1] for row in opened["Summary"].iter_rows(values_only=True)}
    assert (summary["p_match"], summary["cost"], summary["Bill: ECFMG token"]) == (0.713, 233.0 + 1, 165.0)


def test_same_report_same_bytes() -> None:
    """Every format gives the same bytes again, and a workbook carries no time stamp of today."""
    for name, write in WRITERS.items():
        assert write(report(12), Page(90)) == write(report(12), Page(90)), name
    written = WRITERS["xlsx"](report(3), Page())
    assert isinstance(written, bytes)
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(rb"20\d\d-\d\d", parts.read("docProps/core.xml"))) == set()


def test_json_is_the_result() -> None:
    """JSON keeps order and values, and hides no invisible character."""
    made = report((*HOSTILE, "\x9b31m", "\ud800"))
    written = text(made, style="json")
    assert json.loads(written) == made.result
    assert list(json.loads(written)) == list(made.result)
    assert written.endswith("}\n")
    assert not INVISIBLE.search(written)
    written.encode()


@given(st.text(max_size=60))
def test_markdown_cells_stay_cells(name: str) -> None:
    """No name breaks out of its table cell."""
    made = report(("Plain", name))
    lines = [line for line in text(made, style="md").splitlines() if line.startswith("| ")]
    bars = [len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in lines if "9000001" in line]
    assert bars == [10]


def test_markdown_escapes_markup() -> None:
    """HTML, emphasis and list marks lose their meaning; ordinary words and numbers stay readable."""
    assert escaped("<b>*x*</b> _y_ [z](u)") == r"\<b\>\*x\*\</b\> \_y\_ \[z\](u)"
    assert escaped("# head") == r"\# head"
    assert escaped("1. one") == r"1\. one"
    assert escaped("0.52 of step2_min, $2,400 (-5 %)") == "0.52 of step2_min, $2,400 (-5 %)"


@given(st.floats(0, 1))
def test_percentages_never_round_to_certainty(share: float) -> None:
    """0 % and 100 % mean exactly that; there are at most three digits."""
    written = percent(share)
    assert (written == "0 %") == (share == 0)
    assert (written == "100 %") == (share == 1)
    assert sum(mark.isdigit() for mark in written) <= 3


@given(st.floats(0, 1e6))
def test_gaps_are_rounded_up(gap: float) -> None:
    """A printed gap is never smaller than the proven one, and hardly larger."""
    shown = Fraction(gap_percent(gap).removesuffix(" %")) / 100
    exact = Fraction(repr(gap))
    assert exact <= shown <= exact * Fraction(12, 10)


def test_numbers_read_well() -> None:
    """Amounts, ranges and numbers are written as people write them."""
    assert [dollars(x) for x in (2398.0, 20.5, 0.0, -40.25, 1e6)] == ["$2,398", "$20.50", "$0", "-$40.25", "$1,000,000"]
    assert [percent(x) for x in (0.0994, 0.0996, 0.9951, 0.9999, 0.5)] == ["9.9 %", "10 %", "99.5 %", ">99.9 %", "50 %"]
    assert [gap_percent(x) for x in (0.001, 0.032, 2.5, 0.0)] == ["0.1 %", "3.2 %", "250 %", "0 %"]
    assert percent_range(0.5, 0.0001, 0.9) == "50 % (<0.1 to 90 %)"
    assert [number(x) for x in (6.4, 0.0, 1234.5, 0.00001)] == ["6.4", "0", "1,234", "1.0e-05"]


@given(st.text(max_size=80), st.integers(1, 40))
def test_cutting_and_wrapping_keep_to_the_width(words: str, width: int) -> None:
    """Cut and wrapped texts fit; wrapping loses nothing but spaces."""
    clean = tidy(words)
    assert cell_len(cut(clean, width)) <= width
    lines = wrap(clean, max(width, 2))
    assert all(cell_len(line) <= max(width, 2) for line in lines)
    assert "".join(lines).replace(" ", "") == clean.replace(" ", "")


def test_workbook_without_openpyxl_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing openpyxl is a sentence, not a traceback."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ListoptError, match=re.escape("pip install 'listopt[xlsx]'")):
        WRITERS["xlsx"](report(3), Page())


def test_writers_are_quick_to_import() -> None:
    """Writing a plain report imports neither pandas, OR-Tools, openpyxl nor rich."""
    code = (
        "import sys, listopt.report; print([m for m in ('pandas', 'ortools', 'openpyxl', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_run_of_like_facts_is_explained_once() -> None:
    """Programs with the same fact to verify share the sentence that says why; each says what to look up."""
    facts: list[Json] = [
        {"program_id": f"{n:03}9{n:06}", "column": "j1", "why": "visa unknown: why", "worth": 0.1} for n in range(5)
    ]
    written = text(report(5, to_verify=facts))
    assert written.count("visa unknown: why") == 1
    assert written.count("      visa unknown\n") == 5


def test_a_search_ended_before_it_had_a_limit_is_json() -> None:
    """A list without any proven limit has neither bound nor gap, and the point is JSON all the same."""
    point = point_json(Point(1.0, "feasible", {}, 0.3, math.inf, {"0400121010": ""}))
    assert point["objective"] == {"value": 0.3, "bound": None, "gap": None}
    assert json.loads(json.dumps(point, allow_nan=False)) == point
