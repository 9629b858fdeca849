"""A password file lets in whom it names, with the password they chose, and follows its file."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest

from ui.cli import main
from ui.web.passwords import PasswordError, PasswordFile, make_line


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "users"
    path.write_text(f"# administrators\n\n{make_line('张 三', '密码 pass:word')}\n", encoding="utf-8")
    return path


def test_the_right_password_opens_and_nothing_else_does(file: Path) -> None:
    passwords = PasswordFile(file)
    assert not passwords.remembers("张 三", "密码 pass:word")
    assert passwords.check("张 三", "密码 pass:word")
    assert passwords.remembers("张 三", "密码 pass:word")
    for name, password in (("张 三", "密码"), ("张 三", ""), ("张三", "密码 pass:word"), ("", ""), ("-", "")):
        assert not passwords.check(name, password)
        assert not passwords.remembers(name, password)


def test_a_line_holds_no_password_and_is_another_each_time() -> None:
    lines = {make_line("li", "open sesame") for _ in range(2)}
    assert len(lines) == 2
    for line in lines:
        assert re.fullmatch(r"li:\$scrypt\$ln=14,r=8,p=5\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}", line)


def test_a_file_that_changes_counts_at_once(file: Path) -> None:
    passwords = PasswordFile(file)
    assert passwords.check("张 三", "密码 pass:word")
    file.write_text(make_line("li", "x"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert passwords.check("li", "x")
    assert passwords.line("张 三") is None
    assert not passwords.remembers("张 三", "密码 pass:word")


def test_the_command_prints_a_line_for_a_password_from_a_pipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("open sesame\n"))
    assert main(["password", "li"]) == 0
    path = tmp_path / "users"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert PasswordFile(path).check("li", "open sesame")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["password", "li"]) == 1
    assert capsys.readouterr().err == "gkbot: the password is empty\n"


@pytest.mark.parametrize("name", ["", " li", "a:b", "a\nb"])
def test_a_name_that_does_not_fit_on_a_line_is_refused(name: str) -> None:
    with pytest.raises(PasswordError, match="no name for a password file"):
        make_line(name, "x")


def test_an_empty_password_is_refused() -> None:
    with pytest.raises(PasswordError, match="empty"):
        make_line("li", "")


@pytest.mark.parametrize("line", ["li:secret", "li", "li:$2y$05$abc", "li:$scrypt$ln=1,r=8$a$b"])
def test_a_line_that_is_none_is_named_and_not_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "users"
    path.write_text(f"# users\n{line}\n", encoding="utf-8")
    with pytest.raises(PasswordError, match="line 2 is no line of a password file") as error:
        PasswordFile(path).line("li")
    assert "secret" not in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PasswordError, match="nowhere cannot be read"):
        PasswordFile(tmp_path / "nowhere").check("li", "x")
