"""Which of the machine's pip settings reach our pip, and its whole environment.

QGIS side, without QGIS. A company's pip.conf says where packages come from and how to get there (index, mirror, proxy,
certificates): that is kept. It may as well say where packages go and which versions are allowed (target, user, prefix,
constraint, no-binary …): that would break an installation into a folder by hashes, and is left out. So the settings are
read once through pip itself, sifted, handed over as environment variables (never on the command line, where every user
of the machine could read a password), and pip is told to read no configuration file.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Mapping
from typing import Final

from .launch import child_environment

KEPT: Final = frozenset(
    {
        "cert", "client-cert", "default-timeout", "extra-index-url", "find-links", "index-url", "keyring-provider",
        "no-index", "proxy", "retries", "timeout", "trusted-host", "use-deprecated", "use-feature",
    }
)  # fmt: skip
"""Settings about where packages come from and how they are reached."""

SOURCES: Final = frozenset({"extra-index-url", "find-links", "index-url", "no-index"})
"""Of these, the ones that an index or a wheel folder named in our own options replaces."""

_SECTIONS: Final = ("global", "install", ":env:")
"""Where pip looks for settings of `pip install`; later ones win."""


def sift(listing: str) -> dict[str, str]:
    """The kept settings out of what `pip config list` prints, one ``section.name='value'`` per line.

    Lines that are none (warnings) are passed over.
    """
    found: dict[str, dict[str, str]] = {section: {} for section in _SECTIONS}
    for line in listing.splitlines():
        key, equals, quoted = line.partition("=")
        section, dot, name = key.strip().rpartition(".")
        if not (equals and dot) or section not in found or name not in KEPT:
            continue
        try:
            value = ast.literal_eval(quoted.strip())
        except (SyntaxError, ValueError):
            continue
        # Several values stand on several lines in a file and beside each other in a variable.
        found[section][name] = " ".join(str(value).split())
    return {name: value for section in _SECTIONS for name, value in found[section].items()}


def pip_environment(
    environment: Mapping[str, str],
    settings: Mapping[str, str],
    *,
    temporary: str,
    cache: str,
    index_url: str | None = None,
    proxy: str | None = None,
    offline: bool = False,
) -> dict[str, str]:
    """The whole environment of our pip.

    Args:
        environment: of this process.
        settings: what ``sift`` gave.
        temporary: folder for pip's temporary files; on the same disk as the result, and removed with it.
        cache: folder for what was downloaded.
        index_url: package index of our own options; replaces every source that the machine names.
        proxy: proxy of our own options (``http://[user:password@]host:port``); replaces the machine's.
        offline: no source but a wheel folder is to be used.
    """
    result = {name: value for name, value in child_environment(environment).items() if not name.startswith("PIP_")}
    own = dict(settings)
    if index_url is not None or offline:
        own = {name: value for name, value in own.items() if name not in SOURCES}
    if index_url is not None and not offline:
        own["index-url"] = index_url
    if proxy is not None:
        own["proxy"] = proxy
    result.update({f"PIP_{name.upper().replace('-', '_')}": value for name, value in own.items()})
    result.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), temporary))
    result.update(
        PIP_CONFIG_FILE=os.devnull,  # documented: no configuration file is read at all
        PIP_CACHE_DIR=cache,
        PIP_NO_INPUT="1",
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        NO_COLOR="1",
        COLUMNS="400",  # errors are not wrapped, so that they can be recognised
    )
    return result
