"""Looks at the zip as plugins.qgis.org does on an upload: ``validate_package.py PACKAGE.zip`` (`make check`).

Development only. The rules are the repository's: form of the archive, metadata, licence, and the two security scans, which
block a version for any finding that is not marked with its reason. Prints every problem; exit status 1 when there is one.
"""

from __future__ import annotations

import configparser
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

NAME = "mosaic_qgis"
REQUIRED_KEYS = (
    "name", "description", "version", "qgisMinimumVersion", "author", "email", "about", "tracker", "repository", "homepage",
)  # fmt: skip
REQUIRED_ENTRIES = (
    "__init__.py", "metadata.txt", "LICENSE", "mosaic_qgis/__init__.py", "mosaic_qgis/plugin.py",
    "mosaic_qgis/engine/bootstrap.py", "mosaic_qgis/engine/requirements.lock", "mosaic_qgis/engine/requirements.sizes.json",
    "mosaic_qgis/engine/cluster.lock", "mosaic_qgis/engine/cluster.sizes.json",
    "help/getting-started.html",
)  # fmt: skip
FORBIDDEN_PARTS = {"__pycache__", ".git", "__MACOSX", "tests", "build", ".."}
FORBIDDEN_SUFFIXES = {".pyc", ".exe", ".dll", ".so", ".dylib", ".bat", ".sh", ".ps1", ".cmd"}
LARGEST_BYTES = 25_000_000
SKIPPED_TESTS = "B404"
"""Merely importing subprocess; switched off by the repository as well."""


def problems(package: Path) -> Iterator[str]:
    """Every reason for which the repository would refuse the zip."""
    if package.stat().st_size > LARGEST_BYTES:
        yield f"The zip may have {LARGEST_BYTES} bytes at most and has {package.stat().st_size}."
    with zipfile.ZipFile(package) as archive:
        if broken := archive.testzip():
            yield f"The entry {broken} is damaged."
        names = archive.namelist()
        yield from problems_of_entries(names)
        if f"{NAME}/metadata.txt" in names:
            yield from problems_of_metadata(archive.read(f"{NAME}/metadata.txt"), set(names))
        with tempfile.TemporaryDirectory() as folder:
            archive.extractall(folder)
            yield from findings_of_bandit(Path(folder))
            yield from findings_of_detect_secrets(Path(folder))


def problems_of_entries(names: list[str]) -> Iterator[str]:
    """What is wrong with the list of files."""
    for name in names:
        path = PurePosixPath(name)
        if path.parts[0] != NAME or "\\" in name or name.startswith("/"):
            yield f"Every entry must lie in the folder {NAME}/; {name} does not."
        if FORBIDDEN_PARTS & set(path.parts) or path.suffix in FORBIDDEN_SUFFIXES:
            yield f"The entry {name} does not belong into a plugin."
    for required in REQUIRED_ENTRIES:
        if f"{NAME}/{required}" not in names:
            yield f"The entry {NAME}/{required} is missing."
    wheels = [name for name in names if PurePosixPath(name).match(f"{NAME}/{NAME}/engine/pip-*.whl")]
    if len(wheels) != 1:
        yield f"One wheel of pip must be packed; there are {len(wheels)}."
    for name in names:
        if name.endswith(".ts"):
            yield f"{name} is not compiled."


def problems_of_metadata(data: bytes, names: set[str]) -> Iterator[str]:
    """What is wrong with metadata.txt."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as exc:
        yield f"metadata.txt must be UTF-8: {exc}."
        return
    parser = configparser.ConfigParser()  # with interpolation, as the repository reads it: a bare % fails
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        parser.read_file(io.StringIO(text))
        general = dict(parser["general"])
    except (configparser.Error, KeyError) as exc:
        yield f"metadata.txt cannot be read: {exc}."
        return
    for key in REQUIRED_KEYS:
        if not general.get(key, "").strip():
            yield f"metadata.txt needs a value for {key}."
    if "plugin" in general.get("name", "").lower():
        yield "The name must not contain the word plugin."
    if "/" in general.get("author", ""):
        yield "The author must not contain a slash."
    for key in ("homepage", "repository", "tracker"):
        if not general.get(key, "").startswith("https://"):
            yield f"{key} must be an https address, it is {general.get(key)!r}."
    if f"{NAME}/{general.get('icon', '')}" not in names:
        yield f"The icon {general.get('icon')!r} is not packed."


def findings_of_bandit(folder: Path) -> Iterator[str]:
    """What bandit says; any finding blocks a version."""
    command = [
        sys.executable,
        "-m",
        "bandit",
        "--quiet",
        "--recursive",
        "--format=json",
        f"--skip={SKIPPED_TESTS}",
        ".",
    ]
    answer = subprocess.run(command, cwd=folder, check=False, capture_output=True, encoding="utf-8")
    report = json.loads(answer.stdout)
    for found in [*report["results"], *report["errors"]]:
        if "test_id" in found:
            yield f"bandit {found['test_id']} in {found['filename']}:{found['line_number']}: {found['issue_text']}"
        else:
            yield f"bandit cannot read {found['filename']}: {found['reason']}"


def findings_of_detect_secrets(folder: Path) -> Iterator[str]:
    """What looks like a secret."""
    command = [sys.executable, "-m", "detect_secrets", "scan", "--all-files", "."]
    answer = subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8")
    for filename, found in json.loads(answer.stdout)["results"].items():
        for secret in found:
            yield f"detect-secrets in {filename}:{secret['line_number']}: {secret['type']}"


def main() -> None:
    """Validate the zip named on the command line."""
    found = list(problems(Path(sys.argv[1])))
    for problem in found:
        print(problem)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
