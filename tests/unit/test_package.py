"""The zip for QGIS's Plugin Manager: what it holds, that it is reproducible, and that the validation sees what is wrong."""

from __future__ import annotations

import configparser
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts import validate_package
from scripts.i18n import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("package") / "mosaic_qgis.zip"
    subprocess.run([sys.executable, ROOT / "scripts" / "package.py", target], check=True, capture_output=True)
    return target


def test_form_and_metadata_are_valid(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
        assert list(validate_package.problems_of_entries(names)) == []
        assert list(validate_package.problems_of_metadata(archive.read("mosaic_qgis/metadata.txt"), set(names))) == []


def test_everything_that_is_tracked_is_packed(package: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "mosaic_qgis", "resources"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\n")
    names = set(zipfile.ZipFile(package).namelist())
    assert not {f"mosaic_qgis/{path}" for path in tracked if path and (ROOT / path).exists()} - names


def test_translations_are_packed_compiled(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        for language in LANGUAGES:
            compiled = archive.read(f"mosaic_qgis/i18n/mosaic_qgis_{language}.qm")
            assert compiled.startswith(b"\x3c\xb8\x64\x18") and len(compiled) > 20_000


def test_nothing_of_development_is_packed(package: Path) -> None:
    tops = {name.split("/")[1] for name in zipfile.ZipFile(package).namelist()}
    assert tops <= {"__init__.py", "metadata.txt", "LICENSE", "mosaic_qgis", "resources", "i18n", "help"}


def test_same_state_gives_same_bytes(package: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    subprocess.run([sys.executable, ROOT / "scripts" / "package.py", again], check=True, capture_output=True)
    assert again.read_bytes() == package.read_bytes()


def test_metadata_as_qgis_reads_it(package: Path) -> None:
    parser = configparser.ConfigParser()
    parser.read_string(zipfile.ZipFile(package).read("mosaic_qgis/metadata.txt").decode())
    general = parser["general"]
    assert general["name"] == "MosaicJSON"
    assert (general["qgisMinimumVersion"], general["qgisMaximumVersion"]) == ("3.40", "4.99")
    assert "engine" in general["about"], "what is downloaded on first use is told"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("other/__init__.py", "folder"), ("mosaic_qgis/../x.py", "does not belong"), ("mosaic_qgis/a/__pycache__/x.py", "does not"),
        ("mosaic_qgis/x.pyc", "does not belong"), ("mosaic_qgis/tests/x.py", "does not belong"), ("mosaic_qgis/i18n/x.ts", "compiled"),
    ],
)  # fmt: skip
def test_wrong_entry_is_seen(package: Path, name: str, words: str) -> None:
    names = [*zipfile.ZipFile(package).namelist(), name]
    assert any(words in problem and name in problem for problem in validate_package.problems_of_entries(names))


def test_missing_entry_is_seen(package: Path) -> None:
    names = [name for name in zipfile.ZipFile(package).namelist() if not name.endswith(("/LICENSE", ".whl"))]
    found = " ".join(validate_package.problems_of_entries(names))
    assert "mosaic_qgis/LICENSE is missing" in found and "wheel of pip" in found


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("about=", "about=100 % ", "cannot be read"), ("tracker=", "x=", "tracker"), ("name=MosaicJSON", "name=A plugin", "plugin"),
        ("homepage=https", "homepage=http", "https address"), ("icon=resources", "icon=nowhere", "icon"),
        ("author=mosaic", "author=a/b ", "slash"), ("[general]", "[other]", "cannot be read"),
    ],
)  # fmt: skip
def test_wrong_metadata_is_seen(package: Path, old: str, new: str, words: str) -> None:
    archive = zipfile.ZipFile(package)
    text = archive.read("mosaic_qgis/metadata.txt").decode()
    assert old in text
    changed = text.replace(old, new, 1).encode()
    assert words in " ".join(validate_package.problems_of_metadata(changed, set(archive.namelist())))


def test_metadata_must_be_utf8(package: Path) -> None:
    assert "UTF-8" in next(validate_package.problems_of_metadata("[general]\nname=é".encode("latin-1"), set()))


def test_scans_report_what_they_find(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("eval('1')\nTOKEN = 'AKIA" + "Z" * 16 + "'\n", encoding="utf-8")
    assert any("B307" in problem for problem in validate_package.findings_of_bandit(tmp_path))
    assert any("AWS" in problem for problem in validate_package.findings_of_detect_secrets(tmp_path))
