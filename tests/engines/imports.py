"""Imports every module of some packages in a fresh interpreter where others cannot be imported."""

from __future__ import annotations

import json
import subprocess
import sys

BOUND_S = 60.0
OF_THE_ENGINE = [
    "rasterio", "rio_tiler", "morecantile", "pydantic", "boto3", "botocore", "google", "azure", "shapely", "pyproj", "attr",
    "cachetools", "requests", "pystac", "pystac_client",
]  # fmt: skip
OF_QGIS = ["qgis", "PyQt5", "PyQt6", "sip", "osgeo", "processing"]

IMPORT_ALL = """
import importlib, json, pkgutil, sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(name + " is blocked in this test", name=name)

sys.meta_path.insert(0, Blocker())
sys.path[:0] = {path!r}
names = []
for package in {packages!r}:
    module = importlib.import_module(package)
    inside = getattr(module, "__path__", [])
    names += [package] + [info.name for info in pkgutil.walk_packages(inside, package + ".")]
for name in names:
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(json.dumps(names))
"""


def imported(*packages: str, blocked: list[str], path: list[str]) -> list[str]:
    """Import every module of ``packages`` in a fresh interpreter; their names."""
    code = IMPORT_ALL.format(blocked=blocked, packages=packages, path=path)
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=BOUND_S, check=False
    )
    assert done.returncode == 0, done.stderr
    names: list[str] = json.loads(done.stdout.splitlines()[-1])
    return names
