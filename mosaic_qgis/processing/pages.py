"""Pages for people that algorithms write: one HTML file that needs nothing from the network, dark or light, printable. QGIS side, pure.

Owns the look that chart and facts share, and writing a file as a whole or not at all.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from html import escape
from pathlib import Path

from ..engine.client.terms import EngineFailure

STYLE = """
:root{color-scheme:light dark;--page:#fff;--ink:#1d2733;--soft:#5c6b7a;--line:#dfe5ea;--shade:#f5f7f9;--note:#8a5a00}
@media (prefers-color-scheme:dark){:root{--page:#14191f;--ink:#e6ebf0;--soft:#9aa8b6;--line:#2c363f;--shade:#1b222a;--note:#f0c36d}}
@media print{:root{--page:#fff;--ink:#000;--soft:#444;--line:#ccc;--shade:#fff;--note:#8a5a00}main{max-width:none}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1040px;margin:0 auto;padding:28px 24px 48px}
h1{font-size:1.6em;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:1.1em;margin:28px 0 8px}
p{margin:4px 0}
.soft{color:var(--soft)}
.note{color:var(--note)}
"""


def page_of(title: str, body: str, style: str = "") -> str:
    """A whole page; ``title`` is text, ``body`` and ``style`` are HTML and CSS."""
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
        # Whatever a stranger's text may smuggle in, nothing is loaded and nothing runs.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}{style}</style></head><body><main>\n{body}\n</main></body></html>\n"
    )


def write_page(path: str, text: str) -> None:
    """Write a text file, all of it or nothing. Raises EngineFailure ``read_only``."""
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Not mkstemp, which lets nobody else read: what would change that is of the whole process, other threads of it included.
        draft = target.with_name(f".{target.name[:100]}.{secrets.token_hex(8)}")
        try:
            with open(draft, "x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            os.replace(draft, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(draft)
            raise
    except OSError as exc:
        raise EngineFailure(
            "read_only", f"{path} cannot be written ({exc.strerror or exc}); choose another place."
        ) from exc
