"""Files: forms of paths, atomic writing, several writers, changes, what is kept between openings."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cogeo_mosaic.backends
import pytest
from stores.documents import document, feature

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.backends.cache import CachedDocument, DocumentCache
from mosaic_qgis.backends.document import IF_ABSENT, Precondition
from mosaic_qgis.backends.file import FileStore, path_of
from mosaic_qgis.backends.locking import writing_in
from mosaic_qgis.mosaic import MosaicJSON
from mosaic_qgis.mosaic.errors import (
    BadDocumentError,
    BadRequestError,
    MosaicConflictError,
    MosaicExistsError,
    MosaicNotFoundError,
    ReadOnlyMosaicError,
    UnreachableError,
)

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="permissions and links of POSIX")


def written(path: Path, **fields: Any) -> Path:
    path.write_text(json.dumps(document(**fields)))
    return path


# Paths


@pytest.mark.parametrize("name", ["mosaic.json", "a b.json", "ü#1?.json", "per%20cent.json", "a+b&c=d.json"])
def test_every_form_of_a_path_leads_to_the_file(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    forms = [
        str(path),
        path,
        name,
        f"./{name}",
        f"~/{name}",
        path.as_uri(),
        path.as_uri().replace("///", "//localhost/"),
    ]
    for form in forms:
        with MosaicBackend(form) as backend:
            assert Path(backend.document_uri) == path
            assert backend.tile_count == 3


def test_a_uri_may_be_written_without_encoding(tmp_path: Path) -> None:
    path = written(tmp_path / "a b%20c.json")
    assert Path(MosaicBackend(f"file://{path}").document_uri) == path


def test_a_file_on_another_computer_is_no_file() -> None:
    with pytest.raises(BadRequestError, match="this computer"):
        path_of("file://host/share/mosaic.json")


def test_relative_images_lie_beside_the_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    written(tmp_path / "a" / "m.json", tiles={"03113320": ["x.tif", "../b/ü #.tif", "/abs/z.tif"]})
    monkeypatch.chdir(tmp_path)
    backend = MosaicBackend("a/m.json")
    monkeypatch.chdir("/")
    assert backend.iter_assets(3) == [str(tmp_path / "a/x.tif"), str(tmp_path / "b/ü #.tif"), "/abs/z.tif"]


@posix_only
def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path) -> None:
    """A device, a pipe, a socket."""
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    with pytest.raises(ReadOnlyMosaicError, match="no file"):
        FileStore(pipe).store(b"{}", Precondition(must_be_absent=False))
    assert pipe.is_fifo()


def test_folders_and_missing_files_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(BadDocumentError, match="is a folder"):
        MosaicBackend(str(tmp_path))
    for path in (tmp_path / "none.json", tmp_path / "none" / "m.json", written(tmp_path / "m.json") / "x.json"):
        with pytest.raises(MosaicNotFoundError, match="There is no file"):
            MosaicBackend(str(path))


# Writing


@posix_only
def test_permissions_stay_and_new_files_are_ordinary(tmp_path: Path) -> None:
    old_mask = os.umask(0o027)
    try:
        backend = MosaicBackend(str(tmp_path / "m.json"), mosaic_def=document())
        backend.write()
    finally:
        os.umask(old_mask)
    assert (tmp_path / "m.json").stat().st_mode & 0o777 == 0o640
    (tmp_path / "m.json").chmod(0o604)
    backend.write(overwrite=True)
    assert (tmp_path / "m.json").stat().st_mode & 0o777 == 0o604


@posix_only
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_stays(tmp_path: Path) -> None:
    path = written(tmp_path / "m.json")
    os.chown(path, 12345, 12346)
    MosaicBackend(str(path)).write(overwrite=True)
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12346)


@posix_only
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path = written(tmp_path / "real" / "m.json")
    link = tmp_path / "link.json"
    link.symlink_to(path)
    backend = MosaicBackend(str(link))
    backend.update([feature("03113320", "new.tif")])
    assert link.is_symlink()
    assert json.loads(path.read_text())["version"] == "1.0.1"
    assert os.listdir(tmp_path / "real") == ["m.json"]


def test_a_file_is_written_without_further_arguments(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    with pytest.raises(TypeError, match="without further arguments, got timeout"):
        MosaicBackend(str(path), document()).write(timeout=60)
    assert not path.exists()


def test_a_failed_writing_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    store = FileStore(path)
    version = store.store(b"old", IF_ABSENT)
    with pytest.raises(MosaicExistsError):
        store.store(b"new", IF_ABSENT)
    path.write_bytes(b"somebody else's")
    with pytest.raises(MosaicConflictError, match="changed by somebody else"):
        store.store(b"new", Precondition(version=version))
    assert path.read_bytes() == b"somebody else's"
    path.unlink()
    with pytest.raises(MosaicConflictError):
        store.store(b"new", Precondition(version=version))
    assert os.listdir(tmp_path) == []


@posix_only
def test_a_full_disk_leaves_the_old_document(tmp_path: Path) -> None:
    path = written(tmp_path / "m.json")
    before = path.read_bytes()
    program = """
import resource, signal, sys
from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.mosaic.errors import UnreachableError
backend = MosaicBackend(sys.argv[1])
backend.mosaic_def.description = "x" * 100_000
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    backend.write(overwrite=True)
except UnreachableError as error:
    print("told:", error)
"""
    result = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        env=child_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "told:" in result.stdout, result.stderr
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["m.json"]


def child_environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


@posix_only
def test_readers_see_whole_documents_while_a_writer_is_killed(tmp_path: Path) -> None:
    path = written(tmp_path / "m.json")
    program = """
import sys
from mosaic_qgis.backends import MosaicBackend
backend = MosaicBackend(sys.argv[1])
print("ready", flush=True)
number = 0
while True:
    number += 1
    backend.mosaic_def.description = str(number) * 20_000
    backend.write(overwrite=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)], env=child_environment(), stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        seen = set()
        deadline = time.monotonic() + 30
        while len(seen) < 5 and time.monotonic() < deadline:
            seen.add(MosaicBackend(str(path)).mosaic_def.description)
        writer.send_signal(signal.SIGKILL)
    assert len(seen) == 5
    assert MosaicBackend(str(path)).tile_count == 3


def test_no_update_of_several_processes_is_lost(tmp_path: Path) -> None:
    """Processes of their own, never forks of this one: its threads may hold locks that nobody would open in a fork."""
    path = written(tmp_path / "m.json")
    program = """
import sys
from stores.documents import feature
from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.mosaic.errors import MosaicConflictError
path, worker = sys.argv[1:]
backend = MosaicBackend(path)
print("ready", flush=True)
sys.stdin.readline()
for number in range(6):
    while True:
        try:
            backend.update([feature("03113320", f"{worker}-{number}.tif")])
            break
        except MosaicConflictError:
            continue
"""
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(path), str(number)],
            env=child_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    try:
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
    mosaic = MosaicBackend(str(path)).mosaic_def
    assert {f"{worker}-{number}.tif" for worker in range(3) for number in range(6)} <= set(mosaic.tiles["03113320"])
    assert mosaic.version == "1.0.18"
    assert os.listdir(tmp_path) == ["m.json"]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    inside, most = 0, 0
    guard = threading.Lock()

    def work(_: int) -> None:
        nonlocal inside, most
        with writing_in(tmp_path):
            with guard:
                inside += 1
                most = max(most, inside)
            time.sleep(0.002)
            with guard:
                inside -= 1

    with ThreadPoolExecutor(6) as executor:
        list(executor.map(work, range(24)))
    assert most == 1
    assert os.listdir(tmp_path) == []


def test_waiting_for_another_writer_is_bounded(tmp_path: Path) -> None:
    with writing_in(tmp_path):
        with ThreadPoolExecutor(1) as executor:

            def wait() -> None:
                with writing_in(tmp_path, timeout_s=0.1):
                    raise AssertionError("two writers at a time")

            with pytest.raises(MosaicConflictError, match=r"0\.1 s"):
                executor.submit(wait).result(30)


@pytest.mark.parametrize("name", ["m.json", "m.json.gz"])
def test_cogeo_mosaic_reads_what_is_written_and_the_other_way_round(tmp_path: Path, name: str) -> None:
    path = str(tmp_path / name)
    MosaicBackend(path, mosaic_def=document()).write()
    with cogeo_mosaic.backends.MosaicBackend(path) as theirs:
        assert theirs.mosaic_def.model_dump(mode="json") == MosaicBackend(path).mosaic_def.model_dump(
            mode="json", exclude={"x_provider"}
        )
        theirs.mosaic_def.name = "changed"
        theirs.write(overwrite=True)
        assert MosaicBackend(path).mosaic_def.model_dump(mode="json") == theirs.mosaic_def.model_dump(mode="json")


# Changes, and what is kept between openings


def test_a_document_is_parsed_once_as_long_as_it_stays(tmp_path: Path) -> None:
    path = written(tmp_path / "m.json")
    first, second = MosaicBackend(str(path)), MosaicBackend(str(path))
    key = "03113320"
    assert first.mosaic_def.tiles[key] is second.mosaic_def.tiles[key]
    assert first.mosaic_def.tiles is not second.mosaic_def.tiles
    written(path)
    assert MosaicBackend(str(path)).mosaic_def.tiles[key] is not first.mosaic_def.tiles[key]


def test_the_slightest_change_is_noticed(tmp_path: Path) -> None:
    path = written(tmp_path / "m.json", name="a")
    backend = MosaicBackend(str(path))
    assert backend.refresh() is False
    status = path.stat()
    written(path, name="b")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    assert backend.refresh() is True
    assert backend.mosaic_def.name == "b"
    replacement = written(tmp_path / "other.json", name="c")
    os.utime(replacement, ns=(status.st_atime_ns, status.st_mtime_ns))
    replacement.replace(path)
    assert backend.refresh() is True
    assert backend.mosaic_def.name == "c"


def test_changing_a_mosaic_changes_no_other_that_is_open(tmp_path: Path) -> None:
    path = written(tmp_path / "m.json")
    first, second = MosaicBackend(str(path)), MosaicBackend(str(path))
    first.update([feature("03113320", "new.tif"), feature("00000000", "far.tif")])
    assert second.tile_count == 3
    assert "new.tif" not in "".join(second.mosaic_def.tiles["03113320"])
    assert second.bounds != first.bounds
    assert MosaicBackend(str(path)).tile_count == 4


def test_an_update_returns_to_the_newest_document_by_itself(tmp_path: Path) -> None:
    path = written(tmp_path / "m.json")
    first, second = MosaicBackend(str(path)), MosaicBackend(str(path))
    for number, backend in enumerate([first, second, first, second]):
        backend.update([feature("03113320", f"{number}.tif")], add_first=False)
    assert MosaicBackend(str(path)).mosaic_def.tiles["03113320"][-4:] == ["0.tif", "1.tif", "2.tif", "3.tif"]


def mosaic_of_size(size: int) -> CachedDocument:
    return CachedDocument(
        version=str(size), mosaic=MosaicJSON(mosaicjson="0.0.3", tiles={}, name=str(size)), size_bytes=size
    )


def test_the_cache_is_bounded_in_size_and_number() -> None:
    cache = DocumentCache(max_bytes=100, max_documents=3)
    for key, size in (("a", 40), ("b", 40)):
        cache.put(key, mosaic_of_size(size))
    assert cache.get("a") is not None
    cache.put("c", mosaic_of_size(30))
    assert [cache.get(key) is not None for key in "abc"] == [True, False, True]
    cache.put("huge", mosaic_of_size(101))
    assert cache.get("huge") is None
    cache.put("c", mosaic_of_size(101))
    assert cache.get("c") is None
    for key in "defg":
        cache.put(key, mosaic_of_size(1))
    assert [cache.get(key) is not None for key in "adefg"] == [False, False, True, True, True]
    cache.drop("e")
    assert cache.get("e") is None
    cache.clear()
    assert cache.get("g") is None


def test_a_precondition_makes_sense() -> None:
    with pytest.raises(ValueError, match="absent"):
        Precondition(must_be_absent=True, version="1")


class RestlessPath(type(Path())):  # type: ignore[misc]
    """A file that somebody writes to whenever it is read."""

    def open(self, *_: Any, **__: Any) -> Any:
        return RestlessFile(str(self), "rb")


class RestlessFile(io.FileIO):
    def read(self, *size: int) -> bytes | None:
        now_ns = os.fstat(self.fileno()).st_mtime_ns
        os.utime(str(self.name), ns=(now_ns, now_ns + 1_000_000_000))
        return super().read(*size)


def test_a_file_that_never_rests_is_told(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_bytes(b"x")
    path = RestlessPath(tmp_path / "m.json")
    with pytest.raises(UnreachableError, match="all the time"):
        FileStore(path).fetch(None)
