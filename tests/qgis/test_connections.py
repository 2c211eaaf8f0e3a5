"""Saved mosaics and recent ones, in the settings and in files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsSettings

from mosaic_qgis.host.connections import MOST_RECENT, Connection, Connections

STAC = 'stac+https://host/search|query={"collections":%5B"a"%5D}|authcfg=a1b2c3d'


@pytest.fixture
def saved(qgis_app: QgsApplication) -> Iterator[Connections]:
    for key in ("connections", "recent"):
        QgsSettings().remove(f"mosaic_qgis/{key}")
    yield Connections()
    for key in ("connections", "recent"):
        QgsSettings().remove(f"mosaic_qgis/{key}")


def names(saved: Connections) -> list[str]:
    return [each.name for each in saved.all()]


def test_what_is_saved_is_there_for_the_next_one(saved: Connections) -> None:
    told: list[None] = []
    saved.changed.connect(lambda: told.append(None))
    saved.save(Connection(name="Ortho/2024 ä", source="/data/ö|x=1.json"))
    saved.save(Connection(name="landsat", source=STAC))
    assert Connections().all() == [
        Connection(name="landsat", source=STAC),
        Connection(name="Ortho/2024 ä", source="/data/ö|x=1.json"),
    ]
    assert len(told) == 2


def test_names_are_unique_and_change(saved: Connections) -> None:
    saved.save(Connection(name="a", source="/a.json"))
    saved.save(Connection(name="b", source="/b.json"))
    with pytest.raises(ValueError, match="called “a” already"):
        saved.save(Connection(name="a", source="/c.json"))
    with pytest.raises(ValueError, match="called “b” already"):
        saved.rename("a", "b")
    with pytest.raises(ValueError, match="no connection called “z”"):
        saved.rename("z", "y")
    saved.rename("a", "c")
    saved.save(Connection(name="c", source="/new.json"), replace="c")
    assert saved.get("c") == Connection(name="c", source="/new.json")
    assert saved.free_name("c") == "c (2)"
    saved.remove("b")
    saved.remove("b")
    assert names(saved) == ["c"]


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        ("", "/a.json", "needs a name"),
        ("a", " ", "needs a file or URL"),
        ("a", "https://me:pw@host/a.json", "password or key"),
        ("a", "https://host/a.json?sig=abc", "password or key"),
    ],
)
def test_what_cannot_be_saved(name: str, source: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Connection(name=name, source=source)


def test_to_a_file_and_back(saved: Connections, tmp_path: Path) -> None:
    file = str(tmp_path / "connections.xml")
    saved.save(Connection(name='quo"te & <tag>', source=STAC))
    saved.save(Connection(name="b", source="/b.json"))
    assert saved.export_to(file) == 2
    assert saved.export_to(str(tmp_path / "one.xml"), ["b"]) == 1
    before = saved.all()
    saved.remove("b")
    assert saved.import_from(file).added == ("b", 'quo"te & <tag>')
    assert saved.all() == before, "the same ones are not doubled"
    saved.save(Connection(name="b", source="/other.json"), replace="b")
    assert saved.import_from(file).added == ("b (2)", 'quo"te & <tag>')
    assert saved.get("b") == Connection(name="b", source="/other.json")


def test_files_of_others(saved: Connections, tmp_path: Path) -> None:
    file = tmp_path / "c.xml"
    with pytest.raises(OSError, match=r"."):
        saved.import_from(str(file))
    for text in ("", "{}", "<qgsXYZTilesConnections/>", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="holds no connections"):
            saved.import_from(str(file))
    file.write_text(
        '<mosaicJsonConnections><mosaicjson name="s" source="https://u:p@h/a.json"/>'
        '<mosaicjson name="good" source="/a.json"/></mosaicJsonConnections>',
        encoding="utf-8",
    )
    result = saved.import_from(str(file))
    assert (result.added, len(result.refused)) == (("good",), 1)
    with pytest.raises(OSError, match=r"."):
        saved.export_to(str(tmp_path / "no" / "folder.xml"))


def test_files_that_mean_harm(saved: Connections, tmp_path: Path) -> None:
    file = tmp_path / "c.xml"
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    for declared in (f'<!ENTITY e0 "lol">{entities}', '<!ENTITY e9 SYSTEM "file:///etc/hostname">'):
        text = f'<!DOCTYPE x [{declared}]><mosaicJsonConnections><mosaicjson name="&e9;" source="/&e9;"/></mosaicJsonConnections>'
        file.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="holds no connections"):
            saved.import_from(str(file))
    same = "".join(f'<mosaicjson name="n" source="/{number}.json"/>' for number in range(20))
    file.write_text(f"<mosaicJsonConnections>{same}</mosaicJsonConnections>", encoding="utf-8")
    assert saved.import_from(str(file)).added == ("n", *(f"n ({number})" for number in range(2, 21)))
    assert saved.import_from(str(file)).added[0] == "n"
    odd = Connection(name="line\nbreak <b> \u202e😀 %2F|", source="/ü %25|x.json")
    saved.save(odd)
    assert saved.export_to(str(file), [odd.name]) == 1
    saved.remove(odd.name)
    assert saved.import_from(str(file)).added == (odd.name,) and saved.get(odd.name) == odd


def test_recent_ones(saved: Connections) -> None:
    for number in range(MOST_RECENT + 5):
        saved.remember(f"/{number}.json")
    saved.remember("/20.json")
    saved.remember("https://me:pw@host/a.json")
    recent = saved.recent()
    assert recent[:3] == ["/20.json", "/24.json", "/23.json"]
    assert len(recent) == MOST_RECENT
    saved.forget_recent("/24.json")
    assert saved.recent()[1] == "/23.json"
    saved.forget_recent()
    assert saved.recent() == []


@pytest.mark.parametrize("text", ["{", '{"a": 1}', "[1, null]", '[{"name": "x"}]'])
def test_settings_that_somebody_else_wrote(saved: Connections, text: str) -> None:
    for key in ("connections", "recent"):
        QgsSettings().setValue(f"mosaic_qgis/{key}", text)
    assert (saved.all(), saved.recent()) == ([], [])
