"""How often the bot answers what a report tells in words, and is silent on what it does not.

Run as `python tests/benchmarks/bench_answering.py`.

Made-up reports each tell some of a set of facts; every fact is asked of a report that tells it and of one from which it was
left out, beside questions that no report answers. Questions of facts held out from the learning of `fit_answering.py` are
counted apart.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from narrative_facts import Asked, is_held_out, questions  # noqa: E402
from sample_index import embedder, sample_store, samples  # noqa: E402

from gkbot.answer import Answer  # noqa: E402
from gkbot.chain import Question, Steps  # noqa: E402

SILENT = ("not_stated", "no_data")


def main() -> None:
    """Prints a line of figures for the facts learned from and one for those held out."""
    steps = Steps(sample_store(), embedder)
    parts: dict[str, Counter[str]] = {"learned from": Counter(), "held out": Counter()}
    for asked in questions(samples()):
        part = parts["held out" if is_held_out(asked.fact) else "learned from"]
        part[outcome(asked, steps.answer(steps.understand(Question(question=asked.question))))] += 1
    for name, counts in parts.items():
        report(name, counts)
    report("all", sum(parts.values(), Counter()))


def outcome(asked: Asked, answer: Answer) -> str:
    """What became of a question: right, wrong (other words were quoted), missed, false (nothing could be told), silent."""
    if not asked.mark:
        return "silent" if answer.status in SILENT else "false"
    if answer.status in SILENT:
        return "missed"
    return "right" if any(asked.mark in citation.quote for citation in answer.citations) else "wrong"


def report(name: str, counts: Counter[str]) -> None:
    """Print how many there were, and precision and recall of the answers and of the silences."""
    right, wrong, missed, false, silent = (counts[key] for key in ("right", "wrong", "missed", "false", "silent"))
    told = f"answerable {right + wrong + missed}: answers {_of(right, right + wrong + false)} right, "
    told += f"{_of(right, right + wrong + missed)} found; unanswerable {silent + false}: "
    print(f"{name:13}{told}not stated {_of(silent, silent + missed)} right, {_of(silent, silent + false)} found", flush=True)


def _of(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


if __name__ == "__main__":
    main()
