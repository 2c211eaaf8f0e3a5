"""Large documents: scanned in windows, they are what an ordinary parser makes of them, and wrong ones are refused alike."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from pydantic_core import from_json

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.mosaic import MosaicJSON, large_document, tile_scan
from mosaic_qgis.mosaic import document as documents
from mosaic_qgis.mosaic.document import parse_document, serialize_document
from mosaic_qgis.mosaic.errors import BadDocumentError, MosaicError
from mosaic_qgis.mosaic.large_document import OpeningCancelledError, pieces_of, scan_document
from mosaic_qgis.mosaic.merge import merged
from mosaic_qgis.mosaic.quadkeys import QuadkeyIndex, TileRange, quadkey_of_tile
from mosaic_qgis.mosaic.tile_scan import IrregularTextError
from mosaic_qgis.mosaic.tile_table import TileTable

STYLES: dict[str, dict[str, Any]] = {
    "usual": {},
    "compact": {"separators": (",", ":")},
    "indented": {"indent": 2},
    "as it is": {"ensure_ascii": False},
    "tabs": {"indent": "\t"},
}


@pytest.fixture(params=[7, 200, 1 << 20], ids=["tiny windows", "small windows", "one window"])
def windows(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Sizes of windows that cut small documents as ordinary ones cut large documents."""
    monkeypatch.setattr(tile_scan, "_WINDOW_BYTES", request.param)
    monkeypatch.setattr(large_document, "_PIECE_BYTES", request.param)
    monkeypatch.setattr(large_document, "_HEAD_BYTES", 400)
    monkeypatch.setattr(documents, "LARGE_BYTES", 1)
    monkeypatch.setattr(documents, "_CHUNK_BYTES", request.param)
    return int(request.param)


def tiles_of(seed: int, count: int, zooms: tuple[int, ...] = (9,)) -> dict[str, list[str]]:
    """Tiles in no order, with lists of no, one or more names of all kinds."""
    numbers = random.Random(seed)
    names = ["a.tif", "s3://bucket/ü/地図.tif", 'say "hi".tif', "back\\slash", "], }", "\x07bell", "😀.tif", "", "0123"]
    tiles: dict[str, list[str]] = {}
    while len(tiles) < count:
        zoom = numbers.choice(zooms)
        side = min(1 << zoom, 40)
        key = quadkey_of_tile(numbers.randrange(side), numbers.randrange(side), zoom)
        tiles[key] = [f"{numbers.choice(names)}{numbers.randrange(50)}" for _ in range(numbers.randrange(4))]
    return tiles


def text_of(tiles: dict[str, list[str]], style: str = "usual", **fields: Any) -> bytes:
    document = {"mosaicjson": "0.0.3", "minzoom": 3, "maxzoom": 12, **fields, "tiles": tiles, "x_last": {"tiles": {}}}
    return json.dumps(document, **STYLES[style]).encode()


def scanned(text: bytes) -> large_document.LargeDocument:
    return scan_document(pieces_of(text), body=text)


@pytest.mark.parametrize("style", STYLES)
def test_a_table_is_the_dictionary_that_a_parser_makes(windows: int, style: str) -> None:
    tiles = {**tiles_of(1, 60), "no quadkey": ["x.tif"], "4": [], "0" * 40: ["far.tif"]}
    text = text_of(tiles, style, description='not "tiles": {"0": ["here"]}')
    document = scanned(text)
    table = document.table
    assert isinstance(table, TileTable)
    assert list(table.items()) == list(tiles.items())
    assert list(table) == list(tiles)
    assert list(table.values()) == list(tiles.values())
    assert len(table) == len(tiles)
    assert table == tiles
    assert {key: table[key] for key in tiles} == tiles
    assert document.values() == {**json.loads(text), "tiles": tiles}
    for missing in ("333333333", "0", "", "none", 7):
        assert missing not in table
        with pytest.raises(KeyError):
            table[missing]  # type: ignore[index]


@pytest.mark.parametrize("zooms", [(9,), (4, 6, 9), (0, 5), (30, 29)])
def test_lookups_find_what_a_dictionary_holds(windows: int, zooms: tuple[int, ...]) -> None:
    tiles = {**tiles_of(2, 40 if max(zooms) > 5 else 20, zooms), "n" * 40: ["n.tif"]}
    table, index = scanned(text_of(tiles)).table, QuadkeyIndex(tiles)
    assert table.lengths == index.lengths
    assert table.usual_length() == index.usual_length()
    assert table.extent() == index.extent()
    for zoom in (0, 1, 3, 4, 6, 8, 9, 12, 30):
        side = 1 << zoom
        for x, y in ((0, 0), (1, 2), (5, 17), (side - 1, side - 1), (side, 0), (-1, 0)):
            assert list(table.lists_of_tile(x, y, zoom)) == list(index.lists_of_tile(x, y, zoom))
            assert table.count_of_tile(x, y, zoom) == index.count_of_tile(x, y, zoom)
        for x, y in ((0, 0), (3, 9), (10, 2)):
            if x < side and y < side:
                box = TileRange(zoom=zoom, min_x=x, min_y=y, max_x=min(x + 12, side - 1), max_y=min(y + 5, side - 1))
                assert list(table.lists_of_range(box)) == list(index.lists_of_range(box))


def test_of_keys_that_are_repeated_the_last_one_counts(windows: int) -> None:
    entries = [("01", ["a"]), ("02", ["b"]), ("x", ["c"]), ("03", ["d"]), ("01", ["e"]), ("01", ["f"]), ("x", [])]
    entries += [("12", ["g"]), ("12", ["h"])]
    pairs = ",".join(f"{json.dumps(key)}:{json.dumps(assets)}" for key, assets in entries)
    table = scanned(b'{"mosaicjson":"0.0.3","tiles":{%b}}' % pairs.encode()).table
    assert table == dict(entries)
    assert len(table) == 5
    assert sorted(table) == sorted(dict(entries))
    assert json.loads(b"".join(table.json_pieces())) == dict(entries)


def test_keys_may_be_written_with_escapes(windows: int) -> None:
    text = rb'{"mosaicjson": "0.0.3", "tiles": {"\u0030\u0031": ["\u00fc"], "0\u0032": ["\/"], "\"": ["q"]}}'
    table = scanned(text).table
    assert table == {"01": ["ü"], "02": ["/"], '"': ["q"]}
    assert table.levels.count == 2
    assert list(table.lists_of_tile(0, 0, 1)) == [["ü"], ["/"]]


def outcome(body: bytes) -> tuple[str, Any]:
    """The mosaic, or what is said about it."""
    try:
        mosaic = parse_document(body, "m.json")
    except MosaicError as error:
        return type(error).__name__, str(error)
    return "mosaic", mosaic.model_dump(mode="json")


@pytest.mark.parametrize("style", ["usual", "as it is", "indented"])
def test_what_is_damaged_is_refused_as_in_small_documents(
    windows: int, style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = text_of(tiles_of(3, 12), style, name="n", bounds=[-10, -20, 30, 40.5])
    numbers = random.Random(5)
    damaged = [body[:length] for length in range(0, len(body), 17)]
    for _ in range(120):
        at, cut = numbers.randrange(len(body)), numbers.randrange(3)
        put = bytes(numbers.choice(b'"\\[]{}:,0123a \n\x00\xff\xc3') for _ in range(numbers.randrange(3)))
        damaged.append(body[:at] + put + body[at + cut :])
    large = [outcome(text) for text in damaged]
    monkeypatch.setattr(documents, "LARGE_BYTES", 1 << 40)
    assert large == [outcome(text) for text in damaged]
    # Some of the damage is harmless, most is not.
    assert {"mosaic", "BadDocumentError"} <= {kind for kind, _ in large}


@pytest.mark.parametrize(
    ("tiles", "words"),
    [
        ('{"0": ["a"], "1": "b"}', "tiles['1'] must be a list of strings, got 'b'"),
        ('{"0": ["a", 3]}', "tiles['0'] must be a list of strings, got one with 3"),
        ('{"0": ["a"], "1": [["b"]]}', "tiles['1'] must be a list of strings"),
        ('{"0": ["a"], "1": {"b": []}}', "tiles['1'] must be a list of strings"),
        ('{"0": ["a"], "1": null}', "tiles['1'] must be a list of strings"),
        ("[]", "tiles must be an object"),
        ('{"0": ["a",]}', "no valid JSON"),
        ('{"0": ["a"],}', "no valid JSON"),
        ('{"0": ["a"] "1": []}', "no valid JSON"),
        ('{"0", "1": []}', "no valid JSON"),
        ('{"0": ["a": "b"]}', "no valid JSON"),
        ('{"0": ["a\nb"]}', "no valid JSON"),
        ('{"0": [1e999999999]}', "tiles['0'] must be a list of strings"),
    ],
)
def test_tiles_that_are_no_lists_of_strings_are_named(windows: int, tiles: str, words: str) -> None:
    with pytest.raises(BadDocumentError) as caught:
        parse_document(b'{"mosaicjson": "0.0.3", "tiles": %b}' % tiles.encode(), "m.json")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        b'{"tiles": {"0": ["a"]}, "mosaicjson": "0.0.3", "tiles": {"1": ["b"]}}',
        b'{"mosaicjson": "0.0.3", "tiles": {"0": ["a"]}, "t\\u0069les": {"1": ["b"]}}',
        b'{"mosaicjson": "0.0.3", "t\\u0069les": {"1": ["b"]}}',
        b'{"mosaicjson": "0.0.3", "tiles": {}}',
        b'\xef\xbb\xbf{"mosaicjson": "0.0.3", "tiles": {"1": ["b"]}}',
        '{"mosaicjson": "0.0.3", "tiles": {"1": ["b"]}}'.encode("utf-16"),
    ],
    ids=["twice", "twice, once escaped", "escaped", "none", "byte order mark", "utf-16"],
)
def test_unusual_documents_go_to_the_ordinary_parser(windows: int, text: bytes) -> None:
    with pytest.raises(IrregularTextError):
        scanned(text)
    plain = text.decode("utf-16") if text.startswith(b"\xff\xfe") else text.removeprefix(b"\xef\xbb\xbf")
    mosaic = parse_document(text, "m.json")
    assert type(mosaic.tiles) is dict
    assert mosaic.tiles == from_json(plain)["tiles"]


def test_other_keys_named_tiles_are_not_taken_for_the_tiles(windows: int) -> None:
    layers = {"tiles": {"3": ["no"]}, "deep": {"tiles": {"2": ["no"]}}}
    text = json.dumps({"layers": layers, "mosaicjson": "0.0.3", "tiles": {"0": ["yes"]}, "minzoom": 1}).encode()
    mosaic = parse_document(text, "m.json")
    assert isinstance(mosaic.tiles, TileTable)
    assert mosaic.tiles == {"0": ["yes"]}
    assert mosaic.layers == layers
    assert mosaic.minzoom == 1


@pytest.mark.parametrize("members", [1, 3])
def test_compressed_documents_are_scanned_as_they_unpack(windows: int, members: int) -> None:
    tiles = tiles_of(7, 80)
    text = text_of(tiles)
    parts = [text[len(text) * number // members : len(text) * (number + 1) // members] for number in range(members)]
    body = b"".join(map(gzip.compress, parts))
    mosaic = parse_document(body, "m.json.gz")
    assert isinstance(mosaic.tiles, TileTable)
    assert mosaic.tiles == tiles
    with pytest.raises(BadDocumentError, match="damaged or incomplete gzip data"):
        parse_document(body[: len(body) - 30], "m.json.gz")


def test_a_mosaic_with_a_table_is_written_as_one_with_a_dictionary(windows: int) -> None:
    fields = {"name": ',"tiles":{}', "x_own": [1, 2], "layers": {"tiles": {}}, "tilematrixset": None}
    text = text_of(tiles_of(8, 50), **fields)
    mosaic = parse_document(text, "m.json")
    plain = MosaicJSON.model_validate(json.loads(text))
    assert isinstance(mosaic.tiles, TileTable)
    assert type(plain.tiles) is dict
    for compressed in (False, True):
        assert serialize_document(mosaic, compressed=compressed) == serialize_document(plain, compressed=compressed)
    assert mosaic.model_dump() == plain.model_dump()
    assert type(mosaic.model_dump()["tiles"]) is dict
    assert json.loads(mosaic.model_dump_json()) == json.loads(plain.model_dump_json())
    assert mosaic.notices == plain.notices
    ours, theirs = MosaicBackend(None, mosaic_def=mosaic), MosaicBackend(None, mosaic_def=plain)
    assert ours.mosaicid == theirs.mosaicid
    assert ours.info(quadkeys=True) == theirs.info(quadkeys=True)
    assert ours.tile_count == theirs.tile_count
    assert set(ours.iter_assets(1000)) == set(theirs.iter_assets(1000))
    addition = MosaicJSON(mosaicjson="0.0.3", minzoom=3, maxzoom=12, tiles={next(iter(plain.tiles)): ["new.tif"]})
    assert merged(mosaic, addition, add_first=True) == merged(plain, addition, add_first=True)
    assert len(mosaic.tiles) == len(plain.tiles)


def test_keys_that_are_no_quadkeys_are_told(windows: int) -> None:
    mosaic = parse_document(text_of({"0": ["a"], "other": ["b"], "9": []}), "m.json")
    assert isinstance(mosaic.tiles, TileTable)
    assert [notice.message for notice in mosaic.notices] == [
        "2 of 3 keys of tiles are ignored, they are no quadkeys, such as 'other'"
    ]


def test_changing_the_lists_that_were_found_changes_nothing() -> None:
    table = scanned(text_of({"0": ["a"], "1": ["b"]})).table
    table["0"].append("c")
    assert table["0"] == ["a"]
    with pytest.raises(TypeError):
        table["0"] = ["c"]  # type: ignore[index]


def test_an_opening_can_be_withdrawn_between_windows(windows: int) -> None:
    text = text_of(tiles_of(9, 60))
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return True

    with pytest.raises(OpeningCancelledError) as caught:
        parse_document(text, "m.json", cancelled=cancelled)
    assert caught.value.code == "cancelled"
    assert len(asked) == 1


def hundred_thousand() -> bytes:
    """100 000 quadkeys of zoom 12, one or two names each."""
    names = ("b.tif",)
    tiles = {
        quadkey_of_tile(300 + number % 400, 500 + number // 400, 12): [
            f"https://example.com/archive/{number:07d}/image.tif",
            *names[: number % 3 > 0],
        ]
        for number in range(100_000)
    }
    return json.dumps({"mosaicjson": "0.0.3", "minzoom": 6, "quadkey_zoom": 12, "tiles": tiles}).encode()


@pytest.fixture(scope="module")
def large_body() -> bytes:
    return hundred_thousand()


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_opening_and_asking_touches_few_of_many_tiles(large_body: bytes, pack: Callable[[bytes], bytes]) -> None:
    mosaic = parse_document(pack(large_body), "m.json")
    table = mosaic.tiles
    assert isinstance(table, TileTable)
    backend = MosaicBackend(None, mosaic_def=mosaic)
    assert backend.tile_count == 100_000
    assert backend.bounds[0] > -160
    assert backend.notices == ()
    assert table.blocks_read == 0
    assert len(backend.iter_assets(10)) == 10
    assert table.blocks_read <= 12
    table.blocks_read = 0
    for zoom in range(13):
        shift = 12 - zoom
        found = backend.lookup_tile(310 >> shift, 510 >> shift, zoom, limit=50)
        assert found.assets[:1] == backend.lookup_tile(310 >> shift, 510 >> shift, zoom, limit=1).assets
    assert backend.lookup_bbox(-180, -85, 180, 85, limit=50).is_truncated
    # Fifty names are in 26 tiles or more; a million lookups of everything would be tens of thousands of blocks.
    assert table.blocks_read < 1000
    table.blocks_read = 0
    assert backend.lookup_tile(310, 510, 12).assets == tuple(
        json.loads(large_body)["tiles"][quadkey_of_tile(310, 510, 12)]
    )
    assert table.blocks_read <= 1


def test_a_sample_of_few_images_in_many_tiles_does_not_read_all_tiles() -> None:
    tiles = {quadkey_of_tile(300 + number % 400, 500 + number // 400, 12): ["one.tif"] for number in range(100_000)}
    tiles[quadkey_of_tile(0, 0, 12)] = ["two.tif"]
    mosaic = parse_document(text_of(tiles) + b" " * (4 << 20), "m.json")
    assert isinstance(mosaic.tiles, TileTable)
    backend = MosaicBackend(None, mosaic_def=mosaic)
    assert "one.tif" in backend.iter_assets(10)
    assert mosaic.tiles.blocks_read < 3000
