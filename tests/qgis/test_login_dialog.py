"""The window of a login: what it keeps for each way in, what it reads back, what it refuses, and its test."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from login_configs import make_config, unlocked
from qgis.core import QgsApplication, QgsAuthMethodConfig
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import QCheckBox, QDialogButtonBox, QLineEdit
from waiting import until
from windows import services_with

from mosaic_qgis.engine.client.terms import EngineFailure
from mosaic_qgis.gui.login_dialog import LoginDialog
from mosaic_qgis.gui.login_slot import LoginSlot
from mosaic_qgis.gui.login_steps import text_of
from mosaic_qgis.host import auth
from mosaic_qgis.host.login_stores import STORES
from mosaic_qgis.host.login_ways import OTHER, ways_of

KEY_FILE = json.dumps({"client_email": "a@b", "private_key": "-----\nx|||y:::z\n-----", "token_uri": "https://t"})
NASTY = "p%7C|||=:::&é /+"


@pytest.fixture(autouse=True)
def clean(qgis_app: QgsApplication) -> Iterator[None]:
    """No configuration is left behind."""
    unlocked()
    manager = QgsApplication.authManager()
    before = set(manager.configIds())
    yield
    for config_id in set(manager.configIds()) - before:
        manager.removeAuthenticationConfig(config_id)


class Engine:
    """Answers a probe as told."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[Any] = []

    def ask(self, request: Any, _timeout_s: float, _is_cancelled: Any) -> Any:
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def choose(dialog: LoginDialog, store: str, way: str) -> None:
    dialog.store_combo.setCurrentIndex(dialog.store_combo.findData(store))
    dialog.way_combo.setCurrentIndex(dialog.way_combo.findData(way))
    assert (dialog.store_combo.currentData(), dialog.way_combo.currentData()) == (store, way)


def enter(dialog: LoginDialog, values: dict[str, str], folder: Path) -> None:
    for key, value in values.items():
        field = dialog._form.fields[key]
        if isinstance(field, QCheckBox):
            field.setChecked(value == "yes")
        elif isinstance(field, QgsFileWidget):
            path = folder / "key.json"
            path.write_text(value, encoding="utf-8")
            field.setFilePath(str(path))
        else:
            assert isinstance(field, QLineEdit)
            field.setText(value)


def save_button(dialog: LoginDialog) -> Any:
    return dialog.button_box.button(QDialogButtonBox.StandardButton.Save)


ALL_WAYS = [(store, way.key) for store in STORES for way in ways_of(store) if way.key != OTHER]


@pytest.mark.parametrize(("store", "way"), ALL_WAYS)
def test_every_way_in_is_kept_and_read_back(store: str, way: str, tmp_path: Path) -> None:
    inputs = next(each for each in ways_of(store) if each.key == way).inputs
    values = {}
    for each in inputs:
        value = {"yes": "yes", "key_file": KEY_FILE}.get(each.kind, f"{each.key} 1|2")
        values[each.key] = "https://e.test" if each.key == "endpoint" else "X-Key" if each.key == "name" else value
    dialog = LoginDialog(None, services=None)
    choose(dialog, store, way)
    assert not save_button(dialog).isEnabled()
    dialog.name_edit.setText("mine")
    enter(dialog, values, tmp_path)
    assert save_button(dialog).isEnabled(), dialog.problem_label.text()
    save_button(dialog).click()
    config_id = dialog.config_id()
    assert config_id and dialog.result() == 1
    again = LoginDialog(None, services=None, config_id=config_id)
    assert (again.store_combo.currentData(), again.way_combo.currentData()) == (store, way)
    assert again.name_edit.text() == "mine"
    assert again._form.values() == values
    found = auth.credentials_for({"authcfg": config_id})
    assert found is not None and found["document"] is not None


@pytest.mark.parametrize(
    ("store", "way", "values", "method", "config"),
    [
        ("aws", "key", {"access_key": "AK", "secret_key": "S", "region": "eu"}, "AWSS3",
         {"username": "AK", "password": "S", "region": "eu"}),
        ("http", "basic", {"username": "u", "password": "p"}, "Basic", {"username": "u", "password": "p", "realm": ""}),
        ("http", "bearer", {"token": "t"}, "APIHeader", {"Authorization": "Bearer t"}),
        ("http", "header", {"name": "X-Key", "value": "k"}, "APIHeader", {"X-Key": "k"}),
    ],
)  # fmt: skip
def test_what_qgis_knows_is_kept_so_that_qgis_can_use_it(
    store: str, way: str, values: dict[str, str], method: str, config: dict[str, str], tmp_path: Path
) -> None:
    dialog = LoginDialog(None, services=None)
    choose(dialog, store, way)
    dialog.name_edit.setText("mine")
    enter(dialog, values, tmp_path)
    save_button(dialog).click()
    kept = QgsAuthMethodConfig()
    assert QgsApplication.authManager().loadAuthenticationConfig(dialog.config_id(), kept, True)[0]
    assert (kept.method(), kept.configMap()) == (method, config)


def test_secrets_that_qgis_would_cut_survive(tmp_path: Path) -> None:
    dialog = LoginDialog(None, services=None)
    choose(dialog, "aws", "key")
    dialog.name_edit.setText("nasty")
    enter(dialog, {"access_key": "AK", "secret_key": NASTY}, tmp_path)
    save_button(dialog).click()
    found = auth.credentials_for({"authcfg": dialog.config_id()})
    assert found is not None and found["document"] is not None
    assert found["document"]["method"] == "MosaicAWS"
    assert found["document"]["config"]["secret_key"] == NASTY  # type: ignore[index]


@pytest.mark.parametrize(
    ("store", "way", "values", "words"),
    [
        ("aws", "key", {"access_key": "AK"}, "Secret access key"),
        ("aws", "default", {"endpoint": "minio:9000"}, "https://"),
        ("google", "service_account", {"service_account": "{}"}, "no key file"),
        ("http", "basic", {"username": "u", "password": "a|||b"}, "cannot keep"),
        ("http", "header", {"name": "X Key", "value": "k"}, "no space"),
    ],
)
def test_what_cannot_work_is_said_and_not_kept(
    store: str, way: str, values: dict[str, str], words: str, tmp_path: Path
) -> None:
    dialog = LoginDialog(None, services=None)
    choose(dialog, store, way)
    dialog.name_edit.setText("mine")
    enter(dialog, values, tmp_path)
    assert words in dialog.problem_label.text()
    assert not save_button(dialog).isEnabled()


def test_who_pays_is_said(tmp_path: Path) -> None:
    dialog = LoginDialog(None, services=None)
    choose(dialog, "aws", "default")
    dialog.name_edit.setText("mine")
    enter(dialog, {"requester_pays": "yes"}, tmp_path)
    assert "charged" in dialog.problem_label.text()
    assert save_button(dialog).isEnabled()


def test_a_login_of_qgis_s_own_keeps_its_method_when_edited() -> None:
    config_id = make_config("AWSS3", {"username": "AK", "password": "S", "region": "eu"}, name="made elsewhere")
    dialog = LoginDialog(None, services=None, config_id=config_id)
    assert dialog._form.values()["secret_key"] == "S"
    dialog._form.fields["region"].setText("us")  # type: ignore[attr-defined]
    save_button(dialog).click()
    assert dialog.config_id() == config_id
    found = auth.credentials_for({"authcfg": config_id})
    assert found is not None and found["document"] is not None
    assert found["document"]["config"] == {"username": "AK", "password": "S", "region": "us"}


def test_places_are_kept() -> None:
    dialog = LoginDialog(None, services=None)
    choose(dialog, "http", "bearer")
    dialog.name_edit.setText("mine")
    dialog._form.fields["token"].setText("t")  # type: ignore[attr-defined]
    dialog._places.setText("data.example.com")
    save_button(dialog).click()
    found = auth.credentials_for({"assets_authcfg": dialog.config_id()})
    assert found is not None and found["assets"] is not None
    assert found["assets"]["uri"] == "data.example.com"
    assert LoginDialog(None, services=None, config_id=dialog.config_id())._places.text() == "data.example.com"


def test_a_new_login_is_for_the_store_of_the_mosaic() -> None:
    for uri, store in (("gs://b/m.json", "google"), ("az://a.b/c/m.json", "azure"), ("https://h/m.json", "http")):
        dialog = LoginDialog(None, services=None)
        dialog.set_subject(uri, "document")
        assert dialog.store_combo.currentData() == store
        assert dialog.uri_edit.text() == uri


def test_a_test_shows_what_happened_and_keeps_nothing() -> None:
    facts = {"quadkeys": 1200, "with_login": True, "width": None, "height": None, "signing": None}
    steps = [
        {"subject": "document", "name": "s3://b/m.json", "code": "", "message": "In English.", "facts": facts},
        {
            "subject": "images",
            "name": "s3://b/a.tif",
            "code": "auth",
            "message": "s3://b/a.tif is refused.",
            "facts": None,
        },
    ]
    engine = Engine({"steps": steps})
    dialog = LoginDialog(None, services=services_with(engine=engine))
    dialog.set_subject("s3://b/m.json|minzoom=3", "document")
    choose(dialog, "aws", "key")
    enter(dialog, {"access_key": "AK", "secret_key": "hush"}, Path())
    before = QgsApplication.authManager().configIds()
    dialog.test_button.click()
    until(lambda: "refused" in dialog.steps_view.toPlainText())
    (request,) = engine.asked
    assert (request.uri, request.options) == ("s3://b/m.json", {"minzoom": "3"})
    assert request.credentials.document["config"]["password"] == "hush"
    assert request.credentials.assets is None
    assert "hush" not in repr(request)
    text = dialog.steps_view.toPlainText()
    assert text.index("It was read with the login. Quadkeys: 1,200.") < text.index("(s3://b/a.tif is refused.)")
    assert "In English." not in text
    assert QgsApplication.authManager().configIds() == before
    dialog.name_edit.setText("a name is not tried")
    assert "refused" in dialog.steps_view.toPlainText()
    enter(dialog, {"secret_key": "another"}, Path())
    assert dialog.steps_view.toPlainText() == "", "what is entered now was not tried"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"subject": "document", "facts": {"with_login": False, "quadkeys": None}}, "It was read without a login."),
        ({"subject": "api", "facts": {"with_login": True, "quadkeys": None}}, "It was read with the login."),
        ({"subject": "images", "facts": {"width": 2000, "height": 300}}, "An image was read; it has 2,000 × 300 pixels."),
        ({"subject": "signing", "facts": {"signing": "signed"}}, "A link was signed."),
        ({"subject": "signing", "facts": {"signing": "no_container"}}, "The service knows no such container"),
        ({"subject": "signing", "facts": {"signing": "no_blob"}}, "The service does not sign such links"),
        ({"subject": "document", "facts": None}, "The engine's words."),
        ({"subject": "document", "code": "unreachable"}, "“m” cannot be reached."),
        ({"subject": "images", "code": "not_found"}, "The images of “m” cannot be read."),
    ],
)  # fmt: skip
def test_each_step_in_words(qgis_app: QgsApplication, step: dict[str, Any], said: str) -> None:
    text = text_of({"name": "https://h/m.json", "code": "", "message": "The engine's words.", "facts": None, **step})
    assert text.startswith(said)
    assert ("(The engine's words.)" in text) == bool(step.get("code"))


def test_what_is_typed_first_is_the_name(qgis_app: QgsApplication) -> None:
    dialog = LoginDialog(None, services=None)
    dialog.show()
    assert dialog.focusWidget() is dialog.name_edit
    dialog.close()


def test_a_test_that_fails_says_so() -> None:
    dialog = LoginDialog(None, services=services_with(engine=Engine(EngineFailure("timeout", "no answer"))))
    dialog.set_subject("https://host/m.json", "images")
    choose(dialog, "http", "bearer")
    enter(dialog, {"token": "t"}, Path())
    dialog.test_button.click()
    until(lambda: dialog.test_button.text() != "Cancel")
    assert "no answer" in dialog.steps_view.toPlainText()


def test_who_refuses_the_master_password_sees_no_login(monkeypatch: pytest.MonkeyPatch) -> None:
    config_id = make_config("Basic", {"username": "u", "password": "hush"}, name="locked")
    monkeypatch.setattr(auth, "load", lambda _id: None)
    dialog = LoginDialog(None, services=None, config_id=config_id)
    assert "stays locked" in dialog.problem_label.text()
    assert not save_button(dialog).isEnabled()
    assert not any("hush" in value for value in dialog._form.values().values())


def test_the_slot_takes_what_the_window_made(monkeypatch: pytest.MonkeyPatch) -> None:
    slot, other = LoginSlot(), LoginSlot()
    for each in (slot, other):
        each.set_subject("s3://bucket/m.json", "document")

    def fill_in(dialog: LoginDialog) -> int:
        dialog.name_edit.setText("from the slot")
        enter(dialog, {"access_key": "AK", "secret_key": "S"}, Path())
        dialog._save()
        return dialog.result()

    monkeypatch.setattr(LoginDialog, "exec", fill_in)
    heard: list[str] = []
    slot.changed.connect(lambda: heard.append(slot.config_id()))
    slot.new_button.click()
    assert slot.combo.currentText() == "from the slot"
    assert heard == [slot.config_id()] != [""]
    assert other.combo.findText("from the slot") > 0
    assert other.config_id() == ""


def test_a_window_that_is_closed_during_a_test_hears_nothing_more() -> None:
    began, may_end = threading.Event(), threading.Event()

    class SlowEngine(Engine):
        def ask(self, request: Any, timeout_s: float, is_cancelled: Any) -> Any:
            began.set()
            assert may_end.wait(30)
            return super().ask(request, timeout_s, is_cancelled)

    engine = SlowEngine({"steps": []})
    dialog = LoginDialog(None, services=services_with(engine=engine))
    dialog.set_subject("https://host/m.json", "document")
    choose(dialog, "http", "bearer")
    enter(dialog, {"token": "t"}, Path())
    dialog.test_button.click()
    until(began.is_set)
    assert dialog.test_button.text() == "Cancel"
    dialog.reject()
    said = dialog.steps_view.toPlainText()
    may_end.set()
    until(lambda: not QgsApplication.taskManager().activeTasks(), 30)
    assert dialog.steps_view.toPlainText() == said == "Cancelled."
    assert "Test" in dialog.test_button.text()
