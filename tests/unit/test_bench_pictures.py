"""When a picture of the benchmark counts as the same map."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.pictures import EXACT, LOSSY, compare, compare_files


def picture(value: int = 100, drawn_cols: int = 60) -> np.ndarray:
    made = np.zeros((40, 80, 4), np.uint8)
    made[:, :drawn_cols] = (value, value, 7, 255)
    return made


def test_the_same_picture() -> None:
    seen = compare(picture(), picture())
    assert seen.is_same()
    assert seen.drawn == 0.75
    assert (seen.smooth_difference, seen.only_here, seen.only_there) == (0, 0, 0)


def test_an_empty_picture_is_another_one() -> None:
    seen = compare(np.zeros_like(picture()), picture())
    assert not seen.is_same()
    assert (seen.drawn, seen.only_there) == (0, 0.75)


def test_two_empty_pictures_prove_nothing() -> None:
    assert not compare(np.zeros_like(picture()), np.zeros_like(picture())).is_same()


def test_other_colours_are_another_picture() -> None:
    seen = compare(picture(110), picture(100))
    assert seen.smooth_difference == 10
    assert not seen.is_same()


def test_lossy_tiles_may_differ_more() -> None:
    seen = compare(picture(106), picture(100))
    assert not seen.is_same(EXACT)
    assert seen.is_same(LOSSY)


def test_a_darker_picture_counts_as_different_as_a_lighter_one() -> None:
    assert compare(picture(90), picture(100)).smooth_difference == 10


def test_noise_in_the_third_band_does_not_count() -> None:
    noisy = picture()
    noisy[..., 2] = 250
    assert compare(noisy, picture()).is_same()


@pytest.mark.parametrize("drawn_cols", [50, 70])
def test_a_missing_or_additional_part_is_another_picture(drawn_cols: int) -> None:
    assert not compare(picture(drawn_cols=drawn_cols), picture()).is_same()


def test_pictures_of_other_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(rows, columns, 4\)"):
        compare(picture()[:10], picture())


def test_saved_pictures(tmp_path: Path) -> None:
    np.save(tmp_path / "one.npy", picture())
    np.save(tmp_path / "other.npy", picture(101))
    assert compare_files(tmp_path / "one.npy", tmp_path / "other.npy").smooth_difference == 1
