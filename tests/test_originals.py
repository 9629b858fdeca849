"""The file behind a report is given out by its id alone, byte for byte, and never as a page of ours."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from sample_index import build_home, embedder, samples, write_reports

from gkbot.bot import IndexedBot
from gkbot.plan import Scope
from index.storage.build import build_index
from index.storage.home import Home
from ui.settings import Settings
from ui.web.server import create_api


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A report as text, one as a page with a script, one in an archive."""
    path = tmp_path / "reports"
    write_reports(path, samples()[:3])
    text, page, packed = sorted(path.iterdir())
    page.write_text(f"<script>alert(1)</script><pre>{page.read_text(encoding='utf-8')}</pre>", encoding="utf-8")
    page.rename(path / '2 "页"; x=.html')
    with zipfile.ZipFile(path / "3.zip", "w") as archive:
        archive.write(packed, "里面/三.txt")
    packed.unlink()
    text.rename(path / "1.txt")
    return path


def served(home: Home) -> tuple[TestClient, dict[str, str]]:
    """The application over an index, and the ids of its reports by file."""
    bot = IndexedBot(home, embedder)
    client = TestClient(create_api(bot, Settings()))
    return client, {report.file: report.uid for report in bot.find_reports(Scope())}


def test_a_file_is_what_was_indexed(folder: Path, tmp_path: Path) -> None:
    home = build_home(tmp_path / "home", [folder])
    build_index([folder / "1.txt"], home, embedder(), add=True)  # the others are taken over with the place they lie at
    client, ids = served(home)
    assert set(ids) == {"1.txt", '2 "页"; x=.html', "3.zip/里面/三.txt"}
    with zipfile.ZipFile(folder / "3.zip") as archive:
        packed = archive.read("里面/三.txt")
    contents = {name: packed if ".zip" in name else (folder / name).read_bytes() for name in ids}
    for name, uid in ids.items():
        response = client.get(f"/reports/{uid}/file")
        assert response.content == contents[name]
        kind, _, told = response.headers["content-disposition"].partition("; filename*=UTF-8''")
        assert (kind, unquote(told)) == ("attachment", name.rpartition("/")[2])
        assert response.headers["content-type"] == ("text/html" if ".html" in name else "text/plain")
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["content-security-policy"].startswith("default-src 'none'; sandbox;")
        assert f"/reports/{uid}/file" in client.get(f"/reports/{uid}").text


def test_a_file_that_changed_or_went_is_not_given_out(folder: Path, tmp_path: Path) -> None:
    client, ids = served(build_home(tmp_path / "home", [folder]))
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    (folder / "1.txt").unlink()
    (folder / "1.txt").symlink_to(secret)
    (folder / "3.zip").write_bytes(b"PK")
    for name, told in (("1.txt", "has changed since"), ("3.zip/里面/三.txt", "no longer where")):
        refused = client.get(f"/reports/{ids[name]}/file")
        assert refused.status_code == 404
        assert told in refused.json()["detail"]
        assert str(tmp_path) not in refused.text
    shutil.rmtree(folder)
    assert client.get(f"/reports/{ids['1.txt']}/file").status_code == 404


@pytest.mark.parametrize("uid", ["0123456789ab", "1.txt", "..", "..%2F..%2Fetc%2Fpasswd", "%00", "3.zip"])
def test_nothing_but_an_id_gives_a_file(folder: Path, tmp_path: Path, uid: str) -> None:
    client, _ = served(build_home(tmp_path / "home", [folder / "1.txt"]))
    assert client.get(f"/reports/{uid}/file").status_code == 404
