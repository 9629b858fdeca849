"""Our own routes: questions and reports for programs, and the pages of reports for people. Knows nothing of how a bot answers."""

from __future__ import annotations

from http import HTTPStatus
from importlib import resources
from pathlib import PurePath
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, field_validator

from gkbot.answer import Answer, Language
from gkbot.chain import QUESTION_LIMIT
from gkbot.collection import Listed
from gkbot.plan import Plan, Scope
from index.errors import OriginalGone
from index.report import Report, Span
from index.storage.export import report_object
from ui.bot import HISTORY_LIMIT, Bot
from ui.labels import page_language, say_of_report
from ui.sheet import MEDIA_TYPES, sheet_bytes
from ui.web.event_stream import event_stream
from ui.web.finding_list import SHEET_COLUMNS, FindingFilter, finding_list, finding_rows
from ui.web.html import html_response
from ui.web.report_filter import ReportFilter
from ui.web.report_list import report_list
from ui.web.report_page import Lit, cited_section, report_page

EVENT_STREAM = "text/event-stream"
# A file of a report is data: should a browser show it after all, nothing in it runs and nothing is loaded.
FILE_POLICY = "default-src 'none'; sandbox"
FILE_TYPES = {
    ".txt": "text/plain", ".md": "text/markdown", ".html": "text/html", ".htm": "text/html", ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".doc": "application/msword",
    ".wps": "application/vnd.ms-works", ".rtf": "application/rtf", ".odt": "application/vnd.oasis.opendocument.text",
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".tif": "image/tiff", ".tiff": "image/tiff",
}  # fmt: skip
STATIC = {
    "page.js": "text/javascript",
    "answers.js": "text/javascript",
    "admin.js": "text/javascript",
    "embed.js": "text/javascript",
    "frame.css": "text/css",
    "pages.css": "text/css",
    "icon.svg": "image/svg+xml",
}


class Ask(BaseModel):
    """A question; `history` are the Answers before it as they came, oldest first; `language` is the one to answer in.

    `filters` are the years, regions, kinds and organisations to stay within where the question names none.
    """

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(min_length=1, max_length=QUESTION_LIMIT)]
    history: Annotated[list[Answer], Field(max_length=HISTORY_LIMIT)] = []
    language: Language | None = None
    filters: Scope | None = None

    @field_validator("history")
    @classmethod
    def _check_plans(cls, history: list[Answer]) -> list[Answer]:
        """A follow-up leans on the plans before it: one that a caller has changed must still be a plan."""
        for answer in history:
            Plan.model_validate(answer.plan)
        return history


class LitPlace(BaseModel):
    """What of a report a link wants lit: characters `start:end` with the locator `at`, cells by key, or a finding by number."""

    start: int = 0
    end: int = 0
    at: str = ""
    cell: list[str] = []
    finding: int = 0

    @property
    def lit(self) -> Lit:
        """The same as the page takes it."""
        span = Span(self.start, self.end) if self.start < self.end else None
        return Lit(span, self.at, tuple(self.cell), self.finding)


def make_router(bot: Bot, prefix: str = "") -> APIRouter:
    """The routes over `bot`: /healthz, /api/ask, /api/reports, /reports, /static; `prefix` is what links begin with."""
    router = APIRouter()

    @router.get("/healthz")
    def healthz() -> dict[str, str | None]:
        """Whether the server is up, and which build answers (null while there is none)."""
        return {"status": "ok", "build": bot.build_id()}

    @router.post("/api/ask", response_model=Answer, responses={200: {"content": {EVENT_STREAM: {}}}})
    def ask(asked: Ask, request: Request) -> Answer | Response:
        """The Answer to a question; where event streams are accepted the events `stage` and `token`, then `answer`."""
        if EVENT_STREAM not in request.headers.get("accept", ""):
            return bot.ask(asked.question, asked.history, asked.language, asked.filters)
        events = bot.stream(asked.question, asked.history, asked.language, asked.filters)
        return StreamingResponse(event_stream(events, request.state.request_id), media_type=EVENT_STREAM)

    @router.get("/api/reports")
    def reports(asked: Annotated[ReportFilter, Query()]) -> dict[str, Any]:
        """How many reports there are of these years, kinds and places, and a page of them by body and year."""
        found = asked.in_order(bot.find_reports(asked.scope, asked.search))
        return {"count": len(found), "reports": [_listed(report) for report in asked.page(found)]}

    @router.get("/api/reports/{uid}")
    def report(uid: str) -> dict[str, Any]:
        """Everything known of a report: body, contact, every cell of its tables, checks."""
        return {"id": uid} | report_object(_find(bot, uid))

    @router.get("/reports", response_class=HTMLResponse, include_in_schema=False)
    def list_page(asked: Annotated[ReportFilter, Query()], request: Request) -> Response:
        found, every = bot.find_reports(asked.scope, asked.search), bot.find_reports(Scope())
        return html_response(report_list(found, asked, every, page_language(request), prefix))

    @router.get("/findings", response_class=HTMLResponse, include_in_schema=False)
    def findings_page(asked: Annotated[FindingFilter, Query()], request: Request) -> Response:
        found, every = asked.those(bot.findings(asked.scope, asked.search)), bot.find_reports(Scope())
        return html_response(finding_list(found, asked, every, page_language(request), prefix))

    @router.get("/findings.{ending}", response_class=Response)
    def findings_sheet(ending: Literal["csv", "xlsx"], asked: Annotated[FindingFilter, Query()], request: Request) -> Response:
        """What in these reports contradicts itself, a row a finding: both values and where they stand."""
        language = page_language(request)
        columns = [say_of_report(language, column) for column in SHEET_COLUMNS]
        rows = finding_rows(asked.those(bot.findings(asked.scope, asked.search)), language)
        headers = {"Content-Disposition": f'attachment; filename="findings.{ending}"'}
        return Response(sheet_bytes(ending, columns, rows), media_type=MEDIA_TYPES[ending], headers=headers)

    @router.get("/reports/{uid}", response_class=HTMLResponse, include_in_schema=False)
    def whole_report(uid: str, request: Request, lit: Annotated[LitPlace, Query()]) -> Response:
        return html_response(report_page(_find(bot, uid), uid, page_language(request), lit.lit, prefix))

    @router.get("/reports/{uid}/cited", response_class=HTMLResponse, include_in_schema=False)
    def cited(uid: str, request: Request, lit: Annotated[LitPlace, Query()]) -> Response:
        return html_response(cited_section(_find(bot, uid), page_language(request), lit.lit))

    @router.get("/reports/{uid}/text", response_class=PlainTextResponse)
    def plain_text(uid: str) -> str:
        """The text of a report, which citations count their characters in."""
        return _find(bot, uid).text

    @router.get("/reports/{uid}/file", response_class=Response)
    def original_file(uid: str) -> Response:
        """The file a report was read from, to be saved: a browser never shows it as a page of ours."""
        try:
            original = bot.original(uid)
        except KeyError:
            raise _no_report(uid) from None
        except OriginalGone as error:
            raise HTTPException(HTTPStatus.NOT_FOUND, str(error)) from error
        media_type = FILE_TYPES.get(PurePath(original.name).suffix.lower(), "application/octet-stream")
        name = f"attachment; filename*=UTF-8''{quote(original.name, safe='')}"
        headers = {"Content-Type": media_type, "Content-Disposition": name, "Content-Security-Policy": FILE_POLICY}
        return Response(original.content, headers=headers)

    @router.get("/embed", include_in_schema=False)
    def compact_chat() -> Response:
        return RedirectResponse(f"{prefix}/embed/")

    @router.get("/embed.js", include_in_schema=False)
    def embed_script() -> Response:
        return static("embed.js")

    @router.get("/favicon.ico", include_in_schema=False)
    def favicon() -> Response:
        return static("icon.svg")

    @router.get("/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        if name not in STATIC:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"there is no file {name} here")
        content = resources.files("ui").joinpath("static", name).read_bytes()
        return Response(content, media_type=STATIC[name], headers={"Cache-Control": "no-cache"})

    return router


def _find(bot: Bot, uid: str) -> Report:
    try:
        return bot.report(uid)
    except KeyError:
        raise _no_report(uid) from None


def _no_report(uid: str) -> HTTPException:
    told = f"no report {uid} in the index: it may have been replaced by a newer file; /api/reports lists what there is"
    return HTTPException(HTTPStatus.NOT_FOUND, told)


def _listed(report: Listed) -> dict[str, Any]:
    return {
        "id": report.uid,
        "organisation": report.organisation,
        "kind": report.kind,
        "region": list(report.regions),
        "year": report.year,
        "edition": report.edition,
        "title": report.title,
        "file": report.file,
    }
