"""SQLite: cogeo-mosaic's databases, the index, transactions, other people's files."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import cogeo_mosaic.backends
import pytest
from stores.documents import document, feature, quadkeys

from mosaic_qgis.backends import MosaicBackend, SQLiteBackend
from mosaic_qgis.backends import sqlite_database as database_module
from mosaic_qgis.backends import sqlite_tables as tables_module
from mosaic_qgis.backends.sqlite import SQLiteAddress
from mosaic_qgis.mosaic.errors import (
    BadDatabaseError,
    BadRequestError,
    MosaicExistsError,
    MosaicNotFoundError,
    MosaicTimeoutError,
)

pytestmark = pytest.mark.filterwarnings("ignore:The mosaic's name:UserWarning")
KEY = "03113320"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "mosaics.db"


def uri(database: Path, name: str = "m") -> str:
    return f"sqlite:///{database}:{name}"


def by_cogeo_mosaic(database: Path, mosaic: dict[str, Any], name: str = "m") -> None:
    with (
        pytest.warns(UserWarning, match="table name"),
        cogeo_mosaic.backends.MosaicBackend(uri(database, name), mosaic_def=mosaic) as theirs,
    ):
        theirs.write()


def query(database: Path, question: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(question, values).fetchall()


# Addresses


@pytest.mark.parametrize(
    ("text", "path", "name"),
    [
        ("sqlite:////data/m.db:a", "/data/m.db", "a"),
        ("sqlite:////data/a b#?.db:x-1_y.z", "/data/a b#?.db", "x-1_y.z"),
        ("sqlite:////data/a:b.db:c", "/data/a:b.db", "c"),
        ("sqlite:///:memory::c", ":memory:", "c"),
        ("SQLite:////data/m.db:a", "/data/m.db", "a"),
    ],
)
def test_addresses(text: str, path: str, name: str) -> None:
    assert SQLiteAddress.from_uri(text) == SQLiteAddress(path=path, mosaic_name=name)


def test_a_relative_path_is_one_of_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert SQLiteAddress.from_uri("sqlite:///m.db:a").path == str(tmp_path / "m.db")
    (tmp_path / "sub").mkdir()
    for address in ("sqlite:///m.db:a", "sqlite:///sub/m.db:a", f"sqlite:///{tmp_path}/absolute.db:a"):
        ours = SQLiteAddress.from_uri(address)
        with cogeo_mosaic.backends.MosaicBackend(address, mosaic_def=document(name="a")) as theirs:
            assert (ours.path, ours.mosaic_name) == (str(Path(theirs.db_path).absolute()), theirs.mosaic_name)


@pytest.mark.parametrize(
    "text",
    [
        "sqlite:///m.db",
        "sqlite://m.db:a",
        "sqlite:///m.db:",
        "sqlite:///:a",
        "sqlite:////data/x:y/m.db",
        "sqlite:///m.db:mosaicjson_metadata",
        "sqlite:///m.db:sqlite_x",
    ],
)
def test_wrong_addresses_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="SQLite"):
        MosaicBackend(text)


# With cogeo-mosaic


def test_its_databases_are_read(database: Path) -> None:
    by_cogeo_mosaic(database, document())
    with MosaicBackend(uri(database)) as ours, cogeo_mosaic.backends.MosaicBackend(uri(database)) as theirs:
        assert ours.mosaic_def.model_dump(mode="json") == theirs.mosaic_def.model_dump(mode="json")
        assert ours.get_assets(*_tile(KEY)) == theirs.get_assets(*_tile(KEY)) == document()["tiles"][KEY]
        assert ours._quadkeys == sorted(theirs._quadkeys)
        assert SQLiteBackend.list_mosaics_in_db(str(database)) == ["m"]


def test_its_databases_are_extended(database: Path) -> None:
    by_cogeo_mosaic(database, document())
    with MosaicBackend(uri(database)) as ours:
        ours.update([feature(KEY, "new.tif"), feature("11111111", "other.tif")])
        ours.mosaic_def.model_extra["added"] = {"by": "us"}
        ours.write(overwrite=True)
    with cogeo_mosaic.backends.MosaicBackend(uri(database)) as theirs:
        assert theirs.mosaic_def.version == "1.0.1"
        assert theirs.get_assets(*_tile(KEY)) == ["new.tif", *document()["tiles"][KEY]]
        assert theirs.get_assets(*_tile("11111111")) == ["other.tif"]
    assert MosaicBackend(uri(database)).mosaic_def.model_extra == {"added": {"by": "us"}}


def test_it_reads_and_extends_ours(database: Path) -> None:
    MosaicBackend(uri(database), mosaic_def=document()).write()
    with cogeo_mosaic.backends.MosaicBackend(uri(database)) as theirs:
        assert theirs.get_assets(*_tile(KEY)) == document()["tiles"][KEY]
        theirs.update([feature(KEY, "theirs.tif")])
    with MosaicBackend(uri(database)) as ours:
        assert ours.get_assets(*_tile(KEY))[0] == str(database.parent / "theirs.tif")
        assert ours.mosaic_def.model_extra == {"x_provider": document()["x_provider"]}


def _tile(quadkey: str) -> tuple[int, int, int]:
    from mosaic_qgis.mosaic.quadkeys import tile_of_quadkey

    return tile_of_quadkey(quadkey)


# The index


def plan_of(backend: Any, question: str, *values: Any) -> str:
    with backend._tables._database.reading() as connection:
        return " ".join(str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {question}", values))


def test_lookups_use_the_index(database: Path) -> None:
    MosaicBackend(uri(database, "größe 1"), mosaic_def=document(quadkeys(2000))).write()
    backend = MosaicBackend(uri(database, "größe 1"))
    table = '"größe 1"'
    for template, values in ((tables_module._TILES_AT, ("0",)), (tables_module._TILES_FROM, ("0", "4", 1, 0))):
        plan = plan_of(backend, template.format(table=table, marks="?"), *values)
        assert "USING INDEX" in plan
        assert "SCAN" not in plan


def test_a_database_without_an_index_gets_a_temporary_one(database: Path) -> None:
    mosaic = document(quadkeys(3000))
    by_cogeo_mosaic(database, mosaic)
    before = database.read_bytes()
    with MosaicBackend(uri(database)) as backend:
        memory = MosaicBackend(None, mosaic_def=mosaic)
        for zoom in (10, 8, 6, 3, 0):
            assert backend.assets_for_tile(0, 0, zoom) == memory.assets_for_tile(0, 0, zoom)
        plan = plan_of(backend, tables_module._TILES_AT_PLACES.format(table='"m"', marks="?"), "0")
        assert "PRIMARY KEY (quadkey=?)" in plan
        assert backend.tile_count == 3000
        assert "SCAN" not in plan
    assert database.read_bytes() == before
    with MosaicBackend(uri(database)) as writer:
        reader = MosaicBackend(uri(database))
        assert reader.assets_for_tile(0, 0, 8)
        writer.update([feature("00000000", "new.tif")])
        assert reader.assets_for_tile(0, 0, 8)[0] == str(database.parent / "new.tif")
    (row,) = query(database, "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND tbl_name = 'm'")
    assert row == (1,)


def test_rows_are_read_page_by_page(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = quadkeys(700)
    MosaicBackend(uri(database), mosaic_def=document(keys)).write()
    with closing(sqlite3.connect(database)) as connection, connection:
        # Somebody else's database may have a quadkey several times, here across the end of a page.
        for number in range(40):
            connection.execute("INSERT INTO m VALUES (?, ?)", (keys[90], json.dumps([f"again-{number}.tif"])))
    monkeypatch.setattr(tables_module, "_PAGE_ROWS", 16)
    backend = MosaicBackend(uri(database))
    rows = list(backend._tables.tiles_below(""))
    assert len(rows) == 740
    assert [key for key, _ in rows] == sorted([*keys, *[keys[90]] * 40])
    assert {asset for _, assets in rows for asset in assets} >= {f"again-{number}.tif" for number in range(40)}
    assert len(backend.get_assets(*_tile(keys[90]))) == 42
    first = backend._tables.tiles_below("")
    assert next(first)[0] == keys[0]


# Transactions


def test_a_broken_update_changes_nothing(database: Path) -> None:
    MosaicBackend(uri(database), mosaic_def=document()).write()
    query(database, 'UPDATE m SET assets = \'{"not": "a list"}\' WHERE quadkey = ?', "03113321")
    before = query(database, "SELECT * FROM m"), query(database, "SELECT version, bounds FROM mosaicjson_metadata")
    backend = MosaicBackend(uri(database))
    with pytest.raises(BadDatabaseError, match="03113321"):
        backend.update([feature(KEY, "new.tif"), feature("03113321", "new.tif")])
    assert before == (
        query(database, "SELECT * FROM m"),
        query(database, "SELECT version, bounds FROM mosaicjson_metadata"),
    )
    assert backend.mosaic_def.version == "1.0.0"


def test_reading_goes_on_while_somebody_writes_ahead(database: Path) -> None:
    MosaicBackend(uri(database), mosaic_def=document()).write()
    query(database, "PRAGMA journal_mode = wal")
    backend = MosaicBackend(uri(database))
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM m")
        assert backend.get_assets(*_tile(KEY)) == document()["tiles"][KEY]
        assert MosaicBackend(uri(database)).tile_count == 3
        writer.execute("COMMIT")
    assert backend.get_assets(*_tile(KEY)) == []


def test_waiting_for_another_writer_is_bounded(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    MosaicBackend(uri(database), mosaic_def=document()).write()
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_S", 0.1)
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(MosaicTimeoutError, match="somebody else"):
            MosaicBackend(uri(database)).update([feature(KEY, "new.tif")])


def test_only_writing_makes_a_database(database: Path) -> None:
    backend = MosaicBackend(uri(database), mosaic_def=document())
    for action in (backend.delete, lambda: backend.update([feature(KEY, "new.tif")])):
        with pytest.raises(MosaicNotFoundError):
            action()
    assert not database.exists()
    backend.write()
    assert database.exists()


def test_another_file_in_its_place_is_noticed(database: Path, tmp_path: Path) -> None:
    MosaicBackend(uri(database), mosaic_def=document()).write()
    backend = MosaicBackend(uri(database))
    assert backend.refresh() is False
    other = tmp_path / "other.db"
    MosaicBackend(uri(other), mosaic_def=document([KEY], tiles={KEY: ["/new.tif"]}, attribution="other")).write()
    other.replace(database)
    assert backend.get_assets(*_tile(KEY)) == ["/new.tif"]
    assert backend.refresh() is True
    assert backend.mosaic_def.attribution == "other"
    database.unlink()
    with pytest.raises(MosaicNotFoundError):
        backend.get_assets(*_tile(KEY))


def test_a_deleted_mosaic_is_not_found(database: Path) -> None:
    MosaicBackend(uri(database), mosaic_def=document()).write()
    MosaicBackend(f"sqlite:///{database}:other", mosaic_def=document()).write()
    mine, theirs = MosaicBackend(uri(database)), MosaicBackend(uri(database))
    theirs.delete()
    for backend in (mine, theirs):
        for action in (
            lambda backend=backend: backend.get_assets(*_tile(KEY)),
            lambda backend=backend: backend.info(quadkeys=True),
            lambda backend=backend: backend.write(overwrite=True),
            lambda backend=backend: backend.update([feature(KEY, "new.tif")]),
            backend.delete,
            backend.refresh,
        ):
            with pytest.raises(MosaicNotFoundError):
                action()
    assert SQLiteBackend.list_mosaics_in_db(str(database)) == ["other"]


def test_several_threads_update_and_nothing_is_lost(database: Path) -> None:
    MosaicBackend(uri(database), mosaic_def=document()).write()
    failures: list[BaseException] = []

    def work(worker: int) -> None:
        try:
            with MosaicBackend(uri(database)) as backend:
                for number in range(5):
                    backend.update([feature(KEY, f"{worker}-{number}.tif")])
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    with MosaicBackend(uri(database)) as backend:
        assert len(backend.get_assets(*_tile(KEY))) == 22
        assert backend.mosaic_def.version == "1.0.20"


# What else is in the file


def test_writing_what_was_read_keeps_its_tiles(database: Path) -> None:
    MosaicBackend(uri(database), mosaic_def=document()).write()
    backend = MosaicBackend(uri(database))
    backend.mosaic_def.attribution = "new"
    backend.write(overwrite=True)
    assert MosaicBackend(uri(database)).mosaic_def.attribution == "new"
    assert MosaicBackend(uri(database)).tile_count == 3


def test_several_mosaics_share_a_database(database: Path) -> None:
    names = ["a", 'b "quoted"', "c; DROP TABLE a", "mosaïk", "select"]
    for name in names:
        MosaicBackend(uri(database, name), mosaic_def=document(attribution=name)).write()
    assert SQLiteBackend.list_mosaics_in_db(f"sqlite:///{database}") == names
    for name in names:
        with MosaicBackend(uri(database, name)) as backend:
            assert (backend.mosaic_def.name, backend.mosaic_def.attribution) == (name, name)
            assert backend.tile_count == 3
    MosaicBackend(uri(database, names[1])).delete()
    assert SQLiteBackend.list_mosaics_in_db(str(database)) == [names[0], *names[2:]]
    with pytest.raises(BadRequestError):
        SQLiteBackend.list_mosaics_in_db(str(database) + ".none")


def test_a_table_of_somebody_else_is_not_replaced_unasked(database: Path) -> None:
    query(database, "CREATE TABLE m (precious TEXT)")
    with pytest.raises(MosaicExistsError, match="table 'm' already"):
        MosaicBackend(uri(database), mosaic_def=document()).write()
    with pytest.raises(MosaicNotFoundError):
        MosaicBackend(uri(database))
    assert SQLiteBackend.list_mosaics_in_db(str(database)) == []


def test_a_database_of_another_program_is_left_alone(database: Path) -> None:
    # A GeoPackage says this.
    query(database, "PRAGMA user_version = 10300")
    query(database, "CREATE TABLE gpkg_contents (x)")
    before = database.read_bytes()
    with pytest.raises(BadDatabaseError, match="10300"):
        MosaicBackend(uri(database), mosaic_def=document()).write()
    assert database.read_bytes() == before


def test_an_older_layout_is_read_and_brought_up_to_date(database: Path) -> None:
    query(
        database,
        "CREATE TABLE mosaicjson_metadata (mosaicjson TEXT NOT NULL, name TEXT NOT NULL, description TEXT, "
        "version TEXT NOT NULL, attribution TEXT, minzoom INTEGER NOT NULL, maxzoom INTEGER NOT NULL, "
        "quadkey_zoom INTEGER, bounds JSON NOT NULL, center JSON)",
    )
    query(
        database,
        "INSERT INTO mosaicjson_metadata VALUES ('0.0.2', 'm', NULL, '1.0.0', NULL, 8, 12, 8, '[0, 0, 1, 1]', NULL)",
    )
    query(database, "CREATE TABLE m (quadkey TEXT NOT NULL, assets JSON NOT NULL)")
    query(database, "INSERT INTO m VALUES ('03113320', '[\"a.tif\"]')")
    query(database, "PRAGMA user_version = 1")
    with MosaicBackend(uri(database)) as backend:
        assert backend.mosaic_def.bounds == (0, 0, 1, 1)
        with pytest.warns(UserWarning, match=r"0\.0\.3"):
            backend.update([feature(KEY, "b.tif")], asset_prefix=None)
        assert [Path(asset).name for asset in backend.get_assets(*_tile(KEY))] == ["b.tif", "a.tif"]
    assert query(database, "PRAGMA user_version") == [(3,)]
    with cogeo_mosaic.backends.MosaicBackend(uri(database)) as theirs:
        assert theirs.get_assets(*_tile(KEY)) == ["b.tif", "a.tif"]


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 2000])
def test_what_is_no_database_is_told(database: Path, content: bytes) -> None:
    database.write_bytes(content)
    with pytest.raises(BadDatabaseError, match="damaged"):
        MosaicBackend(uri(database))


@pytest.mark.parametrize("column", ["bounds", "colormap"])
def test_damaged_json_is_told(database: Path, column: str) -> None:
    MosaicBackend(uri(database), mosaic_def=document()).write()
    query(database, f"UPDATE mosaicjson_metadata SET {column} = '[1, 2'")
    with pytest.raises(BadDatabaseError, match=column):
        MosaicBackend(uri(database))


def test_keys_of_several_lengths_are_found(database: Path) -> None:
    mosaic = document(["12", "1202", "120220", "3", ""], quadkey_zoom=4)
    MosaicBackend(uri(database), mosaic_def=mosaic).write()
    backend, memory = MosaicBackend(uri(database)), MosaicBackend(None, mosaic_def=mosaic)
    for z in range(9):
        for x in range(0, 1 << z, max(1, 1 << z >> 3)):
            for y in range(0, 1 << z, max(1, 1 << z >> 3)):
                assert backend.assets_for_tile(x, y, z) == memory.assets_for_tile(x, y, z)
    assert backend.assets_for_tile(-1, 0, 2) == backend.assets_for_tile(4, 0, 2) == []


def test_a_database_in_memory_lives_with_its_backend() -> None:
    backend = MosaicBackend("sqlite:///:memory::m", mosaic_def=document())
    backend.write()
    with pytest.raises(MosaicExistsError):
        backend.write()
    backend.update([feature(KEY, "new.tif")])
    assert backend.get_assets(*_tile(KEY))[0] == "new.tif"
    with pytest.raises(MosaicNotFoundError):
        MosaicBackend("sqlite:///:memory::m")


def test_the_name_becomes_that_of_the_table(database: Path) -> None:
    with pytest.warns(UserWarning, match="becomes that of its table, 'm'"):
        assert MosaicBackend(uri(database), mosaic_def=document()).mosaic_def.name == "m"


def test_a_closed_backend_can_still_be_asked(database: Path) -> None:
    with MosaicBackend(uri(database), mosaic_def=document()) as backend:
        backend.write()
    with MosaicBackend(uri(database)) as reader:
        assert reader.tile_count == 3
    assert reader.tile_count == 3
    reader.close()


def test_some_assets_of_a_wide_box_are_found_without_reading_the_others(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    MosaicBackend(uri(database), mosaic_def=document(quadkeys(3000))).write()
    backend = MosaicBackend(uri(database))
    monkeypatch.setattr(tables_module, "_PAGE_ROWS", 16)
    read: list[str] = []
    tiles_below = backend._tables.tiles_below

    def counted(prefix: str) -> Any:
        for key, assets in tiles_below(prefix):
            read.append(key)
            yield key, assets

    monkeypatch.setattr(backend._tables, "tiles_below", counted)
    everywhere = (-180.0, -85.0, 180.0, 85.0)
    found = backend.lookup_bbox(*everywhere, limit=20)
    assert found.is_truncated
    assert len(found.assets) == 20
    assert len(read) < 20
    whole = backend.lookup_bbox(*everywhere)
    assert len(whole.assets) == 6000
    assert not backend.lookup_bbox(*everywhere, limit=6000).is_truncated
    assert backend.lookup_bbox(*everywhere, limit=6000) == whole
