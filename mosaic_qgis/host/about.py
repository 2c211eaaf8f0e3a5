"""Facts about the plugin itself: its version and where its own files are. QGIS side, pure; reads files, never writes."""

from __future__ import annotations

from configparser import ConfigParser
from functools import cache
from pathlib import Path

PROVIDER_KEY = "mosaicjson"
TITLE = "MosaicJSON"
PLUGIN_FOLDER = Path(__file__).resolve().parents[2]


@cache
def _metadata() -> dict[str, str]:
    metadata = ConfigParser()
    metadata.read(PLUGIN_FOLDER / "metadata.txt", encoding="utf-8")
    return dict(metadata["general"]) if metadata.has_section("general") else {}


def version() -> str:
    """The plugin's version, which stands in metadata.txt and nowhere else."""
    return _metadata().get("version", "0")


def homepage() -> str:
    """Where the documentation is."""
    return _metadata().get("homepage", "")


def resource(name: str) -> str:
    """The path of a file in resources/."""
    return str(PLUGIN_FOLDER / "resources" / name)
