"""A Bot over the index of a home folder: runs the chain's steps, hands out reports, suggests questions.

It follows `CURRENT`: a new build answers from the next question on, never mixed with the old one within an answer.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import select

import prompts
from gkbot.answer import Answer, Language
from gkbot.chain import Question, Steps, checked
from gkbot.collection import Collection, Listed
from gkbot.events import Event
from gkbot.findings import Finding, find_broken
from gkbot.plan import Scope
from gkbot.words.lexicon import fold
from index.report import Report
from index.storage import schema
from index.storage.home import Home
from index.storage.loading import load_report
from index.storage.originals import Original, read_original
from index.storage.store import open_store

if TYPE_CHECKING:
    from gkbot.language.models import LanguageModel, Message
    from gkbot.passages.reranking import Reranker
    from index.search.embedding import Embedder


class IndexedBot:
    """Answers from the current build under a home folder; any number of threads may ask. Close it when done."""

    def __init__(
        self,
        home: Home,
        embedder: Callable[[], Embedder],
        model: LanguageModel | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self._home = home
        self._embedder = embedder
        self._model = model
        self._reranker = reranker
        self._lock = Lock()
        self._opened: Steps | None = None

    def ask(
        self,
        question: str,
        history: Sequence[Answer] = (),
        language: Language | None = None,
        filters: Scope | None = None,
        *,
        id: str = "",
    ) -> Answer:
        """The answer to a question in its conversation; raises QuestionError, NoBuild or ModelMismatch, each one clear line."""
        asked = Question(question=question, history=list(history), language=language, filters=filters, id=id)
        return self._current().ask(asked)

    def stream(
        self,
        question: str,
        history: Sequence[Answer] = (),
        language: Language | None = None,
        filters: Scope | None = None,
        *,
        id: str = "",
    ) -> Iterator[Event]:
        """The events of answering a question, the Answer last; QuestionError and NoBuild are raised before the first."""
        asked = Question(question=checked(question), history=list(history), language=language, filters=filters, id=id)
        return self._current().stream(asked)

    def show_prompts(self, question: str, language: Language | None, characters: int) -> list[list[Message]]:
        """The messages that a language model with prompts of so many characters would be sent first for a question."""
        from gkbot.language.speaking import show_prompts

        steps = self._current()
        planned = steps.understand(Question(question=question, language=language))
        return show_prompts(planned, steps.answer(planned), steps.collection, characters)

    def find_reports(self, scope: Scope, search: str = "") -> tuple[Listed, ...]:
        """The reports within a scope, places in their short form too, whose body has `search` in one of its names."""
        return _find_reports(self._current().collection, scope, search)

    def findings(self, scope: Scope, search: str = "") -> tuple[Finding, ...]:
        """The checks that do not hold in the reports that `find_reports` gives."""
        steps = self._current()
        return find_broken(steps.store, steps.collection, _find_reports(steps.collection, scope, search))

    def report(self, uid: str) -> Report:
        """A whole report by its id; KeyError when the index has none of that id."""
        return load_report(self._current().store, uid)

    def original(self, uid: str) -> Original:
        """The file a report was read from; KeyError when there is no such report, OriginalGone when the file is gone."""
        return read_original(self._current().store.manifest, uid)

    def examples(self, language: Language) -> list[str]:
        """A few questions that the reports in the index can answer, about the body and year last reported on."""
        r = schema.reports.c
        with self._current().store.engine.connect() as connection:
            newest = connection.execute(
                select(r.organisation, r.year).where(r.year.is_not(None)).order_by(r.year.desc(), r.id)
            ).first()
        if newest is None:
            return []
        names = {"organisation": newest.organisation, "year": newest.year}
        return [
            prompts.say(language, key, **names) for key in ("example_list", "example_cell", "example_passage", "example_contact")
        ]

    def load_model(self) -> None:
        """Load the library of the language model now, not at the first question; ModelMissing when it cannot be."""
        if self._model:
            _ = self._model.chat

    def build_id(self) -> str | None:
        """The build that answers now, None while there is none."""
        current = self._home.current()
        return current.name if current else None

    def close(self) -> None:
        """Let go of the opened build, and of the language model."""
        if self._model:
            self._model.close()
        with self._lock:
            if self._opened:
                self._opened.store.close()
            self._opened = None

    def _current(self) -> Steps:
        opened = self._opened
        if not self._lock.acquire(blocking=opened is None):
            assert opened is not None
            return opened  # while somebody opens the next build, this one answers
        try:
            if self._opened is None or self._opened.store.build_id != self.build_id():
                # The build before stays open for the answers still being made from it; they let go of it when done.
                steps = Steps(open_store(self._home), self._embedder, model=self._model, reranker=self._reranker)
                _ = steps.collection
                self._opened = steps
                # Hundreds of thousands of objects that stay as long as the build: looked through for garbage again and
                # again, they cost a question in thirty 130 ms at 20,000 reports.
                gc.freeze()
            return self._opened
        finally:
            self._lock.release()


def _find_reports(collection: Collection, scope: Scope, search: str) -> tuple[Listed, ...]:
    places = tuple(collection.regions.get(place, place) for place in scope.regions)
    found = collection.reports_in(scope.model_copy(update={"regions": places}))
    wanted = fold(search)
    named = {full for name, fulls in collection.names.items() if wanted in name for full in fulls}
    return tuple(report for report in found if report.organisation in named)
