"""The report as a page: its figures are those of the JSON result, its text is text, and it needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from listopt.cli import main
from listopt.errors import InputError
from listopt.importers import read_catalogue
from listopt.questions.pages import SEASONS, SEED, located, result_content
from listopt.reference import read_reference
from listopt.report.contents import Json, Report
from listopt.report.curve import Axis, Curve, Point
from listopt.report.curvedata import curve_json
from listopt.report.html import Extras, Located, write_page
from listopt.report.html.charts import Bar, bars
from listopt.report.html.shown import pointer, shown, whole
from listopt.report.html.sources import sources_of
from listopt.report.html.usmap import ELSEWHERE, FRAMES, HEIGHT, MAINLAND, WIDTH, Dot, outlines, us_map
from listopt.report.saved import read_result, report_of
from listopt.report.words import dollars, number, percent
from pages import read
from test_report_writers import empty, report

ROOT = Path(__file__).parents[1]
SHORT = ROOT / "docs" / "scenarios" / "trade.yaml"
HTML = ROOT / "src" / "listopt" / "report" / "html"
HOSTILE = (
    "<script>document.title='owned'</script>",
    "</script><script>document.title='owned'</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }} {% include 'page.html' %}",
    "=HYPERLINK(1) &amp; &lt;b&gt;",
    "مستشفى الملك فيصل التخصصي",
    "🏥 👩🏽‍⚕️ Clinic",
    "X" * 5000,
)
WRITERS: Mapping[str, Callable[[float], str]] = {
    "p_interview": percent, "p_interview_low": percent, "p_interview_high": percent, "p_match": percent,
    "p_match_low": percent, "p_match_high": percent, "distribution": percent, "fee": dollars, "cost": dollars,
    "marginal": number, "expected_interviews": number, "expected_utility": number,
}  # fmt: skip
"""How the figures under a key are written; all others are counts."""


def listopt(*arguments: str | Path) -> Result:
    """Run a command in this process."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@cache
def printed(command: str, *arguments: str) -> dict[str, Json]:
    """JSON object that a command prints for the short scenario."""
    found = json.loads(listopt(command, SHORT, *arguments, "--format", "json", "-q").stdout)
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Page of the short scenario, with the curve over the budget."""
    target = tmp_path_factory.mktemp("page") / "report.html"
    assert listopt("report", SHORT, "-o", target, "-q").exit_code == 0
    return target.read_text(encoding="utf-8")


def found_at(command: dict[str, Json], place: str) -> object:
    """Value of a JSON object at a JSON Pointer."""
    found: object = command
    for step in place.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        found = found[int(name)] if isinstance(found, list) else found[name]  # type: ignore[index]
    return found


def written(place: str, value: float) -> str:
    """Text of a figure by its place."""
    *_, parent, key = ["", *place.split("/")]
    if parent == "points" or (key == "value" and "points" in place):
        return dollars(value)
    return WRITERS.get(key, WRITERS.get(parent, whole))(value)


@pytest.mark.slow
def test_every_figure_is_that_of_the_json_result(short: str) -> None:
    """Each figure has the number that solve, simulate or frontier prints, rounded as in the other formats."""
    commands = {
        "solve": printed("solve"),
        "simulate": printed("simulate", "--seasons", str(SEASONS), "--seed", str(SEED)),
        "frontier": printed("frontier", "--over", "budget", "--steps", "7"),
    }
    places = set()
    for figure in read(short).all("data"):
        place = figure.attributes.get("data-of", "")
        if place:
            command, _, pointer_ = place.partition("/")
            value = found_at(commands[command], f"/{pointer_}")
            assert float(figure.attributes["value"]) == value, place
            assert figure.text == written(place, float(figure.attributes["value"])), place
            places.add(place)
    portfolio = commands["solve"]["portfolio"]
    assert isinstance(portfolio, list)
    keys = ("p_interview", "p_interview_low", "p_interview_high", "p_match", "fee", "marginal")
    wanted = {f"solve/portfolio/{row}/{key}" for row in range(len(portfolio)) for key in keys}
    wanted |= {f"solve/summary/{key}" for key in ("applications", "cost", "p_match", "p_match_low", "p_match_high")}
    wanted |= {f"solve/summary/{key}" for key in ("expected_interviews", "mix/reach", "mix/target", "mix/safety")}
    wanted |= {f"frontier/points/{point}/p_match" for point in range(7)}
    assert wanted <= places
    assert any(place.startswith("simulate/interviews/distribution/") for place in places)


@pytest.mark.slow
def test_figures_made_on_the_page_add_up(short: str) -> None:
    """Lines of the bill add up to the cost, and the counts of what was left out to all of it."""
    page, result = read(short), printed("solve")
    summary, excluded = result["summary"], result["excluded"]
    assert isinstance(summary, dict)
    assert isinstance(excluded, list)
    bill = [float(one.attributes["value"]) for one in page.all(**{"class": "tile"})[2].all("table")[0].all("data")]
    assert sum(bill) == pytest.approx(summary["cost"])
    kinds = page.all("section", id="left-out")[0].all("table")[0].all("data")
    assert sum(int(one.attributes["value"]) for one in kinds) == len(excluded)
    assert len(page.all("div", id="excluded")[0].all("li")) == len(excluded)


@pytest.mark.slow
def test_the_list_has_every_program_with_its_texts(short: str) -> None:
    """Name, place, code, signal, band and reasons of each program stand in its row."""
    rows = {row.all("a")[0].text if row.all("a") else row.text: row for row in read(short).all("tbody")[1].all("tr")}
    assert len(rows) == len(printed("solve")["portfolio"])  # type: ignore[arg-type]
    told = " ".join(row.text for row in rows.values())
    for program in printed("solve")["portfolio"]:  # type: ignore[union-attr]
        assert isinstance(program, dict)
        texts = [program["program_id"], program["city"], program["state"], program["band"], program["signal"] or ""]
        assert all(str(text) in told for text in [*texts, *program["reasons"]])  # type: ignore[misc]


def test_the_same_input_gives_the_same_page() -> None:
    """Two pages of one report are the same, byte by byte."""
    extras = Extras({"0009000000": Located("Somewhere", "Anesthesiology", "Boise", "IL", 40.0, -89.0)})
    assert write_page(report(40), extras) == write_page(report(40), extras)


@pytest.mark.slow
def test_the_page_asks_for_nothing(short: str) -> None:
    """Addresses stand only in links, and the policy names exactly the style and the script that are inside."""
    page = read(short)
    assert {tag for tag in ("link", "img", "iframe", "object", "embed", "base", "form") if page.all(tag)} <= {"form"}
    assert [one.tag for one in page.all() if {"src", "style", "srcset", "action"} & set(one.attributes)] == []
    assert [name for one in page.all() for name in one.attributes if name.startswith("on")] == []
    linked = [one for one in page.all() if one.attributes.get("href", "#").startswith("#") is False]
    assert {one.tag for one in linked} == {"a"}
    assert all(one.attributes["href"].startswith("https://") for one in linked)
    style, script = page.all("style"), page.all("script")
    assert len(style) == len(script) == 1
    assert not re.search(r"url\(|@import|https?:", short[short.index("<style>") : short.index("</style>")])
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0].attributes["content"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for name, (element,) in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(str(element.children[0]).encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(text: str) -> None:
    """Markup, scripts, templates, right-to-left text and long words are shown as they are and add no element."""
    harmless, hostile = report(("Hospital",) * 3), report((text,) * 3)
    result = dict(hostile.result)
    told = {
        "scenario": text, "excluded": [{"program_id": text, "reason": text}], "inputs": {text: text},
        "to_verify": [{"program_id": "0009000000", "column": text, "why": f"{text}: {text}", "worth": 1.0}],
        "strategy": advised(text),
    }  # fmt: skip
    plain = {key: json.loads(json.dumps(value).replace(json.dumps(text)[1:-1], "text")) for key, value in told.items()}
    hostile = replace(
        hostile, result=result | told, warnings=(text,), assumptions=(text,), rules=(text,),  # type: ignore[arg-type]
        own_columns={"0009000000": {text: text}}, excluded_by_reason={text: 1},
    )  # fmt: skip
    harmless = replace(
        harmless, result=dict(harmless.result) | plain, warnings=("text",), assumptions=("text",), rules=("text",),
        own_columns={"0009000000": {"text": "text"}}, excluded_by_reason={"text": 1},
    )  # fmt: skip
    extras = Extras({"0009000000": Located(text, "Anesthesiology", text, "IL", 40.0, -89.0)})
    page, other = read(write_page(hostile, extras)), read(write_page(harmless, extras))
    assert [one.tag for one in page.all()] == [one.tag for one in other.all()]
    visible = " ".join(text.replace("\u200d", "").split())
    assert page.all("h1")[0].text == visible
    assert visible in page.all("table", id="programs")[0].text
    assert visible in page.all("section", id="warnings")[0].text
    assert visible in page.all("section", id="left-out")[0].text
    assert page.all("section", id="strategy")[0].text.count(visible) == 6


def advised(text: str) -> dict[str, Json]:
    """What a strategy says in one and the same word, as the result has it."""
    return {
        "name": text, "risks": [{"text": text, "because": text}], "checklist": [{"text": text, "done": None}],
        "timeline": [{"phase": text, "begins": None, "ends": None, "text": text}], "advice": [text],
    }  # fmt: skip


@pytest.mark.slow
def test_parts_stand_in_their_order(short: str) -> None:
    """Answer first, then what to apply to, then what it rests on; each part is in the contents."""
    page = read(short)
    sections = [one.attributes["id"] for one in page.all("section")]
    order = ["answer", "warnings", "list", "signals", "map", "mix", "interviews", "budget", "verify", "strategy",
             "left-out", "notes"]  # fmt: skip
    assert sections == [name for name in order if name in sections]
    assert [one.attributes["href"][1:] for one in page.all("nav")[0].all("a")] == sections


@pytest.mark.slow
def test_the_structure_speaks_to_screen_readers(short: str) -> None:
    """Landmarks, headings without gaps, tables with caption and scope, drawings with title and description."""
    page = read(short)
    assert [len(page.all(tag)) for tag in ("header", "nav", "main", "footer", "h1")] == [1] * 5
    levels = [int(one.tag[1]) for one in page.all() if re.fullmatch("h[1-6]", one.tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in page.all("table"):
        assert table.all("caption")[0].text
        assert all("scope" in head.attributes for head in table.all("th"))
    names = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    assert len(names) == len(set(names))
    drawings = page.all("svg", role="img")
    assert len(drawings) >= 4
    assert all(svg.all("title")[0].text and svg.all("desc")[0].text for svg in drawings)


@pytest.mark.slow
def test_drawings_take_their_colours_from_the_page(short: str) -> None:
    """No drawing has a colour of its own, or is larger than 40 KB."""
    for svg in re.findall(r'<svg class="drawing".*?</svg>', short, re.DOTALL):
        assert len(svg) < 40_000
        assert not re.search(r"#[0-9a-f]{6}|rgb\(|style=", svg)
        assert "var(--" in svg


def test_the_map_of_a_long_list_is_small() -> None:
    """Even 150 programs, with their names, make a map below 45 KB."""
    name, bands = "Hospital of Learning and Health Sciences, Springfield, TX: 2.1 %", ("reach", "target", "safety")
    dots = [
        Dot(f"{n:010}", "TX", -100 + n / 20, 31 + n % 7, bands[n % 3], n % 5 == 0, 0.2 / (n + 1), name)
        for n in range(150)
    ]
    assert len(us_map(dots, about="")) < 45_000


def test_programs_stand_in_their_states() -> None:
    """Nearly all programs of the shipped catalogue are inside the outline of their state, or close to its border."""
    from matplotlib.path import Path as Outline

    table = read_catalogue(["us-2025"], ROOT).table.dropna(subset=["latitude", "longitude"])
    rings: dict[str, list[Outline]] = {}
    rows = [(row["state"], ring) for row in read_reference("outlines") for ring in row["rings"].split(";")]
    for (state, _), ring in zip(rows, outlines(), strict=True):
        rings.setdefault(state, []).append(Outline(ring))
    inside = []
    for state, group in table.groupby("state"):
        if state in ELSEWHERE:
            continue
        degrees = (group[name].to_numpy(float) for name in ("longitude", "latitude"))
        points = np.column_stack(FRAMES.get(str(state), MAINLAND).project(*degrees))
        assert ((points > 0) & (points < (WIDTH, HEIGHT))).all()
        around = [ring.contains_points(points, radius=by) for ring in rings[str(state)] for by in (-4.0, 4.0)]
        inside.append(np.any(around, axis=0))
    assert np.concatenate(inside).mean() > 0.97


def test_bars_and_labels_fit_the_drawing() -> None:
    """The longest bar ends, with its figure, inside the drawing, however long the labels are."""
    svg = bars(
        "b", [Bar("A very long name of a specialty or region", 51, "51"), Bar("West", 2, "2")], title="", about=""
    )
    across = [float(x) for x in re.findall(r"[ML](-?[\d.]+) ", svg)]
    assert min(across) >= 0
    assert max(across) <= 350


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (empty("unknown"), "No list was found in the time given."),
        (empty("infeasible", ("budget: at most $100", "count: at least 10")), "budget: at most $100"),
    ],
)
def test_without_a_list_the_page_says_why(made: Report, said: str) -> None:
    """The answer is the reason, and there is no list, map or checklist."""
    page = read(write_page(made))
    assert said in page.all("section", id="answer")[0].text
    assert not page.all("section", id="list")
    assert not page.all(**{"class": "tiles"})


@pytest.mark.slow
def test_the_nearest_list_is_shown_where_targets_are_out_of_reach(tmp_path: Path) -> None:
    """The page of unreachable targets says so, and shows the list that comes nearest with figures of the result."""
    target, scenario = tmp_path / "page.html", ROOT / "docs" / "scenarios" / "out-of-reach.yaml"
    assert listopt("report", scenario, "-o", target, "--no-frontier", "-q").exit_code == 3
    result = json.loads(listopt("solve", scenario, "--format", "json", "-q").stdout)
    page = read(target.read_text(encoding="utf-8"))
    figures = [one for one in page.all("data") if one.attributes.get("data-of", "").startswith("solve/nearest/")]
    assert len(figures) > 30
    for figure in figures:
        place = figure.attributes["data-of"].removeprefix("solve")
        assert float(figure.attributes["value"]) == found_at(result, place)


@pytest.mark.slow
def test_a_saved_result_gives_the_same_figures(short: str, tmp_path: Path) -> None:
    """The page of a saved result has the same list and summary, and says what a saved result does not hold."""
    saved, target = tmp_path / "result.json", tmp_path / "page.html"
    saved.write_text(json.dumps(printed("solve")), encoding="utf-8")
    assert listopt("report", saved, "-o", target).exit_code == 0
    page, whole_page = read(target.read_text(encoding="utf-8")), read(short)
    of_result = [
        (one.attributes["data-of"], one.text)
        for one in whole_page.all("data")
        if one.attributes.get("data-of", "").startswith("solve/")
    ]
    assert [
        (one.attributes["data-of"], one.text) for one in page.all("data") if "data-of" in one.attributes
    ] == of_result
    missing = page.all("section", id="notes")[0].text
    assert "A saved result does not hold the season" in missing
    assert "both need the scenario" in missing
    assert page.all("section", id="map")[0].all("svg")


def test_a_changed_catalogue_gives_no_map(tmp_path: Path) -> None:
    """Places are taken only from the very catalogue that the result was made with."""
    saved = tmp_path / "result.json"
    saved.write_text(json.dumps(printed("solve") | {"inputs": {"sample": "0" * 64}}), encoding="utf-8")
    content = result_content(saved)
    assert content.extras.programs == {}
    assert "sample has changed since" in content.extras.missing[-1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("[1]", "a list"),
        ('{"scenario": "x"}', "the key status, the key objective"),
        ('{"a": NaN}', "NaN is no number"),
        ("[" * 100_000, "no JSON"),
        (json.dumps(report(1).result | {"status": "fine"}), "the status 'fine'"),
        (json.dumps(report(1).result | {"portfolio": [7]}), "a row of portfolio without a program_id"),
        (json.dumps(report(1).result | {"summary": {"mix": [1]}}), "the key mix"),
    ],
)
def test_what_is_no_result_is_a_fault(text: str, said: str, tmp_path: Path) -> None:
    """A file that holds something else is refused with the place, what was found, and what to do."""
    path = tmp_path / "result.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(said)) as raised:
        read_result(path)
    assert "listopt solve SCENARIO --format json" in str(raised.value)
    assert listopt("report", path, "-o", tmp_path / "page.html").exit_code == 1


def test_a_saved_strategy_is_read_back(tmp_path: Path) -> None:
    """Risk factors, checklist, timeline and advice of a saved result stand on its page, days in words."""
    strategy: dict[str, Json] = {
        "name": "mine", "variants": [], "undecided": [], "left_out": [], "warnings": ["Think first."],
        "risks": [{"text": "A risk.", "because": "a fact"}], "advice": ["Some advice."],
        "checklist": [{"text": "Open", "done": None}, {"text": "Done", "done": True}, {"text": "Late", "done": False}],
        "timeline": [
            {"phase": "early", "begins": None, "ends": None, "text": "Prepare."},
            {"phase": "", "begins": "2026-09-02", "ends": "2026-09-23", "text": "Submit."},
        ],
    }  # fmt: skip
    page = read(write_page(report_of(report(2).result | {"strategy": strategy})))
    section = page.all("section", id="strategy")[0]
    assert all(text in section.text for text in ("A risk. (a fact)", "Some advice.", "early Prepare.", "done Done"))
    assert "Sep 2 to Sep 23, 2026 Submit." in section.text
    assert len(section.all("input")) == 1
    assert "Think first." in page.all("section", id="warnings")[0].text


def test_the_command_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another ending is wrong usage; a missing library is a fault that names the command to install it."""
    assert listopt("report", SHORT, "-o", tmp_path / "page.pdf").exit_code == 2
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "jinja2" else find(name))
    refused = listopt("report", SHORT, "-o", tmp_path / "page.html")
    assert refused.exit_code == 1
    assert "pip install 'listopt[report]'" in refused.stderr
    assert not (tmp_path / "page.html").exists()


def test_a_point_without_a_list_is_left_out_of_the_curve() -> None:
    """The curve shows the budgets that have a list, each with its place among all points."""
    figures: dict[str, Json] = {"p_match": 0.5, "p_match_low": 0.4, "p_match_high": 0.6, "cost": 90.0}
    points = (
        Point(50, "infeasible", {}, None, None, {}),
        Point(100, "optimal", figures, 0.5, 0.5, {}),
        Point(200, "optimal", figures | {"p_match": 0.7}, 0.7, 0.7, {}),
    )
    curve = Curve("x", 2027, Axis("budget", dollars=True, looser=1, unit=100), points, (300.0,), 0.001, 0.5)
    section = read(write_page(report(3), Extras(curve=curve))).all("section", id="budget")[0]
    places = [
        one.attributes["data-of"] for one in section.all("data") if one.attributes["data-of"].endswith("/p_match")
    ]
    assert places == ["frontier/points/1/p_match", "frontier/points/2/p_match"]
    assert found_at(curve_json(curve), "/points/2/p_match") == 0.7
    assert "ended before 1 point: $300" in section.text


def test_pointers_follow_the_standard() -> None:
    """Slashes and tildes in names are written as RFC 6901 says; what is no number is a dash."""
    assert pointer(("a/b", 0, "m~n")) == "/a~1b/0/m~0n"
    assert shown({"a/b": [2.0]}, number, "a/b", 0).place == "solve/a~1b/0"
    assert shown({"flag": True}, number, "flag").text == "–"


def test_places_of_programs_come_from_the_catalogue() -> None:
    """Every program of a catalogue has its name; degrees are None where they are not known."""
    catalogue = read_catalogue(["sample"], ROOT)
    programs = located(catalogue)
    assert list(programs) == list(catalogue.table.index)
    bare = located(replace(catalogue, table=catalogue.table.drop(columns=["latitude", "city"])))
    assert {(one.latitude, one.city) for one in bare.values()} == {(None, "")}


def test_sources_are_those_of_the_specialties() -> None:
    """Published sources of other specialties and services are not named, nor are own estimates."""
    found = sources_of(["Anesthesiology"])
    assert {one.what for one in found} >= {"Interview rates", "Application fees", "Outlines of the states"}
    assert not any("emergency" in one.title.lower() or "own estimate" in one.title for one in found)
    assert all(one.address.startswith("https://") or not one.address for one in found)


def luminance(colour: str) -> float:
    """Relative luminance of a colour such as #0a665c, as WCAG 2 defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_told_apart(scheme: int) -> None:
    """Text has a contrast of at least 4.5 to what it stands on, marks of the map at least 3, in both schemes."""
    style = (HTML / "style.css").read_text(encoding="utf-8")
    colours = {name: pair[scheme] for name, *pair in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", style)}

    def contrast(first: str, second: str) -> float:
        low, high = sorted(luminance(colours[name]) for name in (first, second))
        return (high + 0.05) / (low + 0.05)

    for text in ("ink", "muted", "accent"):
        assert all(contrast(text, ground) >= 4.5 for ground in ("paper", "card", "tint")), text
    assert contrast("on-accent", "accent") >= 4.5
    assert all(contrast("ink", ground) >= 4.5 for ground in ("caution", "danger"))
    assert contrast("alarm", "paper") >= 4.5
    assert all(contrast(mark, "land") >= 3 for mark in ("reach", "target", "safety", "plain"))
    assert contrast("plain", "card") >= 3


def test_outlines_are_small_and_told() -> None:
    """The outlines of the states are below 40 KB and name their source."""
    rows = read_reference("outlines")
    assert len(rows) == 52
    assert (ROOT / "src" / "listopt" / "reference" / "outlines.csv").stat().st_size < 40_000
    assert all(row["source_url"].startswith("https://www.census.gov/") for row in rows)
