"""Large documents kept on disk: opening them again parses nothing, and nothing that happens to the folder matters."""

from __future__ import annotations

import errno
import json
import os
import struct
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.backends import MosaicBackend, MosaicJSONBackend, index_file, kept_documents
from mosaic_qgis.backends import document as document_module
from mosaic_qgis.backends import file as file_module
from mosaic_qgis.backends.cache import DOCUMENTS
from mosaic_qgis.backends.http_credentials import HttpCredentials
from mosaic_qgis.backends.kept_documents import KeptDocuments, keep_documents_in
from mosaic_qgis.mosaic import document as documents
from mosaic_qgis.mosaic.errors import BadDocumentError
from mosaic_qgis.mosaic.quadkeys import quadkey_of_tile
from mosaic_qgis.mosaic.tile_table import TileTable

LIMIT_BYTES = 64 << 20
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of kept documents of a process that has just started; every document counts as large."""
    monkeypatch.setattr(documents, "LARGE_BYTES", 1)
    # Tests do not wait until a file is old enough; what is too young is tested by itself.
    monkeypatch.setattr(file_module, "_COARSE_STEP_NS", -1)
    monkeypatch.setattr(file_module, "_FINE_STEP_NS", -1)
    place = tmp_path / "cache" / "documents"
    keep_documents_in(place, LIMIT_BYTES)
    DOCUMENTS.clear()
    yield place
    keep_documents_in(None)
    DOCUMENTS.clear()


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the documents that were parsed, in bytes."""
    sizes: list[int] = []
    parse = document_module.parse_document

    def counted(body: bytes, *args: Any, **kwargs: Any) -> Any:
        sizes.append(len(body))
        return parse(body, *args, **kwargs)

    monkeypatch.setattr(document_module, "parse_document", counted)
    return sizes


def tiles_of(count: int, name: str = "image") -> dict[str, list[str]]:
    return {
        quadkey_of_tile(300 + number % 400, 500 + number // 400, 11): [f"{name}-{number}.tif", "ü.tif"][
            : 1 + number % 2
        ]
        for number in range(count)
    }


def written(path: Path, tiles: dict[str, list[str]] | None = None, **fields: Any) -> Path:
    document = {"mosaicjson": "0.0.3", "minzoom": 4, "quadkey_zoom": 11, "x_own": [1, {"a": None}], **fields}
    path.write_text(json.dumps({**document, "tiles": tiles or tiles_of(300)}))
    return path


def opened_anew(path: Path | str) -> MosaicJSONBackend:
    """Open a mosaic as a process does that has just started."""
    DOCUMENTS.clear()
    return MosaicBackend(str(path))


def kept_files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_document_is_parsed_once_for_all_processes(tmp_path: Path, folder: Path, parsed: list[int]) -> None:
    tiles = {**tiles_of(300), "no quadkey": ["x.tif"]}
    path = written(tmp_path / "m.json", tiles, name="ü", bounds=[-20, -10, 30, 40])
    first = opened_anew(path)
    assert parsed == [path.stat().st_size]
    second = opened_anew(path)
    assert parsed == [path.stat().st_size]
    assert isinstance(second.mosaic_def.tiles, TileTable)
    assert second.mosaic_def.tiles.blocks_read == 0
    assert second.mosaic_def.model_dump() == first.mosaic_def.model_dump()
    assert second.mosaic_def.tiles == tiles
    assert second.notices == first.notices
    assert second.bounds == first.bounds
    assert second.mosaicid == first.mosaicid
    assert (
        second.get_assets(357, 500, 11)
        == first.get_assets(357, 500, 11)
        == [f"{tmp_path}/image-57.tif", f"{tmp_path}/ü.tif"]
    )
    assert second.get_assets(1, 2, 3) == first.get_assets(1, 2, 3)
    assert second.lookup_bbox(-180, -80, 180, 80) == first.lookup_bbox(-180, -80, 180, 80)
    assert second._file_byte_size == path.stat().st_size
    assert second.refresh() is False


def test_a_hundred_thousand_tiles_are_opened_again_without_reading_them(
    tmp_path: Path, folder: Path, parsed: list[int]
) -> None:
    path = written(tmp_path / "m.json", tiles_of(100_000))
    opened_anew(path)
    parsed.clear()
    backend = opened_anew(path)
    assert backend.tile_count == 100_000
    assert len(backend.iter_assets(8)) == 8
    assert backend.lookup_tile(0, 0, 0, limit=100).is_truncated
    table = backend.mosaic_def.tiles
    assert isinstance(table, TileTable)
    assert parsed == []
    assert table.blocks_read < 200


@pytest.mark.parametrize("change", ["same size", "same size and time", "replaced", "longer"])
def test_a_changed_file_is_read_again(tmp_path: Path, folder: Path, parsed: list[int], change: str) -> None:
    path = written(tmp_path / "m.json", attribution="one")
    opened_anew(path)
    before = path.stat()
    if change == "replaced":
        written(tmp_path / "other.json", attribution="two")
        (tmp_path / "other.json").replace(path)
    else:
        written(path, attribution="two" if change != "longer" else "another one")
    if change in ("same size and time", "replaced"):
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert opened_anew(path).mosaic_def.attribution == ("another one" if change == "longer" else "two")
    assert len(parsed) == 2
    assert opened_anew(path).mosaic_def.attribution == ("another one" if change == "longer" else "two")
    assert len(parsed) == 2
    assert len(kept_files(folder)) == 1


def test_a_file_that_may_change_without_trace_is_not_kept(
    tmp_path: Path, folder: Path, parsed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_module, "_COARSE_STEP_NS", 1 << 62)
    monkeypatch.setattr(file_module, "_FINE_STEP_NS", 1 << 62)
    path = written(tmp_path / "m.json")
    opened_anew(path)
    assert kept_files(folder) == []
    opened_anew(path)
    assert len(parsed) == 2


def test_writing_and_updating_go_on_as_ever(tmp_path: Path, folder: Path) -> None:
    path = written(tmp_path / "m.json", bounds=[-20, -10, 30, 40])
    opened_anew(path)
    backend = opened_anew(path)
    ring = [[-120, 50], [-119, 50], [-119, 51], [-120, 51], [-120, 50]]
    feature = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"path": "new"}}
    backend.update([feature])
    assert backend.tile_count == opened_anew(path).tile_count
    assert backend.tile_count > 300
    copy = tmp_path / "copy.json"
    MosaicBackend(str(copy), mosaic_def=opened_anew(path).whole_mosaic()).write()
    assert opened_anew(copy).mosaic_def == opened_anew(path).mosaic_def
    assert copy.read_bytes() == path.read_bytes()


# What may lie in the folder


def header_start(body: bytes) -> int:
    """Where the header begins; the arrays end there."""
    return int(struct.unpack_from("<8sIIQQ", body)[3])


def with_header(body: bytes, change: Callable[[dict[str, Any]], None], version: int | None = None) -> bytes:
    """The file with another header, whose checksums are right."""
    magic, own_version, _, start, length = struct.unpack_from("<8sIIQQ", body)
    header = json.loads(body[start : start + length])
    change(header)
    text = json.dumps(header).encode()
    preamble = struct.pack("<8sIIQQ", magic, version or own_version, zlib.crc32(text), start, len(text))
    return preamble + body[len(preamble) : start] + text


def changed(*keys: str | int, to: Any) -> Callable[[bytes], bytes]:
    def change(header: Any) -> None:
        for key in keys[:-1]:
            header = header[key]
        header[keys[-1]] = to

    return lambda body: with_header(body, change)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "short": lambda body: body[:20],
    "cut": lambda body: body[:-1],
    "longer": lambda body: body + b"x",
    "foreign": lambda _: b"SQLite format 3\x00" + bytes(1000),
    "magic": lambda body: b"X" + body[1:],
    "version": lambda body: with_header(body, lambda _: None, version=99),
    "header": lambda body: body[:-9] + b"#" + body[-8:],
    "no JSON": lambda body: body[:-1] + b"?",
    "array": lambda body: body[: header_start(body) - 64] + b"\xff" * 64 + body[header_start(body) :],
    "other name": changed("name", to="0" * 64),
    "no levels": changed("levels", to=None),
    "levels of text": changed("levels", 0, "zoom", to="x"),
    "zoom": changed("levels", 0, "zoom", to=3),
    "rows": changed("levels", 0, "max_y", to=-1),
    "outside": changed("blocks", "starts", to=[1 << 40, 10, 0]),
    "negative": changed("blocks", "starts", to=[-8, 10, 0]),
    "count": changed("entry_count", to=1),
    "huge count": changed("entry_count", to=1 << 70),
    "entries": changed("entries_per_block", to=0),
    "others": changed("others", to={"x": 1 << 40}),
    "others of text": changed("others", to={"x": "y"}),
    "head": changed("head", to="{"),
    "head of another kind": changed("head", to="[]"),
    "head without mosaic": changed("head", to="{}"),
    "wrong head": changed("head", to='{"mosaicjson": 5, "tiles": {}}'),
    "deep head": changed("head", to="[" * 100_000),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_or_foreign_is_made_anew(tmp_path: Path, folder: Path, parsed: list[int], damage: str) -> None:
    path = written(tmp_path / "m.json")
    expected = opened_anew(path).mosaic_def.model_dump()
    (kept,) = kept_files(folder)
    body = kept.read_bytes()
    kept.unlink()
    kept.write_bytes(DAMAGES[damage](body))
    assert opened_anew(path).mosaic_def.model_dump() == expected
    assert len(parsed) == 2
    assert opened_anew(path).mosaic_def.model_dump() == expected
    assert len(parsed) == 2


@pytest.mark.parametrize("limit_bytes", [LIMIT_BYTES, 20_000], ids=["plain", "deflated"])
def test_damaged_text_is_told_and_dropped(tmp_path: Path, folder: Path, parsed: list[int], limit_bytes: int) -> None:
    keep_documents_in(folder, limit_bytes)
    path = written(tmp_path / "m.json")
    opened_anew(path)
    (kept,) = kept_files(folder)
    body = kept.read_bytes()
    kept.unlink()
    kept.write_bytes(body[:100] + b"\xff" * 40 + body[140:])
    backend = opened_anew(path)
    with pytest.raises(BadDocumentError, match="open the mosaic again"):
        list(backend.mosaic_def.tiles.values())
    assert len(parsed) == 1
    assert opened_anew(path).mosaic_def.tiles == tiles_of(300)
    assert len(parsed) == 2


def test_text_that_says_something_else_is_not_believed(tmp_path: Path, folder: Path) -> None:
    path = written(tmp_path / "m.json")
    opened_anew(path)
    (kept,) = kept_files(folder)
    body = kept.read_bytes()
    kept.unlink()
    # No list of strings any more, and of the same length; with checksums that are right.
    false = body.replace(b'["image-0.tif"]', b'{"image":0.1  }')
    start, count, _ = json.loads(body[header_start(body) :])["blocks"]["starts"]
    starts = struct.unpack_from(f"<{count}Q", false, start)

    def change(header: dict[str, Any]) -> None:
        lengths = struct.unpack_from(f"<{count}I", false, header["blocks"]["lengths"][0])
        sums = [zlib.crc32(false[at : at + size]) for at, size in zip(starts, lengths, strict=True)]
        packed = struct.pack(f"<{count}I", *sums)
        at = header["blocks"]["checksums"][0]
        header["blocks"]["checksums"][2] = zlib.crc32(packed)
        patched[:] = [false[:at] + packed + false[at + len(packed) :]]

    patched: list[bytes] = [false]
    header_only = with_header(false, change)
    kept.write_bytes(header_only[:32] + patched[0][32 : header_start(body)] + header_only[header_start(body) :])
    backend = opened_anew(path)
    with pytest.raises(BadDocumentError, match="open the mosaic again"):
        backend.get_assets(300, 500, 11)
    assert not kept.exists()


# The folder itself


def test_a_large_text_is_deflated_to_stay_within_the_limit(tmp_path: Path, folder: Path, parsed: list[int]) -> None:
    tiles = tiles_of(5000, "a/very/long/name/that/is/much/the/same/in/each/of/them")
    path = written(tmp_path / "m.json", tiles)
    keep_documents_in(folder, path.stat().st_size)
    opened_anew(path)
    (kept,) = kept_files(folder)
    assert kept.stat().st_size < path.stat().st_size * 0.8
    assert opened_anew(path).mosaic_def.tiles == tiles
    assert len(parsed) == 1


def test_what_is_larger_than_the_limit_is_not_kept(tmp_path: Path, folder: Path, parsed: list[int]) -> None:
    keep_documents_in(folder, 1000)
    path = written(tmp_path / "m.json")
    assert opened_anew(path).mosaic_def.tiles == tiles_of(300)
    assert kept_files(folder) == []
    assert opened_anew(path).mosaic_def.tiles == tiles_of(300)
    assert len(parsed) == 2


def test_what_was_not_used_for_longest_makes_room(tmp_path: Path, folder: Path, parsed: list[int]) -> None:
    paths = [written(tmp_path / f"{number}.json") for number in range(3)]
    opened_anew(paths[0])
    (kept,) = kept_files(folder)
    keep_documents_in(folder, int(kept.stat().st_size * 2.5))
    opened_anew(paths[1])
    for number, file in enumerate(sorted(kept_files(folder), key=lambda file: file != kept)):
        os.utime(file, (1_000_000 + number, 1_000_000 + number))
    # The first one is used again, so the second one is the oldest.
    opened_anew(paths[0])
    opened_anew(paths[2])
    assert len(kept_files(folder)) == 2
    parsed.clear()
    opened_anew(paths[0])
    opened_anew(paths[2])
    assert parsed == []
    opened_anew(paths[1])
    assert len(parsed) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_file_of_a_document_that_changed_is_let_go_before_it_is_replaced(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "m.json")
    opened_anew(path)
    written(path, tiles_of(400))
    parse, maps = document_module.parse_document, []

    def noted(*args: Any, **kwargs: Any) -> Any:
        maps.append(Path("/proc/self/maps").read_text())
        return parse(*args, **kwargs)

    monkeypatch.setattr(document_module, "parse_document", noted)
    again = opened_anew(path)
    assert len(again.mosaic_def.tiles) == 400
    assert len(maps) == 1
    assert str(folder) not in maps[0]
    assert str(folder) in Path("/proc/self/maps").read_text()


def test_what_a_killed_engine_left_is_removed_in_time(tmp_path: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    digest = "0f" * 32
    old, young = folder / f"{digest}.0123456789ab.part", folder / f"{digest}.ba9876543210.part"
    foreign = [folder / name for name in ("notes.txt", "film.mp4.part", "map.tiles")]
    for file in (old, young, *foreign):
        file.write_bytes(b"x")
    for file in (old, *foreign):
        os.utime(file, (time.time() - 90_000, time.time() - 90_000))
    opened_anew(written(tmp_path / "m.json"))
    assert [old.exists(), young.exists()] == [False, True]
    assert all(file.exists() for file in foreign)


@pytest.mark.parametrize("reason", ["read-only", "a file", "no space"])
def test_without_a_folder_to_write_into_documents_open_all_the_same(
    tmp_path: Path, folder: Path, parsed: list[int], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "m.json")
    folder.parent.mkdir()
    if reason == "a file":
        folder.write_bytes(b"")
    elif reason == "no space":

        def full(*_: Any, **__: Any) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(index_file.TextInFile, "add", full)
    else:

        def forbidden(*_: Any) -> int:
            raise PermissionError(errno.EACCES, "Permission denied")

        # Not by the rights of a folder, which the administrator of a test machine is not bound by.
        monkeypatch.setattr(kept_documents, "_private", forbidden)
    for _ in range(2):
        assert opened_anew(path).mosaic_def.tiles == tiles_of(300)
    assert len(parsed) == 2
    assert [file for file in kept_files(folder) if reason != "a file"] == [] if folder.is_dir() else True


def test_the_folder_may_vanish_while_documents_are_open(tmp_path: Path, folder: Path, parsed: list[int]) -> None:
    path = written(tmp_path / "m.json")
    opened_anew(path)
    backend = opened_anew(path)
    if sys.platform != "win32":
        for file in kept_files(folder):
            file.unlink()
        folder.rmdir()
    assert backend.mosaic_def.tiles == tiles_of(300)
    assert opened_anew(path).mosaic_def.tiles == tiles_of(300)


@posix_only
def test_only_the_owner_can_read_what_is_kept(tmp_path: Path, folder: Path) -> None:
    opened_anew(written(tmp_path / "m.json"))
    assert [file.stat().st_mode & 0o777 for file in kept_files(folder)] == [0o600]


def test_several_engines_may_keep_the_same_document(tmp_path: Path, folder: Path) -> None:
    path = written(tmp_path / "m.json", tiles_of(3000))
    body = path.read_bytes()

    def keep(number: int) -> bool:
        place = KeptDocuments(folder, LIMIT_BYTES)
        if number % 2:
            kept = place.open("same")
            return kept is None or kept.document.table[next(iter(tiles_of(1)))] == ["image-0.tif"]
        mosaic = documents.parse_document(body, "m", keep=place.keeping("same", version="1", size_bytes=1))
        return mosaic.tiles == tiles_of(3000)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(keep, range(40)))
    assert len(kept_files(folder)) == 1


# On the web


def test_a_document_on_the_web_is_asked_for_and_not_downloaded(
    scripted_server: ScriptedServer, folder: Path, parsed: list[int]
) -> None:
    body = json.dumps({"mosaicjson": "0.0.3", "quadkey_zoom": 11, "tiles": tiles_of(300, "https://x.org/a")}).encode()
    tag = {"ETag": '"one"'}
    url = scripted_server.script(
        "/m.json",
        Answer(body=body, headers=tag),
        Answer(status=304, headers=tag),
        Answer(body=body.replace(b"x.org", b"y.org"), headers={"ETag": '"two"'}),
        Answer(status=304, headers={"ETag": '"two"'}),
    )
    for host, times in (("x.org", 1), ("x.org", 1), ("y.org", 2), ("y.org", 2)):
        assert opened_anew(url).get_assets(300, 500, 11) == [f"https://{host}/a-0.tif"]
        assert len(parsed) == times
    asked = [request.headers.get("If-None-Match") for request in scripted_server.received_at("/m.json")]
    assert asked == [None, '"one"', '"one"', '"two"']


@pytest.mark.parametrize("case", ["login", "login in the address", "token", "signature", "time only"])
def test_what_may_be_somebody_else_s_or_older_is_not_kept(
    scripted_server: ScriptedServer, folder: Path, case: str
) -> None:
    body = json.dumps({"mosaicjson": "0.0.3", "tiles": tiles_of(50, "https://x.org/a")}).encode()
    headers = {"Last-Modified": "Sun, 22 Nov 2026 10:00:00 GMT"} if case == "time only" else {"ETag": '"one"'}
    url = scripted_server.script("/m.json", *[Answer(body=body, headers=headers)] * 2)
    credentials = HttpCredentials(username="u", password="p") if case == "login" else None
    if case == "login in the address":
        url = url.replace("://", "://u:p@")
    url += {"token": "?v=1&API_Key=abc", "signature": "?sv=1&sp=r&sig=abc"}.get(case, "")
    for _ in range(2):
        DOCUMENTS.clear()
        assert MosaicBackend(url, credentials=credentials).tile_count == 50
    assert kept_files(folder) == []
    assert [r.headers.get("If-None-Match") for r in scripted_server.received_at("/m.json")] == [None, None]
