"""The recipe: `python -m index.training --corpus DIR --out DIR --seed 0`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# One thread throughout: sums in another order would give another model. Read when the libraries are first imported.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false")

import numpy as np
import torch

from index.errors import GkbotIndexError
from index.search.embedding import load_embedder
from index.training.contrast import train_vectors
from index.training.cooccurrence import first_vectors
from index.training.corpus import TRAINING_SETS, Article, QuestionSet, read_articles, read_judge_sets, read_question_set
from index.training.folder import write_card, write_model
from index.training.glossary import english_pieces, read_glossary
from index.training.judge import judge
from index.training.pairs import PairSource
from index.training.parts import find_parts
from index.training.vocabulary import train_tokenizer

VOCABULARY_EVERY = 4  # one article in four is enough to find the vocabulary
QUESTION_BATCHES = 3  # every third batch is people's questions: there are few, and oftener they would be learnt by heart


@dataclass(frozen=True, slots=True)
class Recipe:
    """What may be changed about a training; the defaults made the model that ships."""

    seed: int = 0
    tokens: int = 32_000
    dimensions: int = 256
    cuts: tuple[int, ...] = (128, 64)
    steps: int = 2000
    batch: int = 1024
    learning_rate: float = 0.3
    sets: tuple[str, ...] = TRAINING_SETS
    held_out: tuple[str, ...] = ()


def train(corpus: Path, out: Path, recipe: Recipe) -> None:
    """Trains the model and writes its folder, card included; raises MissingCorpus."""
    started = time.perf_counter()
    torch.set_num_threads(1)
    generator = np.random.default_rng(recipe.seed)
    report = _clock(started)

    # 1) the texts
    articles = read_articles(corpus)
    sets = [read_question_set(corpus, name) for name in recipe.sets if name not in recipe.held_out]
    report(f"{len(articles):,} articles, {sum(len(one.questions) for one in sets):,} questions")

    # 2) the vocabulary
    glossary = read_glossary()
    tokenizer = train_tokenizer(_vocabulary_texts(articles, sets), recipe.tokens, english_pieces(glossary))
    source = PairSource(tokenizer, articles, sets, glossary, generator)
    report(f"vocabulary of {tokenizer.get_vocab_size():,} tokens")

    # 3) the first vectors
    tokens = tokenizer.get_vocab_size()
    vectors = first_vectors(source.all_texts(), tokens=tokens, dimensions=recipe.dimensions, generator=generator)
    report("first vectors")

    # 4) contrastive training
    draws = (source.draw_statutes, source.draw_questions)
    vectors = train_vectors(
        vectors,
        find_parts(tokenizer, glossary),
        lambda step: draws[step % QUESTION_BATCHES == 0](recipe.batch),
        cuts=recipe.cuts,
        steps=recipe.steps,
        learning_rate=recipe.learning_rate,
        report=report,
    )

    # 5) the folder, its figures and its card
    name = f"gkbot-static-{recipe.dimensions}"
    write_model(out, name, tokenizer, vectors)
    embedder = load_embedder(str(out))
    dimensions = (recipe.dimensions, *recipe.cuts)
    judgements = [one for asked in read_judge_sets(corpus, recipe.held_out) for one in judge(embedder, asked, dimensions)]
    for judgement in judgements:
        report(str(judgement))
    write_card(
        out,
        judgements=judgements,
        name=name,
        tokens=f"{tokens:,}",
        dimensions=recipe.dimensions,
        cuts=" and ".join(map(str, recipe.cuts)),
        entries=f"{len(glossary):,}",
        articles=f"{len(articles):,}",
        sets=", ".join(one.name for one in sets),
        steps=f"{recipe.steps:,}",
        batch=f"{recipe.batch:,}",
        learning_rate=recipe.learning_rate,
        seed=recipe.seed,
        minutes=round((time.perf_counter() - started) / 60),
    )
    report(f"{embedder.id} in {out}")


def _vocabulary_texts(articles: list[Article], sets: list[QuestionSet]) -> list[str]:
    statutes = [article.text for article in articles[::VOCABULARY_EVERY]]
    return [*statutes, *(text for one in sets for text in (*one.paragraphs, *one.questions))]


def _clock(started: float) -> Callable[[str], None]:
    return lambda line: print(f"{time.perf_counter() - started:6.0f} s  {line}", flush=True)


def main() -> int:
    """Reads the command line; exit code 1 with one line when the corpus is not there."""
    parser = argparse.ArgumentParser(
        prog="python -m index.training", description="Train the embedding model that ships with gkbot."
    )
    usual = Recipe()
    parser.add_argument("--corpus", type=Path, required=True, help="folder with statutes.jsonl.gz and the question sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--steps", type=int, default=usual.steps)
    parser.add_argument("--learning-rate", type=float, default=usual.learning_rate)
    parser.add_argument(
        "--hold-out", action="append", default=[], choices=TRAINING_SETS, help="judge on this set instead of training on it"
    )
    given = parser.parse_args()
    recipe = Recipe(seed=given.seed, steps=given.steps, learning_rate=given.learning_rate, held_out=tuple(given.hold_out))
    try:
        train(given.corpus, given.out, recipe)
    except GkbotIndexError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
