"""Comparisons: every side is a fresh solve, every difference told is one, and a side that fails spoils nothing."""

from __future__ import annotations

import csv
import datetime
import io
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from listopt.cli import main
from listopt.comparing import workers
from listopt.comparing.compare import compare
from listopt.comparing.entrants import Entrant, entrants, names_of, split
from listopt.comparing.workers import solvers
from listopt.errors import InputError
from listopt.pipeline import Outcome, solve_scenario
from listopt.questions.frontier import Patience
from listopt.report.comparing.comparison import FAULTY, OTHER_PROGRAMS, UNFINISHED, UNTOLD, Comparison, Shift
from listopt.report.comparing.data import COMPARISON_WRITERS, comparison_json
from listopt.report.comparing.words import comparison_sentence
from listopt.report.page import Page
from listopt.report.tables import write_json
from listopt.scenario import with_settings
from listopt.simulation.together import Standing, play_together

pytestmark = pytest.mark.xdist_group("compare")  # tests share what they have solved
TODAY = datetime.date(2026, 11, 1)
SMALL: dict[str, object] = {
    "name": "Small",
    "catalogue": "sample",
    "season": 2027,
    "applicant": {"type": "non_us_img", "step2_ck": 240, "step1": "pass", "graduation_year": 2024, "visa": ["J-1"]},
    "specialties": ["Anesthesiology", {"specialty": "Internal Medicine", "utility": 0.5}],
    "constraints": [{"kind": "budget", "at_most": 480}],
    "solver": {"gap": 1e-3},
}
SCORED = ("applicant.step2_ck=250", "applicant.visa=[]")
OVERLAY = "program_id,interview_rate_non_us_img,note\n{code},0.9,phoned\n"
HOSTILE = '=HYPERLINK("http://x") <b>"\u202eevil\x1b[31m 🎓 |'
OWN = """program_id,name,p_interview,p_match,utility,fee
0000000001,One,0.5,0.2,1,100
0000000002,Two,0.6,0.3,0.8,100
0000000003,{name},0.9,0.5,0.5,100
"""


@cache
def fresh(*settings: str) -> Outcome:
    """A cold solve of the small scenario with settings."""
    return solve_scenario(with_settings(SMALL, settings, today=TODAY), today=TODAY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small scenario, one with an overlay of a program that is on its list, and its saved result."""
    folder = tmp_path_factory.mktemp("sides")
    (folder / "small.yaml").write_text(json.dumps(SMALL))
    code = min(fresh().solution.portfolio.programs)
    (folder / "own.csv").write_text(OVERLAY.format(code=code))
    (folder / "phoned.yaml").write_text("extends: small.yaml\nname: Phoned\ncatalogue: [sample, own.csv]\n")
    (folder / "short.yaml").write_text("extends: small.yaml\nconstraints: [{kind: count, at_most: 1}]\n")
    (folder / "saved.json").write_text(write_json(fresh().report, Page()))
    return folder


@pytest.fixture(scope="module")
def found(folder: Path) -> Comparison:
    """Compare everything: A as it stands, B phoned, C saved, D with more money, E scored, F infeasible, G faulty."""
    files = [folder / name for name in ("small.yaml", "phoned.yaml", "saved.json")]
    clash = "constraints=[{kind: budget, at_most: 400}, {kind: count, at_least: 40}]"
    variants = ["budget=560", ",".join(SCORED), clash, "bugdet=9"]
    return compare(files, variants, today=TODAY, seasons=20_000)


def shift_of(found: Comparison, code: str) -> Shift:
    """The shift of one program."""
    return next(one for one in found.shifts if one.program_id == code)


@pytest.mark.slow
def test_sides_are_fresh_solves(found: Comparison) -> None:
    """Each side has the list and the figures of a solve of its own."""
    for key, settings in {"A": (), "D": ("budget=560",), "E": SCORED}.items():
        side, outcome = found.contenders["ABCDEFG".index(key)].side, fresh(*settings)
        assert (side.status, side.summary) == (outcome.status.value, outcome.summary)
        modes = {one.program_id: one.signal(key) for one in found.programs if key in one.applications}
        assert modes == outcome.solution.portfolio.modes


@pytest.mark.slow
def test_names_and_letters(found: Comparison) -> None:
    """Sides are called by letters and short names: the file's, or the settings of a variant."""
    assert [one.key for one in found.contenders] == list("ABCDEFG")
    assert [one.name for one in found.contenders][:5] == ["small", "phoned", "saved", "budget=560", ", ".join(SCORED)]
    again = {key: Entrant(Path("x/plan.yaml")) for key in "AB"} | {"C": Entrant(Path("y/plan.yaml"))}
    assert list(names_of(again).values()) == ["x/plan.yaml", "x/plan.yaml again", "y/plan.yaml"]


@pytest.mark.slow
def test_a_side_that_fails_spoils_nothing(found: Comparison) -> None:
    """An infeasible side names the rules that clash, a faulty one its fault; the others are as without them."""
    infeasible, faulty = found.contenders[5:]
    assert (infeasible.side.status, faulty.side.status) == ("infeasible", FAULTY)
    assert infeasible.message == "No list keeps all of these rules together: budget, count."
    assert faulty.message.startswith("--variant bugdet=9: found bugdet: 9; expected one of the keys")
    assert [one.key for one in found.listed] == list("ABCDE")


@pytest.mark.slow
def test_inputs_that_differ(found: Comparison) -> None:
    """Inputs are told by key path with each side's value; a saved result knows its files and versions only."""
    told = {(one.part, one.name): one.values for one in found.differences}
    score = told["scenario", "applicant.step2_ck.score"]
    assert score == {"A": 240, "B": 240, "D": 240, "E": 250, "F": 240}
    assert told["scenario", "applicant.visa"]["E"] == []
    assert told["scenario", "constraints.budget"] == {
        key: {"at_most": most} for key, most in zip("ABDEF", (480.0, 480.0, 560.0, 480.0, 400.0), strict=True)
    }
    assert told["scenario", "constraints.count"]["A"] is None
    assert told["files", "own.csv"].keys() == set("ABCDEF")
    assert not any(part == "versions" for part, _ in told)


@pytest.mark.slow
def test_programs_of_lists(found: Comparison) -> None:
    """Programs on all, on some and on one list are those of set arithmetic; reasons tell why one is not open."""
    lists = {one.key: {row.program_id for row in found.programs if one.key in row.applications} for one in found.listed}
    assert {one.program_id for one in found.in_all} == set.intersection(*lists.values())
    counts = {code: sum(code in codes for codes in lists.values()) for codes in lists.values() for code in codes}
    assert {one.program_id for one in found.in_some} == {code for code, many in counts.items() if 1 < many < 5}
    for key, codes in lists.items():
        assert {one.program_id for one in found.only_in(key)} == {code for code in codes if counts[code] == 1}
    excluded = fresh().excluded
    for one in found.programs:
        assert one.shut.get("A") == excluded.get(one.program_id)
    assert any(one.shut for one in found.only_in("E"))


@pytest.mark.slow
def test_signals_that_move(found: Comparison) -> None:
    """Signals move where a program gets one from some side and not the same from every side that has a list."""
    keys = [one.key for one in found.listed]
    expected = [one for one in found.programs
                if any(one.signal(key) for key in keys) and len({one.signal(key) for key in keys}) > 1]  # fmt: skip
    assert list(found.signals_moved) == expected != []


@pytest.mark.slow
def test_odds_that_differ(found: Comparison) -> None:
    """Odds differ at exactly the programs where fresh problems differ, the largest difference first."""
    one, other = (outcome.posed.problem.table["p_interview"] for outcome in (fresh(), fresh(*SCORED)))
    both = one.index.intersection(other.index)
    assert set(both[(one[both] - other[both]).abs() > 1e-8]) <= {shift.program_id for shift in found.shifts}
    sizes = [max(np.ptp(_known(shift.p_interview)), np.ptp(_known(shift.p_match))) for shift in found.shifts]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) > 0


def _known(chances: Mapping[str, float | None]) -> list[float]:
    return [chance for chance in chances.values() if chance is not None]


@pytest.mark.slow
def test_why_odds_differ(folder: Path) -> None:
    """A score changes odds by its term, a cell by its program's base, and programs like it through others' cells."""
    scored = compare([folder / "short.yaml"], ["applicant.step2_ck=250"], today=TODAY, seasons=2)
    for shift in scored.shifts:
        assert shift.causes == ("applicant.step2_ck.score",)
        assert "score" in shift.terms
        assert not shift.cells
    phoned = compare([folder / "short.yaml"], ["catalogue=[sample, own.csv]"], today=TODAY, seasons=2)
    code = min(fresh().solution.portfolio.programs)
    shift = shift_of(phoned, code)
    assert [cell.column for cell in shift.cells] == ["interview_rate_non_us_img"]
    assert shift.cells[0].values["B"] == 0.9
    assert shift.causes == ()
    others = [one for one in phoned.shifts if one.program_id != code]
    assert all(one.causes == (OTHER_PROGRAMS,) for one in others)


@pytest.mark.slow
def test_terms_add_up(found: Comparison) -> None:
    """Where the odds of an application without a signal differ, the terms that differ account for it."""
    for shift in [one for one in found.shifts if not one.signal][:50]:
        odds = {key: np.log(p / (1 - p)) for key, p in shift.p_interview.items()}
        sums = {key: sum(term[key] for term in shift.terms.values()) for key in odds}
        for key in odds:
            assert odds[key] - odds["A"] == pytest.approx(sums[key] - sums["A"], abs=1e-6)


@pytest.mark.slow
def test_saved_result_takes_part(found: Comparison, folder: Path) -> None:
    """A saved result has its scenario's list, range and fate; what it cannot tell is said."""
    pair = next(one for one in found.pairs if (one.first, one.second) == ("A", "C"))
    assert pair.duel.equal.value == 1
    assert (pair.both, pair.overlap) == (fresh().summary["applications"], 1.0)
    assert not found.comparable
    assert any("A saved result holds neither" in remark for remark in found.contenders[2].remarks)
    assert not any("C" in one.values for one in found.differences if one.part == "scenario")
    other = json.loads((folder / "saved.json").read_text())
    other["portfolio"][0] |= {"p_interview": 0.123, "p_match": 0.02, "utility": None}
    (folder / "other.json").write_text(json.dumps(other))
    twice = compare([folder / "saved.json", folder / "other.json"], today=TODAY)
    (shift,) = twice.shifts
    assert shift.causes == (UNTOLD,)
    assert twice.pairs[0].duel is None
    assert "cannot be played" in " ".join(twice.contenders[1].remarks)


@pytest.mark.slow
def test_ranges_overlap(found: Comparison) -> None:
    """The overlap is the part of the narrower range that lies in the other."""
    ranges = {one.key: (one.side.figure("p_match_low"), one.side.figure("p_match_high")) for one in found.listed}
    for pair in found.pairs:
        (a, b), (c, d) = ranges[pair.first], ranges[pair.second]
        assert pair.shared == (max(a, c), min(b, d))
        assert pair.overlap == pytest.approx((min(b, d) - max(a, c)) / min(b - a, d - c))


@pytest.mark.slow
def test_seasons_are_those_of_the_lists(found: Comparison) -> None:
    """Shares are those of the lists played together straight from their problems, and do not depend on other sides."""
    lists = []
    for outcome in (fresh(), fresh(*SCORED)):
        rows = outcome.posed.problem.chosen(outcome.solution.portfolio)
        lists.append(Standing(list(rows.index), *(rows[name].to_numpy() for name in ("p_match", "utility", "rho"))))
    duel = play_together(lists, seasons=20_000, seed=1)[0, 1]
    pair = next(one for one in found.pairs if (one.first, one.second) == ("A", "E"))
    assert pair.duel.second_better.value == pytest.approx(duel.second_better.value, abs=1e-4)
    assert pair.duel.second_better.value > pair.duel.first_better.value


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A tiny catalogue with own odds, and scenarios over it."""
    (tmp_path / "own.csv").write_text(OWN.format(name="Three"))
    text = "catalogue: own.csv\nseason: 2027\nweights: {utility: 1}\nconstraints: [{kind: count, at_most: 2}]\n"
    (tmp_path / "two.yaml").write_text(text)
    return tmp_path


def test_processes_change_nothing(own: Path) -> None:
    """The same comparison comes of one process and of two."""
    files, variants = [own / "two.yaml"], ["applications=1", "applications=3", "nothing=1"]
    alone = compare(files, variants, today=TODAY, seasons=1000)
    with solvers(2) as pool:
        assert compare(files, variants, today=TODAY, seasons=1000, pool=pool) == alone


@pytest.mark.slow
def test_processes_of_a_process_with_threads(own: Path) -> None:
    """Beside other threads, processes come from a server; an interruption leaves out what is not begun."""
    resting = threading.Event()
    threading.Thread(target=resting.wait, daemon=True).start()
    with solvers(2) as pool:
        found = compare([own / "two.yaml"], ["applications=1"], today=TODAY, seasons=2, pool=pool)
        assert [one.side.status for one in found.contenders] == ["optimal"] * 2
        many = compare([own / "two.yaml"] * 9, today=TODAY, seasons=2, pool=pool, patience=Patience(lambda: True))
    resting.set()
    assert UNFINISHED in [one.side.status for one in many.contenders]


@pytest.mark.slow
def test_a_process_that_dies_costs_time_only(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sides whose process died are solved by the process that asked for them."""

    def dying(sides: Sequence[Entrant], today: datetime.date, pool: object, patience: Patience) -> Iterator[object]:
        yield from list(workers.answers(sides, today=today, patience=patience))[1:2]
        raise BrokenProcessPool

    monkeypatch.setattr(workers, "_elsewhere", dying)
    with solvers(2) as pool:
        found = compare([own / "two.yaml"], ["applications=1", "applications=3"], today=TODAY, pool=pool, seasons=2)
    assert [one.side.status for one in found.contenders] == ["optimal"] * 3


def test_own_odds(own: Path) -> None:
    """Own odds that differ are told by their cells, and the chances of a match are exact."""
    (own / "better.csv").write_text("program_id,p_match\n0000000003,0.6\n")
    (own / "better.yaml").write_text("extends: two.yaml\ncatalogue: [own.csv, better.csv]\n")
    found = compare([own / "two.yaml", own / "better.yaml"], today=TODAY)
    (shift,) = found.shifts
    assert [(cell.column, cell.values) for cell in shift.cells] == [("p_match", {"A": 0.5, "B": 0.6})]
    assert shift.p_match == {"A": 0.5, "B": 0.6}
    text = COMPARISON_WRITERS["text"](found, Page())
    assert "Three: match" in text


def test_interruption_keeps_what_is_finished(own: Path) -> None:
    """After Ctrl-C the finished sides are compared, and the others say that the search was ended before them."""
    done: list[int] = []
    patience = Patience(lambda: len(done) >= 2, lambda number, of: done.append(number))
    found = compare([own / "two.yaml"], ["applications=1", "applications=3"], today=TODAY, patience=patience)
    assert [one.side.status for one in found.contenders] == ["optimal", "optimal", UNFINISHED]
    assert found.contenders[2].message == "The search was ended before it."
    assert len(found.pairs) == 1


def test_too_few_sides_and_all_faulty(own: Path) -> None:
    """One side is none to compare; when all sides have faults, all of them are named."""
    with pytest.raises(InputError, match=r"compare: found one side; expected 2 to 26 sides\. Name another"):
        compare([own / "two.yaml"], today=TODAY)
    with pytest.raises(InputError, match="no scenario file; expected a scenario file, of which to make variants"):
        entrants([Path("a.json")], ["budget=3"])
    with pytest.raises(InputError) as error:
        compare([own / "none.yaml", own / "gone.json"], today=TODAY)
    assert len(error.value.faults) == 2


def test_variants_are_split_at_commas_between_settings() -> None:
    """Commas inside brackets, and those that no NAME= follows, stay."""
    assert split("a=1") == ("a=1",)
    assert split("a=[1, 2], b={c: 3, d: 4},e=x, y") == ("a=[1, 2]", "b={c: 3, d: 4}", "e=x, y")


@pytest.mark.slow
def test_sentences(found: Comparison) -> None:
    """The first sentence says who has the highest chance, by how much, and at what price."""
    keys = {one.key: one for one in found.contenders}
    best = max(found.listed, key=lambda one: one.side.figure("p_match"))
    assert comparison_sentence(found).startswith(f"{best.key} has the highest chance of a match: ")
    only = replace(found, contenders=(keys["A"], keys["F"]))
    assert comparison_sentence(only) == "Only A has a list."
    assert comparison_sentence(replace(found, contenders=(keys["F"], keys["G"]))) == "No side has a list."
    same = replace(found, contenders=(keys["A"], keys["C"]))
    assert comparison_sentence(same).startswith("No side has a higher chance of a match than C")
    more = replace(found, contenders=(keys["A"], keys["D"]))
    cost = keys["D"].side.figure("cost") - keys["A"].side.figure("cost")
    assert f"than A, for ${cost:,.0f} more." in comparison_sentence(more)


@pytest.mark.slow
def test_writers(found: Comparison) -> None:
    """Text fits its page, also a narrow one; JSON, CSV and Markdown hold everything."""
    for page in (Page(60), Page(100), Page(160, ascii=True)):
        text = COMPARISON_WRITERS["text"](found, page)
        assert max(map(len, text.splitlines())) <= page.columns
        assert text.isascii() or not page.ascii
        assert "G: --variant bugdet=9" in " ".join(text.split())
    told = json.loads(COMPARISON_WRITERS["json"](found, Page()))
    assert told == json.loads(json.dumps(comparison_json(found)))
    assert len(told["odds"]) == len(found.shifts)
    assert [side["summary"] is None for side in told["sides"]] == [False] * 5 + [True] * 2
    first, second = (told["sides"][place]["summary"]["p_match"] for place in (0, 4))
    assert told["sides"][4]["difference"]["p_match"] == pytest.approx(second - first, abs=1e-9)
    rows = list(csv.DictReader(io.StringIO(COMPARISON_WRITERS["csv"](found, Page()))))
    signals = {row["key"]: row["D budget=560"] for row in rows if row["part"] == "signal"}
    listed = {one.program_id: one.signal("D") or "none" for one in found.programs if "D" in one.applications}
    assert {code: tier for code, tier in signals.items() if tier} == listed
    markdown = COMPARISON_WRITERS["md"](found, Page())
    assert all(one.title.replace("*", "\\*") in markdown for one in found.programs if one.title.isascii())


def test_hostile_text_stays_text(own: Path) -> None:
    """Markup, formulas, escape sequences and directions in a catalogue are shown as text in every format."""
    hostile = HOSTILE.replace('"', '""')
    (own / "own.csv").write_text(OWN.format(name=f'"{hostile}"'))
    (own / "evil.yaml").write_text(f"extends: two.yaml\nname: {json.dumps(HOSTILE)}\n")
    found = compare([own / "two.yaml", own / "evil.yaml"], ["applications=1"], today=TODAY, seasons=2)
    for name, write in COMPARISON_WRITERS.items():
        text = write(found, Page())
        assert not {"\x1b", "\u202e"} & set(text), name
    assert "\\<b\\>" in COMPARISON_WRITERS["md"](found, Page())
    cells = [cell for row in csv.reader(io.StringIO(COMPARISON_WRITERS["csv"](found, Page()))) for cell in row]
    assert not [cell for cell in cells if cell.startswith("=")]


def run(*arguments: str) -> Result:
    """Run the command quietly."""
    return CliRunner().invoke(main, ["compare", *arguments, "-q", "--jobs", "1", "--seasons", "100"])


def test_command(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit codes: 0 with any list, 1 when a side has faults (after the table), 2 and 3 as everywhere."""
    monkeypatch.chdir(own)
    assert run("two.yaml", "--variant", "applications=1").exit_code == 0
    short = run("two.yaml", "--variant", "constraints=[{kind: count, at_least: 9}]")
    assert short.exit_code == 0
    assert "Only A has a list." in short.output
    faulty = run("two.yaml", "--variant", "applications=1", "--variant", "bugdet=1")
    assert faulty.exit_code == 1
    assert "Side by side" in faulty.stdout
    assert "--variant bugdet=1: found" in faulty.stderr
    assert run("two.yaml").exit_code == 1
    assert run().exit_code == 2
    (own / "none.yaml").write_text("extends: two.yaml\nconstraints: [{kind: count, at_least: 9, name: nine}]\n")
    assert run("none.yaml", "none.yaml").exit_code == 3
    assert run("two.yaml", "two.yaml", "-o", "both.md").exit_code == 0
    assert (own / "both.md").read_text().startswith("# ")
