"""Only documents with a top-level `mosaicjson` key are claimed, wherever in the document it stands."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from mosaic_qgis.provider import sniff

BIG = {f"{i:012d}": [f"cog_{i}.tif"] for i in range(6_000)}
SMALL = {"0": ["a.tif"]}
MOSAICS = {
    "first": {"mosaicjson": "0.0.2", "tiles": BIG},
    "after_big_tiles": {"minzoom": 1, "tiles": BIG, "mosaicjson": "0.0.3"},
    "small": {"tiles": SMALL, "mosaicjson": "0.0.2"},
    "braces_in_strings": {"description": 'a } " [ mosaicjson', "tiles": SMALL, "mosaicjson": "0.0.2"},
    "a_type_of_its_own": {"type": "mosaic", "mosaicjson": "0.0.2", "tiles": SMALL},
}
OTHERS = {
    "geojson": {"type": "FeatureCollection", "features": [{"properties": {"mosaicjson": "0.0.2"}}]},
    "big_geojson": {"type": "FeatureCollection", "features": [{"properties": {"mosaicjson": k}} for k in BIG]},
    "geojson_late_type": {"features": [{"mosaicjson": k} for k in BIG], "type": "FeatureCollection"},
    "stac": {"stac_version": "1.0.0", "id": "x", "mosaicjson": "0.0.2"},
    "nested_at_the_end": {"tiles": BIG, "other": {"mosaicjson": "0.0.2"}},
    "as_a_value": {"tiles": BIG, "kind": "mosaicjson"},
    "list": [{"mosaicjson": "0.0.2"}],
    "text": "mosaicjson",
    "empty": {},
}


def write(path: Path, document: object, packed: bool) -> str:
    data = json.dumps(document).encode()
    path.write_bytes(gzip.compress(data, 1) if packed else data)
    return str(path)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", ["m.json", "m.JSON.gz", "m.mosaicjson", "m.mosaicjson.gz"])
@pytest.mark.parametrize("kind", MOSAICS)
def test_mosaics_are_claimed(tmp_path: Path, kind: str, name: str, packed: bool) -> None:
    assert sniff.is_mosaicjson(write(tmp_path / name, MOSAICS[kind], packed))


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", OTHERS)
def test_other_json_is_left_alone(tmp_path: Path, kind: str, packed: bool) -> None:
    assert not sniff.is_mosaicjson(write(tmp_path / "m.json", OTHERS[kind], packed))


def test_the_extension_comes_first(tmp_path: Path) -> None:
    assert not sniff.is_mosaicjson(write(tmp_path / "m.txt", MOSAICS["small"], False))


@pytest.mark.parametrize(
    "content", [b"", b"<html>mosaicjson</html>", b'"mosaicjson": 1}', b"\x1f\x8b", b"\x1f\x8bnonsense", b"\xff{", b"{"]
)
def test_broken_files_are_not_claimed_and_nothing_is_raised(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.json"
    path.write_bytes(content)
    assert not sniff.is_mosaicjson(str(path))


def test_a_truncated_mosaic_is_claimed_so_that_a_person_is_told(tmp_path: Path) -> None:
    path = tmp_path / "m.json.gz"
    path.write_bytes(gzip.compress(json.dumps(MOSAICS["first"]).encode())[:-200])
    assert sniff.is_mosaicjson(str(path))


def test_missing_folder_and_pipe(tmp_path: Path) -> None:
    assert not sniff.is_mosaicjson(str(tmp_path / "missing.json"))
    folder = tmp_path / "folder.json"
    folder.mkdir()
    assert not sniff.is_mosaicjson(str(folder))
    assert not sniff.is_mosaicjson("/vsizip/x.json")
    assert not sniff.is_mosaicjson("bad\0.json")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.json")
        assert not sniff.is_mosaicjson(str(tmp_path / "pipe.json"))


def test_a_changed_file_is_looked_at_again_and_an_unchanged_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "m.json"
    write(path, OTHERS["geojson"], False)
    assert not sniff.is_mosaicjson(str(path))
    write(path, MOSAICS["small"], False)
    assert sniff.is_mosaicjson(str(path))
    monkeypatch.setattr(sniff, "_sniff", lambda *_: pytest.fail("the remembered answer was not used"))
    assert sniff.is_mosaicjson(str(path))
