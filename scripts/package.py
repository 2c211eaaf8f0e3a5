"""Builds the zip that QGIS's Plugin Manager installs: ``package.py TARGET.zip`` (`make package`).

Development only. pb_tool packs what pb_tool.cfg names, from a staging folder to which three things are added that
the repository does not hold: the pinned wheel of pip (for interpreters without pip), the compiled translations, and the help pages. The result is
written anew with sorted entries and one time stamp, so that the same commit always gives the same bytes.
"""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import help as help_pages

ROOT = Path(__file__).resolve().parents[1]
NAME = "mosaic_qgis"
STAGED_FILES = ("__init__.py", "metadata.txt", "LICENSE", "pb_tool.cfg")
STAGED_FOLDERS = ("mosaic_qgis", "resources", "i18n")
UNWANTED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*", "*~", "*.orig", "*.rej")


def stage(folder: Path) -> None:
    """Copy what is packed, and add what the repository does not hold."""
    folder.mkdir()
    # Pictures of windows come from desktop tests, which need the package; that none is missing is a test's matter.
    help_pages.build(folder / "help", may_lack=("images/",))
    for name in STAGED_FILES:
        shutil.copy2(ROOT / name, folder / name)
    for name in STAGED_FOLDERS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=UNWANTED)
        else:
            (folder / name).mkdir()  # git keeps no empty folders, and pb_tool wants what its list names
    wheels = list((ROOT / "build" / "pip").glob("pip-*.whl"))
    if len(wheels) != 1:
        sys.exit(f"Exactly one wheel of pip must be in build/pip, there are {len(wheels)}: run `make env`.")
    shutil.copy2(wheels[0], folder / NAME / "engine")
    config = configparser.ConfigParser()
    config.read(folder / "pb_tool.cfg", encoding="utf-8")
    if config["files"]["locales"].split():
        pb_tool("translate", cwd=folder)
    for source in (folder / "i18n").glob("*.ts"):
        if not source.with_suffix(".qm").exists():
            sys.exit(f"{source.name} is not compiled: name its language in the locales of pb_tool.cfg.")
        source.unlink()


def pb_tool(*arguments: str, cwd: Path) -> None:
    """Run pb_tool; it talks much, so that is shown only when it fails."""
    # Debian keeps lrelease outside the PATH where qtchooser is not installed.
    search_path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/lib/qt5/bin", "/usr/lib/qt6/bin"])
    done = subprocess.run(
        [sys.executable, "-c", "from pb_tool.pb_tool import cli; cli()", *arguments], cwd=cwd, check=False,
        env={**os.environ, "PATH": search_path}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
    )  # fmt: skip
    if done.returncode != 0:
        sys.exit(f"pb_tool {' '.join(arguments)} failed:\n{done.stdout}")


def commit_time() -> time.struct_time:
    """When the packed state was committed: SOURCE_DATE_EPOCH, else git's date, else (no git) the start of the zip era."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        asked = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=ROOT, check=False, capture_output=True, encoding="utf-8"
        )
        epoch = asked.stdout.strip() if asked.returncode == 0 else ""
    return time.gmtime(int(epoch or 315532800))


def normalise(packed: Path, target: Path) -> None:
    """Write ``packed`` again: sorted, without folder entries, every time stamp that of the commit."""
    stamp = commit_time()
    with (
        zipfile.ZipFile(packed) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as result,
    ):
        for name in sorted(entry.filename for entry in source.infolist() if not entry.is_dir()):
            data = source.read(name)
            if name == f"{NAME}/metadata.txt":
                # pb_tool writes the moment and the commit: the moment differs at each run, and the scan for secrets that
                # plugins.qgis.org runs takes the commit for a key.
                data = re.sub(rb"(?m)^(dateTime|commitSha1|commitNumber) *=.*\n", b"", data)
            entry = zipfile.ZipInfo(name, (max(stamp.tm_year, 1980), *stamp[1:6]))
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            result.writestr(entry, data)


def main() -> None:
    """Build the zip named on the command line."""
    target = Path(sys.argv[1]).resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        staged = Path(folder) / "stage"
        stage(staged)
        pb_tool("zip", "--quick", "--no-docs", "--plugin_path", str(Path(folder) / "deployed"), cwd=staged)
        normalised = Path(folder) / "normalised.zip"
        normalise(staged / f"{NAME}.zip", normalised)
        normalised.replace(target)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
