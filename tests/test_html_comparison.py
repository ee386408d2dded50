"""The comparison as a page: its figures are those of the JSON output, sides without a list spoil nothing."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from listopt.cli import main
from listopt.comparing.compare import compare
from listopt.questions.pages import places
from listopt.report.comparing.comparison import Comparison
from listopt.report.comparing.data import comparison_json
from listopt.report.html.versus import write_comparison_page
from listopt.report.words import dollars, number, percent
from pages import Element, read
from test_html_report import HOSTILE, found_at

ROOT = Path(__file__).parents[1]
SHORT = ROOT / "docs" / "scenarios" / "trade.yaml"


@pytest.fixture(scope="module")
def compared() -> Comparison:
    """The short scenario, two variants of it, and one without a list."""
    variants = ("applications=8", "applicant.step2_ck=250", "budget=1,constraints.count.at_least=3")
    return compare([SHORT], variants, today=datetime.date(2025, 7, 1), seasons=500)


@pytest.fixture(scope="module")
def page(compared: Comparison) -> Element:
    """Its page."""
    return read(write_comparison_page(compared, places([SHORT])))


def test_every_figure_is_that_of_the_json_output(page: Element, compared: Comparison) -> None:
    """Each figure has the number that ``compare --format json`` prints, rounded as in the other formats."""
    result, places_ = comparison_json(compared), set()
    writers = {"cost": dollars, "expected_interviews": number}
    for figure in page.all("data"):
        if place := figure.attributes.get("data-of", ""):
            value = float(figure.attributes["value"])
            assert value == found_at(result, place.removeprefix("compare"))
            key = place.rpartition("/")[2]
            write = percent if key.startswith("p_") else writers.get(key, "{:,.0f}".format)
            assert figure.text == write(value), place
            places_.add(place)
    wanted = {
        f"compare/sides/{side}/summary/{key}" for side in (0, 1, 2) for key in ("p_match", "cost", "applications")
    }
    wanted |= {
        f"compare/programs/{row}/applications/{key}/p_interview"
        for row, program in enumerate(compared.programs)
        for key in program.applications
    }
    assert wanted <= places_


def test_tables_are_those_of_the_other_formats(page: Element, compared: Comparison) -> None:
    """Figures, seasons and inputs stand on the page in the words of the Markdown output."""
    markdown = CliRunner().invoke(main, ["compare", str(SHORT), "--variant", "applications=8", "--format", "md", "-q"])
    for heading in ("Side by side", "Which ends better", "Inputs that differ"):
        assert heading in markdown.stdout
        assert heading in [one.text for one in page.all("h2")]
    figures = page.all("section", id="figures")[0].all("tr")
    assert [cell.text for cell in figures[1].all("td")] == ["proven", "proven", "proven", "no list"]


def test_a_side_without_a_list_says_why(page: Element) -> None:
    """Its card has the reason in place of figures; the others have theirs."""
    cards = page.all("section", id="answer")[0].all("div", **{"class": "card"})
    assert len(cards) == 4
    assert [bool(card.all("data")) for card in cards] == [True, True, True, False]
    assert "budget" in cards[3].text


def test_every_program_says_on_which_lists_it_is(page: Element, compared: Comparison) -> None:
    """The table has every program once, with a cell for each side that has a list."""
    rows = page.all("table", id="programs")[0].all("tbody")[0].all("tr")
    assert len(rows) == len(compared.programs)
    assert [row.attributes["data-where"] for row in rows].count("every list") == len(compared.in_all)
    assert {len(row.all("td")) for row in rows} == {2 + len(compared.listed)}
    assert page.all("section", id="map")[0].all("svg")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(text: str, compared: Comparison) -> None:
    """Names, messages and inputs made of markup are shown as they are, and add no element."""

    def poisoned(word: str) -> Comparison:
        contenders = tuple(replace(one, name=word, title=word, message=word) for one in compared.contenders)
        programs = tuple(replace(one, name=word, city=word) for one in compared.programs)
        differences = tuple(replace(one, name=word) for one in compared.differences)
        return replace(compared, contenders=contenders, programs=programs, differences=differences)

    hostile, harmless = (read(write_comparison_page(poisoned(word))) for word in (text, "text"))
    assert [one.tag for one in hostile.all()] == [one.tag for one in harmless.all()]
    visible = " ".join(text.replace("\u200d", "").split())
    assert all(visible in hostile.all("section", id=name)[0].text for name in ("answer", "inputs", "list"))


@pytest.mark.slow
def test_the_command_writes_the_page(tmp_path: Path) -> None:
    """``compare -o page.html`` writes it, also with a saved result as a side; the same input gives the same bytes."""
    saved = tmp_path / "saved.json"
    solved = CliRunner().invoke(main, ["solve", str(SHORT), "--format", "json", "-q"])
    saved.write_text(json.dumps(json.loads(solved.stdout) | {"scenario": "Saved"}), encoding="utf-8")
    pages = []
    for name in ("one.html", "two.html"):
        arguments = ["compare", str(SHORT), str(saved), "--seasons", "200", "-q", "-o", str(tmp_path / name)]
        assert CliRunner().invoke(main, arguments).exit_code == 0
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
    assert b"Saved" in pages[0]
