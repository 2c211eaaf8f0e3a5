"""What a run of the desktop takes from the build folder: the packaged plugin, the engine's packages, sample imagery.

Outside of QGIS, standard library only. Makes the imagery when it is missing; the rest must be there.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_IMAGERY_TIMEOUT_S = 600


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Paths below the build folder."""

    build: Path

    def __post_init__(self) -> None:
        for path in (self.plugin_zip, self.engine_python):
            if not path.is_file():
                raise FileNotFoundError(f"{path} must be there first: run `make env package`")

    @property
    def plugin_zip(self) -> Path:
        """What the Plugin Manager installs."""
        return self.build / "mosaic_qgis.zip"

    @property
    def engine_python(self) -> Path:
        """The engine's interpreter."""
        return self.build / "engine-python"

    def engine_folder(self) -> Path:
        """The engine's packages, for the setting `engine_environment`."""
        if str(ROOT) not in sys.path:
            sys.path.append(str(ROOT))
        from mosaic_qgis.engine.client.environment import EngineEnvironment

        environment = EngineEnvironment(self.build / "engine")
        if not environment.is_ready():
            raise FileNotFoundError(f"the engine must be set up in {environment.folder}: run `make env`")
        return environment.folder

    def imagery(self, name: str) -> Path:
        """The folder of a set of generated imagery, made now unless it is there (see tests/data/make.py)."""
        command = [self.engine_python, ROOT / "tests" / "data" / "make.py", "--out", self.build / "data", "--set", name]
        subprocess.run(command, check=True, timeout=_IMAGERY_TIMEOUT_S)
        return self.build / "data" / name
