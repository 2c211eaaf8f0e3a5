"""Naming the CRS of images' heads: what goes wrong before an image needs it."""

from __future__ import annotations

import logging

import pytest

from mosaic_qgis.reading import crs_names
from mosaic_qgis.reading.crs_names import CrsNames


@pytest.mark.parametrize(("epsg", "is_logged"), [(32631, False), (1, True)])
def test_a_projection_library_that_knows_nothing_is_logged(
    epsg: int, is_logged: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(crs_names, "_ANY_EPSG", epsg)
    names = CrsNames()
    with caplog.at_level(logging.WARNING, crs_names.logger.name):
        names.prepare()
        names._thread.shutdown(wait=True)
    assert any(f"EPSG:{epsg}" in record.getMessage() for record in caplog.records) is is_logged
