"""A login of the options, whose list of logins is made when it is first looked at. QGIS side, main thread.

Asking QGIS's authentication manager for the first time takes a third of a second, which nobody should wait for who only
wants to open a file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qgis.PyQt.QtWidgets import QWidget

if TYPE_CHECKING:
    from .login_slot import LoginSlot


class LateLogin:
    """Holds what a `LoginSlot` will show until there is one."""

    def __init__(self, subject: str, parent: QWidget, place: Callable[[LoginSlot], None]) -> None:
        """`subject`: "document" or "images". `place` puts the slot where it belongs, once."""
        self._subject = subject
        self._parent = parent
        self._place = place
        self._slot: LoginSlot | None = None
        self._config_id = ""
        self._mosaic = ""

    @property
    def slot(self) -> LoginSlot:
        """The widget; makes it."""
        if self._slot is None:
            from .login_slot import LoginSlot

            self._slot = LoginSlot(self._parent)
            self._slot.set_subject(self._mosaic, self._subject)
            self._slot.set_config_id(self._config_id)
            self._place(self._slot)
        return self._slot

    @property
    def is_made(self) -> bool:
        """Whether there is a widget."""
        return self._slot is not None

    def config_id(self) -> str:
        """The id of the chosen login; empty for none."""
        return self._config_id if self._slot is None else self._slot.config_id()

    def set_config_id(self, config_id: str) -> None:
        """Choose a login."""
        self._config_id = config_id
        if self._slot is not None:
            self._slot.set_config_id(config_id)

    def set_mosaic(self, mosaic: str) -> None:
        """Whose login it is."""
        self._mosaic = mosaic
        if self._slot is not None:
            self._slot.set_subject(mosaic, self._subject)
