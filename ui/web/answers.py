"""The routes of an answer that was given: its table to download, and what its reader thought of it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Response

from gkbot.answer import Answer
from index.report import Report
from ui.chat.feedback import Judgement, record_judgement
from ui.sheet import MEDIA_TYPES, sheet_bytes
from ui.web.downloads import rows_with_sources
from ui.web.shelf import Shelf

NAME_LENGTH = 40  # characters of the question that a downloaded file is named after


def make_answers_router(shelf: Shelf, find_report: Callable[[str], Report], feedback_home: Path | None) -> APIRouter:
    """The routes over the answers on `shelf`; judgements are recorded in `feedback_home`, None takes none."""
    router = APIRouter(prefix="/answers/{answer_id}", include_in_schema=False)

    @router.get("/table.{kind}")
    def table(answer_id: str, kind: Literal["csv", "xlsx"]) -> Response:
        answer = _find(shelf, answer_id)
        if answer.table is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "this answer has no table")
        content = sheet_bytes(kind, *rows_with_sources(answer.table, answer.language, find_report))
        name = quote("".join(character for character in answer.question[:NAME_LENGTH] if character.isalnum()) or "gkbot", safe="")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}.{kind}", "Cache-Control": "no-store"}
        return Response(content, media_type=MEDIA_TYPES[kind], headers=headers)

    @router.post("/feedback", status_code=HTTPStatus.NO_CONTENT)
    def feedback(answer_id: str, judgement: Judgement) -> None:
        if feedback_home is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "judging answers is turned off here")
        if not record_judgement(feedback_home, _find(shelf, answer_id), judgement):
            raise HTTPException(
                HTTPStatus.INSUFFICIENT_STORAGE, "the file of judgements is full: its reader has to empty it first"
            )

    return router


def _find(shelf: Shelf, answer_id: str) -> Answer:
    answer = shelf.get(answer_id)
    if answer is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "this answer is no longer kept: load the page anew, or ask again")
    return answer
