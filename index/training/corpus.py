"""The texts the model learns from and is judged on: statutes cut into articles, and sets of questions on paragraphs.

Knows nothing of tokens or vectors.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.errors import GkbotIndexError

STATUTES = "statutes.jsonl.gz"
REGULATION = "regulation_2019.md"
TRAINING_SETS = ("cmrc_trial", "drcd_dev", "drcd_test")
JUDGE_SETS = ("cmrc_dev", "xquad_zh")
PARALLEL = ("xquad_zh", "xquad_en")  # the same questions in the same order, in Chinese and in English
TRADITIONAL_SETS = ("drcd_dev", "drcd_test")

# Of these the collection holds advice and appendices by private authors, not official texts.
NOT_OFFICIAL = ("其他/", "README.md")
ARTICLE_START = re.compile(r"第[零〇一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?[\s　]*")
PARAGRAPH_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a statute: `heading` is the law's title and the chapter it stands in."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions with the paragraph that answers each: `answers[i]` is the row in `paragraphs` for `questions[i]`."""

    name: str
    paragraphs: tuple[str, ...]
    questions: tuple[str, ...]
    answers: tuple[int, ...]


class MissingCorpus(GkbotIndexError):
    """A file or a package that training needs is not there."""


def read_articles(folder: Path) -> list[Article]:
    """Every article of the statutes and of the disclosure regulation, in file order; raises MissingCorpus."""
    articles = list(cut_statute((_existing(folder / REGULATION)).read_text(encoding="utf-8")))
    with gzip.open(_existing(folder / STATUTES), "rt", encoding="utf-8") as lines:
        for line in lines:
            statute = json.loads(line)
            if not statute["path"].startswith(NOT_OFFICIAL):
                articles.extend(cut_statute(statute["text"]))
    return articles


def cut_statute(markdown: str) -> Iterator[Article]:
    """The articles of one statute; text before the first article, or in a statute without any, is cut by length."""
    title = chapter = ""
    held: list[str] = []
    in_article = False
    for line in (*markdown.splitlines(), "# "):
        line = line.strip()
        starts = ARTICLE_START.match(line)
        heading = line.startswith("#")
        full = not in_article and sum(map(len, held)) >= PARAGRAPH_LENGTH
        if held and (starts or heading or full):
            yield Article(f"{title} {chapter}".strip(), "\n".join(held))
            held = []
        if heading:
            name = line.lstrip("# ")
            title, chapter = (name, "") if line.startswith("# ") else (title, name)
            in_article = False
            continue
        if starts:
            in_article, line = True, line[starts.end() :]
        if line and not line.startswith("<!--"):
            held.append(line)


def read_question_set(folder: Path, name: str) -> QuestionSet:
    """One SQuAD-shaped set, sets in traditional characters turned to simplified ones; raises MissingCorpus."""
    with gzip.open(_existing(folder / f"{name}.json.gz"), "rt", encoding="utf-8") as file:
        sections: list[dict[str, Any]] = json.load(file)["data"]
    convert = _to_simplified() if name in TRADITIONAL_SETS else str
    paragraphs: dict[str, int] = {}
    questions: list[str] = []
    answers: list[int] = []
    for paragraph in (paragraph for section in sections for paragraph in section["paragraphs"]):
        row = paragraphs.setdefault(convert(paragraph["context"]), len(paragraphs))
        for question in paragraph["qas"]:
            questions.append(convert(question["question"]))
            answers.append(row)
    return QuestionSet(name, tuple(paragraphs), tuple(questions), tuple(answers))


def read_judge_sets(folder: Path, held_out: Sequence[str] = ()) -> list[QuestionSet]:
    """The sets that figures are given for, last Chinese paragraphs asked for in English; raises MissingCorpus."""
    paragraphs, questions = (read_question_set(folder, name) for name in PARALLEL)
    english = replace(paragraphs, name="xquad_en → zh", questions=questions.questions)
    return [*(read_question_set(folder, name) for name in (*JUDGE_SETS, *held_out)), english]


def _to_simplified() -> Any:
    try:
        from opencc import OpenCC
    except ImportError as error:
        raise MissingCorpus("training needs OpenCC for texts in traditional characters: pip install opencc") from error
    return OpenCC("t2s").convert


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise MissingCorpus(f"{path} is not there: --corpus must name the folder with {STATUTES} and the question sets")
    return path
