"""The packed help: every topic of the windows has its page, every link and picture leads somewhere."""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from scripts import help as help_pages
from scripts.help import DOCS, WIDEST_PX, HelpError

ROOT = Path(__file__).resolve().parents[2]


class Reader(HTMLParser):
    """What a page has and where it leads."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if tag == "img":
            self.pictures.append((given["src"], given.get("alt", "")))
        if re.fullmatch(r"h\d", tag):
            self.headings.append(tag)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages") / "help"
    help_pages.build(folder)
    return folder


def guide(docs: Path, **parts: str) -> None:
    """Documents of which only what matters has a content; `parts` are by topic, with "_" for "-"."""
    docs.mkdir(exist_ok=True)
    for name in help_pages.OTHERS:
        (docs / name).write_text("# Other\n", encoding="utf-8")
    texts = dict.fromkeys(help_pages.TITLES, "") | {name.replace("_", "-"): text for name, text in parts.items()}
    (docs / "user-guide.md").write_text(
        "# Guide\n" + "".join(f"\n<!-- help: {name} -->\n\n{text}\n" for name, text in texts.items()), encoding="utf-8"
    )


def topics() -> tuple[str, ...]:
    """Those that windows can name; the module itself needs QGIS."""
    tree = ast.parse((ROOT / "mosaic_qgis" / "host" / "help.py").read_text(encoding="utf-8"))
    (value,) = [each.value for each in tree.body if isinstance(each, ast.AnnAssign) and each.target.id == "TOPICS"]
    return ast.literal_eval(value)


def test_every_topic_has_a_page_and_every_page_is_a_topic_or_a_document(folder: Path) -> None:
    documents = {Path(name).stem for name in help_pages.OTHERS}
    assert {path.stem for path in folder.glob("*.html")} == {*topics(), *documents}


def test_links_and_pictures_lead_somewhere(folder: Path) -> None:
    pages = {path.name: Reader(path) for path in folder.glob("*.html")}
    for name, page in pages.items():
        assert page.headings[0] == "h1", name
        assert len(set(page.ids)) == len(page.ids), name
        for link in page.links:
            if link.startswith(("http://", "https://")):
                continue
            file, _, anchor = link.partition("#")
            assert not file or file in pages, f"{name}: {link}"
            assert not anchor or anchor in pages[file or name].ids, f"{name}: {link}"
        for source, description in page.pictures:
            assert (folder / source).read_bytes().startswith(b"\x89PNG"), f"{name}: {source}"
            assert description, f"{name}: {source} has no words for who cannot see it"


def test_pictures_are_small(folder: Path) -> None:
    for path in (folder / "images").glob("*"):
        assert path.stat().st_size <= (DOCS / "images" / path.name).stat().st_size < 200_000, path.name


def test_wide_pictures_are_scaled(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "images").mkdir(parents=True)
    (docs / "images" / "demo.png").write_bytes((DOCS / "images" / "demo.png").read_bytes())
    guide(docs, layer="## Layer\n\n![A map](images/demo.png)")
    help_pages.build(tmp_path / "help", docs)
    scaled = (tmp_path / "help" / "images" / "demo.png").read_bytes()
    assert int.from_bytes(scaled[16:20], "big") <= WIDEST_PX
    assert len(scaled) < (docs / "images" / "demo.png").stat().st_size


@pytest.mark.parametrize(
    "wrong", ["[x](#nowhere)", "[x](stac.md#nowhere)", "[x](gone.md)", "![x](images/gone.png)", "[x](user-guide.md#no)"]
)
def test_what_leads_nowhere_fails(tmp_path: Path, wrong: str) -> None:
    docs = tmp_path / "docs"
    guide(docs, layer=f"## Layer\n\n{wrong}")
    with pytest.raises(HelpError):
        help_pages.build(tmp_path / "help", docs)


def test_a_guide_without_a_topic_fails(tmp_path: Path) -> None:
    guide(tmp_path / "docs")
    path = tmp_path / "docs" / "user-guide.md"
    path.write_text(path.read_text(encoding="utf-8").replace("help: browser", "help: tree"), encoding="utf-8")
    with pytest.raises(HelpError, match="browser"):
        help_pages.build(tmp_path / "help", tmp_path / "docs")


def test_parts_of_a_topic_come_together_and_links_follow(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    guide(
        docs,
        layer="## Layer\n\n[see](#limits) [why](adr/1.md) [assets](stac.md#assets)\n",
        options="## Limits\n\n| a | b |\n|---|---|\n| `x` | y |\n\n<!-- help: layer -->\n\n## Second part\n\n### Limits",
    )
    (docs / "adr").mkdir()
    (docs / "adr" / "1.md").write_text("# One\n", encoding="utf-8")
    back = "# STAC\n\n## Assets\n\n[back](user-guide.md#second-part) [home](user-guide.md)\n"
    (docs / "stac.md").write_text(back, encoding="utf-8")
    help_pages.build(tmp_path / "help", docs)
    layer, stac = Reader(tmp_path / "help" / "layer.html"), Reader(tmp_path / "help" / "stac.html")
    assert layer.ids == ["layer", "second-part", "limits"] and layer.headings == ["h1", "h2", "h2", "h3"]
    assert "#limits" in layer.links and "stac.html#assets" in layer.links
    assert [link for link in layer.links if link.endswith("/blob/main/docs/adr/1.md")]
    assert "layer.html#second-part" in stac.links and "getting-started.html" in stac.links
    assert "<table>" in (tmp_path / "help" / "options.html").read_text(encoding="utf-8")
