"""The answers of late, kept in memory under ids that cannot be guessed, for what a reader does with them afterwards."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from threading import Lock

from gkbot.answer import Answer

ROWS_KEPT = 200_000  # of tables and sources, over all answers
ANSWERS_KEPT = 2_000


class Shelf:
    """Keeps the latest answers, as many as there is room for; used from several threads at once."""

    def __init__(self, rows: int = ROWS_KEPT, answers: int = ANSWERS_KEPT) -> None:
        self._lock = Lock()
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._room = rows
        self._most = answers

    def put(self, answer: Answer) -> Answer:
        """The answer under its new id; the oldest make room for it, but it is kept however large it is."""
        kept = answer.model_copy(update={"id": secrets.token_urlsafe(12)})
        with self._lock:
            self._answers[kept.id] = kept
            self._room -= _rows(kept)
            while len(self._answers) > 1 and (self._room < 0 or len(self._answers) > self._most):
                _, gone = self._answers.popitem(last=False)
                self._room += _rows(gone)
        return kept

    def get(self, answer_id: str) -> Answer | None:
        """The answer of that id, None when it never was or had to make room."""
        with self._lock:
            return self._answers.get(answer_id)


def _rows(answer: Answer) -> int:
    return 1 + len(answer.citations) + (len(answer.table.rows) if answer.table else 0)
