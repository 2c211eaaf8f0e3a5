"""The benchmark's arithmetic: runs, medians, ratios."""

from __future__ import annotations

import pytest

from benchmarks.medians import median_of, ratio, spread_of, value_of

RUNS = [{"cold": {"wall_s": seconds}} for seconds in (3.0, 1.0, 2.0)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [("cold.wall_s", 3.0), ("cold.cpu_s", None), ("warm.wall_s", None), ("cold.wall_s.x", None)],
)
def test_a_number_is_found_by_its_path(path: str, expected: float | None) -> None:
    assert value_of({"cold": {"wall_s": 3}}, path) == expected


def test_none_is_no_number() -> None:
    assert value_of({"first_pixels_s": None}, "first_pixels_s") is None


def test_the_median_does_not_depend_on_the_order() -> None:
    assert median_of(RUNS, "cold.wall_s") == 2.0
    assert spread_of(RUNS, "cold.wall_s") == (1.0, 3.0)


def test_runs_without_the_number_are_left_out() -> None:
    assert median_of([*RUNS, {"warm": {"wall_s": 9.0}}], "cold.wall_s") == 2.0


@pytest.mark.parametrize("function", [median_of, spread_of])
def test_nothing_measured_is_none(function) -> None:
    assert function([], "cold.wall_s") is None
    assert function(RUNS, "pan.wall_s") is None


def test_a_ratio() -> None:
    assert ratio(1.0, 4.0) == 0.25


@pytest.mark.parametrize(("own", "other"), [(None, 1.0), (1.0, None), (1.0, 0.0)])
def test_no_ratio_without_both(own: float | None, other: float | None) -> None:
    assert ratio(own, other) is None
