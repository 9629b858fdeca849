"""The best passages are looked at again: by a cross-encoder where one is named."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from sample_index import embedder, sample_collection, sample_store

from gkbot.passages.reranking import RERANKED
from gkbot.passages.retrieve import PassageRetriever

QUESTION = "存在哪些问题"


class Shortest:
    """A reranker that likes short texts."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.asked.append(question)
        return [1 / (1 + len(text)) for text in texts]


def test_a_reranker_orders_the_best_passages_and_no_others() -> None:
    reports = [report.id for report in sample_collection().reports]
    plain = PassageRetriever(sample_store(), embedder()).search(QUESTION, report_ids=reports, k=50)
    shortest = Shortest()
    ordered = PassageRetriever(sample_store(), embedder(), shortest).search(QUESTION, report_ids=reports, k=50)
    assert shortest.asked == [QUESTION]
    lengths = [len(" ".join((*one.headings, one.text))) for one in ordered[:RERANKED]]
    assert lengths == sorted(lengths)
    assert {(f.report_id, f.start) for f in ordered[:RERANKED]} == {(f.report_id, f.start) for f in plain[:RERANKED]}
    assert ordered[RERANKED:] == plain[RERANKED:]
    assert [one.score for one in ordered] == sorted((one.score for one in ordered), reverse=True)


@pytest.mark.slow
def test_a_tiny_cross_encoder_goes_the_whole_way_and_none_is_one_line(tmp_path: Path) -> None:
    script = Path(__file__).with_name("tiny_reranker.py")
    command = [sys.executable, str(script), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads((tmp_path / "said.json").read_text(encoding="utf-8"))
    assert len(said["scores"]) == 3
    assert all(0 <= score <= 1 for score in said["scores"])
    assert len(set(said["scores"])) > 1
    assert said["refused"].startswith("cannot load the reranker ")
    assert "GKBOT_RERANKER" in said["refused"]
    assert "\n" not in said["refused"]
