"""The embedder and the search for passages behind LangChain's interfaces, for whoever builds chains of their own with them.

retriever = ReportRetriever(steps=Steps(store, load_embedder))
retriever.invoke("樟树工业园区存在哪些问题？")  # Documents with their places

Importing it costs half a second, so that nothing on the way from question to Answer does.
"""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import InstanceOf

from gkbot.chain import Question, Steps
from gkbot.collection import Listed
from gkbot.passages.retrieve import Found
from index.search.embedding import Embedder


class ModelEmbeddings(Embeddings):
    """An embedder as LangChain's Embeddings: lists of floats of length 1."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector for each passage."""
        vectors: list[list[float]] = self._embedder.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        vector: list[float] = self._embedder.encode_query(text).tolist()
        return vector


class ReportRetriever(BaseRetriever):
    """The `k` passages that fit a question best, of the bodies and years that it names; none where no report is theirs.

    A Document's `page_content` is the passage; `metadata` holds report_id, organisation, year, file, chapter, headings, the
    place start:end in the report's text, and the score.
    """

    steps: InstanceOf[Steps]
    k: int = 5

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        plan = self.steps.understand(Question(question=query)).plan
        if plan.unknown and not plan.scope.organisations:
            return []
        reports = {report.id: report for report in self.steps.collection.reports_in(plan.scope)}
        found = self.steps.retriever.search_plan(plan, report_ids=reports.keys(), k=self.k)
        return [_as_document(one, reports[one.report_id]) for one in found]


def _as_document(found: Found, report: Listed) -> Document:
    return Document(
        page_content=found.text,
        metadata={
            "report_id": found.report_id,
            "organisation": report.organisation,
            "year": report.year,
            "file": report.file,
            "chapter": found.chapter,
            "headings": list(found.headings),
            "start": found.start,
            "end": found.end,
            "score": found.score,
        },
    )
