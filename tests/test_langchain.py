"""The embedder and the search for passages work wherever LangChain takes Embeddings and a retriever."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import cache

import numpy as np
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda
from langchain_core.vectorstores import InMemoryVectorStore
from sample_index import embedder, sample_store, samples
from toy_reports import ToyEmbedder

from gkbot.chain import Steps
from gkbot.langchain import ModelEmbeddings, ReportRetriever


@cache
def retriever() -> ReportRetriever:
    return ReportRetriever(steps=Steps(sample_store(), embedder, today=lambda: date(2026, 3, 1)), k=3)


def test_embeddings_fill_and_search_a_vector_store_of_langchain() -> None:
    texts = ["全年举办培训班两期。", "未收取信息处理费。", "设立公示栏一处。"]
    store = InMemoryVectorStore.from_texts(texts, ModelEmbeddings(ToyEmbedder()))
    assert [found.page_content for found in store.similarity_search("收取了多少信息处理费", k=1)] == [texts[1]]


def test_embeddings_are_the_vectors_of_the_embedder() -> None:
    texts = ["公开", "申请", ""]
    embeddings = ModelEmbeddings(embedder())
    np.testing.assert_allclose(embeddings.embed_documents(texts), embedder().encode(texts))
    np.testing.assert_allclose(embeddings.embed_query("公开"), embedder().encode_query("公开"))


def test_documents_come_from_the_report_that_the_question_names() -> None:
    for sample in samples()[:6]:
        found = retriever().invoke(f"{sample.organisation}{sample.year}年存在哪些问题？")
        assert 0 < len(found) <= 3
        assert {(one.metadata["file"], one.metadata["year"]) for one in found} == {(sample.file, sample.year)}
        assert found[0].metadata["chapter"] == 5


def test_a_document_stands_where_it_says() -> None:
    for one in retriever().invoke("举办了哪些培训？"):
        text = sample_store().text(one.metadata["report_id"])
        cited = text[one.metadata["start"] : one.metadata["end"]]
        assert "".join(cited.split()) == "".join(one.page_content.split())


def test_a_body_without_a_report_gives_no_documents() -> None:
    assert retriever().invoke("火星市财政局存在哪些问题？") == []


def test_it_is_a_link_of_others_chains_also_asynchronously() -> None:
    chain = retriever() | RunnableLambda[list[Document], int](len)
    assert chain.invoke("存在哪些问题？") == 3
    assert asyncio.run(chain.ainvoke("存在哪些问题？")) == 3
