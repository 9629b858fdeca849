"""The administration page: upload, what is under way, how the last run went, what failed, the builds, feedback. HTML only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from gkbot.answer import Language
from index.storage.home import Home
from index.storage.manifest import Manifest, read_manifest
from ui.chat.feedback import FILE
from ui.labels import say_of_admin
from ui.reasons import say_reason, say_word
from ui.shell.intake_table import answer_lines, list_rows, summary_line
from ui.shell.progress import say_pace
from ui.shell.status import MB, folder_size, say_age
from ui.web.html import html_page
from ui.web.uploads import Uploads

FEEDBACK_SHOWN = 50
FEEDBACK_READ = 1 << 20  # bytes, from the end of the file
SCRIPT = "admin.js"


@dataclass(frozen=True, slots=True)
class Admin:
    """What the page shows and to whom."""

    home: Home
    uploads: Uploads
    name: str
    language: Language
    prefix: str
    problem: str = ""

    def say(self, key: str, **values: object) -> str:
        """Our own words, as HTML."""
        return escape(say_of_admin(self.language, key, **values))


def admin_page(admin: Admin) -> str:
    """The whole page."""
    current = admin.home.current()
    manifest = read_manifest(current) if current else None
    problem = f'<p class="gk-findings" role="alert">{escape(admin.problem)}</p>' if admin.problem else ""
    parts = (
        _uploads(admin),
        _under_way(admin),
        _last(admin),
        _failed(admin, manifest),
        _builds(admin, manifest),
        _feedback(admin),
    )
    body = (
        f'<nav><a href="{admin.prefix}/">{admin.say("chat")}</a><a href="{admin.prefix}/reports">{admin.say("reports")}</a></nav>'
        f"<main><h1>{admin.say('title')}</h1><p>{admin.say('known', name=admin.name)}</p>{problem}{''.join(parts)}</main>"
        f'<script src="{admin.prefix}/static/{SCRIPT}"></script>'
    )
    return html_page(say_of_admin(admin.language, "title"), body, admin.language, admin.prefix)


def say_progress(admin: Admin) -> str:
    """How far the run is, in a line; empty while nothing is under way."""
    if not admin.uploads.is_busy:
        return ""
    pace = admin.uploads.pace
    return say_pace(pace, admin.language) if pace else say_of_admin(admin.language, "begins")


def _uploads(admin: Admin) -> str:
    limit = admin.uploads.settings.max_file_mb
    return (
        f"<h2>{admin.say('upload')}</h2><p>{admin.say('upload_how', limit=limit)}</p>"
        f'<form method="post" action="{admin.prefix}/admin/upload" enctype="multipart/form-data">'
        f'<label>{admin.say("files")} <input type="file" name="files" multiple required></label>'
        f"<button>{admin.say('send')}</button></form>"
    )


def _under_way(admin: Admin) -> str:
    busy = "1" if admin.uploads.is_busy else ""
    return (
        f'<p id="progress" role="status" data-busy="{busy}" data-from="{admin.prefix}/admin/progress">'
        f"{escape(say_progress(admin))}</p>"
    )


def _last(admin: Admin) -> str:
    last = admin.uploads.last
    if last is None:
        return ""
    head = f'<h2 id="last">{admin.say("last")}</h2>'
    if last.summary is None:
        return f'{head}<p class="gk-findings" role="alert">{escape(say_reason(last.error or "", admin.language))}</p>'
    rows = ((say_word(row.state, admin.language), row.file, row.why) for row in list_rows(last.summary, admin.language))
    told = "".join(f"<p>{escape(line)}</p>" for line in answer_lines(last.summary.answers, admin.language))
    return f"{head}{_table(rows, ())}{told}<p>{escape(summary_line(last.summary, admin.language))}</p>"


def _failed(admin: Admin, manifest: Manifest | None) -> str:
    failed = manifest.failed if manifest else {}
    if not failed:
        return ""
    rows = ((file, say_reason(reason, admin.language)) for file, reason in failed.items())
    return f"<h2>{admin.say('failed')}</h2>{_table(rows, (admin.say('file'), admin.say('why')))}"


def _builds(admin: Admin, current: Manifest | None) -> str:
    rows = []
    for build_id in reversed(admin.home.finished()):
        folder = admin.home.builds / build_id
        made = read_manifest(folder)
        answers = admin.say("answers") if current and build_id == current.build else ""
        size = f"{folder_size(folder) / MB:.1f} MB"
        rows.append((build_id, str(made.counts.reports), size, say_age(made.created), answers))
    heads = tuple(admin.say(key) for key in ("build", "count", "size", "age"))
    button = ""
    if current and admin.home.before(current.build):
        button = f'<form method="post" action="{admin.prefix}/admin/rollback"><button>{admin.say("rollback")}</button></form>'
    return f"<h2>{admin.say('builds')}</h2>{_table(rows, (*heads, ''))}{button}"


def _feedback(admin: Admin) -> str:
    found = list(read_feedback(admin.home.path / FILE))
    if not found:
        return f"<h2>{admin.say('feedback')}</h2><p>{admin.say('no_feedback')}</p>"
    heads = tuple(admin.say(key) for key in ("time", "vote", "question", "answer", "remark"))
    rows = ((one["time"], _vote(admin, one["vote"]), one["question"], one["answer"], one["remark"]) for one in found)
    return f"<h2>{admin.say('feedback')}</h2>{_table(rows, heads)}"


def _vote(admin: Admin, vote: str) -> str:
    return say_of_admin(admin.language, f"vote_{vote}") if vote in ("up", "down") else vote


def read_feedback(path: Path) -> Iterator[dict[str, str]]:
    """The latest judgements of readers, newest first; lines that are none are left out."""
    try:
        with path.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - FEEDBACK_READ))
            lines = file.read().splitlines()[-FEEDBACK_SHOWN:]
    except FileNotFoundError:
        return
    for line in reversed(lines):
        try:
            told = json.loads(line)
            yield {key: str(told.get(key, "")) for key in ("time", "vote", "question", "answer", "remark")}
        except (ValueError, AttributeError):
            continue


def _table(rows: Iterable[Sequence[str]], heads: Sequence[str]) -> str:
    """A table of texts; `heads` are HTML already."""
    lines = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows)
    head = "".join(f'<th scope="col">{text}</th>' if text else "<td></td>" for text in heads)
    thead = f"<thead><tr>{head}</tr></thead>" if heads else ""
    return f'<div class="gk-scroll" tabindex="0"><table class="gk-list">{thead}<tbody>{lines}</tbody></table></div>'
