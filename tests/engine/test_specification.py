"""Documents against the specification: each rule is broken once, and told with its place; what is sound is left in peace."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import morecantile
import pytest

from mosaic_qgis.mosaic.findings import EXAMPLES, MOST_ROWS_PER_RULE, Finding, Findings
from mosaic_qgis.mosaic.index_rules import check_tiles
from mosaic_qgis.mosaic.rules import RULES, SEVERITIES
from mosaic_qgis.mosaic.specification import check_head

SOUND: dict[str, Any] = {
    "mosaicjson": "0.0.3",
    "name": "town",
    "description": "All of it",
    "version": "1.0.0",
    "attribution": "<a href='https://example.com'>Example</a> © 2026",
    "minzoom": 7,
    "maxzoom": 12,
    "quadkey_zoom": 8,
    "bounds": [-5.0, 40, 5.5, 50.0],
    "center": [0, 45.0, 8],
    "tiles": {"03113320": ["a.tif", "b.tif"], "03113321": ["b.tif"]},
    "asset_type": "COG",
    "asset_prefix": "images/",
    "data_type": "uint8",
    "colormap": {"0": [0, 0, 0, 0], "255": [1, 2, 3, 255]},
    "tilematrixset": json.loads(morecantile.tms.get("WebMercatorQuad").model_dump_json(exclude_none=True)),
    "layers": {"rgb": {"bidx": [1, 2, 3]}},
}
REMOVED = object()


def found(values: dict[str, Any]) -> list[Finding]:
    heard: list[Finding] = []
    findings = Findings(heard.append)
    check_head(values, findings)
    key_zoom = values.get("quadkey_zoom", values.get("minzoom"))
    check_tiles(
        values["tiles"].items() if isinstance(values.get("tiles"), dict) else (),
        findings,
        key_zoom=key_zoom if isinstance(key_zoom, int) else None,
        prefix=values.get("asset_prefix") if isinstance(values.get("asset_prefix"), str) else "",
    )
    return heard


def changed(**values: Any) -> dict[str, Any]:
    document = copy.deepcopy(SOUND)
    for key, value in values.items():
        if value is REMOVED:
            document.pop(key)
        else:
            document[key] = value
    return document


def test_a_sound_document_has_nothing_to_be_told() -> None:
    assert found(SOUND) == []


@pytest.mark.parametrize("version", ["0.0.1", "0.0.2"])
def test_documents_of_former_versions_are_sound(version: str) -> None:
    document = {key: SOUND[key] for key in ("name", "minzoom", "maxzoom", "bounds", "center")}
    document |= {"mosaicjson": version, "tiles": {"0311332": ["a.tif"]}}
    if version == "0.0.2":
        document |= {"quadkey_zoom": 7}
    assert found(document) == []


def test_null_is_the_default() -> None:
    assert found(changed(name=None, center=None, colormap=None, layers=None)) == []


def test_examples_of_the_specification_keep_it() -> None:
    document = {
        "mosaicjson": "0.0.3",
        "minzoom": 6,
        "maxzoom": 11,
        "bounds": [-180, -85.05112877980659, 180, 85.0511287798066],
        "tiles": {"030130": ["file1.tif", "file2.tif"]},
    }
    assert found(document) == []


@pytest.mark.parametrize(
    ("values", "rule", "place"),
    [
        ({"mosaicjson": REMOVED}, "key_missing", "/mosaicjson"),
        ({"minzoom": REMOVED, "center": REMOVED}, "key_missing", "/minzoom"),
        ({"maxzoom": REMOVED}, "key_missing", "/maxzoom"),
        ({"bounds": REMOVED}, "bounds_missing", "/bounds"),
        ({"mosaicjson": 3}, "spec_version", "/mosaicjson"),
        ({"mosaicjson": "three"}, "spec_version", "/mosaicjson"),
        ({"mosaicjson": "9.0.0"}, "spec_version_unknown", "/mosaicjson"),
        ({"version": 1}, "version", "/version"),
        ({"version": "1"}, "version", "/version"),
        ({"name": 5}, "wrong_type", "/name"),
        ({"description": ["x"]}, "wrong_type", "/description"),
        ({"asset_type": {}}, "wrong_type", "/asset_type"),
        ({"asset_prefix": 1}, "wrong_type", "/asset_prefix"),
        ({"attribution": "<script>alert(1)</script>"}, "active_attribution", "/attribution"),
        ({"attribution": "<a href='javascript:x'>a</a>"}, "active_attribution", "/attribution"),
        ({"attribution": "<b onclick = 'x'>a</b>"}, "active_attribution", "/attribution"),
        ({"minzoom": -1, "center": REMOVED}, "zoom", "/minzoom"),
        ({"minzoom": "7", "center": REMOVED}, "zoom", "/minzoom"),
        ({"maxzoom": 31}, "zoom", "/maxzoom"),
        ({"maxzoom": 12.5}, "zoom", "/maxzoom"),
        ({"maxzoom": True}, "zoom", "/maxzoom"),
        ({"maxzoom": 6, "center": REMOVED, "quadkey_zoom": 7, "tiles": {"0311332": ["a"]}}, "zoom_order", "/maxzoom"),
        ({"quadkey_zoom": 13, "tiles": {"0" * 13: ["a"]}}, "quadkey_zoom", "/quadkey_zoom"),
        ({"bounds": [1, 2, 3], "center": REMOVED}, "bounds", "/bounds"),
        ({"bounds": "world", "center": REMOVED}, "bounds", "/bounds"),
        ({"bounds": [0, 0, float("nan"), 1], "center": REMOVED}, "bounds", "/bounds"),
        ({"bounds": [-5, 50, 5, 40], "center": REMOVED}, "bounds", "/bounds"),
        ({"bounds": [-500000, 40, 5, 50]}, "bounds", "/bounds"),
        ({"bounds": [0, 40, 0, 50]}, "bounds", "/bounds"),
        ({"bounds": [170, 40, -170, 50], "center": [180, 45, 8]}, "bounds_across", "/bounds"),
        ({"center": [0, 45]}, "center", "/center"),
        ({"center": [0, 45, 8.5]}, "center", "/center"),
        ({"center": [60, 45, 8]}, "center", "/center"),
        ({"center": [0, 45, 20]}, "center", "/center/2"),
        ({"data_type": "byte"}, "data_type", "/data_type"),
        ({"data_type": []}, "data_type", "/data_type"),
        ({"colormap": [1]}, "colormap", "/colormap"),
        ({"colormap": {"red": [0, 0, 0, 0]}}, "colormap", "/colormap/red"),
        ({"colormap": {"1": [0, 0, 0, 300]}}, "colormap", "/colormap/1"),
        ({"colormap": {"1": [0, 0, 0]}}, "colormap", "/colormap/1"),
        ({"tilematrixset": "WebMercatorQuad"}, "tilematrixset", "/tilematrixset"),
        ({"tilematrixset": 5}, "tilematrixset", "/tilematrixset"),
        ({"layers": [1]}, "layers", "/layers"),
        ({"layers": {"a/b": 5}}, "layers", "/layers/a~1b"),
        ({"x_provider": 1}, "unknown_key", "/x_provider"),
        ({"tiles": {}}, "no_tiles", "/tiles"),
        ({"tiles": {"0311332x": ["a.tif"]}}, "quadkey", "/tiles/0311332x"),
        ({"tiles": {"0311332": ["a.tif"]}}, "quadkey_length", "/tiles/0311332"),
        ({"tiles": {"03113320": "a.tif"}}, "tile_list", "/tiles/03113320"),
        ({"tiles": {"03113320": []}}, "empty_list", "/tiles/03113320"),
        ({"tiles": {"03113320": ["a.tif", 7]}}, "asset_name", "/tiles/03113320/1"),
        ({"tiles": {"03113320": ["a.tif", ""]}}, "asset_name", "/tiles/03113320/1"),
        ({"tiles": {"03113320": ["a.tif "]}}, "asset_spaces", "/tiles/03113320/0"),
        ({"tiles": {"03113320": ["a.tif", "b.tif", "a.tif"]}}, "asset_twice", "/tiles/03113320/2"),
        ({"tiles": {"03113320": ["https://a/b.tif?sig=geheim"]}, "asset_prefix": REMOVED}, "asset_secret", "/tiles/03113320/0"),
        ({"tiles": {"03113320": ["https://me:geheim@a/b.tif"]}, "asset_prefix": REMOVED}, "asset_secret", "/tiles/03113320/0"),
        ({"tiles": {"03113320": ["b.tif?sig=geheim"]}}, "asset_secret", "/tiles/03113320/0"),
        ({"asset_prefix": "https://me:geheim@a/"}, "asset_secret", "/asset_prefix"),
        ({"tiles": {"03113320": ["s3://bucket/b.tif"]}}, "asset_prefix_twice", "/tiles/03113320/0"),
    ],
)  # fmt: skip
def test_each_breach_is_told_with_its_place(values: dict[str, Any], rule: str, place: str) -> None:
    told = found(changed(**values))
    assert [(each.rule, each.place) for each in told] == [(rule, place)]
    assert told[0].message and "geheim" not in str(told[0])
    assert told[0].severity == RULES[rule].severity


def test_keys_of_later_versions_are_told() -> None:
    told = found(changed(mosaicjson="0.0.1"))
    assert {each.rule for each in told} == {"newer_key"}
    assert {each.place for each in told} == {
        "/quadkey_zoom", "/asset_type", "/asset_prefix", "/data_type", "/colormap", "/tilematrixset", "/layers",
    }  # fmt: skip


def test_a_tile_matrix_set_that_is_no_quadtree_is_told() -> None:
    grid = json.loads(morecantile.tms.get("UTM31WGS84Quad").model_dump_json(exclude_none=True))
    assert [each.rule for each in found(changed(tilematrixset=grid))] == ["tilematrixset"]


def test_a_name_in_many_tiles_is_looked_at_once() -> None:
    tiles = {"03113320": ["x.tif "], "03113321": ["x.tif "], "03113322": ["x.tif "]}
    assert [each.place for each in found(changed(tiles=tiles))] == ["/tiles/03113320/0"]


def index_of(tiles: dict[str, Any]) -> Any:
    return check_tiles(tiles.items(), Findings(), key_zoom=None)


def test_the_index_knows_which_tile_lists_which_image() -> None:
    index = index_of({"031": ["a", "b", "b"], "nonsense": ["c"], "0": ["b"], "03": 5, "": ["d"]})
    assert index.names == ["a", "b", "d"] and index.tiles == 5
    pairs = [
        (index.quadkey(tile), index.names[image]) for tile, image in zip(index.pair_tile, index.pair_image, strict=True)
    ]
    assert pairs == [("031", "a"), ("031", "b"), ("0", "b"), ("", "d")]
    assert index.place_of(1) == "/tiles/031/1" and index.place_of(2) == "/tiles//0"
    assert index.zooms == {3: 1, 1: 1, 2: 1, 0: 1} and index.usual_zoom == 0


def test_examples_are_few_and_counts_are_whole() -> None:
    heard: list[Finding] = []
    findings = Findings(heard.append)
    for number in range(EXAMPLES + 5):
        findings.tell("asset_twice", f"/tiles/{number}", "twice", count=2)
    findings.tell("zoom", "/minzoom", "no zoom")
    first, second = findings.summary()
    assert (first["rule"], first["count"], second["rule"], second["count"]) == (
        "zoom",
        1,
        "asset_twice",
        2 * EXAMPLES + 10,
    )
    assert len(second["examples"]) == EXAMPLES and len(heard) == EXAMPLES + 6
    assert (findings.count("error"), findings.count("warning"), findings.count("note")) == (1, 2 * EXAMPLES + 10, 0)


def test_a_rule_that_is_broken_without_end_is_not_handed_on_without_end() -> None:
    heard = 0

    def count(_finding: Finding) -> None:
        nonlocal heard
        heard += 1

    findings = Findings(count)
    finding = Finding(rule="asset_twice", place="/tiles/0/1", message="twice")
    add: Callable[[Finding], None] = findings.add
    for _ in range(MOST_ROWS_PER_RULE + 3):
        add(finding)
    assert heard == MOST_ROWS_PER_RULE and findings.count("warning") == MOST_ROWS_PER_RULE + 3


def test_rules_have_a_known_gravity_and_findings_a_known_rule() -> None:
    assert all(rule.severity in SEVERITIES and rule.code == code for code, rule in RULES.items())
    with pytest.raises(ValueError, match="known rule"):
        Finding(rule="no_such", place="", message="x")
