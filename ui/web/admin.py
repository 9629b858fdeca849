"""The routes of administration: only for administrators; uploads, progress, going back a build. Knows nothing of how it looks."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from index.errors import GkbotIndexError
from index.storage.home import Home
from ui.labels import page_language
from ui.settings import Settings
from ui.web.admin_page import Admin, admin_page, say_progress
from ui.web.html import html_response
from ui.web.login import require_admin
from ui.web.uploads import MOST_FILES, UploadError, Uploads, write_upload

ADMIN, UPLOAD = "/admin", "/admin/upload"
# As our other pages, but for the script that asks how far the run is.
ADMIN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
Administrator = Annotated[str, Depends(require_admin)]


def make_admin_router(settings: Settings, prefix: str = "") -> APIRouter:
    """The routes /admin, /admin/progress, /admin/upload and /admin/rollback; `prefix` is what links begin with."""
    router = APIRouter(include_in_schema=False)
    home, uploads = Home(settings.home), Uploads(settings)

    def show(name: str, request: Request, problem: str = "", status: int = HTTPStatus.OK) -> Response:
        page = admin_page(Admin(home, uploads, name, page_language(request), prefix, problem))
        return html_response(page, status, {"Content-Security-Policy": ADMIN_POLICY, "Cache-Control": "no-store"})

    def back() -> Response:
        return RedirectResponse(f"{prefix}{ADMIN}", HTTPStatus.SEE_OTHER)

    @router.get(ADMIN)
    def page(name: Administrator, request: Request) -> Response:
        return show(name, request)

    @router.get(f"{ADMIN}/progress")
    def progress(name: Administrator, request: Request) -> dict[str, Any]:
        return {"busy": uploads.is_busy, "text": say_progress(Admin(home, uploads, name, page_language(request), prefix))}

    @router.post(UPLOAD)
    async def upload(name: Administrator, request: Request) -> Response:
        # Read here, not as a parameter: what somebody unknown sends is not even received.
        async with request.form(max_files=MOST_FILES, max_fields=1) as form:
            given = [file for file in form.getlist("files") if isinstance(file, UploadFile) and file.filename]
            try:
                await run_in_threadpool(_take, given, uploads)
            except UploadError as error:
                return await run_in_threadpool(show, name, request, str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
        return back()

    @router.post(f"{ADMIN}/rollback")
    def rollback(name: Administrator, request: Request) -> Response:
        try:
            home.roll_back()
        except GkbotIndexError as error:
            return show(name, request, str(error), HTTPStatus.CONFLICT)
        return back()

    return router


def _take(given: list[UploadFile], uploads: Uploads) -> None:
    """Check all files, then keep and index them; UploadError where one of them cannot be taken: then none is."""
    if not given:
        raise UploadError("no file was chosen")
    with uploads.staged() as folder:
        files: list[Path] = []
        for file in given:
            limit = uploads.settings.max_file_mb << 20
            files.append(write_upload(folder, file.filename or "", file.file.read, limit))
        uploads.take(files)
