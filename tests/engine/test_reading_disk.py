"""The cache of images on disk: bounded, told apart by login and version, shared by engines, harmless when damaged."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from data.fixtures import imagery, patient  # noqa: F401 - fixtures
from data.oracle import Grid, draw, open_layer
from servers.ranges import RangeServer, serving

from mosaic_qgis.reading import disk as disk_module
from mosaic_qgis.reading import quiet as quiet_module
from mosaic_qgis.reading import remote
from mosaic_qgis.reading.disk import FILE_NAME, DiskCache, identity
from mosaic_qgis.reading.quiet import QuietWork
from mosaic_qgis.reading.resources import ReadingResources

# Requests are counted: they are fewer when all images are known from the start.
pytestmark = pytest.mark.usefixtures("patient")

BOUND_S = 30
MUCH = 1 << 30


@pytest.fixture(autouse=True)
def quick_digests(monkeypatch):
    """Stretching takes its time on purpose."""
    monkeypatch.setattr(disk_module, "_STRETCHING", 10)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    """Quiet work is done when a test says so."""
    monkeypatch.setattr(quiet_module, "PAUSE_S", 3600)


@pytest.fixture
def cache(tmp_path):
    made = DiskCache(tmp_path / "images", MUCH)
    yield made
    made.close()


def digest_of(cache: DiskCache, href: str, login: str = "") -> bytes:
    digest = cache.digest(href, login)
    assert digest is not None
    return digest


def test_what_is_kept_is_found_by_another_engine(cache, tmp_path):
    digest = digest_of(cache, "https://h/a.tif")
    cache.keep(digest, '"1"', {0: b"head", 100: b"tile"})
    other = DiskCache(tmp_path / "images", MUCH)
    assert digest_of(other, "https://h/a.tif") == digest
    assert other.image(digest).validator == '"1"'
    assert other.part(digest, '"1"', 0) == b"head"
    assert other.part(digest, '"1"', 100, 104) == b"tile"
    assert other.part(digest, '"1"', 100, 105) is None
    assert other.part(digest, '"2"', 0) is None
    assert other.nbytes == 8
    other.forget(digest)
    assert cache.image(digest) is None
    other.close()


def test_another_version_replaces_the_one_before(cache):
    digest = digest_of(cache, "https://h/a.tif")
    cache.keep(digest, '"1"', {0: b"head", 100: b"tile"})
    cache.keep(digest, '"2"', {0: b"HEAD!"})
    assert cache.part(digest, '"2"', 0) == b"HEAD!"
    assert cache.part(digest, '"2"', 100, 104) is None
    assert cache.nbytes == 5


def test_what_was_not_used_for_longest_goes(tmp_path, monkeypatch):
    cache = DiskCache(tmp_path, 10_000)
    now = [1_000_000.0]
    monkeypatch.setattr(disk_module.time, "time", lambda: now[0])
    digests = [digest_of(cache, f"https://h/{number}.tif") for number in range(30)]
    for digest in digests:
        now[0] += disk_module.TOUCH_S + 1
        cache.keep(digest, '"1"', {0: bytes(1000)})
        assert cache.image(digests[0]) is not None  # used all the time
        assert cache.nbytes <= 10_000
    assert cache.image(digests[29]) is not None
    assert cache.image(digests[1]) is None
    cache.close()
    assert (tmp_path / FILE_NAME).stat().st_size < 500_000


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (("https://h/a.tif", ""), ("https://h/a.tif", ""), True),
        (("https://h/a.tif", ""), ("https://H/a.tif", ""), True),
        (("https://h/a.tif", ""), ("https://h/b.tif", ""), False),
        (("https://h/a.tif", ""), ("http://h/a.tif", ""), False),
        (("https://h/a.tif", "me"), ("https://h/a.tif", "you"), False),
        (("https://h/a.tif", ""), ("https://h/a.tif", "you"), False),
        (("https://me:1@h/a.tif", ""), ("https://me:2@h/a.tif", ""), False),
        (("https://h/a.tif?v=1", ""), ("https://h/a.tif?v=2", ""), False),
        (("https://h/a.tif?token=1", ""), ("https://h/a.tif?token=2", ""), False),
        # Signed anew, as often as the mosaic is opened …
        (("https://h/a.tif?se=1&sig=x&sp=r", ""), ("https://h/a.tif?sp=r&se=2&sig=y", ""), True),
        (("https://h/a?X-Amz-Credential=me/1&X-Amz-Signature=1", ""),
         ("https://h/a?X-Amz-Credential=me/2&X-Amz-Signature=2", ""), True),
        # … but by somebody else, or not at all.
        (("https://h/a?X-Amz-Credential=me/1&X-Amz-Signature=1", ""),
         ("https://h/a?X-Amz-Credential=you/1&X-Amz-Signature=1", ""), False),
        (("https://h/a.tif?se=1&sig=x", ""), ("https://h/a.tif", ""), False),
    ],
)  # fmt: skip
def test_whose_entry_is_whose(first, second, same):
    def stretch(text: str) -> bytes:
        return text.encode()

    assert (identity(*first, stretch) == identity(*second, stretch)) is same


def test_a_file_that_another_engine_keeps_locked_is_waited_for_once(cache, tmp_path, monkeypatch):
    monkeypatch.setattr(disk_module, "BUSY_S", 0.05)
    monkeypatch.setattr(disk_module, "LOCKED_S", 3600)
    digest = digest_of(cache, "https://h/a.tif")
    cache.keep(digest, '"1"', {0: b"head"})
    cache.close()
    tries, connect = [], sqlite3.connect

    def counted(*args, **options):
        tries.append(1)
        return connect(*args, **options)

    other = connect(tmp_path / "images" / FILE_NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr(sqlite3, "connect", counted)
    for number in range(100):
        assert cache.digest(f"https://h/{number}.tif", "") is None
        assert cache.part(digest, '"1"', 0) is None
        cache.keep(digest, '"1"', {100: b"tile"})
    assert len(tries) == 1
    other.execute("ROLLBACK")
    other.close()
    monkeypatch.setattr(disk_module, "LOCKED_S", 0)
    assert cache.part(digest, '"1"', 0) == b"head"


@pytest.fixture
def stretched(monkeypatch):
    """The logins that were made slow to guess."""
    texts, stretch = [], disk_module.hashlib.pbkdf2_hmac

    def noted(name, text, *args):
        texts.append(text)
        return stretch(name, text, *args)

    monkeypatch.setattr(disk_module.hashlib, "pbkdf2_hmac", noted)
    return texts


def test_images_with_a_secret_each_are_not_kept_beyond_some(cache, stretched):
    addresses = [f"https://h/{number}.tif?code={number}" for number in range(100)]
    for _ in range(2):
        digests = [cache.digest(address, "") for address in addresses]
        assert [digest is not None for digest in digests] == [True] * 32 + [False] * 68
        assert len(set(digests[:32])) == 32
    assert len(stretched) == 32
    assert cache.digest("https://h/a.tif", "") is not None, "who has no login is none of them"
    assert cache.digest("https://h/a.tif?code=0", "") is not None


def test_images_signed_one_by_one_are_those_of_one_login(cache, stretched):
    for number in range(100):
        own = f"https://h/{number}.tif"
        assert cache.digest(f"{own}?sv=1&se={number}&sr=b&sp=r&sig={number}", "") is not None
        assert cache.digest(f"{own}?X-Amz-Credential=me/{number}/s3&X-Amz-Signature={number}", "") is not None
        assert cache.digest(f"{own}?Expires={number}&Signature={number}&Key-Pair-Id=K", "") is not None
        assert cache.digest(own, "Bearer mine") is not None
    assert len(stretched) == 2, "the key pair and the bearer"


def test_a_login_being_stretched_holds_up_nobody_without_one(cache, monkeypatch):
    assert cache.digest("https://h/a.tif", "") is not None
    begun, may_end, stretch, times = threading.Event(), threading.Event(), disk_module.hashlib.pbkdf2_hmac, []

    def slow(*args):
        times.append(1)
        begun.set()
        assert may_end.wait(BOUND_S)
        return stretch(*args)

    monkeypatch.setattr(disk_module.hashlib, "pbkdf2_hmac", slow)
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(cache.digest, "https://h/a.tif?token=mine", "") for _ in range(3)]
        assert begun.wait(BOUND_S)
        other = threads.submit(cache.digest, "https://h/a.tif", "")
        try:
            assert other.result(BOUND_S) is not None
        finally:
            may_end.set()
        assert len({future.result(BOUND_S) for future in waiting}) == 1
    assert len(times) == 1


def test_no_secret_is_written(cache, tmp_path):
    digest = digest_of(cache, "https://user:password@host.example/path.tif?token=secret&sig=signed", "Bearer hidden")
    cache.keep(digest, '"1"', {0: b"content"})
    cache.close()
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"content" in written
    for word in (b"password", b"secret", b"signed", b"hidden", b"host.example", b"path.tif", b"token"):
        assert word not in written


@pytest.mark.parametrize("damage", ["rubbish", "empty", "cut", "another program's"])
def test_a_damaged_file_is_made_anew(tmp_path, damage):
    cache = DiskCache(tmp_path, MUCH)
    digest = digest_of(cache, "https://h/a.tif")
    cache.keep(digest, '"1"', {number: bytes(90_000) for number in range(10)})
    cache.close()
    file = tmp_path / FILE_NAME
    if damage == "another program's":
        file.unlink()
        with sqlite3.connect(file) as other:
            other.execute("CREATE TABLE image (x)")
        other.close()
    else:
        content = file.read_bytes()
        file.write_bytes({"rubbish": b"rubbish" * 9000, "empty": b"", "cut": content[: len(content) // 2]}[damage])
    again = DiskCache(tmp_path, MUCH)
    for _ in range(4):
        digest = again.digest("https://h/a.tif", "") or digest
        again.image(digest)
        for number in range(10):
            assert again.part(digest, '"1"', number) in (None, bytes(90_000))
        again.keep(digest, '"1"', {0: bytes(90_000)})
    if damage != "another program's":
        assert again.part(digest, '"1"', 0) == bytes(90_000)
    again.close()


def test_a_body_that_was_half_written_is_dropped(cache, tmp_path):
    digest = digest_of(cache, "https://h/a.tif")
    cache.keep(digest, '"1"', {0: b"whole"})
    with sqlite3.connect(tmp_path / "images" / FILE_NAME) as file:
        file.execute("UPDATE part SET body = ?", (b"whole"[:3] + b"\0\0",))
    file.close()
    assert cache.part(digest, '"1"', 0) is None
    assert cache.image(digest) is None


def test_a_folder_that_cannot_be_used_is_no_harm(tmp_path):
    (tmp_path / "file").write_text("")
    cache = DiskCache(tmp_path / "file" / "images", MUCH)
    assert cache.digest("https://h/a.tif", "") is None
    cache.keep(b"x", '"1"', {0: b"y"})
    assert cache.part(b"x", '"1"', 0) is None
    assert cache.nbytes == 0
    cache.close()


def test_many_engines_and_threads_at_once(tmp_path):
    caches = [DiskCache(tmp_path, 200_000) for _ in range(3)]
    barrier = threading.Barrier(6)

    def use(number: int) -> int:
        cache, found = caches[number % 3], 0
        barrier.wait(BOUND_S)
        for round_ in range(40):
            digest = cache.digest(f"https://h/{round_ % 7}.tif", "")
            if digest is None:
                continue
            cache.keep(digest, '"1"', {0: bytes([round_ % 7]) * 5000})
            body = cache.part(digest, '"1"', 0)
            assert body in (None, bytes([round_ % 7]) * 5000)
            found += body is not None
        return found

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(use, range(6))) > 0
    for cache in caches:
        cache.close()


# Quiet work


def test_quiet_work_waits_for_a_pause_and_closing_drops_it():
    quiet, done = QuietWork(), []
    quiet.stir()
    quiet.add(lambda: done.append(1))
    quiet.add(lambda: 1 / 0)
    quiet.add(lambda: done.append(2))
    assert not done
    assert quiet.finish(BOUND_S)
    assert done == [1, 2]
    other = QuietWork()
    other.stir()
    other.add(lambda: done.append(3))
    other.close()
    other.add(lambda: done.append(4))
    assert done == [1, 2]


# The second session


@pytest.fixture
def server(imagery):  # noqa: F811
    with serving(imagery / "rgb") as made:
        yield made


@pytest.fixture
def session(tmp_path):
    """Makes the resources of an engine that has just started."""
    made: list[ReadingResources] = []

    def start() -> ReadingResources:
        for old in made:
            assert old.finish_quiet_work(BOUND_S)
            old.close()
        made.append(ReadingResources(disk_folder=tmp_path / "cache"))
        return made[-1]

    yield start
    for old in made:
        old.close()


def document_of(server: RangeServer, imagery: Path, path: Path, query: str = "") -> Path:  # noqa: F811
    text = (imagery / "rgb" / "mosaic.json").read_text()
    for image in (imagery / "rgb").glob("*.tif"):
        text = text.replace(f'"{image.name}"', f'"{server.url}/{image.name}{query}"')
    path.write_text(text)
    return path


def view(layer) -> Grid:
    return Grid(layer.description.extent, 60, 40)


def test_the_second_session_asks_for_nothing(server, imagery, session, tmp_path):  # noqa: F811
    path = document_of(server, imagery, tmp_path / "mosaic.json", "?se=1&sig=abc")
    layer = open_layer(path, session())
    first = draw(layer, view(layer))
    assert server.asked
    server.asked.clear()
    # Signed anew.
    path = document_of(server, imagery, tmp_path / "mosaic.json", "?se=2&sig=def")
    resources = session()
    layer = open_layer(path, resources)
    second = draw(layer, view(layer))
    assert np.array_equal(first.pixels, second.pixels)
    assert second.report.complete
    assert server.asked == []
    figures = resources.figures()
    assert 0 < figures.disk_bytes < figures.disk_limit_bytes


def test_finer_tiles_are_asked_for_without_heads(server, imagery, session, tmp_path):  # noqa: F811
    path = document_of(server, imagery, tmp_path / "mosaic.json")
    layer = open_layer(path, session())
    draw(layer, view(layer))
    server.asked.clear()
    layer = open_layer(path, session())
    fine = Grid(layer.description.extent, 1500, 900)
    assert draw(layer, fine).report.complete
    assert server.asked
    assert not [asked for asked in server.asked if asked.range.startswith("bytes=0-")]


def test_another_login_finds_nothing(server, imagery, session, tmp_path):  # noqa: F811
    layer = open_layer(document_of(server, imagery, tmp_path / "mosaic.json", "?token=mine"), session())
    draw(layer, view(layer))
    server.asked.clear()
    layer = open_layer(document_of(server, imagery, tmp_path / "mosaic.json", "?token=yours"), session())
    draw(layer, view(layer))
    assert [asked for asked in server.asked if asked.range.startswith("bytes=0-")]


def test_a_changed_image_is_noticed_when_its_tiles_are_asked_for(server, imagery, session, tmp_path):  # noqa: F811
    path = document_of(server, imagery, tmp_path / "mosaic.json")
    layer = open_layer(path, session())
    draw(layer, view(layer))
    server.tag_of["z33_r0_c0.tif"] = '"new"'
    server.asked.clear()
    layer = open_layer(path, session())
    fine = Grid(layer.description.extent, 1500, 900)
    assert draw(layer, fine).report.complete
    heads = {asked.name for asked in server.asked if asked.range.startswith("bytes=0-")}
    assert heads == {"z33_r0_c0.tif"}


def test_old_entries_are_shown_and_asked_again_in_the_background(server, imagery, session, tmp_path, monkeypatch):  # noqa: F811
    path = document_of(server, imagery, tmp_path / "mosaic.json")
    layer = open_layer(path, session())
    first = draw(layer, view(layer))
    monkeypatch.setattr(remote, "FRESH_S", 0)
    # Nothing is asked in the background before this test says so, however long the drawing takes.
    monkeypatch.setattr(quiet_module, "PAUSE_S", 3600)
    server.tag_of["z33_r0_c0.tif"] = '"new"'
    server.asked.clear()
    resources = session()
    layer = open_layer(path, resources)
    again = draw(layer, view(layer))
    assert np.array_equal(again.pixels, first.pixels)
    known = resources.images_known
    assert resources.finish_quiet_work(BOUND_S)
    asked = [asked for asked in server.asked if "if-none-match" in asked.headers]
    assert {each.name for each in asked} >= {"z33_r0_c0.tif"}
    assert len({each.name for each in asked}) == known
    monkeypatch.setattr(remote, "FRESH_S", 600)
    # The changed one was forgotten, also by the map that showed it.
    assert resources.images_known == known - 1
    server.asked.clear()
    assert draw(layer, view(layer)).report.complete
    assert {each.name for each in server.asked} == {"z33_r0_c0.tif"}
    server.asked.clear()
    draw(layer, view(layer))
    assert server.asked == []


# A long session


@pytest.fixture
def drawn(server, imagery, tmp_path):  # noqa: F811
    """A view of a mosaic that was drawn, and what draws it again; nothing is on disk."""
    resources = ReadingResources()
    path = document_of(server, imagery, tmp_path / "mosaic.json")
    layer = open_layer(path, resources)
    draw(layer, view(layer))
    server.asked.clear()
    yield resources, lambda: draw(open_layer(path, resources), view(layer))
    resources.close()


@pytest.mark.parametrize("on_disk", [False, True])
def test_a_reload_asks_once_whether_images_are_the_same(server, imagery, tmp_path, on_disk):  # noqa: F811
    resources = ReadingResources(disk_folder=tmp_path / "cache" if on_disk else None)
    path = document_of(server, imagery, tmp_path / "mosaic.json")
    layer = open_layer(path, resources)
    first = draw(layer, view(layer))
    assert resources.finish_quiet_work(BOUND_S)
    known = resources.images_known
    server.tag_of["z33_r0_c0.tif"] = '"new"'
    server.asked.clear()
    resources.doubt_known()
    again = open_layer(path, resources)
    second = draw(again, view(again))
    assert second.report.complete and np.array_equal(first.pixels, second.pixels)
    conditional = [asked.name for asked in server.asked if "if-none-match" in asked.headers]
    assert len(conditional) == len(set(conditional)) == known
    assert {asked.name for asked in server.asked if "if-none-match" not in asked.headers} == {"z33_r0_c0.tif"}
    server.asked.clear()
    draw(open_layer(path, resources), view(again))
    assert server.asked == []
    resources.close()


def test_images_that_were_not_asked_for_of_late_are_in_the_background(drawn, server, monkeypatch):
    resources, draw_again = drawn
    draw_again()
    assert server.asked == [], "all is known and young"
    monkeypatch.setattr(remote, "FRESH_S", 0)
    server.tag_of["z33_r0_c0.tif"] = '"new"'
    draw_again()
    assert server.asked == [], "nothing holds up the map"
    monkeypatch.setattr(remote, "FRESH_S", 600)
    known = resources.images_known
    assert resources.finish_quiet_work(BOUND_S)
    assert {asked.name for asked in server.asked if "if-none-match" in asked.headers} >= {"z33_r0_c0.tif"}
    assert resources.images_known == known - 1
    server.asked.clear()
    assert draw_again().report.complete
    assert {asked.name for asked in server.asked} == {"z33_r0_c0.tif"}


def test_an_image_that_is_gone_at_a_reload_is_told(drawn, server):
    resources, draw_again = drawn
    server.status_of["z33_r0_c0.tif"] = 404
    resources.doubt_known()
    assert [failure.asset.rpartition("/")[2] for failure in draw_again().report.skipped] == ["z33_r0_c0.tif"]
