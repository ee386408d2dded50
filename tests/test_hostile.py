"""Hostile text in catalogue, scenario and strategy: every format shows it as text, none runs or obeys it."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar
from markdown_it import MarkdownIt

from listopt.formulas import bare
from listopt.pipeline import Outcome, solve
from listopt.report import WRITERS, Page
from listopt.report.calendar import write_calendar
from listopt.report.page import legible, tidy
from listopt.report.worksheet import Worksheet, own_cells, worksheet
from listopt.report.worksheetfiles import worksheet_csv, worksheet_xlsx

TODAY = datetime.date(2026, 11, 1)
TEXTS = (
    '<script>alert("owned")</script><img src=x onerror=alert(1)>',
    "\"quoted\" 'single' & <b>bold</b></td></tr></table></title></style><!--",
    "\u202egnp.exe\u202c \u2067aligned\u2069 \u200fmark",
    "👩\u200d⚕️ 🇺🇸 Z\u0338\u0327\u031balgo e\u0301",
    "long " * 1000,
    "x" * 5000,
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \x08 \x7f",
    "line\nbreak\ttab \x0b end",
    '=HYPERLINK("http://evil.example","click")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "'=already guarded",
    "1;=1+1\t=2+2",
    "[link](javascript:alert(1)) ![i](http://evil.example/x) **bold** | cell | ~~gone~~ `code` <http://evil.example>",
    "{{ 7 * 7 }} {% raw %} ${7*7} %s %(x)s",
    "END:VEVENT\nBEGIN:VEVENT\nSUMMARY:evil; a, b \\n c",
    "# heading\n- item\n1. one\n---\n> quote\n<details open ontoggle=alert(1)>",
)
INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
FORMULA = re.compile(r"\s*[=+\-@＝]")


@dataclass(frozen=True)
class Case:
    """A solved scenario and the folder it stands in."""

    folder: Path
    outcome: Outcome

    @property
    def texts(self) -> tuple[str, ...]:
        """Name of each program, as the catalogue has it."""
        return tuple(str(name) for name in self.outcome.posed.catalogue.table["name"])


def case(folder: Path, texts: tuple[str, ...]) -> Case:
    """Solve a scenario whose catalogue, name, rules and strategy say nothing but these texts."""
    with (folder / "programs.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(
            ["program_id", "name", "city", "state", "institution", "note", "status", "p_match", "fee", texts[-1]]
        )
        writer.writerows([f"{n:03}", text, text, "NY", text, text, text, f"{0.01 * n + 0.01:.2f}", "20", text]
                         for n, text in enumerate(texts))  # fmt: skip
    said = [{"text": text, "begins": "09-25"} for text in texts]
    strategy = {"name": "own", "extends": "default", "timeline": said}
    strategy |= {part: [{"text": text} for text in texts] for part in ("gates", "checklist", "risks")}
    (folder / "own.yaml").write_text(yaml(strategy), encoding="utf-8")
    return Case(folder, solved(folder, texts, "programs.csv"))


def solved(folder: Path, texts: tuple[str, ...], *catalogues: str) -> Outcome:
    """Solve the scenario over some tables."""
    rules = [{"kind": "count", "at_least": len(texts) + n + 1, "name": text[:60], "soft": 0.001}
             for n, text in enumerate(texts)]  # fmt: skip
    scenario = {"name": " ".join(texts[:4]), "catalogue": list(catalogues), "season": 2027, "strategy": "own.yaml",
                "constraints": [{"kind": "budget", "at_most": 1000, "covers": "applications"}, *rules]}  # fmt: skip
    (folder / "scenario.yaml").write_text(yaml(scenario), encoding="utf-8")
    return solve(folder / "scenario.yaml", today=TODAY)


def yaml(value: object) -> str:
    """Write values as YAML, control characters as escapes."""
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f]", lambda mark: f"\\u{ord(mark.group()):04x}", text)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Everything hostile at once."""
    made = case(tmp_path_factory.mktemp("hostile"), TEXTS)
    assert len(made.outcome.solution.portfolio.programs) == len(TEXTS)  # type: ignore[union-attr]
    return made


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The same scenario in plain words."""
    return case(tmp_path_factory.mktemp("harmless"), tuple(f"Hospital {n}" for n, _ in enumerate(TEXTS)))


def test_catalogue_keeps_what_it_read(hostile: Case) -> None:
    """Blanks at the ends and the apostrophe of a guarded text apart, nothing is changed on the way in."""
    assert hostile.texts == tuple(text.strip().removeprefix("'") for text in TEXTS)


@pytest.mark.parametrize(
    "page", [Page(60), Page(140, color=True), Page(100, ascii=True)], ids=lambda page: str(page.width)
)
def test_terminal(hostile: Case, page: Page) -> None:
    """A terminal gets no control character, no mark that turns text around, and no colour but the report's own."""
    written = str(WRITERS["text"](hostile.outcome.report, page))
    plain = re.sub(r"\x1b\[\d+(;\d+)*m", "", written) if page.color else written
    assert not INVISIBLE.search(plain)
    for text in ('<script>alert("owned")', "gnp.exe", '=HYPERLINK("http://evil'):
        assert text in plain


def test_markdown(hostile: Case) -> None:
    """Markdown renders to headings, lists and tables of plain text: no HTML, links, images, or marks of the texts."""
    written = str(WRITERS["md"](hostile.outcome.report, Page()))
    assert not INVISIBLE.search(written)
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(written)
    inline = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in [*tokens, *inline]}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "s_open", "em_open"}
    assert not kinds & {"code_inline", "code_block", "fence", "blockquote_open", "hr"}
    shown = "".join(token.content for token in inline if token.type == "text")
    cells = [token.content for token in inline if token.type == "text"]
    for text in hostile.texts:
        assert tidy(text).removesuffix(" Program") in shown or tidy(text) in " ".join(cells), text


def test_json(hostile: Case) -> None:
    """JSON gives every text back as it is, without an invisible character in the file."""
    written = str(WRITERS["json"](hostile.outcome.report, Page()))
    assert not INVISIBLE.search(written)
    assert tuple(row["name"] for row in json.loads(written)["portfolio"]) == hostile.texts


def sheet_csv(hostile: Case) -> str:
    """The sheet to work in as CSV."""
    return worksheet_csv(sheet(hostile)).decode("utf-8-sig")


def sheet(hostile: Case) -> Worksheet:
    """The sheet to work in."""
    portfolio = hostile.outcome.solution.portfolio
    assert portfolio is not None
    return worksheet(hostile.outcome.report, own_cells(hostile.outcome.posed.catalogue.table, portfolio.programs))


@pytest.mark.parametrize("written", ["report", "sheet"])
def test_csv(hostile: Case, written: str) -> None:
    """No cell begins like a formula, whichever separator a spreadsheet is set to, and every name is there."""
    text = sheet_csv(hostile) if written == "sheet" else str(WRITERS["csv"](hostile.outcome.report, Page()))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    for separator in ",;\t" if written == "sheet" else ",":
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            assert not [cell for cell in line if FORMULA.match(cell) and not re.fullmatch(r"[+-]?[\d.e-]+", cell)]
    names = {bare(cell) for line in csv.reader(io.StringIO(text, newline="")) for cell in line}
    assert {tidy(name) for name in hostile.texts} <= names


@pytest.mark.parametrize("written", ["report", "sheet"])
def test_workbook(hostile: Case, written: str) -> None:
    """A workbook has no formula in any sheet, links only to the directory, and every name as text."""
    content = worksheet_xlsx(sheet(hostile)) if written == "sheet" else WRITERS["xlsx"](hostile.outcome.report, Page())
    assert isinstance(content, bytes)
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for opened in book for row in opened.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    texts = {str(cell.value) for cell in cells}
    assert not [text for text in texts if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)]
    assert {tidy(name) for name in hostile.texts} <= texts
    risky = [cell for cell in cells if FORMULA.match(str(cell.value)) and cell.data_type == "s"]
    assert risky and all(cell.quotePrefix for cell in risky)  # noqa: PT018


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.xlsx"])
def test_sheet_comes_back(hostile: Case, name: str) -> None:
    """Laid over the catalogue, the sheet changes nothing in the result, and gives every note back as it was shown."""
    content = worksheet_csv(sheet(hostile)) if name.endswith("csv") else worksheet_xlsx(sheet(hostile))
    (hostile.folder / name).write_bytes(content)
    again = solved(hostile.folder, TEXTS, "programs.csv", name)
    before, after = (dict(outcome.report.result) for outcome in (hostile.outcome, again))
    assert before.pop("inputs") != after.pop("inputs")
    assert json.dumps(after) == json.dumps(before)
    assert list(again.posed.catalogue.table["note"]) == [legible(text).strip() for text in hostile.texts]


def test_calendar(hostile: Case) -> None:
    """A calendar has one event per entry of the timeline, with its text, and no property or event beside them."""
    content = write_calendar(hostile.outcome.report)
    assert not INVISIBLE.search(content.decode().replace("\r\n", "\n"))
    calendar = Calendar.from_ical(content)
    events = calendar.walk("VEVENT")
    assert [str(event["DESCRIPTION"]).rsplit("\n", 1)[0] for event in events] == [tidy(text) for text in TEXTS]
    assert {tuple(sorted(event)) for event in events} == {
        ("DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "SUMMARY", "TRANSP", "UID")
    }
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


class Elements(HTMLParser):
    """Kinds of elements of a page with the names of their attributes, and its text outside scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.kinds: set[tuple[str, tuple[str, ...]]] = set()
        self.scripts = 0
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.kinds.add((tag, tuple(sorted(name for name, _ in attrs))))
        self.scripts += tag == "script"

    def handle_data(self, data: str) -> None:
        """Remember a text."""
        self.text.append(data)


def test_page(hostile: Case, harmless: Case) -> None:
    """The page consists of the same elements and attributes as one in plain words, with every text in it."""
    html = pytest.importorskip("listopt.report.html")
    pages = [Elements(html.write_page(made.outcome.report, html.Extras({}))) for made in (hostile, harmless)]
    assert pages[0].kinds <= pages[1].kinds
    assert pages[0].scripts == pages[1].scripts
    assert not [names for _, names in pages[0].kinds if any(name.startswith("on") for name in names)]
    shown = " ".join(" ".join(pages[0].text).split())
    assert not INVISIBLE.search("".join(pages[0].text).replace("\t", " "))
    for text in hostile.texts:
        assert tidy(text) in shown, text
