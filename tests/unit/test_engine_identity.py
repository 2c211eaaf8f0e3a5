"""What the engine says of itself, read without importing any package."""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

import pytest

from mosaic_qgis.engine.server.identity import identity, installed, plugin_version

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("[general]\nname=Mosaic\nversion=1.2.3\n", "1.2.3"),
        ("[general]\n version = 1.2.3-beta \n", "1.2.3-beta"),
        ("[general]\nqgisMinimumVersion=3.40\n# version\n", ""),
        ("", ""),
    ],
)
def test_plugin_version(tmp_path: Path, text: str, version: str) -> None:
    metadata = tmp_path / "metadata.txt"
    metadata.write_text(text, encoding="utf-8")
    assert plugin_version(metadata) == version


def test_without_metadata_there_is_no_version(tmp_path: Path) -> None:
    assert plugin_version(tmp_path / "metadata.txt") == ""


def test_the_version_is_that_of_this_plugin() -> None:
    assert f"version={identity().plugin_version}" in (ROOT / "metadata.txt").read_text(encoding="utf-8").splitlines()


def test_installed_packages_are_those_that_importlib_finds() -> None:
    names = ["numpy", "pytest", "pytest-timeout", "No-Such_Package"]
    expected = {name: importlib.metadata.version(name) for name in names[:3]}
    assert installed(names, sys.path) == expected


def test_names_are_compared_as_pip_does_and_the_first_folder_wins(tmp_path: Path) -> None:
    for folder in (
        "first/Rio_Tiler-9.4.12.dist-info",
        "second/rio.tiler-1.0.dist-info",
        "second/rio-tiler-2.0.egg-info",
    ):
        (tmp_path / folder).mkdir(parents=True)
    path = [str(tmp_path / name) for name in ("missing", "first", "second")]
    assert installed(["rio-tiler"], path) == {"rio-tiler": "9.4.12"}
