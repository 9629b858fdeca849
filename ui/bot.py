"""What the faces ask of a bot. Knows nothing of how it answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from gkbot.answer import Answer, Language
from gkbot.collection import Listed
from gkbot.events import Event
from gkbot.findings import Finding
from gkbot.plan import Scope
from index.report import Report
from index.storage.originals import Original

HISTORY_LIMIT = 20  # turns; a follow-up leans on the last ones, and the bot is handed no more


class Bot(Protocol):
    """Answers questions and hands out the reports it answers from; called from several threads at once."""

    def ask(
        self, question: str, history: Sequence[Answer] = (), language: Language | None = None, filters: Scope | None = None
    ) -> Answer:
        """The answer to `question`, read as a follow-up of `history` (oldest first); in its own language when None.

        Within `filters`, where the question does not say otherwise itself.
        """
        ...

    def stream(
        self, question: str, history: Sequence[Answer] = (), language: Language | None = None, filters: Scope | None = None
    ) -> Iterator[Event]:
        """What happens while a question is being answered: stages, pieces of checked text, and the Answer, which ends it."""
        ...

    def find_reports(self, scope: Scope, search: str = "") -> Sequence[Listed]:
        """The reports within a scope, places in their short form too, whose body has `search` in a name; by body and year."""
        ...

    def findings(self, scope: Scope, search: str = "") -> Sequence[Finding]:
        """The checks that do not hold in the reports that `find_reports` gives, in their order."""
        ...

    def report(self, uid: str) -> Report:
        """A whole report by its id; raises KeyError when the index has none of that id."""
        ...

    def original(self, uid: str) -> Original:
        """The file a report was read from; raises KeyError as `report`, and OriginalGone when the file is gone."""
        ...

    def examples(self, language: Language) -> list[str]:
        """A few questions that the reports in the index can answer."""
        ...

    def build_id(self) -> str | None:
        """The build that answers, None while there is none."""
        ...
