"""How fast and how good the shipped embedding model is: run as `python tests/benchmarks/bench_embedding.py`.

Texts a second, read with numpy and with sentence_transformers, over the same made-up passages; then, where the folder
`shared` lies beside the repository, how often a question finds its paragraph.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.search.embedding import SHIPPED_MODEL, Embedder, SentenceTransformerEmbedder, load_embedder
from index.training.corpus import read_judge_sets
from index.training.judge import judge

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
PASSAGES = 5_000
QUERIES = 200
DIMENSIONS = (256, 128, 64)
ROUNDS = 3
CLAUSES = (
    "全年主动公开政府信息{}条", "收到政府信息公开申请{}件",
    "其中予以公开{}件", "办理结果均在法定期限内答复", "举办业务培训班{}期",
    "参加人员{}人次", "政务新媒体发布信息{}篇",
    "公开内容的广度和深度有待加强", "个别科室主动公开意识不强", "下一步将完善审核制度",
    "未发生因政府信息公开引起的行政复议", "信息处理费收取{}元", "严格执行先审查后公开制度", "及时更新公开指南和公开目录",
)  # fmt: skip


def main() -> None:
    """Prints the figures."""
    started = time.perf_counter()
    ours = load_embedder()
    print(f"{ours.id}: ready in {time.perf_counter() - started:.2f} s, {os.cpu_count()} cores")
    texts = make_passages(PASSAGES, seed=0)
    report_speed("numpy", ours, texts)
    started = time.perf_counter()
    theirs = SentenceTransformerEmbedder(str(SHIPPED_MODEL))
    print(f"sentence_transformers: ready in {time.perf_counter() - started:.2f} s")
    report_speed("sentence_transformers", theirs, texts)
    print(f"largest difference of a component: {np.abs(ours.encode(texts) - theirs.encode(texts)).max():.1e}")
    if not CORPUS.is_dir():
        print("no shared/corpus beside the repository: recall not measured")
        return
    for questions in read_judge_sets(CORPUS):
        for judgement in judge(ours, questions, DIMENSIONS):
            print(judgement)


def make_passages(count: int, *, seed: int) -> list[str]:
    """Made-up passages of six to twelve clauses with numbers, about 100 characters each."""
    chance = random.Random(seed)
    return [
        "，".join(chance.choice(CLAUSES).format(chance.randrange(1000)) for _ in range(chance.randint(6, 12))) + "。"
        for _ in range(count)
    ]


def report_speed(name: str, embedder: Embedder, texts: Sequence[str]) -> None:
    """Prints the best of a few rounds: all texts at once, and questions one at a time."""
    length = sum(map(len, texts)) / len(texts)
    together = best_seconds(lambda: embedder.encode(texts))
    alone = best_seconds(lambda: [embedder.encode([text[:20]]) for text in texts[:QUERIES]])
    print(
        f"{name}: {len(texts) / together:,.0f} texts/s ({len(texts):,} texts of {length:.0f} characters), "
        f"{1000 * alone / QUERIES:.2f} ms a question"
    )


def best_seconds(work: Callable[[], object]) -> float:
    """Seconds of the fastest round: the others measure what else the machine did."""
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        rounds.append(time.perf_counter() - started)
    return min(rounds)


if __name__ == "__main__":
    main()
