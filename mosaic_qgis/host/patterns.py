"""Regular expressions that are compiled when they are first used. QGIS side, pure.

Compiling takes up to milliseconds each, and QGIS waits for all modules that the plugin loads at its start. Owns no expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import AnyStr, Generic


class Pattern(Generic[AnyStr]):
    """A pattern, with those methods of a compiled one that are needed. Thread-safe."""

    def __init__(self, pattern: AnyStr, flags: int = 0) -> None:
        self._pattern: AnyStr = pattern
        self._flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[AnyStr]:
        """For loops that cannot wait."""
        return re.compile(self._pattern, self._flags)

    def match(self, text: AnyStr, start: int = 0) -> re.Match[AnyStr] | None:
        """As of a compiled pattern."""
        return self.compiled.match(text, start)

    def fullmatch(self, text: AnyStr) -> re.Match[AnyStr] | None:
        """As of a compiled pattern."""
        return self.compiled.fullmatch(text)

    def search(self, text: AnyStr) -> re.Match[AnyStr] | None:
        """As of a compiled pattern."""
        return self.compiled.search(text)

    def finditer(self, text: AnyStr) -> Iterator[re.Match[AnyStr]]:
        """As of a compiled pattern."""
        return self.compiled.finditer(text)

    def split(self, text: AnyStr) -> list[AnyStr]:
        """As of a compiled pattern; for patterns without groups."""
        return self.compiled.split(text)

    def sub(self, replacement: AnyStr | Callable[[re.Match[AnyStr]], AnyStr], text: AnyStr) -> AnyStr:
        """As of a compiled pattern."""
        return self.compiled.sub(replacement, text)
