"""The column `status`: applications that stand are on the list, those that are over are not, other words do nothing."""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import oracle
from listopt.applicant import Applicant
from listopt.catalogue import STATUSES, statuses
from listopt.cli import main
from listopt.eligibility import screen
from listopt.goals import in_dollars
from listopt.pipeline import Outcome, solve_scenario
from listopt.questions.explanation import explain_programs
from listopt.questions.repairs import with_repairs
from listopt.scenario import Scenario, parse_scenario
from listopt.solution import Status

TODAY = datetime.date(2026, 8, 1)
CODES = [f"040000000{number}" for number in range(1, 7)]
STRONG, WEAK = CODES[0], CODES[-1]
STANDING = [word for word, stands in STATUSES.items() if stands]
OVER = [word for word, stands in STATUSES.items() if not stands]


def catalogue(path: Path, **columns: Mapping[str, object]) -> str:
    """A table of six programs, the first the likeliest, with these cells by column and program."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["program_id", "specialty", "p_match", "p_interview", "fee", *columns])
        for at, code in enumerate(CODES):
            cells = [columns[name].get(code, "") for name in columns]
            writer.writerow([code, "Anesthesiology", 0.3 - 0.05 * at, 0.6 - 0.1 * at, 100, *cells])
    return str(path)


def scenario(*catalogues: str, rules: list[dict[str, object]] | None = None, **more: object) -> Scenario:
    """A scenario of at most two programs over these tables."""
    count = {"kind": "count", "at_most": 2}
    applicant = {"type": "us_img", "step2_ck": 230}
    return parse_scenario({
        "catalogue": list(catalogues), "season": 2027, "applicant": applicant, "specialties": ["Anesthesiology"],
        "constraints": [count, *(rules or [])], "weights": {"match": 1}, "signals": {}, "solver": {"gap": 1e-6},
    } | more)  # fmt: skip


def solved(*catalogues: str, rules: list[dict[str, object]] | None = None, **more: object) -> Outcome:
    """That scenario, solved."""
    return solve_scenario(scenario(*catalogues, rules=rules, **more), today=TODAY)


def listed(outcome: Outcome) -> list[str]:
    """Programs of the list."""
    assert outcome.status is Status.OPTIMAL
    return list(outcome.portfolio.index)


# Words


@pytest.mark.parametrize("word", STANDING)
def test_an_application_that_stands_is_on_the_list(tmp_path: Path, word: str) -> None:
    """The weakest program takes a place once its status says so, and the reason names the status."""
    outcome = solved(catalogue(tmp_path / "a.csv", status={WEAK: word}))
    assert listed(outcome) == [STRONG, WEAK]
    assert outcome.portfolio["reasons"][WEAK][0] == f"asked for by the rule 'status {word}'"


@pytest.mark.parametrize("word", OVER)
def test_an_application_that_is_over_is_left_out(tmp_path: Path, word: str) -> None:
    """The strongest program goes, with the status as its reason."""
    outcome = solved(catalogue(tmp_path / "a.csv", status={STRONG: word}))
    assert listed(outcome) == CODES[1:3]
    assert dict(outcome.excluded) == {STRONG: f"status: {word}"}
    assert outcome.report.excluded_by_reason == {"status rejected or withdrawn": 1}


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("APPLIED", "applied"), (" Wait listed ", "waitlisted"), ("wait-listed", "waitlisted"),
        ("With\tdrawn", "withdrawn"), ("applied twice", "applied twice"), ("Emailed", "Emailed"), ("", ""),
    ],
)  # fmt: skip
def test_case_blanks_and_hyphens_do_not_matter(cell: str, word: str) -> None:
    """Only words of the register are recognised, however they are written; others stay as they are."""
    table = pd.DataFrame({"status": pd.Series([cell or None, None], dtype=object)})
    assert list(statuses(table)) == [word, ""]
    assert list(statuses(table.drop(columns="status"))) == ["", ""]


def test_other_words_change_nothing_and_are_named(tmp_path: Path) -> None:
    """Words without an effect leave the list as it is; one warning names five of them with their counts."""
    words = dict(zip(CODES, ["b", "a", "b", "c", "d", "e" * 40], strict=True))
    outcome = solved(catalogue(tmp_path / "a.csv", status=words))
    assert listed(outcome) == CODES[:2]
    (warning,) = [text for text in outcome.report.warnings if "status" in text]
    assert warning == (
        "The column status has words without an effect: 'b' (2), 'a' (1), 'c' (1), 'd' (1), "
        f"'{'e' * 30}...' (1). Those with one are applied, invited, rejected, waitlisted, withdrawn."
    )
    many = pd.DataFrame({"status": list("abcdefg")}, index=[f"{at}" for at in range(7)])
    *_, warning = screen(many, Applicant(), specialties=(), season=2027, unknown=lambda name: "allow").warnings
    assert "'e' (1) and 2 more." in warning


def test_no_status_no_word(tmp_path: Path) -> None:
    """An empty column adds no rule and no warning."""
    outcome = solved(catalogue(tmp_path / "a.csv", status={}))
    assert listed(outcome) == CODES[:2]
    assert not [text for text in outcome.report.warnings if "tatus" in text]
    assert not [rule for rule in outcome.posed.problem.constraints if "status" in rule.title]


# The list


@pytest.mark.parametrize("goal", ["best", "cheapest"])
def test_the_list_is_the_best_under_explicit_rules(tmp_path: Path, goal: str) -> None:
    """Enumeration under `include` and `exclude` rules finds a list as good as the one with statuses, and keeps it."""
    words = {CODES[1]: "rejected", CODES[4]: "Applied", WEAK: "invited", CODES[2]: "called"}
    rules: list[dict[str, object]] = [
        {"kind": "include", "programs": [CODES[4], WEAK]},
        {"kind": "exclude", "programs": [CODES[1]]},
    ]
    most: dict[str, object] = {"goal": goal, "weights": {"match": 1, "cost": 0.1}}
    most |= {"p_match_at_least": 0.3} if goal == "cheapest" else {}
    wide: dict[str, object] = {"kind": "count", "name": "count", "at_most": 4}
    given = solved(catalogue(tmp_path / "a.csv", status=words), **most, constraints=[wide])
    explicit = solved(catalogue(tmp_path / "b.csv"), **most, constraints=[wide, *rules])
    best = oracle.best(explicit.posed.problem, given.solution.n_nodes)
    assert best.portfolio is not None
    assert given.solution.value == pytest.approx(best.value)
    assert {CODES[4], WEAK} <= set(listed(given))
    assert given.solution.portfolio == explicit.solution.portfolio
    assert given.solution.portfolio is not None
    assert explicit.posed.problem.violations(given.solution.portfolio) == []


def test_later_tables_change_the_status(tmp_path: Path) -> None:
    """A filled cell of a later table counts, an empty one does not."""
    first = catalogue(tmp_path / "a.csv", status={WEAK: "applied", STRONG: "rejected"})
    later = tmp_path / "later.csv"
    later.write_text(f"program_id,status\n{WEAK},rejected\n{STRONG},\n")
    outcome = solved(first, str(later))
    assert listed(outcome) == CODES[1:3]
    assert dict(outcome.excluded) == {STRONG: "status: rejected", WEAK: "status: rejected"}


def test_an_application_that_stands_is_paid_for(tmp_path: Path) -> None:
    """Its fee counts in the cost and in the budget."""
    path = catalogue(tmp_path / "a.csv", status={WEAK: "applied"})
    budget: dict[str, object] = {"kind": "budget", "at_most": 199, "covers": "applications"}
    outcome = solved(path, rules=[budget])
    assert listed(outcome) == [WEAK]
    assert outcome.summary["cost"] == solved(path, rules=[{**budget, "at_most": 100}]).summary["cost"]


# What cannot be followed


def test_a_filter_goes_before_an_application_made(tmp_path: Path) -> None:
    """A program that a filter excludes is left out with its reason, whatever its status, and the list is solved."""
    path = catalogue(
        tmp_path / "a.csv", status=dict.fromkeys(CODES[:5], "applied"), step2_min=dict.fromkeys(CODES[:4], 240)
    )
    outcome = solved(path)
    assert listed(outcome) == CODES[4:]
    (warning,) = [text for text in outcome.report.warnings if "Status" in text]
    reason = outcome.excluded[STRONG]
    named = ", ".join(f"{code} ({reason})" for code in CODES[:3])
    assert "240" in reason
    assert warning == f"Status applied, but excluded: {named} and 1 more. The list leaves them out."


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ({"kind": "exclude", "programs": [WEAK]}, "take 0400000006 off the exclude list"),
        (
            {"kind": "budget", "at_most": 150, "covers": "applications"},
            "raise budget for applications by $50, from $150 to $200",
        ),
    ],
)
def test_rules_that_clash_name_the_status(tmp_path: Path, rule: dict[str, object], change: str) -> None:
    """A conflict names the status and where it stands; what is proposed changes the rule, not what was done."""
    outcome = solved(catalogue(tmp_path / "a.csv", status={WEAK: "applied", CODES[4]: "applied"}), rules=[rule])
    assert outcome.status is Status.INFEASIBLE
    assert "status applied" in outcome.solution.conflict
    sentence = "status applied: 0400000005, 0400000006 on the list (column status of the catalogue)"
    assert sentence in outcome.report.clash
    repaired = with_repairs(outcome, clock=lambda: 30.0)
    assert len(repaired.report.repairs) == 2
    assert repaired.report.repairs[1].startswith(change)
    assert "status applied" not in json.dumps(repaired.report.result["not_alone"])


def test_goal_cheapest_keeps_the_status(tmp_path: Path) -> None:
    """In dollars, too, the application stands."""
    problem = solved(catalogue(tmp_path / "a.csv", status={WEAK: "applied"})).posed.problem
    assert "status applied" in [rule.title for rule in in_dollars(problem).constraints]


# Shown


def test_explain_says_what_the_status_does(tmp_path: Path) -> None:
    """Without the program no list keeps the rule; a rejected one is barred, and a status that stands would open it."""
    path = catalogue(tmp_path / "a.csv", status={WEAK: "applied", STRONG: "rejected"})
    weak, strong = explain_programs(scenario(path), [WEAK, STRONG], today=TODAY).answers
    assert weak.listed is not None
    assert weak.listed.conflict == ("status applied",)
    (barrier,) = strong.barriers
    assert (barrier.reason, barrier.source) == ("status: rejected", f"status = rejected in {path}")
    (opening,) = barrier.openings
    catalogue(tmp_path / "a.csv", status={WEAK: "applied", STRONG: opening.value})
    assert listed(solved(path)) == [STRONG, WEAK]


def asked(folder: Path, command: str, *options: str) -> Any:
    """What a command says, as JSON, of a scenario in which the weakest program has the status applied."""
    path = catalogue(folder / "a.csv", status={WEAK: "Applied", STRONG: "rejected"})
    (folder / "a.yaml").write_text(
        f"catalogue: {path}\nseason: 2027\napplicant: {{type: us_img, step2_ck: 230}}\nspecialties: [Anesthesiology]\n"
        "constraints: [{kind: count, at_most: 2}]\nweights: {match: 1, cost: 0.01}\nsignals: {}\n"
    )
    given = [command, str(folder / "a.yaml"), "--format", "json", *options]
    ran = CliRunner().invoke(main, given, catch_exceptions=False)
    assert ran.exit_code == 0
    return json.loads(ran.stdout)


def test_json_tells_the_status(tmp_path: Path) -> None:
    """The result has the program applied to, and the rejected one with its reason."""
    result = asked(tmp_path, "solve")
    assert [row["program_id"] for row in result["portfolio"]] == [CODES[1], WEAK]
    assert result["excluded"] == [{"program_id": STRONG, "reason": "status: rejected"}]


def test_a_table_shows_the_status_as_written(tmp_path: Path) -> None:
    """The list as CSV has the user's column."""
    asked(tmp_path, "solve")
    written = CliRunner().invoke(main, ["solve", str(tmp_path / "a.yaml"), "--format", "csv"], catch_exceptions=False)
    (row,) = [row for row in csv.DictReader(written.stdout.splitlines()) if row["program_id"].endswith(WEAK)]
    assert row["status"] == "Applied"


@pytest.mark.parametrize(
    ("command", "options", "lists"),
    [
        ("frontier", ("--over", "applications", "--from", "1", "--to", "4", "--steps", "4"), "points"),
        ("tune", (), "settings"),
    ],
)
def test_every_list_of_a_question_keeps_the_status(
    tmp_path: Path, command: str, options: tuple[str, ...], lists: str
) -> None:
    """Lists over a field and under other weights all have the program applied to, and never the rejected one."""
    found = [{row["program_id"] for row in one["portfolio"]} for one in asked(tmp_path, command, *options)[lists]]
    assert len(found) > 2
    assert all(WEAK in codes and STRONG not in codes for codes in found)


def test_lists_nearly_as_good_keep_the_status(tmp_path: Path) -> None:
    """The program applied to is in the core, and whatever is set, it stays."""
    assert WEAK in [one["program_id"] for one in asked(tmp_path, "near", "--within", "0.4")["core"]]
    moved = asked(tmp_path, "whatif", "--set", "applications=1")["moved"]
    assert [(one["program_id"], one["after"]) for one in moved] == [(CODES[1], None)]
