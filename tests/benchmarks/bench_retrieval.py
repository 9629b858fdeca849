"""How often a question finds its passage: run as `python tests/benchmarks/bench_retrieval.py`.

Recall among the first 1, 3 and 5 and mean reciprocal rank, for BM25 alone, vectors alone, reciprocal rank fusion, their mix, the
mix with words of near meaning added, what the bot finds (`gkbot`: the mix, the chapters of its topic first), and the stock
LangChain recipe (RecursiveCharacterTextSplitter, the same model, Chroma, similarity search). Questions on paragraphs and the
bank of questions on reports come from the folder `shared` beside the repository; BENCH_QUESTIONS names further banks of the same
form (`question`, `lang`, `file`, `evidence`), parted by colons. What is not there is named and skipped. With the filter, the
report asked about is known; without, all reports compete: the real ones, then made-up ones beside them.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

import numpy as np  # noqa: E402
from sqlalchemy import select  # noqa: E402

from gkbot.collection import load_collection  # noqa: E402
from gkbot.passages.retrieve import PassageRetriever, mix_scores  # noqa: E402
from gkbot.plan import Plan  # noqa: E402
from gkbot.understanding.understand import understand  # noqa: E402
from gkbot.words.glossary import with_chinese  # noqa: E402
from gkbot.words.lexicon import fold  # noqa: E402
from gkbot.words.thesaurus import in_report_words  # noqa: E402
from index.sample.reports import write_samples  # noqa: E402
from index.search.embedding import Embedder, load_embedder  # noqa: E402
from index.search.ranges import Ranges  # noqa: E402
from index.search.segments import Segments, write_segment  # noqa: E402
from index.storage import schema  # noqa: E402
from index.storage.build import build_index  # noqa: E402
from index.storage.home import Home  # noqa: E402
from index.storage.store import Store, open_store  # noqa: E402
from index.training.corpus import QuestionSet, read_question_set  # noqa: E402

SHARED = ROOT.parent / "shared"
CORPUS, REPORTS = SHARED / "corpus", SHARED / "reports"
BANK = SHARED / "questions" / "narrative_questions.jsonl"
RIVALS = 60  # made-up reports that compete with the real ones
NEARNESS = 0.5  # weight of soft coverage beside the mixed score; 0.3 and 1 did about as well
RERANKED = 20  # passages that it is worked out for
WORD = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
POOL = 100  # candidates of each side
FUSED = 60  # the usual constant of reciprocal rank fusion
CHUNK, OVERLAP = 1000, 200  # characters, the splitter's usual ones
RESULTS = 10  # of the recipe
TODAY = 2026

Scores = Mapping[int, float]
Ranker = Callable[[int], Sequence[bool]]  # question number -> whether each result is right, best first


@dataclass(frozen=True, slots=True)
class Remembering:
    """An embedder that encodes each word once: thousands of questions look at the words of the same paragraphs."""

    embedder: Embedder
    known: dict[str, np.ndarray]

    @property
    def id(self) -> str:
        """That of the embedder."""
        return self.embedder.id

    @property
    def dimensions(self) -> int:
        """Those of the embedder."""
        return self.embedder.dimensions

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of the texts."""
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        if new:
            self.known.update(zip(new, self.embedder.encode(new), strict=True))
        return np.array([self.known[text] for text in texts], dtype=np.float32)

    def encode_query(self, text: str) -> np.ndarray:
        """The vector of a question."""
        return self.embedder.encode_query(text)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a bank as the bot understands it, and the report that answers it with a phrase that marks where."""

    question: str
    plan: Plan
    report_id: int
    evidence: str


def main() -> None:
    """Prints the tables."""
    embedder = load_embedder(os.environ.get("GKBOT_EMBEDDING_MODEL"))
    print(f"model {embedder.id}; each cell: R@1 / R@3 / R@5 / MRR in %")
    if find_spec("langchain_text_splitters") is None or find_spec("langchain_chroma") is None:
        print("the LangChain recipe is not measured: pip install langchain-text-splitters langchain-chroma")
    with tempfile.TemporaryDirectory() as folder:
        judge_paragraphs(embedder, Path(folder))
        judge_banks(embedder, Path(folder))


# ---- Questions on paragraphs ------------------------------------------------------------------------------------------


def judge_paragraphs(embedder: Embedder, folder: Path) -> None:
    """Every question of a set against all paragraphs of the set."""
    for name, asked_in in (("cmrc_dev", ""), ("xquad_zh", ""), ("xquad_zh", "xquad_en")):
        files = [CORPUS / f"{part}.json.gz" for part in (name, asked_in) if part]
        if missing := [file.name for file in files if not file.is_file()]:
            print(f"{asked_in or name}: not measured, no {' and '.join(missing)} in shared/corpus beside the repository")
            continue
        questions = read_question_set(CORPUS, name)
        asked = _english_questions(files[1]) if asked_in else questions.questions
        title = f"{name} asked in English" if asked_in else name
        print(f"\n{title}: {len(asked):,} questions, {len(questions.paragraphs):,} paragraphs")
        judge_set(questions, asked, embedder, folder / title)


def judge_set(questions: QuestionSet, asked: Sequence[str], embedder: Embedder, folder: Path) -> None:
    """Print the figures of every way on one set."""
    vectors = embedder.encode(questions.paragraphs)
    write_segment(folder, 0, questions.paragraphs, embedder.dimensions, [vectors])
    words, every = Segments.open(folder), Ranges.join([0], [len(vectors)])
    searched = [with_chinese(in_report_words(fold(question)).replace("|", " ")) for question in asked]

    texts = dict(enumerate(questions.paragraphs))

    def sides(n: int) -> tuple[Scores, Scores]:
        return _best(words.lexical(searched[n], every, every)), _best(vectors @ embedder.encode_query(searched[n]))

    for name, way in WAYS.items():
        report(name, [[i == questions.answers[n] for i in _ordered(way(*sides(n)))] for n in range(len(asked))])
    remembering = Remembering(embedder, {})
    near = [add_nearness(mix_scores(*sides(n)), searched[n], texts, remembering) for n in range(len(asked))]
    report(
        "mix + nearness",
        [[i == answer for i in _ordered(scores)] for scores, answer in zip(near, questions.answers, strict=True)],
    )
    if search := recipe(embedder, dict(enumerate(questions.paragraphs))):
        report("LangChain", [[i == questions.answers[n] for i, _ in search(asked[n], None)] for n in range(len(asked))])


def _english_questions(path: Path) -> tuple[str, ...]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        sections = json.load(file)["data"]
    return tuple(qa["question"] for section in sections for paragraph in section["paragraphs"] for qa in paragraph["qas"])


def _best(scores: np.ndarray) -> Scores:
    best = np.argsort(-scores, kind="stable")[:POOL]
    return {int(i): float(scores[i]) for i in best if scores[i] > 0}


def _ordered(scores: Scores) -> list[int]:
    return sorted(scores, key=lambda i: (-scores[i], i))


def fuse_ranks(*sides: Scores) -> Scores:
    """Reciprocal rank fusion: what stands high on either side comes first."""
    fused: dict[int, float] = {}
    for side in sides:
        for rank, i in enumerate(_ordered(side), 1):
            fused[i] = fused.get(i, 0.0) + 1 / (FUSED + rank)
    return fused


WAYS: Mapping[str, Callable[[Scores, Scores], Scores]] = {
    "BM25": lambda lexical, dense: lexical,
    "vectors": lambda lexical, dense: dense,
    "RRF": fuse_ranks,
    "mix": mix_scores,
}


# ---- Words of near meaning, a signal that may be added ---------------------------------------------------------------------


def add_nearness(scores: Mapping[int, float], query: str, texts: Mapping[int, str], embedder: Embedder) -> dict[int, float]:
    """The scores with soft coverage of the query added for the best RERANKED of them, the rest as they were."""
    best = sorted(scores, key=lambda i: (-scores[i], i))[:RERANKED]
    covered = dict(zip(best, soft_coverage(query, [texts[i] for i in best], embedder), strict=True))
    top = max(covered.values(), default=0.0) or 1.0
    return {i: score + (NEARNESS * covered[i] / top if i in covered else 0.0) for i, score in scores.items()}


def soft_coverage(query: str, texts: Sequence[str], embedder: Embedder) -> list[float]:
    """For each text the share, 0 to 1, of the query's words that it holds; a rare word counts more, a near one by its cosine."""
    asked = _words(query)
    held = [_words(text) for text in texts]
    if not asked or not any(held):
        return [0.0] * len(texts)
    rows = {word: row for row, word in enumerate(dict.fromkeys([*asked, *(word for words in held for word in words)]))}
    vectors = embedder.encode(list(rows))
    near = np.maximum(vectors[: len(asked)] @ vectors.T, 0)
    holding = Counter(word for words in held for word in words)
    weights = np.array([math.log(1 + (len(texts) + 1) / (holding[word] + 0.5)) for word in asked])
    return [float(weights @ near[:, [rows[w] for w in words]].max(axis=1) / weights.sum()) if words else 0.0 for words in held]


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    import rjieba

    return tuple(dict.fromkeys(word for word in rjieba.cut(text.lower()) if WORD.fullmatch(word)))


# ---- Questions on reports ---------------------------------------------------------------------------------------------


def judge_banks(embedder: Embedder, folder: Path) -> None:
    """Every bank over an index of the real reports, by language, with and without the filter."""
    further = [Path(name) for name in os.environ.get("BENCH_QUESTIONS", "").split(":") if name]
    banks = [path for path in (BANK, *further) if path.is_file()]
    for path in {BANK, *further} - set(banks):
        print(f"{path.name}: not measured, no such file")
    if not REPORTS.is_dir() or not banks:
        print("questions on reports: not measured, no shared/reports and questions beside the repository")
        return
    write_samples(folder / "samples", RIVALS)
    for name, paths in (("", [REPORTS]), (f" and {RIVALS} made-up ones", [REPORTS, folder / "samples"])):
        home = Home(folder / f"home{len(paths)}")
        build_index(paths, home, embedder)
        store = open_store(home)
        try:
            search = recipe(embedder, _report_texts(store))
            for path in banks:
                for language in ("zh", "en"):
                    if asked := read_bank(path, language, store):
                        passages = store.manifest.counts.passages
                        print(f"\n{path.name}: {len(asked)} questions ({language}), real reports{name}, {passages} passages")
                        judge_bank(asked, store, embedder, search)
        finally:
            store.close()


def judge_bank(asked: Sequence[Asked], store: Store, embedder: Embedder, search: Recipe | None) -> None:
    """Print the figures of every way on the questions of one bank and language."""
    retriever = PassageRetriever(store, embedder)
    passages = _passage_texts(store)
    for filtered in (True, False):
        say = "filter" if filtered else "all"
        for name, way in WAYS.items():
            if name == "mix":
                continue
            report(f"{name}, {say}", [_hits(one, passages, way(*_sides(one, store, embedder, filtered))) for one in asked])
        report(f"mix, {say}", [_hits(one, passages, mix_scores(*_sides(one, store, embedder, filtered))) for one in asked])
        near = [(one, *_sides(one, store, embedder, filtered)) for one in asked]
        texts = {i: text for i, (_, text) in passages.items()}
        report(
            f"mix + nearness, {say}",
            [_hits(one, passages, add_nearness(mix_scores(*sides), _words_of(one), texts, embedder)) for one, *sides in near],
        )
        report(f"gkbot, {say}", [_found(one, retriever, filtered) for one in asked])
        if search:
            results = [search(one.question, one.report_id if filtered else None) for one in asked]
            rows = [
                [i == one.report_id and _holds(text, one) for i, text in result]
                for one, result in zip(asked, results, strict=True)
            ]
            report(f"LangChain, {say}", rows)


def read_bank(path: Path, language: str, store: Store) -> list[Asked]:
    """The questions of a bank in one language, as the bot understands them."""
    collection = load_collection(store.engine)
    with store.engine.connect() as connection:
        reports = connection.execute(select(schema.reports.c.id, schema.reports.c.file)).all()
    ids = {Path(report.file).name: report.id for report in reports}
    asked = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["lang"] != language or entry["file"] not in ids:
            continue
        plan = understand(entry["question"], collection, today=TODAY)
        asked.append(Asked(entry["question"], plan, ids[entry["file"]], _plain(entry["evidence"])))
    return asked


def _sides(asked: Asked, store: Store, embedder: Embedder, filtered: bool) -> tuple[Scores, Scores]:
    words = f"{_words_of(asked)} {asked.plan.expansion}"
    report_ids = [asked.report_id] if filtered else None
    lexical = store.lexical(words, report_ids=report_ids, k=POOL)
    return dict(lexical), dict(store.dense(embedder.encode_query(words), report_ids=report_ids, k=POOL))


def _words_of(asked: Asked) -> str:
    return with_chinese(in_report_words(asked.plan.query).replace("|", " "))


def _hits(asked: Asked, passages: Mapping[int, tuple[int, str]], scores: Scores) -> list[bool]:
    return [passages[i][0] == asked.report_id and _holds(passages[i][1], asked) for i in _ordered(scores)]


def _found(asked: Asked, retriever: PassageRetriever, filtered: bool) -> list[bool]:
    report_ids = [asked.report_id] if filtered else None
    found = retriever.search_plan(asked.plan, report_ids=report_ids, k=POOL)
    return [one.report_id == asked.report_id and _holds(one.text, asked) for one in found]


def _holds(text: str, asked: Asked) -> bool:
    return asked.evidence in _plain(text)


def _plain(text: str) -> str:
    return "".join(text.split())


def _passage_texts(store: Store) -> dict[int, tuple[int, str]]:
    passages = schema.passages.c
    with store.engine.connect() as connection:
        rows = connection.execute(select(passages.id, passages.report_id, passages.text)).all()
    return {row.id: (row.report_id, row.text) for row in rows}


def _report_texts(store: Store) -> dict[int, str]:
    with store.engine.connect() as connection:
        return {row.report_id: row.text for row in connection.execute(select(schema.texts.c.report_id, schema.texts.c.text))}


# ---- The stock recipe -------------------------------------------------------------------------------------------------

Recipe = Callable[[str, int | None], Sequence[tuple[int, str]]]  # question, text it must come from -> texts' numbers, chunks


def recipe(embedder: Embedder, texts: Mapping[int, str]) -> Recipe | None:
    """Cut, embed, store, search by similarity, as LangChain's documentation has it; None where its parts are not installed."""
    try:
        from langchain_chroma import Chroma
        from langchain_text_splitters import RecursiveCharacterTextSplitter
    except ImportError:
        return None
    from gkbot.langchain import ModelEmbeddings

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    chunks = splitter.create_documents(list(texts.values()), [{"number": number} for number in texts])
    database = Chroma.from_documents(chunks, ModelEmbeddings(embedder), collection_name=f"bench{len(texts)}")

    def search(question: str, number: int | None) -> list[tuple[int, str]]:
        only = None if number is None else {"number": number}
        found = database.similarity_search(question, k=RESULTS, filter=only)
        return [(one.metadata["number"], one.page_content) for one in found]

    return search


def report(name: str, rows: Sequence[Sequence[bool]]) -> None:
    """Print recall and mean reciprocal rank; a question whose passage was not found at all counts as 0."""
    ranks = np.array([next((rank for rank, right in enumerate(row, 1) if right), np.inf) for row in rows])
    figures = [float((ranks <= cut).mean()) for cut in (1, 3, 5)] + [float((1 / ranks).mean())]
    print(f"  {name:20}" + "".join(f"{figure:9.1%}" for figure in figures), flush=True)


if __name__ == "__main__":
    main()
