"""How likely each sentence is to answer a question, by a few plain features and weights learned from made-up reports.

Knows nothing of how answers are worded. `tests/benchmarks/fit_answering.py` learns the weights and prints how well they do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gkbot.passages.matching import Piece, asked_units, content_of, counted_of, held
from gkbot.passages.sentences import Sentence
from gkbot.words.lexicon import Topic, load_lexicon
from gkbot.words.wants import asked_zone, fits, lacks_strict, wants_of, without_wants

# Learned by tests/benchmarks/fit_answering.py, but for `way`: the made-up questions hardly ask for lists or means. The names are
# those of `Features`.
WEIGHTS = {
    "own": 2.8,
    "scene": 2.42,
    "lacks": -2.45,
    "held": 1.94,
    "fits": 0.86,
    "way": 0.4,
    "alike": 1.7,
    "at_home": 0.19,
    "placed": 1.26,
    "misplaced": -2.11,
    "planned": -0.8,
    "preface": -0.41,
}
BIAS = -3.28
ENOUGH = 0.65  # probability from which a sentence is an answer
# What remains of a probability where a number or a time is wanted and the clause about it holds none, where a problem is wanted
# and the sentence tells of none, and where it says what the report is.
DOUBTFUL = 0.4
PROBLEM_TOLD = re.compile("问题|不足|不够|不强|有待|薄弱|欠缺|滞后|差距|困难")
OF_THE_REPORT = re.compile("(?:本|年度)报告|[部方]分|组成|根据|依据|按照|报告如下|报告格式|统计(?:期限|时限)|编制|现公布|现将")
WHERE_TO_TURN = re.compile("电子版|下载|查阅|疑问|地址|电话|邮编|邮箱")
OF_TABLES = (
    "measure",
    "generic",
    "applicant",
    "result",
    "action",
    "ask",
    "outcome",
    "comparison",
    "negation",
    "change",
    "term",
    "contact",
)
SEVERAL = 3  # things held or lacking beyond which more make no difference


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for or against a sentence, each 0 to 1.

    own: share of the question's words in the sentence, rare ones counting more; scene: the same with headings and what was said
    before; lacks: how many things the question names that its scene lacks; held: how many of its telling words it holds;
    fits: it holds a number, a time, somebody where one is wanted; way: it tells by what means or counts things up where that is
    wanted; alike: nearness of the vectors; at_home: it stands where the
    topic belongs; placed: it tells of problems or plans and these were asked for; misplaced: they were, and it does
    not; planned: it tells of plans, and they were not asked for; preface: before the first chapter, it says what the report is.
    """

    own: float
    scene: float
    lacks: float
    held: float
    fits: float
    way: float
    alike: float
    at_home: float
    placed: float
    misplaced: float
    planned: float
    preface: float

    def probability(self) -> float:
        """How likely a sentence with these features is to answer, 0 to 1."""
        return 1 / (1 + math.exp(-BIAS - sum(weight * getattr(self, name) for name, weight in WEIGHTS.items())))


@dataclass(frozen=True, slots=True)
class Rated:
    """A sentence with how likely it answers, and which of the question's pieces it and its scene hold."""

    sentence: Sentence
    features: Features
    probability: float
    own: frozenset[Piece] = field(default=frozenset())
    scene: frozenset[Piece] = field(default=frozenset())


def rate(question: str, topic: str | None, sentences: Sequence[Sentence], likeness: Sequence[float]) -> list[Rated]:
    """The sentences with how likely each answers, in their order; `likeness` has the cosine of each with the question."""
    wants, zone, units = wants_of(question), asked_zone(question, topic), asked_units(question)
    pieces = content_of(without_wants(question))
    own = [held(pieces, s.text) for s in sentences]
    scenes = [mine | held(pieces, f"{' '.join(s.headings[1:])} {s.scene}") for mine, s in zip(own, sentences, strict=True)]
    weights = {piece: piece.weight * _rarity(sum(piece in mine for mine in own), len(sentences)) for piece in pieces}
    whole = sum(weights.values()) or 1.0
    telling = frozenset(piece for piece in pieces if piece.weight >= 1) or frozenset(pieces)
    head = frozenset(piece for piece in counted_of(question) if piece.weight >= 1 and piece in pieces)
    rated = []
    for s, mine, scene, alike in zip(sentences, own, scenes, likeness, strict=True):
        features = Features(
            own=sum(weights[piece] for piece in mine) / whole,
            scene=sum(weights[piece] for piece in scene) / whole,
            lacks=min(sum(piece.named and piece.weight >= 1 for piece in pieces if piece not in scene), SEVERAL) / SEVERAL,
            held=min(sum(piece.weight >= 1 for piece in mine), SEVERAL) / SEVERAL,
            fits=fits([want for want in wants if not want.manner], s.text),
            way=float(any(want.manner and want.told and want.told.search(s.text) for want in wants)),
            alike=max(alike, 0.0),
            at_home=_at_home(topic, s),
            placed=float(bool(zone) and s.zone == zone),
            misplaced=float(bool(zone) and s.zone != zone),
            planned=float(s.zone == "measures" and not zone),
            preface=float(_says_what_report_is(s)),
        )
        doubtful = bool(head) and not head & mine  # 多少粉丝: another number of the same account
        doubtful = doubtful or lacks_strict(wants, s.text, telling & mine or telling, units) or _says_what_report_is(s)
        doubtful = doubtful or (zone == "problems" and s.zone != zone and not PROBLEM_TOLD.search(s.text))
        doubt = DOUBTFUL if doubtful else 1.0
        rated.append(Rated(s, features, doubt * features.probability(), mine, scene))
    return rated


def specific_pieces(question: str, topic: Topic) -> tuple[Piece, ...]:
    """What a question is about beyond its topic: 政策解读 in a question for the problems of it."""
    lexicon, of_topic = load_lexicon(), " ".join((*topic.cues, topic.expand))
    pattern = next(pattern for slot, key, pattern in lexicon.words if (slot, key) == ("topic", topic.key))
    pieces = content_of(without_wants(pattern.sub(" ", question)))
    return tuple(piece for piece in pieces if piece.weight >= 1 and not held((piece,), of_topic))


def beyond_tables(question: str) -> frozenset[Piece]:
    """The things a question names beside what the tables of the form count and how it asks for it: 热线 beside 办结率."""
    left = question
    for mark in load_lexicon().find(question, OF_TABLES):
        left = left[: mark.start] + " " * (mark.end - mark.start) + left[mark.end :]
    return frozenset(piece for piece in content_of(without_wants(left)) if piece.named and piece.weight >= 1)


def _says_what_report_is(sentence: Sentence) -> bool:
    """Whether a sentence before the first chapter tells of the report itself: it names all that reports are about."""
    told = sentence.chapter == 0 and OF_THE_REPORT.search(sentence.text)
    return bool(told) and not WHERE_TO_TURN.search(sentence.text)


def _rarity(holding: int, of: int) -> float:
    """1 for a word that one sentence or none holds, less the more hold it."""
    return 1.0 if holding <= 1 else max(0.2, 1 - math.log(holding) / math.log(max(of, 2)))


def _at_home(key: str | None, sentence: Sentence) -> float:
    topic = load_lexicon().topics.get(key or "")
    if topic is None or sentence.chapter not in topic.chapters:
        return 0.0
    if key in ("problems", "measures"):
        return float(sentence.zone == key)
    return float(not topic.cues or any(cue in sentence.text for cue in topic.cues))
