"""Documents as bytes: compressed, marked, cut, hostile, or something else altogether."""

from __future__ import annotations

import gc
import gzip
import json
import zlib
from typing import Any

import pytest

from mosaic_qgis.mosaic.document import DocumentLimits, decompressed, parse_document, parse_json, serialize_document
from mosaic_qgis.mosaic.errors import BadDocumentError, UnsupportedError

MOSAIC = {"mosaicjson": "0.0.2", "minzoom": 8, "maxzoom": 12, "tiles": {"03113320": ["ü b.tif"]}}
BODY = json.dumps(MOSAIC, ensure_ascii=False).encode()
NAME = "https://example.com/x.json"


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        gzip.compress(BODY),
        b"\xef\xbb\xbf" + BODY,
        gzip.compress(b"\xef\xbb\xbf" + BODY),
        BODY.decode().encode("utf-16"),
        b"\r\n\t " + json.dumps(MOSAIC, indent=2).replace("\n", "\r\n").encode() + b"\r\n",
        json.dumps(MOSAIC).encode("ascii"),
        gzip.compress(BODY[:20]) + gzip.compress(BODY[20:]),
        gzip.compress(BODY) + b"\0\0\0 padding",
    ],
    ids=["plain", "gzip", "mark", "gzip-mark", "utf-16", "crlf", "escaped", "two-members", "padded"],
)
def test_every_form_of_a_document_is_read(body: bytes) -> None:
    assert parse_document(body, NAME).tiles == MOSAIC["tiles"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is empty"),
        (b" \r\n", "is empty"),
        (gzip.compress(b""), "is empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "is an HTML page (a sign-in or an error page?)"),
        (b"\n<HTML><head></head></HTML>", "is an HTML page"),
        (b'<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>', "is XML"),
        (b"II*\x00rest", "is a TIFF image"),
        (b"\x89PNG\r\n", "is a PNG image"),
        (b"PK\x03\x04zip", "is a zip archive"),
        (b"PAR1....", "is a Parquet file"),
        (b"SQLite format 3\x00", "is an SQLite database (open it as sqlite:///"),
        (b'{"type": "FeatureCollection", "features": []}', "is GeoJSON, not MosaicJSON"),
        (b'{"type": "Polygon", "coordinates": []}', "is GeoJSON, not MosaicJSON"),
        (b'{"type": "Feature", "stac_version": "1.0.0", "assets": {}}', "is a STAC Feature, not MosaicJSON"),
        (b'{"type": "Catalog", "links": []}', "is a STAC Catalog, not MosaicJSON"),
        (b'{"tilejson": "2.2.0", "tiles": ["https://x/{z}/{x}/{y}"]}', "is TileJSON, not MosaicJSON"),
        (b'{"tileMatrices": [], "id": "x"}', "is a tile matrix set, not MosaicJSON"),
        (b'{"a": 1}', "is JSON without the key 'mosaicjson'"),
        (b'["a"]', "is JSON, but ['a'] instead of an object"),
        (b"42", "is JSON, but 42 instead of an object"),
        (b'{"mosaicjson": "0.0.3"}', "the required key 'tiles' is missing"),
        (b'{"mosaicjson": 3, "tiles": {}}', "mosaicjson = 3"),
        (b'{"mosaicjson": "0.0.3", "tiles": {"0": 5}}', "tiles['0'] must be a list of strings, got 5"),
        (b'{"mosaicjson": "0.0.3", "tiles": []}', "tiles must be an object of lists of strings, got []"),
        (BODY[:40], "was the download or the copy cut off?"),
        (BODY + b"}", "is no valid JSON"),
        (b'{"mosaicjson": \xff\xfe}', "is no valid JSON"),
        (b"[" * 100_000, "is no valid JSON"),
        (gzip.compress(BODY)[:-20], "has damaged or incomplete gzip data"),
        (gzip.compress(BODY)[:15], "has damaged or incomplete gzip data"),
        (gzip.compress(BODY)[:-8] + b"\0" * 8, "has damaged or incomplete gzip data"),
        (b"\x1f\x8b", "has damaged or incomplete gzip data"),
    ],
)
def test_what_is_no_mosaic_is_named_in_one_sentence(body: bytes, words: str) -> None:
    with pytest.raises(BadDocumentError) as caught:
        parse_document(body, NAME)
    assert words in str(caught.value)
    assert NAME in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_message_about_a_huge_wrong_value_is_short() -> None:
    tiles = {f"{number:030b}": 5 for number in range(100_000)}
    with pytest.raises(BadDocumentError) as caught:
        parse_document(json.dumps({"mosaicjson": "0.0.3", "tiles": list(tiles.items())}).encode(), NAME)
    assert len(str(caught.value)) < 200


def test_a_tile_matrix_set_that_is_no_quadtree_is_refused() -> None:
    import morecantile

    tms: Any = json.loads(morecantile.tms.get("WGS1984Quad").model_dump_json(exclude_none=True))
    with pytest.raises(UnsupportedError, match="WGS1984Quad"):
        parse_document(json.dumps({**MOSAIC, "tilematrixset": tms}).encode(), NAME)


# Bounds


def test_a_gzip_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b"0" * 100_000_000)
    with pytest.raises(BadDocumentError, match="unpack to more than"):
        decompressed(bomb, NAME)


def test_a_bomb_of_many_members_is_not_unpacked() -> None:
    bomb = gzip.compress(b"0" * 10_000_000) * 12
    with pytest.raises(BadDocumentError, match="unpack to more than"):
        decompressed(bomb, NAME)


def test_limits_can_be_set() -> None:
    limits = DocumentLimits(max_bytes=300, max_gzip_ratio=1000, small_bytes=1000)
    with pytest.raises(BadDocumentError, match="at most 300"):
        parse_document(BODY * 10, NAME, limits)
    with pytest.raises(BadDocumentError, match="more than 300"):
        parse_document(gzip.compress(BODY * 10), NAME, limits)
    with pytest.raises(ValueError, match="positive"):
        DocumentLimits(max_bytes=0)


def test_a_real_mosaic_stays_within_the_ratio() -> None:
    tiles = {f"{number:012b}": [f"https://example.com/2026/scene_{number // 2}/visual.tif"] for number in range(4096)}
    body = gzip.compress(json.dumps({**MOSAIC, "tiles": tiles}).encode(), 9)
    limits = DocumentLimits(small_bytes=1)
    assert len(parse_document(body, NAME, limits).tiles) == 4096


@pytest.mark.parametrize("size", [0, 1, (1 << 16) - 1, 1 << 16, (1 << 20) + 1, 5_000_000])
def test_gzip_of_any_size_is_unpacked(size: int) -> None:
    noise = zlib.crc32(b"seed")
    data = bytes((noise * number >> 7) & 0xFF for number in range(min(size, 4096))) * (size // 4096 + 1)
    assert decompressed(gzip.compress(data[:size]), NAME) == data[:size]


def test_the_garbage_collector_runs_again_afterwards() -> None:
    assert gc.isenabled()
    parse_json(b"{}", NAME)
    with pytest.raises(BadDocumentError):
        parse_json(b"{", NAME)
    assert gc.isenabled()


def test_writing_is_repeatable_and_compressed_on_demand() -> None:
    mosaic = parse_document(BODY, NAME)
    assert serialize_document(mosaic, compressed=True) == serialize_document(mosaic, compressed=True)
    assert gzip.decompress(serialize_document(mosaic, compressed=True)) == serialize_document(mosaic, compressed=False)
    assert "ü b.tif".encode() in serialize_document(mosaic, compressed=False)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"type": "FeatureCollection", "features": []}', "geojson"),
        (b'{"type": "Feature", "stac_version": "1.0.0", "assets": {}}', "stac"),
        (b'{"type": "FeatureCollection", "features": [{"stac_version": "1.0.0"}]}', "stac"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "page"),
        (b'{"a": 1}', None),
    ],
)
def test_the_failure_says_what_was_found_instead(body: bytes, kind: str | None) -> None:
    with pytest.raises(BadDocumentError) as caught:
        parse_document(body, "x.json")
    assert caught.value.detail.get("kind") == kind
