"""`mosaicjson:validate` as Processing runs it: report, table, repaired document, numbers; and the words of all rules."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import algorithms
import pytest
import real
from qgis.core import QgsApplication, QgsProcessingException, QgsProcessingUtils, QgsVectorLayer

from mosaic_qgis.plugin import MosaicPlugin
from mosaic_qgis.processing.validation_report import report_page
from mosaic_qgis.processing.validation_words import ADVICE, TITLES, TRAITS

EVIL = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        yield plugin


@pytest.fixture
def mosaic(tmp_path: Path) -> Path:
    """A copy of seven images and their mosaic, one of them gone, the name and a key spoilt."""
    folder = real.imagery("tests") / "uint16"
    for path in folder.glob("z*.tif"):
        shutil.copy(path, tmp_path)
    document = json.loads((folder / "mosaic.json").read_text())
    document |= {"name": EVIL, "maxzoom": "many"}
    (tmp_path / "z32_r0_c0.tif").unlink()
    path = tmp_path / "spoilt.json"
    path.write_text(json.dumps(document))
    return path


class _Page(HTMLParser):
    """Everything that a page has: tags, addresses, text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_mosaic_is_checked_and_repaired(plugin: MosaicPlugin, mosaic: Path, tmp_path: Path) -> None:
    done = algorithms.run(
        "validate",
        {
            "INPUT": str(mosaic),
            "REPORT": str(tmp_path / "report.html"),
            "OUTPUT": str(tmp_path / "findings.gpkg"),
            "REPAIRED": str(tmp_path / "fixed.json"),
        },
    )
    assert done.results["VALID"] is False and done.results["ERRORS"] >= 2
    assert (done.results["IMAGES"], done.results["IMAGES_FAILED"]) == (7, 1)
    layer = QgsVectorLayer(done.results["OUTPUT"], "findings", "ogr")
    assert layer.isValid() and layer.crs().isGeographic()
    rows = {row["rule"]: row for row in layer.getFeatures()}
    assert {"image_missing", "zoom", "several_crs"} <= set(rows)
    lost = rows["image_missing"]
    assert (
        lost["severity"] == "error" and lost["image"].endswith("z32_r0_c0.tif") and lost["place"].startswith("/tiles/")
    )
    assert not lost.geometry().isEmpty() and lost.geometry().isGeosValid() and rows["zoom"].geometry().isEmpty()
    assert lost["title"] == TITLES["image_missing"] and rows["zoom"]["place"] == "/maxzoom"
    page = _Page((tmp_path / "report.html").read_text("utf-8"))
    assert "script" not in page.tags and not page.addresses and EVIL not in page.text.split("spoilt")[0]
    assert "Images that are not there" in page.text and page.tags.count("polygon") == 7
    fixed = json.loads((tmp_path / "fixed.json").read_text())
    assert isinstance(fixed["maxzoom"], int) and "z32_r0_c0" not in json.dumps(fixed["tiles"])
    assert any("z32_r0_c0.tif is left out" in line for line in done.lines)
    again = algorithms.run("validate", {"INPUT": str(tmp_path / "fixed.json"), "OUTPUT": "TEMPORARY_OUTPUT"})
    assert again.results["VALID"] is True
    table = QgsProcessingUtils.mapLayerFromString(again.results["OUTPUT"], again.context)
    assert {row["severity"] for row in table.getFeatures()} <= {"note", "warning"}
    assert done.progress and done.progress == sorted(done.progress)


def test_nothing_but_numbers_will_do(plugin: MosaicPlugin, mosaic: Path) -> None:
    done = algorithms.run("validate", {"INPUT": str(mosaic), "LOOK_AT_IMAGES": False})
    assert done.results["ERRORS"] == 1 and done.results["IMAGES_FAILED"] == 0
    assert "OUTPUT" not in done.results and "REPORT" not in done.results and done.results["REPAIRED"] == ""


def test_what_cannot_be_checked_is_one_sentence(plugin: MosaicPlugin, mosaic: Path, tmp_path: Path) -> None:
    with pytest.raises(QgsProcessingException, match="no_such"):
        algorithms.run("validate", {"INPUT": str(tmp_path / "no_such.json")})
    (tmp_path / "there.json").write_text("precious")
    with pytest.raises(QgsProcessingException, match="exists already"):
        algorithms.run("validate", {"INPUT": str(mosaic), "REPAIRED": str(tmp_path / "there.json")})
    assert (tmp_path / "there.json").read_text() == "precious"
    with pytest.raises(QgsProcessingException, match="another place"):
        algorithms.run("validate", {"INPUT": str(mosaic), "REPAIRED": str(mosaic), "OVERWRITE": True})
    with pytest.raises(QgsProcessingException, match="cannot be written"):
        algorithms.run("validate", {"INPUT": str(mosaic), "REPORT": str(mosaic / "x.html")})


def test_a_cancelled_check_leaves_nothing(plugin: MosaicPlugin, mosaic: Path, tmp_path: Path) -> None:
    outputs = {"REPORT": "report.html", "OUTPUT": "findings.gpkg", "REPAIRED": "fixed.json"}
    paths = {name: str(tmp_path / file) for name, file in outputs.items()}
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        algorithms.run("validate", {"INPUT": str(mosaic), **paths}, cancel_at=0)
    assert not Path(paths["REPORT"]).exists() and not list(tmp_path.glob("findings.gpkg*"))
    # When the cancel comes, the document may have been written already: as a whole then.
    if Path(paths["REPAIRED"]).exists():
        assert json.loads(Path(paths["REPAIRED"]).read_text())["tiles"]


def test_a_document_that_is_no_mosaic_is_reported_too(plugin: MosaicPlugin, tmp_path: Path) -> None:
    (tmp_path / "cut.json").write_text('{"mosaicjson": "0.0.3", "tiles": {"03')
    report = tmp_path / "report.html"
    done = algorithms.run("validate", {"INPUT": str(tmp_path / "cut.json"), "REPORT": str(report)})
    assert done.results["VALID"] is False and done.results["ERRORS"] == 1
    assert TITLES["unreadable"] in _Page(report.read_text("utf-8")).text


def test_every_rule_has_its_words() -> None:
    code = "from mosaic_qgis.mosaic.rules import RULES; print(*RULES)"
    done = subprocess.run(
        [real.BUILD / "engine-python", "-c", code],
        cwd=real.ROOT,
        check=True,
        timeout=60,
        capture_output=True,
        text=True,
    )
    assert set(done.stdout.split()) == set(TITLES)
    assert set(ADVICE) <= set(TITLES)
    assert not [title for title in TITLES.values() if title.endswith(".")]
    assert all(advice.endswith(".") for advice in ADVICE.values())


def result(**values: Any) -> dict[str, Any]:
    return {
        "uri": "https://me:geheim@example.com/m.json?sig=geheim", "crs_wkt": "", "name": "", "version": "0.0.3", "errors": 0,
        "warnings": 0, "notes": 0, "tiles": 1, "images": 1, "images_looked_at": 1, "images_failed": 0, "rules": (),
        "kinds": dict.fromkeys(TRAITS, ((EVIL, 1),)), "left_out": (EVIL,), "picture": None, "repairs": (), "repaired_uri": "",
        **values,
    }  # fmt: skip


def test_a_page_shows_strangers_words_as_text_and_no_secrets() -> None:
    example = {
        "rule": "zoom", "severity": "error", "place": EVIL, "message": EVIL, "asset": EVIL, "count": 1, "geometry": None,
    }  # fmt: skip
    rule = {"rule": "no_such_rule", "severity": "error", "section": EVIL, "count": 12, "examples": (example,)}
    shape = {"severity": "error", "points": ((0, 0), (1, 0), (1, 1)), "title": EVIL, "is_tile": True}
    html = report_page(
        result(errors=1, rules=(rule,), picture={"width": 1.0, "height": 1.0, "shapes": (shape,)}, repairs=(EVIL,)),
        EVIL,
    )
    page = _Page(html)
    assert "<script" not in html and "geheim" not in html and not page.addresses
    # Title, heading, section, place, message, seven traits, what was not checked and what was put right, the shape's title.
    assert page.text.count(EVIL) == 15
    assert re.search(r"And 11 more", page.text) and "no_such_rule" in page.text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Valid: nothing"),
        ({"images_looked_at": 0}, "Valid, as far as the document goes"),
        ({"warnings": 2}, "Valid, with 2"),
        ({"warnings": 2, "errors": 3}, "Not valid: 3"),
    ],
)
def test_the_verdict_stands_above_all(values: dict[str, int], words: str) -> None:
    assert words in _Page(report_page(result(**values), "town")).text
