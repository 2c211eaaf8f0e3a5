"""The model of a document: which keys count, what is invalid, what is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import cogeo_mosaic.mosaic
import morecantile
import pytest
from pydantic import ValidationError

from mosaic_qgis.mosaic import MosaicJSON
from mosaic_qgis.mosaic.document import parse_document, serialize_document
from mosaic_qgis.mosaic.errors import UnsupportedError
from mosaic_qgis.mosaic.model import center_of

TILES = {"03113320": ["a.tif", "b.tif"], "03113321": ["b.tif"]}


def document(**fields: Any) -> dict[str, Any]:
    return {"mosaicjson": "0.0.3", "minzoom": 8, "maxzoom": 12, "bounds": [-2, 40, 3, 50], "tiles": TILES, **fields}


# The three versions of the specification


def test_version_001_has_its_keys_at_minzoom() -> None:
    mosaic = MosaicJSON(mosaicjson="0.0.1", minzoom=8, maxzoom=12, tiles=TILES)
    assert mosaic.quadkey_zoom is None
    assert mosaic.key_zoom == 8


def test_version_002_has_its_keys_at_quadkey_zoom() -> None:
    mosaic = MosaicJSON(**document(mosaicjson="0.0.2", minzoom=10, quadkey_zoom=8))
    assert mosaic.key_zoom == 8


def test_a_quadkey_zoom_of_zero_is_no_missing_one() -> None:
    assert MosaicJSON(**document(quadkey_zoom=0, tiles={"": ["a.tif"]})).key_zoom == 0


@pytest.mark.parametrize("version", ["0.0.1", "0.0.2", "0.0.3"])
def test_the_keys_count_and_not_the_version(version: str) -> None:
    fields = {
        "asset_type": "COG",
        "asset_prefix": "s3://bucket/",
        "data_type": "uint8",
        "colormap": {"1": [1, 2, 3, 4]},
        "layers": {"rgb": {"indexes": [1, 2, 3]}},
        "quadkey_zoom": 8,
    }
    mosaic = MosaicJSON(**document(mosaicjson=version, **fields))
    assert mosaic.asset_prefix == "s3://bucket/"
    assert mosaic.colormap == {1: (1, 2, 3, 4)}
    assert mosaic.layers == {"rgb": {"indexes": [1, 2, 3]}}
    assert (mosaic.asset_type, mosaic.data_type, mosaic.quadkey_zoom) == ("COG", "uint8", 8)
    assert mosaic.notices == ()


def test_an_unknown_version_is_read_and_noted() -> None:
    mosaic = MosaicJSON(**document(mosaicjson="1.7.0"))
    assert mosaic.mosaicjson == "1.7.0"
    assert "'1.7.0' is unknown" in mosaic.notices[0].message


# Optional values


@pytest.mark.parametrize(
    ("key", "value", "default"),
    [
        ("minzoom", "low", 0),
        ("minzoom", -1, 0),
        ("maxzoom", 31, 30),
        ("maxzoom", [12], 30),
        ("quadkey_zoom", 8.5, None),
        ("bounds", [1, 2, 3], (-180, -90, 180, 90)),
        ("bounds", [0, 50, 10, 40], (-180, -90, 180, 90)),
        ("bounds", [0, 0, float("nan"), 1], (-180, -90, 180, 90)),
        ("bounds", "world", (-180, -90, 180, 90)),
        ("center", [1, 2], None),
        ("name", {"en": "x"}, None),
        ("version", 3, "1.0.0"),
        ("colormap", {"red": [1, 2, 3, 4]}, None),
        ("colormap", {"1": [1, 2, 3, 400]}, None),
        ("colormap", "viridis", None),
        ("layers", ["rgb"], None),
        ("asset_prefix", ["a"], None),
        ("tilematrixset", "NoSuchQuad", None),
        ("tilematrixset", {"id": "x"}, None),
        ("tilematrixset", 7, None),
    ],
)
def test_an_invalid_optional_value_counts_as_absent(key: str, value: Any, default: Any) -> None:
    mosaic = MosaicJSON(**document(**{key: value}))
    if key == "center":
        assert mosaic.center == (0.5, 45.0, 8)
    else:
        assert getattr(mosaic, key) == default
    assert key not in mosaic.model_fields_set
    (notice,) = mosaic.notices
    assert notice.code == "bad_document"
    assert notice.message.startswith(f"{key} is ignored, its value ")


@pytest.mark.parametrize("key", sorted(set(MosaicJSON.model_fields) - {"mosaicjson", "tiles"}))
def test_null_is_absent_without_a_word(key: str) -> None:
    mosaic = MosaicJSON(**document(**{key: None}))
    assert key not in mosaic.model_fields_set
    assert mosaic.notices == ()


def test_numbers_as_text_are_numbers() -> None:
    # As a database of numbers with decimals writes them.
    mosaic = MosaicJSON(**document(minzoom="8", maxzoom=12.0, bounds=["-2", 40.0, "3.5", 50]))
    assert (mosaic.minzoom, mosaic.maxzoom, mosaic.bounds) == (8, 12, (-2.0, 40.0, 3.5, 50.0))
    assert mosaic.notices == ()


def test_zooms_in_the_wrong_order_are_swapped() -> None:
    mosaic = MosaicJSON(**document(minzoom=14, maxzoom=9))
    assert (mosaic.minzoom, mosaic.maxzoom) == (9, 14)
    assert "swapped" in mosaic.notices[0].message


def test_colours_without_alpha_are_opaque() -> None:
    assert MosaicJSON(**document(colormap={"0": [1, 2, 3]})).colormap == {0: (1, 2, 3, 255)}


@pytest.mark.parametrize(
    ("bounds", "center"),
    [((-2, 40, 3, 50), (0.5, 45, 8)), ((170, -10, -170, 10), (180, 0, 8)), ((100, 0, -160, 2), (150, 1, 8))],
)
def test_a_missing_center_is_the_middle(bounds: Any, center: Any) -> None:
    assert MosaicJSON(**document(bounds=bounds)).center == center
    assert center_of(bounds, 8) == center


def test_a_given_center_stays() -> None:
    assert MosaicJSON(**document(center=[100, -80, 3])).center == (100.0, -80.0, 3)


# Required values


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"mosaicjson": 3}, ["mosaicjson", "3"]),
        ({"mosaicjson": None}, ["mosaicjson", "None"]),
        ({"tiles": None}, ["tiles must be an object"]),
        ({"tiles": [["a"]]}, ["tiles must be an object", "[['a']]"]),
        ({"tiles": {"0": "a.tif"}}, ["tiles['0'] must be a list", "'a.tif'"]),
        ({"tiles": {"0": ["a"], "1": [{"href": "b"}]}}, ["tiles['1']", "{'href': 'b'}"]),
        ({"tiles": {"0": ["a"], "3": None}}, ["tiles['3']", "None"]),
    ],
)
def test_an_invalid_required_value_refuses_the_document(fields: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(ValidationError) as caught:
        MosaicJSON(**document(**fields))
    assert all(word in str(caught.value) for word in words)


def test_required_keys_must_be_there() -> None:
    with pytest.raises(ValidationError, match="mosaicjson"):
        MosaicJSON.model_validate({"tiles": {}})
    with pytest.raises(ValidationError, match="tiles"):
        MosaicJSON.model_validate({"mosaicjson": "0.0.3"})


def test_no_tiles_are_noted() -> None:
    (notice,) = MosaicJSON(**document(tiles={})).notices
    assert notice.code == "empty"


def test_keys_that_are_no_quadkeys_are_noted() -> None:
    mosaic = MosaicJSON(**document(tiles={**TILES, "scene-1": ["c.tif"], "4579": ["d.tif"], "0" * 31: ["e.tif"]}))
    (notice,) = mosaic.notices
    assert notice.message.startswith("3 of 5 keys of tiles are ignored")


def test_tuples_count_as_lists() -> None:
    assert MosaicJSON(**document(tiles={"0": ("a", "b")})).tiles == {"0": ["a", "b"]}


# Tile matrix sets


@pytest.mark.parametrize("name", ["NZTM2000Quad", "EuropeanETRS89_LAEAQuad", "UPSArcticWGS84Quad", "WebMercatorQuad"])
def test_a_tile_matrix_set_written_out_or_by_name(name: str) -> None:
    tms = morecantile.tms.get(name)
    for value in (tms, name, json.loads(tms.model_dump_json(exclude_none=True))):
        mosaic = MosaicJSON(**document(tilematrixset=value))
        assert mosaic.tilematrixset is not None
        assert mosaic.tilematrixset.id == tms.id
        assert mosaic.notices == ()


@pytest.mark.parametrize("name", ["WGS1984Quad", "WorldCRS84Quad", "UTM31WGS84Quad", "GNOSISGlobalGrid"])
def test_a_tile_matrix_set_that_is_no_quadtree_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnsupportedError, match=name):
        MosaicJSON(**document(tilematrixset=json.loads(morecantile.tms.get(name).model_dump_json(exclude_none=True))))


def test_a_quadtree_of_four_roots_has_ambiguous_keys_and_is_refused() -> None:
    tms = morecantile.TileMatrixSet.custom([0, 0, 100, 100], morecantile.tms.get("WebMercatorQuad").crs._pyproj_crs)
    several = morecantile.TileMatrixSet.custom(
        [0, 0, 100, 100], tms.crs._pyproj_crs, matrix_scale=[2, 2], id="FourRoots"
    )
    assert several.is_quadtree
    with pytest.raises(UnsupportedError, match="FourRoots"):
        MosaicJSON(**document(tilematrixset=several))


# Writing


def test_unknown_keys_are_kept_and_written_back() -> None:
    extra = {"statistics": {"b1": [0, 255]}, "x-list": [1, None, "ü"], "warnings": "not ours"}
    body = json.dumps(document(**extra)).encode()
    mosaic = parse_document(body, "x")
    written = json.loads(serialize_document(mosaic, compressed=False))
    assert {key: written[key] for key in extra} == extra
    assert mosaic.notices == ()


def test_a_document_survives_reading_and_writing() -> None:
    mosaic = MosaicJSON(**document(tilematrixset="NZTM2000Quad", colormap={1: (1, 2, 3, 4)}, x=1))
    for compressed in (False, True):
        again = parse_document(serialize_document(mosaic, compressed=compressed), "x")
        assert again.model_dump(mode="json") == mosaic.model_dump(mode="json")


def test_cogeo_mosaic_reads_what_is_written() -> None:
    mosaic = MosaicJSON(**document(tilematrixset="EuropeanETRS89_LAEAQuad", colormap={1: (1, 2, 3, 4)}))
    theirs = cogeo_mosaic.mosaic.MosaicJSON(**json.loads(serialize_document(mosaic, compressed=False)))
    assert theirs.model_dump(mode="json") == mosaic.model_dump(mode="json")


def test_what_cogeo_mosaic_writes_is_read_equal() -> None:
    theirs = cogeo_mosaic.mosaic.MosaicJSON(
        **document(tilematrixset=morecantile.tms.get("NZTM2000Quad"), colormap={1: (1, 2, 3, 4)}, quadkey_zoom=8)
    )
    ours = parse_document(theirs.model_dump_json(exclude_none=True).encode(), "x")
    assert ours.model_dump(mode="json") == theirs.model_dump(mode="json")


# In programs


def test_assigning_is_strict() -> None:
    mosaic = MosaicJSON(**document())
    mosaic.name = "x"
    with pytest.raises(ValidationError):
        mosaic.minzoom = 31
    with pytest.raises(ValidationError):
        mosaic.bounds = (0, 10, 1, 5)
    assert (mosaic.name, mosaic.minzoom) == ("x", 8)


def test_the_tiles_are_a_dictionary_of_the_model_s_own() -> None:
    source = document()
    mosaic = MosaicJSON(**source)
    mosaic.tiles["0"] = ["new.tif"]
    assert "0" not in source["tiles"]


def test_the_model_needs_neither_gdal_nor_network() -> None:
    program = (
        "import sys; from mosaic_qgis.mosaic import MosaicJSON; "
        "print(sorted({'rasterio', 'osgeo', 'rio_tiler', 'requests', 'boto3'} & sys.modules.keys()))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    result = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("version", "following"),
    [("1.0.0", "1.0.1"), ("1.0.9", "1.0.10"), ("2026-11", "2026-12"), ("v3-beta", "v4-beta"), ("latest", "latest.1")],
)
def test_the_version_is_counted_up(version: str, following: str) -> None:
    mosaic = MosaicJSON(**document(version=version))
    mosaic._increase_version()
    assert mosaic.version == following
