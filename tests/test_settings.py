"""Settings come from variables, then gkbot.toml, then defaults; one that cannot be used is named in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from ui.settings import Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def _folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """gkbot.toml is looked for where gkbot is started."""
    monkeypatch.chdir(tmp_path)


def test_the_defaults_serve_on_this_machine_from_the_users_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GKBOT_HOME")
    settings = load_settings()
    assert settings.home == Path("~/.gkbot").expanduser()
    assert (settings.host, settings.port, settings.root_path) == ("127.0.0.1", 7860, "")
    assert settings.embedding_model is None
    assert settings.keep_builds >= 1


def test_variables_come_before_the_file_and_the_file_before_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gkbot.toml").write_text('port = 8001\nhost = "127.0.0.2"\n', encoding="utf-8")
    assert (load_settings().port, load_settings().host) == (8001, "127.0.0.2")
    monkeypatch.setenv("GKBOT_PORT", "8002")
    assert (load_settings().port, load_settings().host) == (8002, "127.0.0.2")


def test_a_tilde_is_the_users_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GKBOT_HOME", "~/reports")
    assert load_settings().home == Path.home() / "reports"


def test_settings_cannot_be_changed() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError):
        settings.port = 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("port", "many"), ("port", "7860.5"), ("port", ""), ("keep_builds", "three"), ("auth", "secret"), ("proxies", "portal")],
)
def test_a_variable_that_cannot_be_used_is_named_with_its_value(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"GKBOT_{name.upper()}", value)
    with pytest.raises(SettingsError) as error:
        load_settings()
    told = str(error.value)
    assert "\n" not in told
    assert f"setting {name}:" in told
    assert repr(value) in told
    assert f"GKBOT_{name.upper()}" in told


@pytest.mark.parametrize("text", ["port = ", "port = many", "[port", "port = 1\nport = 2", "\x00"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "gkbot.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"gkbot\.toml") as error:
        load_settings()
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "gkbot.toml").write_bytes('host = "é"'.encode("latin-1"))
    with pytest.raises(SettingsError, match=r"gkbot\.toml"):
        load_settings()


def test_a_setting_that_there_is_not_is_named(tmp_path: Path) -> None:
    (tmp_path / "gkbot.toml").write_text("prot = 8001\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="setting prot"):
        load_settings()


@pytest.mark.parametrize(("name", "value"), [("PORT", "-1"), ("PORT", "99999"), ("KEEP_BUILDS", "0"), ("KEEP_BUILDS", "-2")])
def test_a_number_out_of_range_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"GKBOT_{name}", value)
    with pytest.raises(SettingsError):
        load_settings()


@pytest.mark.parametrize(
    ("name", "told"), [("GKBOT_PROT", "did you mean GKBOT_PORT"), ("GKBOT_XYZZY", "expected one of GKBOT_HOME, ")]
)
def test_a_variable_that_there_is_not_is_named_with_the_nearest(monkeypatch: pytest.MonkeyPatch, name: str, told: str) -> None:
    monkeypatch.setenv(name, "8001")
    with pytest.raises(SettingsError, match=f"{name}.*{told}") as error:
        load_settings()
    assert "\n" not in str(error.value)


def test_settings_are_described() -> None:
    assert Settings.__doc__
