"""Where a login is chosen: the authentication configurations that suit a store, and buttons to make, edit and try them.

QGIS side. Knows ids and names only; secrets are the dialog's and the authentication manager's.
"""

from __future__ import annotations

import weakref
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt import sip, uic
from qgis.PyQt.QtCore import QEvent, QObject, pyqtSignal
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import QComboBox, QToolButton, QWidget

from ..host import login_manager
from ..host.guard import answer, guarded
from ..host.login_stores import stores_for, suits
from ..host.translation import tr
from .services import in_use

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_slots: weakref.WeakSet[LoginSlot] = weakref.WeakSet()
_WANTS_THE_LIST = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.KeyPress,
    QEvent.Type.Wheel,
)


class LoginSlot(QWidget, _FORM):
    """One row: a list of logins and three buttons."""

    changed = pyqtSignal()

    combo: QComboBox
    new_button: QToolButton
    edit_button: QToolButton
    test_button: QToolButton

    def __init__(self, parent: QWidget | None = None, *, is_late: bool = False) -> None:
        """`is_late`: the logins are listed when somebody wants to choose one. What QGIS needs for
        that, a third of a second and more, it has done in the background from the slot's first showing on."""
        super().__init__(parent)
        self.setupUi(self)
        self._uri = ""
        self._subject = "document"
        self._is_listed = not is_late
        self.new_button.setIcon(QgsApplication.getThemeIcon("/symbologyAdd.svg"))
        self.edit_button.setIcon(QgsApplication.getThemeIcon("/symbologyEdit.svg"))
        self.setFocusProxy(self.combo)
        self._fill("")
        self.combo.installEventFilter(self)
        self.combo.currentIndexChanged.connect(self._chosen)
        self.new_button.clicked.connect(self._new)
        self.edit_button.clicked.connect(self._edit)
        self.test_button.clicked.connect(self._test)
        _slots.add(self)

    # QWidget interface

    @guarded(answer(None))
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_listed:
            # By the time that somebody chooses, QGIS is ready for it.
            login_manager.begin()
        # QGIS tells nobody of new configurations.
        self._fill(self.config_id())

    # QObject interface

    @guarded(answer(False))
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _WANTS_THE_LIST and not self._is_listed:
            self._is_listed = True
            self._fill(self.config_id())
        return False

    # Own

    @property
    def is_listed(self) -> bool:
        """Whether the logins of QGIS were asked for."""
        return self._is_listed

    def config_id(self) -> str:
        """The id of the chosen configuration; empty for none."""
        return str(self.combo.currentData() or "")

    def set_config_id(self, config_id: str) -> None:
        """Choose a configuration, also one that is missing here or suits another store: it is shown as such."""
        if config_id != self.config_id():
            self._fill(config_id)
            self.changed.emit()

    def set_subject(self, uri: str, subject: str) -> None:
        """What the login is for: the "document" of a URI (or API), its "images", or "any" to look after all logins."""
        if (uri, subject) != (self._uri, self._subject):
            self._uri, self._subject = uri, subject
            self._fill(self.config_id())

    def _fill(self, config_id: str) -> None:
        # The name of a login is known to the manager only.
        self._is_listed = self._is_listed or bool(config_id)
        manager = QgsApplication.authManager() if self._is_listed else None
        is_off = manager is not None and manager.isDisabled()
        known = {} if manager is None or is_off else manager.availableAuthMethodConfigs()
        stores = stores_for(self._uri, self._subject)
        fit = sorted((config.name().lower(), key) for key, config in known.items() if suits(config.method(), stores))
        self.combo.blockSignals(True)
        try:
            self.combo.clear()
            without = {"images": tr("As for the document"), "any": tr("Choose one to edit or try")}
            self.combo.addItem(without.get(self._subject, tr("No login")), "")
            for _, key in fit:
                self.combo.addItem(known[key].name(), key)
            if config_id and self.combo.findData(config_id) < 0:
                if config_id in known:
                    text = tr("{name} (for another store)").format(name=known[config_id].name())
                else:
                    text = tr("{id} (not in this QGIS profile)").format(id=config_id)
                self.combo.addItem(text, config_id)
            self.combo.setCurrentIndex(max(self.combo.findData(config_id), 0))
        finally:
            self.combo.blockSignals(False)
        self.edit_button.setEnabled(config_id in known)
        self.new_button.setEnabled(not is_off)

    @guarded(answer(None))
    def _chosen(self, _index: int = -1) -> None:
        self.edit_button.setEnabled(bool(self.config_id()))
        self.changed.emit()

    @guarded(answer(None))
    def _new(self, _checked: bool = False) -> None:
        self._open_dialog("")

    @guarded(answer(None))
    def _edit(self, _checked: bool = False) -> None:
        self._open_dialog(self.config_id())

    @guarded(answer(None))
    def _test(self, _checked: bool = False) -> None:
        self._open_dialog(self.config_id(), tries=True)

    def _open_dialog(self, config_id: str, *, tries: bool = False) -> None:
        from .login_dialog import LoginDialog

        dialog = LoginDialog(self, services=in_use(), config_id=config_id)
        dialog.set_subject(self._uri, self._subject)
        if tries:
            dialog.test()
        is_saved = bool(dialog.exec())
        if sip.isdeleted(self) or sip.isdeleted(dialog):
            # The window around was closed meanwhile.
            return
        config_id = dialog.config_id()
        dialog.deleteLater()
        if is_saved and config_id:
            for slot in _slots:
                if slot is not self and not sip.isdeleted(slot):
                    slot._fill(slot.config_id())
            self._fill(config_id)
            self.changed.emit()
