"""Start of the engine: ``<python> -I -S bootstrap.py <packages> -m mosaic_qgis.engine.server``.

ENGINE side. Takes the descriptors before anything else is imported, because an import may already print.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .stdio import claim_stdio, ignore_interrupts

if TYPE_CHECKING:
    from .jobs import Handlers


def main() -> None:
    """Serve until the input ends; does not return."""
    ignore_interrupts()
    reader, writer = claim_stdio()

    from .loop import serve

    serve(reader, writer, _load_handlers)


def _load_handlers() -> Handlers:
    from .handlers.table import make_handlers

    return make_handlers()


if __name__ == "__main__":
    main()
