"""The window of one login: the store, the way in, what that needs, and a test. QGIS side.

Keeps a login in QGIS's authentication database and nowhere else. Nothing waits here: a test runs in the background.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import QgsApplication, QgsAuthMethodConfig
from qgis.gui import QgsAuthConfigSelect, QgsCollapsibleGroupBox
from qgis.PyQt import uic
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QWidget,
)

from ..engine.client.terms import EngineFailure
from ..host import auth, login_stores, login_storing
from ..host.failures import sentence
from ..host.guard import answer, guarded
from ..host.help import open_help
from ..host.login_stores import AWS, AZURE, GOOGLE, HTTP, STORES, store_of, stores_for
from ..host.login_ways import OTHER, Entered, store_label, way_of, ways_of
from ..host.translation import tr
from .login_form import LoginForm
from .login_test import LoginTest

if TYPE_CHECKING:
    from .services import GuiServices

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))


class LoginDialog(QDialog, _FORM):
    """Makes a login, or changes one."""

    name_edit: QLineEdit
    store_combo: QComboBox
    way_combo: QComboBox
    note_label: QLabel
    login_group: QGroupBox
    login_layout: QFormLayout
    more_group: QgsCollapsibleGroupBox
    more_layout: QFormLayout
    uri_edit: QLineEdit
    test_button: QPushButton
    steps_view: QTextBrowser
    problem_label: QLabel
    button_box: QDialogButtonBox

    def __init__(self, parent: QWidget | None, *, services: GuiServices | None, config_id: str = "") -> None:
        """`config_id`: the configuration to change; empty makes a new one. Asks for the master password where one is read."""
        super().__init__(parent)
        self.setupUi(self)
        self._config_id = config_id
        self._subject = "document"
        self._locked = ""
        self._tried: tuple[object, ...] | None = None
        """What was entered when it was tried."""
        self._places = QLineEdit()
        self._other: QgsAuthConfigSelect | None = None
        self._form = LoginForm(self.login_layout, self.more_layout, self._judge)
        self._test = LoginTest(self, services)
        self.more_group.setCollapsed(True)
        for store in STORES:
            self.store_combo.addItem(store_label(store), store)
        kept = self._read()
        self._kept = kept
        self.store_combo.setCurrentIndex(self.store_combo.findData(kept.store))
        self._fill_ways(kept.way)
        self._show_way(kept)
        self.store_combo.currentIndexChanged.connect(self._store_chosen)
        self.way_combo.currentIndexChanged.connect(self._way_chosen)
        self.name_edit.textChanged.connect(self._judge)
        self._places.textChanged.connect(self._judge)
        self.uri_edit.textChanged.connect(self._judge)
        self.test_button.clicked.connect(self.test)
        self.button_box.accepted.connect(self._save)
        self.button_box.rejected.connect(self.reject)
        self.button_box.helpRequested.connect(self._help)
        self.setWindowTitle(tr("Edit Login") if config_id else tr("New Login"))
        self._take_room()
        # Else the keyboard would be the scroll area's.
        self.name_edit.setFocus()
        self._judge()

    def config_id(self) -> str:
        """The configuration that is made or changed; empty before a new one is saved."""
        return self._config_id

    def set_subject(self, uri: str, subject: str) -> None:
        """What the login is for, so that the test is ready and a new login is for the right store."""
        self._subject = subject
        self.uri_edit.setText(uri)
        if not self._config_id:
            self.store_combo.setCurrentIndex(self.store_combo.findData(stores_for(uri, subject)[0]))

    @guarded(answer(None))
    def test(self, _checked: bool = False) -> None:
        """Try what is entered, as it is, on the mosaic; a second call cancels."""
        if self._test.is_running:
            self._test.cancel()
            return
        try:
            login = self._entered_login()
        except EngineFailure as failure:
            self._say(sentence(failure, self.name_edit.text()))
            return
        source, subject = self.uri_edit.text().strip(), self._subject
        if subject == "any":
            subject = "document" if store_of(source) == self._store() else "images"
        self._tried = self._what_is_tried()
        self._test.start(source, subject, login)

    # QDialog interface

    @guarded(answer(None))
    def done(self, result: int) -> None:
        self._test.cancel()
        super().done(result)

    # Own: what is shown

    def _take_room(self) -> None:
        """Start as large as is comfortable, and as fits the screen."""
        letters = self.fontMetrics()
        wanted = QSize(letters.averageCharWidth() * 90, letters.height() * 40)
        screen = QgsApplication.primaryScreen()
        # Windows have frames, screens have bars.
        room = screen.availableSize() * 0.9 if screen is not None else wanted
        self.resize(wanted.boundedTo(room))

    def _read(self) -> Entered:
        """The kept login; a new one is for the first store."""
        new = Entered(store=AWS, way=ways_of(AWS)[0].key)
        if not self._config_id:
            return new
        try:
            config = auth.load(self._config_id)
        except EngineFailure as failure:
            config, reason = None, failure.message
        else:
            reason = tr("QGIS's master password was not entered, so this login stays locked.")
        if config is None:
            self.login_group.setEnabled(False)
            self.button_box.button(QDialogButtonBox.StandardButton.Save).setEnabled(False)
            self._locked = reason
            return new
        self.name_edit.setText(config.name())
        self._places.setText(config.uri())
        return login_storing.read(config.method(), config.configMap())

    def _fill_ways(self, way: str) -> None:
        self.way_combo.blockSignals(True)
        self.way_combo.clear()
        for each in ways_of(self._store()):
            self.way_combo.addItem(each.label, each.key)
        self.way_combo.setCurrentIndex(max(0, self.way_combo.findData(way)))
        self.way_combo.blockSignals(False)

    def _store(self) -> str:
        return str(self.store_combo.currentData())

    @guarded(answer(None))
    def _store_chosen(self, _index: int = -1) -> None:
        self._fill_ways("")
        self._way_chosen()

    @guarded(answer(None))
    def _way_chosen(self, _index: int = -1) -> None:
        way = str(self.way_combo.currentData())
        values = {**self._kept.values, **self._form.values()} if self._kept.store == self._store() else {}
        self._show_way(Entered(store=self._store(), way=way, values=values))
        self._judge()

    def _show_way(self, entered: Entered) -> None:
        way = way_of(entered.store, entered.way)
        # Rows are deleted with their fields; these two are not of the way.
        for field in (self._places, self._other):
            if field is not None:
                field.setParent(self)
                field.hide()
        self._form.show(way, entered.values)
        self.note_label.setText(way.note)
        self.note_label.setVisible(bool(way.note))
        places = self._places_of(entered.store)
        if entered.way == OTHER:
            if self._other is None:
                self._other = QgsAuthConfigSelect(self)
                self._other.setConfigId(self._config_id)
                self._other.selectedConfigIdChanged.connect(self._judge)
            self.login_layout.addRow(self._other)
            self._other.show()
        elif places is not None:
            label, example, tip = places
            self._places.setPlaceholderText(example)
            self._places.setToolTip(tip)
            self.login_layout.addRow(label, self._places)
            self._places.show()
        self.name_edit.setEnabled(entered.way != OTHER)
        self.login_group.setVisible(self.login_layout.rowCount() > 0)
        self.more_group.setVisible(self.more_layout.rowCount() > 0)
        if any(entered.values.get(each.key) for each in way.inputs if each.is_extra):
            self.more_group.setCollapsed(False)
        self._order_tabs()

    @staticmethod
    def _places_of(store: str) -> tuple[str, str, str] | None:
        """Label, example and tip of what a login may be for; None where its own fields say it."""
        match store:
            case login_stores.HTTP:
                tip = tr("Images elsewhere are read without this login. Empty: only where the document lies")
                return tr("Only for hosts"), "data.example.com, *.example.org", tip
            case login_stores.AWS | login_stores.GOOGLE:
                tip = tr("Images elsewhere are read without this login. Empty: all buckets")
                return tr("Only for buckets"), "bucket, other-bucket", tip
            case login_stores.PLANETARY:
                tip = tr("Hosts of other services for signed links that may get the key, too")
                return tr("Other services"), "signing.example.com", tip
        return None

    def _order_tabs(self) -> None:
        order = [self.name_edit, self.store_combo, self.way_combo, *self._form.fields.values()]
        order += [self._places, self.uri_edit, self.test_button, self.steps_view]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    # Own: what is entered

    def _entered(self) -> Entered:
        return Entered(store=self._store(), way=str(self.way_combo.currentData()), values=self._form.values())

    def _problem(self) -> str:
        if self._locked:
            return self._locked
        entered = self._entered()
        if entered.way == OTHER:
            return "" if self._other and self._other.configId() else tr("Choose or make a configuration.")
        if not self.name_edit.text().strip():
            return tr("The login needs a name.")
        return login_storing.problem_with(entered)

    def _what_is_tried(self) -> tuple[object, ...]:
        other = self._other.configId() if self._other is not None else ""
        return (self._entered(), self._places.text(), other, self.uri_edit.text())

    @guarded(answer(None))
    def _judge(self, *_args: object) -> None:
        if self._tried is not None and self._tried != self._what_is_tried():
            self._tried = None
            self._test.forget()
        problem = self._problem()
        self.button_box.button(QDialogButtonBox.StandardButton.Save).setEnabled(not problem)
        entered = self._entered()
        can_try = not self._locked and (
            bool(self._other and self._other.configId())
            if entered.way == OTHER
            else not login_storing.problem_with(entered)
        )
        self.test_button.setEnabled(self._test.is_possible and can_try and bool(self.uri_edit.text().strip()))
        text = problem
        if entered.values.get("requester_pays"):
            text = tr("Your account will be charged for what is read with this login.")
            if problem:
                text = f"{problem} {text}"
        elif not problem and entered.store == HTTP and self._subject == "images" and not self._places.text().strip():
            text = tr("Without hosts, the login is used only for images on the document's own host.")
        elif not problem and self._is_for_another_store(entered.store):
            text = tr("This login is for another store than the mosaic's.")
        self._say(text)

    def _is_for_another_store(self, store: str) -> bool:
        its = store_of(self.uri_edit.text())
        return self._subject == "document" and its is not None and its != store and store in (AWS, AZURE, GOOGLE, HTTP)

    def _say(self, text: str) -> None:
        self.problem_label.setText(text)
        self.problem_label.setVisible(bool(text))

    def _entered_login(self) -> auth.Login:
        """What the engine would get, without anything being kept. Raises EngineFailure."""
        entered = self._entered()
        if entered.way == OTHER and self._other is not None:
            found = auth.credentials_for({auth.DOCUMENT_OPTION: self._other.configId()})
            login = found["document"] if found else None
            if login is None:
                raise EngineFailure("auth", tr("QGIS's master password was not entered, so this login stays locked."))
            return login
        method, config = login_storing.stored(entered)
        return {"method": method, "config": login_storing.plain(method, config), "uri": self._places.text()}

    @guarded(answer(None))
    def _save(self) -> None:
        if self._problem():
            return
        entered = self._entered()
        if entered.way == OTHER and self._other is not None:
            self._config_id = self._other.configId()
            self.accept()
            return
        if not auth.unlocked(asks_again=True):
            self._say(tr("Without QGIS's master password nothing can be kept; press Save again to enter it."))
            return
        method, values = login_storing.stored(entered)
        config = QgsAuthMethodConfig(method)
        config.setId(self._config_id)
        config.setName(self.name_edit.text().strip())
        config.setUri(self._places.text().strip())
        config.setConfigMap(values)
        manager = QgsApplication.authManager()
        if self._config_id:
            is_kept = bool(manager.updateAuthenticationConfig(config))
        else:
            stored = manager.storeAuthenticationConfig(config)
            is_kept, config = stored if isinstance(stored, tuple) else (bool(stored), config)
        if not is_kept:
            self._say(tr("QGIS could not keep the login; its log says why."))
            return
        self._config_id = config.id()
        self.accept()

    @guarded(answer(None))
    def _help(self) -> None:
        open_help("credentials")
