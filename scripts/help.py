"""Makes the help pages of the plugin from docs/: ``help.py FOLDER`` (part of `make package`).

Development only. The user guide becomes one page for each `<!-- help: topic -->` in it, some other documents a page each; links
between them lead to the right page, links to what is not packed lead to the homepage, pictures are scaled down. Fails when a
link or a picture leads nowhere, so that no package has one.
"""

from __future__ import annotations

import argparse
import html
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from dataclasses import dataclass, field
from pathlib import Path

import rasterio
from markdown_it import MarkdownIt
from markdown_it.token import Token
from rasterio.enums import Resampling
from rasterio.errors import NotGeoreferencedWarning

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
GUIDE = "user-guide.md"
OTHERS = ("stac.md", "library.md", "cluster.md")
"""Documents that the guide refers to and that are packed whole."""
TITLES = {
    "getting-started": "Getting Started",
    "add-layer": "Opening a Mosaic",
    "stac-search": "Searching STAC",
    "credentials": "Credentials",
    "browser": "Browser, Drop and Paste",
    "layer": "Working With the Layer",
    "processing": "Processing Algorithms",
    "options": "Options",
    "backends": "Addresses and Stores",
    "troubleshooting": "Troubleshooting",
}
"""The pages of the guide in the order in which they are listed."""
WIDEST_PX = 880
_MARK = re.compile(r"(?m)^<!-- help: ([a-z-]+) -->$")
_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 1rem 1.5rem 4rem; }
nav ul { list-style: none; padding: 0 0 .8rem; border-bottom: 1px solid GrayText; }
nav li { display: inline-block; margin: 0 1.2rem .2rem 0; }
nav [aria-current] { font-weight: bold; color: inherit; text-decoration: none; }
img { max-width: 100%; height: auto; border: 1px solid GrayText; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid GrayText; padding: .25rem .6rem; text-align: left; vertical-align: top; }
pre { overflow-x: auto; padding: .6rem .8rem; border: 1px solid GrayText; }
code { font-size: .92em; }
"""


@dataclass(kw_only=True)
class Page:
    """A page on its way."""

    name: str
    """Its file without ".html"."""
    tokens: list[Token]
    title: str = ""
    """Shown above a page of the guide; another one has its own first heading."""
    anchors: list[str] = field(default_factory=list)


class HelpError(Exception):
    """The documents cannot become pages; the text says which link or picture is wrong."""


def build(target: Path, docs: Path = DOCS, *, may_lack: tuple[str, ...] = ()) -> list[Path]:
    """Write all pages with their pictures into a folder that is made; returns the pages.

    Pictures that `may_lack` names by their beginnings may be missing: those that are made with the package to be built.
    """
    markdown = MarkdownIt("commonmark").enable("table")
    guide = (docs / GUIDE).read_text(encoding="utf-8")
    parts = topics(guide)
    if parts.keys() != TITLES.keys():
        raise HelpError(f"{GUIDE} must have the topics {', '.join(TITLES)}, it has {', '.join(parts)}")
    pages = [Page(name=name, title=title, tokens=markdown.parse(parts[name])) for name, title in TITLES.items()]
    pages += [
        Page(name=Path(name).stem, tokens=markdown.parse((docs / name).read_text(encoding="utf-8"))) for name in OTHERS
    ]
    for page in pages:
        _name_headings(page)
    places = {anchor: page.name for page in reversed(pages) for anchor in page.anchors}
    target.mkdir(parents=True)
    written = []
    for page in pages:
        for token in _inline(page.tokens):
            if token.type == "link_open":
                token.attrs["href"] = _link(str(token.attrs["href"]), page, pages, places, docs)
            elif token.type == "image":
                token.attrs["src"] = _picture(str(token.attrs["src"]), docs, target, may_lack)
        body = markdown.renderer.render(page.tokens, markdown.options, {})
        if page.name in TITLES:
            body = f"<h1>{html.escape(page.title)}</h1>\n{body}"
        path = target / f"{page.name}.html"
        path.write_text(_document(page, pages, body), encoding="utf-8")
        written.append(path)
    return written


def topics(guide: str) -> dict[str, str]:
    """The parts of the guide by their topic; parts with the same topic come together."""
    _before, *marked = _MARK.split(guide)
    parts: dict[str, str] = {}
    for name, text in zip(marked[::2], marked[1::2], strict=True):
        parts[name] = parts.get(name, "") + text
    return parts


def slug(text: str) -> str:
    """What a heading is called in links, as on GitHub."""
    return re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-")


def _name_headings(page: Page) -> None:
    for opening, content in zip(page.tokens, page.tokens[1:], strict=False):
        if opening.type != "heading_open":
            continue
        text = "".join(child.content for child in content.children or ())
        page.title = page.title or text
        anchor = slug(text)
        times = sum(
            each == anchor or re.fullmatch(rf"{re.escape(anchor)}-\d+", each) is not None for each in page.anchors
        )
        anchor = f"{anchor}-{times}" if times else anchor
        opening.attrs["id"] = anchor
        page.anchors.append(anchor)


def _inline(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _inline(token.children or [])


def _link(href: str, page: Page, pages: list[Page], places: Mapping[str, str], docs: Path) -> str:
    """Where a link of a document leads among the pages."""
    if re.match(r"[a-z]+:", href):
        return href
    file, _, anchor = href.partition("#")
    if anchor and (not file or file == GUIDE) and anchor not in page.anchors:
        if anchor not in places:
            raise HelpError(f"{page.name}: the link {href} leads to no heading")
        return f"{places[anchor]}.html#{anchor}"
    if not file:
        return href
    if file == GUIDE:
        return f"{pages[0].name}.html"
    if file in OTHERS:
        other = next(each for each in pages if each.name == Path(file).stem)
        if anchor and anchor not in other.anchors:
            raise HelpError(f"{page.name}: the link {href} leads to no heading")
        return f"{other.name}.html{'#' if anchor else ''}{anchor}"
    if not (docs / file).resolve().is_file():
        raise HelpError(f"{page.name}: the link {href} leads to no file")
    return f"{homepage()}/blob/main/{(docs / file).resolve().relative_to(docs.resolve().parent).as_posix()}"


def _picture(source: str, docs: Path, target: Path, may_lack: tuple[str, ...]) -> str:
    """Put a picture beside the pages, as wide as pages are at most."""
    original = docs / source
    if not original.is_file():
        if source.startswith(may_lack):
            print(f"The help has no picture {source} yet.", file=sys.stderr)
            return source
        raise HelpError(f"there is no picture {source}")
    path = target / "images" / original.name
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(_scaled(original))
    return f"images/{original.name}"


def _scaled(original: Path) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(original) as picture:
            if picture.width <= WIDEST_PX:
                return original.read_bytes()
            height = round(picture.height * WIDEST_PX / picture.width)
            pixels = picture.read(out_shape=(picture.count, height, WIDEST_PX), resampling=Resampling.average)
        with rasterio.MemoryFile() as memory:
            count, height, width = pixels.shape
            with memory.open(driver="PNG", count=count, height=height, width=width, dtype="uint8", zlevel=9) as scaled:
                scaled.write(pixels)
            # Averaged pixels have more colours: now and then that takes more room.
            return min(bytes(memory.read()), original.read_bytes(), key=len)


def homepage() -> str:
    """Where the project is, as metadata.txt says."""
    metadata = ConfigParser()
    metadata.read(ROOT / "metadata.txt", encoding="utf-8")
    return metadata["general"]["homepage"]


def _document(page: Page, pages: list[Page], body: str) -> str:
    here = ' aria-current="page"'
    entries = "".join(
        f'<li><a{here if each is page else ""} href="{each.name}.html">{html.escape(each.title)}</a></li>'
        for each in pages
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{html.escape(page.title)} – MosaicJSON</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>{_STYLE}</style>\n</head>\n<body>\n'
        f"<nav><ul>{entries}</ul></nav>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def main() -> None:
    """Make the pages in the folder that the command line names."""
    parser = argparse.ArgumentParser(description="Make the help pages of the plugin from docs/.")
    parser.add_argument("folder", type=Path, help="where the pages are put; must not be there yet")
    print(f"{len(build(parser.parse_args().folder))} pages")


if __name__ == "__main__":
    main()
