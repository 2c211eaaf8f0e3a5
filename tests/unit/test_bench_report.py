"""The benchmark's tables and its JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.cases.bench import CASES, LEAST_ROUNDS, Wanted
from benchmarks.goals import judge
from benchmarks.report import Column, Report, as_markdown, goals_table, table

COLUMNS = (
    Column(title="first map", path="first.wall_s", with_ratio=True),
    Column(title="requests", path="first.requests", decimals=0),
)


def run(seconds: float, **more: float) -> dict:
    return {"first": {"wall_s": seconds, **more}, "load": 1.0}


def test_a_table_has_medians_ratios_and_numbers_of_runs() -> None:
    text = table("http, full", {"VRT": [run(2.0), run(4.0), run(3.0)], "ours": [run(1.5, requests=40)]}, COLUMNS)
    head, rule, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines())
    assert head == ["http, full", "first map", "requests", "n", "load"]
    assert set("".join(rule)) == {"-", ":"}
    assert rows == [["VRT", "3.000 (1.00)", "-", "3", "1.0-1.0"], ["ours", "1.500 (0.50)", "40", "1", "1.0-1.0"]]


def test_a_peer_without_a_run_that_counts_has_no_figures() -> None:
    last = table("local", {"VRT": [run(2.0)], "ours": []}, COLUMNS).splitlines()[-1]
    assert [cell.strip() for cell in last.strip("|").split("|")] == ["ours", "-", "-", "0", "-"]


def test_all_lines_are_equally_long() -> None:
    assert len({len(line) for line in as_markdown([["a", "b"], ["long cell", "1"], ["x", "12345"]]).splitlines()}) == 1


def test_goals_as_a_table() -> None:
    lines = goals_table(judge({})).splitlines()
    assert "not measured" in lines[2]
    assert len(lines) == len(judge({})) + 2


def test_the_report_is_saved_whole(tmp_path: Path) -> None:
    report = Report(path=tmp_path / "build" / "bench.json", machine={"processors": 2}, settings={"rounds": 5})
    report.results = {"local": {"full": {"VRT": [run(2.0)]}}}
    report.judged = judge(report.results)
    report.save()
    report.save()
    saved = json.loads(report.path.read_text(encoding="utf-8"))
    assert saved["results"]["local"]["full"]["VRT"] == [run(2.0)]
    assert saved["goals"][0]["met"] is None
    assert sorted(path.name for path in report.path.parent.iterdir()) == ["bench.json", "bench.md"]


def test_the_report_for_people_has_all_tables_goals_and_what_does_not_count(tmp_path: Path) -> None:
    report = Report(path=tmp_path / "bench.json", machine={"processors": 2}, settings={"rounds": 5})
    report.tables = {"local, full": "| a table |"}
    report.excluded = ["http full, VRT: it shows something else"]
    report.judged = judge({})
    text = report.as_markdown()
    assert "processors 2" in text
    assert "5 rounds" in text
    assert "| a table |" in text
    assert "- http full, VRT: it shows something else" in text
    assert "| not measured |" in text


def test_without_wishes_everything_is_measured_often_enough() -> None:
    wanted = Wanted.from_environment({}, is_quick=False)
    assert (wanted.rounds, wanted.cases) == (LEAST_ROUNDS, CASES)
    assert [view.name for view in wanted.views] == ["full", "half", "tenth", "0.03"]


def test_quick_is_maps_only() -> None:
    wanted = Wanted.from_environment({}, is_quick=True)
    assert wanted.cases == ("local", "http")
    assert [view.name for view in wanted.views] == ["full", "tenth", "0.03"]


def test_wishes_narrow_it_down() -> None:
    wishes = {"MOSAIC_BENCH_ROUNDS": "1", "MOSAIC_BENCH_VIEWS": "tenth", "MOSAIC_BENCH_CASES": "engine, local"}
    wanted = Wanted.from_environment(wishes, is_quick=False)
    assert (wanted.rounds, [view.name for view in wanted.views], wanted.cases) == (1, ["tenth"], ("engine", "local"))


@pytest.mark.parametrize(
    "wishes",
    [
        {"MOSAIC_BENCH_ROUNDS": "0"},
        {"MOSAIC_BENCH_ROUNDS": "many"},
        {"MOSAIC_BENCH_CASES": "http,ftp"},
        {"MOSAIC_BENCH_CASES": ""},
    ],
)
def test_wishes_that_cannot_be_met_are_refused(wishes: dict[str, str]) -> None:
    (name, value), *_ = wishes.items()
    with pytest.raises(ValueError, match=f"{name} must be .*{value}"):
        Wanted.from_environment(wishes, is_quick=False)
