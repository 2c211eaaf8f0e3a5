"""The benchmark's goals: what is compared with what, and when a goal is met."""

from __future__ import annotations

import pytest

from benchmarks.goals import COGEO, GOALS, ONE_IMAGE, OURS, TITILER, VRT, VRT_TUNED, judge
from benchmarks.judging import Goal


def runs(*seconds: float) -> list[dict]:
    return [{"first": {"wall_s": each}, "warm": {"wall_s": each}, "pan": {"wall_s": each}} for each in seconds]


def verdicts(results: dict) -> dict[str, bool | None]:
    return {goal.text: goal.is_met for goal in judge(results)}


def goal(*, is_least: bool = False) -> Goal:
    return Goal(number=1, text="a goal", measured=lambda results: results, bound=2.0, is_least=is_least, unit="x")


@pytest.mark.parametrize(
    ("measured", "is_least", "is_met"),
    [
        (1.9, False, True),
        (2.0, False, True),
        (2.1, False, False),
        (1.9, True, False),
        (2.0, True, True),
        (None, True, None),
    ],
)
def test_when_a_goal_is_met(measured: float | None, is_least: bool, is_met: bool | None) -> None:
    assert goal(is_least=is_least).judge(measured).is_met is is_met


def test_words_for_people() -> None:
    assert goal().judge(2.1234).measured_text == "2.12x"
    assert goal(is_least=True).judge(1234.5).measured_text == "1234x"
    assert goal().judge(None).measured_text == "-"
    assert goal().judge(1.0).required_text == "at most 2x"
    assert goal(is_least=True).judge(1.0).required_text == "at least 2x"
    assert [goal().judge(value).verdict for value in (1, 3, None)] == ["yes", "NO", "not measured"]


def test_nothing_measured_means_no_goal_is_met_or_missed() -> None:
    assert set(verdicts({}).values()) == {None}


def test_every_goal_of_the_project_is_there() -> None:
    assert {each.number for each in GOALS} == set(range(1, 12))
    texts = [each.text for each in GOALS]
    assert len(set(texts)) == len(texts)


def test_local_first_map_is_compared_with_the_medians_of_both_peers() -> None:
    results = {"local": {"full": {VRT: runs(1.0, 9.0, 1.0), COGEO: runs(5.0), OURS: runs(0.7, 0.8, 5.0)}}}
    seen = verdicts(results)
    assert seen["1 local first map, full: of the VRT's time"] is True
    assert seen["1 local first map, full: faster than cogeo-mosaic"] is True
    results["local"]["full"][OURS] = runs(0.81)
    assert verdicts(results)["1 local first map, full: of the VRT's time"] is False


@pytest.mark.parametrize(("peer", "times"), [(VRT, 35), (VRT_TUNED, 12), (TITILER, 6)])
def test_http_first_map_is_compared_with_each_peer(peer: str, times: float) -> None:
    results = {"http": {"tenth": {peer: runs(times * 1.01), OURS: runs(1.0)}}}
    text = f"2 HTTP first map, tenth: faster than {peer}"
    assert verdicts(results)[text] is True
    results["http"]["tenth"][peer] = runs(times * 0.99)
    assert verdicts(results)[text] is False


def test_pan_over_http_must_take_half_of_the_vrts_time() -> None:
    results = {
        "http": {"half": {VRT: runs(1.0), OURS: runs(0.6)}},
        "local": {"half": {VRT: runs(1.0), OURS: runs(0.6)}},
    }
    seen = verdicts(results)
    assert seen["3 HTTP pan by a quarter, half: of the VRT's time"] is False
    assert seen["3 local pan by a quarter, half: of the VRT's time"] is True


def test_a_frozen_window_counts_without_the_share_of_qgis() -> None:
    def frozen(adding: float, closing: float) -> list[dict]:
        return [{"frozen_ms": {"add": adding, "close": closing}}]

    results = {
        "desktop": {"local": {ONE_IMAGE: frozen(90, 30), OURS: frozen(130, 20)}, "http": {OURS: frozen(150, 20)}}
    }
    seen = {each.text: each.measured for each in judge(results)}
    assert seen["6 window frozen by the plugin at most, adding, local"] == 40
    assert seen["6 window frozen by the plugin at most, adding, HTTP"] == 60
    assert seen["6 window frozen by the plugin at most, closing, local"] == 0
    assert seen["6 window frozen by the plugin at most, panning, local"] is None


def test_a_goal_as_json() -> None:
    assert goal().judge(3.0).as_dict() == {"goal": "1 a goal", "measured": 3.0, "required": "at most 2x", "met": False}
