"""A throw-away QGIS profile: settings that keep QGIS quiet and off the network. Outside of QGIS; writes one folder.

What QGIS itself writes later (caches, user database) goes into the same folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_QUIET: dict[str, dict[str, str]] = {
    "locale": {"overrideFlag": "true", "userLocale": "en_US", "globalLocale": "en_US"},
    "qgis": {
        "checkVersion": "false",
        "showTips": "false",
        "askToSaveProjectChanges": "false",
        "askToSaveMemoryLayers": "false",
        "askToDeleteLayers": "false",
        # 3: a new project; 0 would be the welcome page with its news.
        "projOpenAtLaunch": "3",
    },
    "app": {"news-feed\\enabled": "false", "plugin_installer\\checkOnStart": "false"},
    "core": {"NewsFeed\\httpsfeedqgisorg\\disabled": "true"},
    # Nothing to migrate, and not the first run of a version: both open a dialog.
    "migration": {
        "settings": "true",
        "fileVersion": "2",
        "firstRunVersionFlag": "34000",
        "firstRunLastVersion": "34000",
    },
    # The plugins that come with QGIS take seconds to start; only Processing has to do with raster layers.
    "PythonPlugins": {"processing": "true", "MetaSearch": "false", "db_manager": "false", "grassprovider": "false"},
}


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A folder of profiles for `qgis --profiles-path`, with the one profile `default`."""

    root: Path
    """What `--profiles-path` names."""

    @property
    def folder(self) -> Path:
        """The profile itself."""
        return self.root / "profiles" / "default"

    @property
    def plugins_folder(self) -> Path:
        """Where its Python plugins are installed."""
        return self.folder / "python" / "plugins"

    def create(self, settings: Mapping[str, Mapping[str, str]] | None = None) -> Profile:
        """Make it anew: quiet, without plugins but Processing; `settings` (section -> key -> value) come on top."""
        shutil.rmtree(self.root, ignore_errors=True)
        sections = {name: dict(values) for name, values in _QUIET.items()}
        for name, values in (settings or {}).items():
            sections.setdefault(name, {}).update(values)
        path = self.folder / "QGIS" / "QGIS3.ini"
        path.parent.mkdir(parents=True)
        lines = []
        for name, values in sections.items():
            lines += [f"[{name}]", *(f"{key}={value}" for key, value in values.items()), ""]
        path.write_text("\n".join(lines), encoding="utf-8")
        return self

    def copy_of(self, other: Profile) -> Profile:
        """Make it anew as a copy of another one, which no QGIS is using."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(other.root, self.root)
        return self
