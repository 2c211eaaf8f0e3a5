"""Pages that algorithms write: what a chart draws and says, facts in lines, files whole or not at all."""

from __future__ import annotations

import math
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from mosaic_qgis.engine.client.terms import EngineFailure
from mosaic_qgis.processing import chart, pages
from mosaic_qgis.processing.chart import Chart
from mosaic_qgis.processing.factsheet import FactSheet


def drawn(values: Sequence[tuple[int, str, Any]], *, is_area: bool = False, bands: Sequence[str] = ("b1",)) -> str:
    """The page of ``(place, time, value of each band)``."""
    made = Chart(title="A <mosaic>", bands=bands, is_area=is_area)
    for number, at, value in values:
        band = [value, value - 1, value + 2, 0.5, value, 9] if is_area else [value]
        made.add(number, f"place & {number}", at, ["a.tif", "b.tif", "c.tif", "d.tif"], [band] * len(bands))
    return made.page()


def svgs(page: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(text) for text in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]


def places_of(svg: ElementTree.Element) -> list[tuple[float, float]]:
    return [(float(each.get("cx", "")), float(each.get("cy", ""))) for each in svg.iter("circle")]


def test_a_chart_has_a_panel_for_each_band_and_a_dot_for_each_value() -> None:
    values = [(0, f"2024-{month:02d}-01T00:00:00Z", float(month)) for month in range(1, 13)]
    page = drawn(values, bands=("red", "nir <1>"))
    first, second = svgs(page)
    assert "nir &lt;1&gt;" in page and "A &lt;mosaic&gt;" in page and "place &amp; 0" in page
    for svg in (first, second):
        found = places_of(svg)
        assert len(found) == 12
        assert [x for x, _ in found] == sorted(x for x, _ in found)
        assert [y for _, y in found] == sorted((y for _, y in found), reverse=True)
        # Days lie evenly: a leap year's January and February.
        assert (found[1][0] - found[0][0]) / (found[2][0] - found[1][0]) == pytest.approx(31 / 29, rel=0.02)
        assert all(0 <= x <= 992 and 0 <= y <= 260 for x, y in found)
    (line,) = first.iter("polyline")
    assert len((line.get("points") or "").split()) == 12
    assert next(each.text for each in first.iter("title")) == "place & 0\n2024-01-01 00:00\n1\na.tif, b.tif, c.tif +1"


def test_areas_have_a_shade_from_minimum_to_maximum() -> None:
    (svg,) = svgs(drawn([(0, "2024-01-01T00:00:00Z", 5.0), (0, "2024-02-01T00:00:00Z", 6.0)], is_area=True))
    (shade,) = svg.iter("polygon")
    assert len((shade.get("points") or "").split()) == 4
    assert "(4 … 7)" in "".join(each.text or "" for each in svg.iter("title"))


@pytest.mark.parametrize(
    "values",
    [
        [(0, "2024-01-01T00:00:00Z", 5.0)],
        [(0, "2024-01-01T00:00:00Z", 0.0), (0, "2024-01-01T00:00:00.001Z", 0.0)],
        [(0, "0001-01-01T00:00:00Z", -1e300), (0, "9999-12-31T23:59:59Z", 1e300)],
        [(0, "2024-01-01T00:00:00Z", 1e-300), (0, "2024-01-02T00:00:00Z", 2e-300)],
        [(0, "2024-01-01T00:00:00Z", 0.0), (0, "2024-01-02T00:00:00Z", 5e-324)],
        [(0, "2024-01-01T00:00:00Z", 1e16), (0, "2024-01-02T00:00:00Z", 1e16 + 2)],
        [(0, f"2024-01-01T{hour:02d}:00:00Z", 1e6 + hour) for hour in range(24)],
        [(0, f"2024-01-{day:02d}T00:00:00Z", float(day)) for day in range(1, 20)],
        [(0, f"{year}-01-01T00:00:00Z", float(year)) for year in range(1950, 2024)],
    ],
)
def test_charts_of_any_range(values: list[tuple[int, str, float]]) -> None:
    (svg,) = svgs(drawn(values))
    assert len(places_of(svg)) == len(values)
    assert all(math.isfinite(x) and math.isfinite(y) and -1 <= x <= 993 for x, y in places_of(svg))
    for anchor in ("end", "middle"):
        labels = [each.text or "" for each in svg.iter("text") if each.get("text-anchor") == anchor]
        assert len(labels) == len(set(labels)) <= 15


def test_numbers_at_the_end_of_all_numbers_are_not_drawn() -> None:
    largest = 1.7e308
    values = [(0, f"2024-01-{day:02d}T00:00:00Z", value) for day, value in enumerate((largest, 5.0, -largest), 1)]
    (svg,) = svgs(drawn(values))
    assert len(places_of(svg)) == 1


def test_what_a_chart_leaves_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chart, "MOST_VALUES", 3)
    values = [(number, f"2024-01-{day:02d}T00:00:00Z", 1.0) for number in range(15) for day in range(1, 6)]
    page = drawn(values)
    (svg,) = svgs(page)
    assert len(places_of(svg)) == 12 * 3
    assert "12 of 15 places" in page and "24 later values" in page and "The table has all of them" in page


def test_nothing_to_draw_is_said() -> None:
    for values in ([], [(0, "..", 1.0)], [(0, "yesterday", 1.0)]):
        page = drawn(values)
        assert "No image has a value at any of the places." in page and not svgs(page)
    empty = Chart(title="m", bands=["b1"], is_area=False)
    empty.add(0, "p", "2024-01-01T00:00:00Z", ["a"], [["nan"]])
    assert "No image has a value of this band." in empty.page()


def test_pages_load_nothing_and_run_nothing() -> None:
    page = drawn([(0, "2024-01-01T00:00:00Z", 5.0)])
    assert "default-src 'none'" in page
    assert not re.search(r"<script|\ssrc=|@import|url\(|<link", page)


# Facts


def facts(**changes: Any) -> dict[str, Any]:
    band = {
        "name": "b1", "description": "near infrared", "dtype": "uint16", "nodata": 0.0, "scale": 0.0001, "offset": -0.1,
        "unit": "m", "color": "gray",
    }  # fmt: skip
    value = {
        "name": "", "description": "words", "attribution": "", "document_uri": "https://u:geheim@h/m.json", "store": "Http",
        "mosaicjson_version": "0.0.3", "version": "1.0.0", "crs": {"authority": None, "wkt": "WKT"}, "tms": "Own",
        "bounds_geographic": (170.0, -1.0, -170.0, 1.0), "extent": (0.0, 0.0, 1.0, 1.0), "minzoom": 1, "maxzoom": 9,
        "quadkey_zoom": 4, "resolutions": (10.0,), "width": 12345, "height": 67, "tiles": 4, "tiles_by_zoom": {"3": 1, "4": 3},
        "images": 1234567, "entries": 10, "most_per_tile": 3, "bands": (band,), "mask": "nodata",
        "temporal": {"begin": "2024-01-01T00:00:00Z", "end": None}, "licence": None, "further_keys": (),
        "links": ({"title": "", "href": "javascript:alert(1)", "rel": "x"}, {"title": "t", "href": "https://h/l", "rel": "y"}),
        "warnings": ({"code": "budget", "message": "see https://u:geheim@h/x"},),
    }  # fmt: skip
    return {**value, **changes}


def test_facts_are_lines_and_a_page_without_secrets() -> None:
    sheet = FactSheet(value=facts(), title="town")
    text, page = sheet.text(), sheet.page()
    assert text.splitlines()[0] == "town"
    assert "1 b1 – near infrared: uint16, nodata 0, × 0.0001 + -0.1, m" in text
    assert "2.5 on average, 3 at most" in text and "2024-01-01T00:00:00Z – …" in text
    assert "geheim" not in text + page
    assert "javascript" not in page and 'href="https://h/l"' in page
    assert "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567" in page


def test_facts_of_almost_nothing() -> None:
    value = facts(
        bands=(),
        mask=None,
        width=None,
        height=None,
        resolutions=(),
        temporal=None,
        tiles=0,
        entries=0,
        tiles_by_zoom={},
    )
    sheet = FactSheet(value=value, title="town")
    assert "Size in pixels" not in sheet.text() and "<h2>Bands" not in sheet.page()


# Files


def test_a_page_is_written_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new" / "page.html"
    pages.write_page(str(path), "ä")
    with monkeypatch.context() as patched:
        # It is the whole process's: files that other threads make in that moment would be open to everybody.
        patched.setattr(os, "umask", None)
        pages.write_page(str(path), "ö")
    assert path.read_bytes() == "ö".encode() and os.listdir(path.parent) == ["page.html"]
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


def test_a_page_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(EngineFailure, match="No space left") as failure:
        pages.write_page(str(path), "new")
    assert failure.value.code == "read_only"
    assert path.read_text() == "old" and os.listdir(tmp_path) == ["page.html"]
