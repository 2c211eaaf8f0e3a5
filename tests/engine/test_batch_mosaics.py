"""Mosaics that tasks share in one process: opened once, and not taken away from who reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from data.scenes import Image, write_mosaic

from mosaic_qgis.batch.mosaics import Source, forget, opened


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(uri=str(write_mosaic(tmp_path, [Image(size_px=64)])))


def test_a_mosaic_is_opened_once_for_all_tasks(source: Source) -> None:
    with opened(source) as one, opened(source) as other:
        assert one is other
    with opened(source) as later:
        assert later is one
    forget(source)
    assert one.is_closed


def test_work_that_ends_takes_no_mosaic_away_from_other_work(source: Source) -> None:
    with opened(source) as layer:
        forget(source)
        assert not layer.is_closed
        with opened(source) as anew:
            assert anew is not layer
    forget(source)
    assert anew.is_closed
