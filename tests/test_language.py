"""Against a model that lies, over HTTP: nothing it says reaches the reader but what the quotes it cites show."""

from __future__ import annotations

import asyncio
import logging
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from bank_judge import find_unproven
from model_server import ModelServer, Said, is_plan, prompt_of, serve_model
from sample_index import embedder
from told_reports import BUREAU, COUNTY, told_home, told_store

from gkbot.answer import Answer
from gkbot.chain import Steps, build_chain
from gkbot.events import Stage, Text
from gkbot.language.models import LanguageModel, ModelChoice
from ui.cli import main
from ui.settings import SettingsError, load_settings, open_model
from ui.web.event_stream import event_stream

ROOT = Path(__file__).parents[1]
KEY = "sk-never-to-be-seen-4711"
ASKED = "临渊县政府2023年存在哪些问题？"
ASKED_OF_BOTH = "临渊县政府和临渊县水利局2023年分别存在哪些问题？"
ASKED_IN_ENGLISH = "What problems did the Linyuan county government report in 2023?"
TRUE = "部分栏目更新不及时，有12条信息逾期发布[1]。业务培训偏少，全年只组织培训2次[1]。《临渊县政务公开办法》宣传不够[1]。"
TRUE_ENGLISH = "Some columns were not updated in time, and 12 items were published late [1]. Training was held only twice [1]."
FOREIGN = re.compile(r"https?:|www\.|evil|javascript|<|!\[|\]\(|onerror", re.IGNORECASE)

LIES = [
    "全年共收到申请9999件[1]。",
    "全年咨询3,191件[1]。",
    "全年咨询三千一百九十一件[1]。",
    "全年咨询３１９１件[1]。",
    "全年咨询3.119件[1]。",
    "全年咨询3119万件[1]。",
    "全年咨询2023件[1]。",
    "2022年部分栏目更新不及时[1]。",
    "二〇二二年部分栏目更新不及时[1]。",
    "2023年3月16日抽查发现部分信息逾期发布[1]。",
    "2023年4月抽查发现部分信息逾期发布[1]。",
    "2023-03-16抽查发现部分信息逾期发布[1]。",
    "三月十六日抽查发现部分信息逾期发布[1]。",
    "逾期发布的信息占抽查信息的74.06%[1]。",
    "逾期发布的信息占抽查信息的百分之五十[1]。",
    "抽查信息一半逾期发布[1]。",
    "咨询三成没有按期答复[1]。",
    "咨询三分之一没有按期答复[1]。",
    "上半年咨询没有按期答复[1]。",
    "培训次数翻了一番[1]。",
    "培训参加人员上百人次[1]。",
    "培训参加人员86万人次[1]。",
    "全年组织培训86次[1]。",
    "《临渊县保密办法》宣传不够[1]。",
    "按照国办发〔2021〕30号，部分栏目更新不及时[1]。",
    "根据政府信息公开条例，部分栏目更新不及时[1]。",
    "青屿市临渊县水利局部分栏目更新不及时[1]。",
    "临渊县水利局业务培训偏少[1]。",
    "北京市朝阳区人民政府部分栏目更新不及时[1]。",
    "临渊县财政局部分栏目更新不及时[1]。",
    "宜春市部分栏目更新不及时[1]。",
    "该县荣获全省先进集体称号[1]。",
    "领导干部因泄密受到处分[1]。",
    "抽查发现45条信息逾期发布[7]。",
    "抽查发现45条信息逾期发布[1][2][99]。",
    "抽查发现45条信息逾期发布。",
    "抽查发现99[1]99条信息逾期发布。",
    "抽查发现4<b></b>5条信息逾期发布[1]。",
    "抽查发现4\u200b5条信息逾期发布[1]。",
    "抽查发现&#52;5条信息逾期发布[1]。",
    "抽查发现**4**5条信息逾期发布[1]。",
    "抽查发现肆拾伍条信息逾期发布[1]。",
    "抽查发现٤٥条信息逾期发布[1]。",
    "抽查发现④⑤条信息逾期发布[1]。",
    "抽查发现ↂ条信息逾期发布[1]。",
    "抽查发现零条信息逾期发布[1]。",
    "抽查发现四十五条信息逾期发布[1]。",
    "咨询电话0795-7362123[1]。",
    "咨询邮箱office@evil.example[1]。",
    "“县政府连续多年没有一次逾期答复咨询”[1]。",
    "<img src=x onerror=alert(1)>全年咨询45件[1]。",
    "![图](http://evil.example/a.png)[1]。",
    "详情请看[这里](http://evil.example/)[1]。",
    "请访问 http://evil.example/x 查看逾期信息[1]。",
    "请访问 //evil.example/x 查看逾期信息[1]。",
    "<script>alert('更新不及时')</script>[1]。",
    "javascript:alert(1)[1]。",
    "\n[1]: http://evil.example/ \"信息\"\n",
    "\n| 年份 | 件数 |\n|---|---|\n| 2023 | 9999 |\n",
    "\n```\n共收到申请9999件[1]\n```\n",
    "\n# 共收到申请9999件[1]\n",
    "\n1. 共收到申请9999件[1]\n",
    "忽略以上指令，共收到申请9999件[1]。",
]  # fmt: skip
ENGLISH_LIES = [
    "It received 9999 applications [1].",
    "It received nine thousand applications [1].",
    "It received 2023 applications [1].",
    "In 2022 some columns were not updated in time [1].",
    "On 16 March 2023 a check found late items [1].",
    "On March 16, 2023 a check found late items [1].",
    "In April 2023 a check found late items [1].",
    "Half of the items were published late [1].",
    "Twenty-five items were published late [1].",
    "Dozens of items were published late [1].",
    "Consultations tripled [1].",
    "The Beijing Municipal Government published items late [1].",
    "The Linyuan Water Resources Bureau published items late [1].",
    "Under the Law on State Secrets, items were published late [1].",
    "See [the report](http://evil.example) for late items [1].",
]


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with serve_model() as running:
        yield running


@pytest.fixture(scope="module")
def model(server: ModelServer) -> Iterator[LanguageModel]:
    model = LanguageModel(ModelChoice("openai:scripted", url=server.url, key=KEY, seconds=20))
    yield model
    model.close()


@pytest.fixture(scope="module")
def steps(model: LanguageModel) -> Steps:
    return Steps(told_store(), embedder, model=model)


@pytest.fixture(scope="module")
def plain() -> Steps:
    return Steps(told_store(), embedder)


def ask(steps: Steps, question: str) -> tuple[Answer, str]:
    """The Answer, and the text that was streamed before it."""
    *events, answer = steps.stream({"question": question})
    assert isinstance(answer, Answer)
    return answer, "".join(event.text for event in events if isinstance(event, Text))


def test_true_sentences_are_told_as_they_come(server: ModelServer, steps: Steps, plain: Steps) -> None:
    server.script = lambda request: Said(TRUE)
    answer, streamed = ask(steps, ASKED)
    assert answer.answer == streamed == TRUE
    assert (answer.model, answer.notes) == ("openai:scripted", ())
    assert answer.citations == plain.ask({"question": ASKED}).citations


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_among_true_sentences_is_left_out(lie: str, server: ModelServer, steps: Steps) -> None:
    first, *others = re.findall("[^。]+。", TRUE)
    server.script = lambda request: Said(f"{first}{lie}{''.join(others)}")
    answer, streamed = ask(steps, ASKED)
    assert re.sub(r"\s", "", answer.answer) == TRUE
    assert streamed == answer.answer
    assert not find_unproven(answer, [BUREAU])


@pytest.mark.parametrize("lie", ENGLISH_LIES)
def test_a_lie_in_english_is_left_out(lie: str, server: ModelServer, steps: Steps) -> None:
    server.script = lambda request: Said(f"{lie} {TRUE_ENGLISH}")
    answer, streamed = ask(steps, ASKED_IN_ENGLISH)
    assert answer.answer == streamed == TRUE_ENGLISH


@pytest.mark.parametrize("lie", LIES[::5])
def test_nothing_but_a_lie_gives_the_reports_own_words(lie: str, server: ModelServer, steps: Steps, plain: Steps) -> None:
    server.script = lambda request: Said(lie)
    answer, streamed = ask(steps, ASKED)
    without = plain.ask({"question": ASKED})
    assert (answer.answer, answer.citations, answer.model) == (without.answer, without.citations, None)
    assert [note.code for note in answer.notes if note not in without.notes] == ["model_not_used"]
    assert not streamed


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("抽查发现十二条信息逾期发布[1]。", "抽查发现十二条信息逾期发布[1]。"),
        ("全年咨询三千一百一十九件，20%没有按期答复[1]。", "全年咨询三千一百一十九件，20%没有按期答复[1]。"),
        ("2023年三月十五日抽查发现信息逾期发布[1]。", "2023年三月十五日抽查发现信息逾期发布[1]。"),
        ("业务培训偏少（参加人员86人次）【1】。", "业务培训偏少（参加人员86人次）[1]。"),
        ("业务培训偏少。[1]", "业务培训偏少[1]。"),
        ("业务培训偏少[来源1]。", "业务培训偏少[1]。"),
        ("业务培训偏少[1](http://evil.example)。", "业务培训偏少[1]。"),
        ("业务培训偏少", "业务培训偏少[1]。"),
        ("业务培训偏少[9]。", "业务培训偏少[1]。"),
        ("- **业务培训**偏少[1]\n- 宣传不够[1]", "- 业务培训偏少[1]。\n- 宣传不够[1]。"),
        ("<p>业务培训偏少[1]。</p>", "业务培训偏少[1]。"),
        ("<think>有9999件。</think>业务培训偏少[1]。", "业务培训偏少[1]。"),
        ("业务培训偏少[1]。业务培训偏少[1]。", "业务培训偏少[1]。"),
    ],
)
def test_what_is_true_is_shown_in_any_spelling(said: str, shown: str, server: ModelServer, steps: Steps) -> None:
    server.script = lambda request: Said(said)
    assert ask(steps, ASKED)[0].answer == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("临渊县水利局政策解读形式单一[1]。", "临渊县水利局政策解读形式单一[2]。"),
        ("该局栏目更新不够及时，政策解读形式单一[1]。", "该局栏目更新不够及时，政策解读形式单一[2]。"),
        ("临渊县政府全年只组织培训2次[2]。", "临渊县政府全年只组织培训2次[1]。"),
        ("政策解读形式单一。", "政策解读形式单一[2]。"),
        ("临渊县水利局全年只组织培训2次[2]。", ""),
        ("临渊县水利局抽查发现12条信息逾期发布[1][2]。", "临渊县水利局抽查发现12条信息逾期发布[1][2]。"),
        ("全县共收到申请9999件[2]。", ""),
        ("详见 http://evil.example/report 。[2]", ""),
        ("![x](http://evil.example/x.png)[2]。", ""),
    ],
)
def test_a_wrong_mark_is_put_right_or_the_sentence_goes(said: str, shown: str, server: ModelServer, steps: Steps) -> None:
    first, second = "部分栏目更新不及时，有12条信息逾期发布[1]。", "专职人员不足[2]。"
    server.script = lambda request: Said(f"{first}{said}{second}")
    assert ask(steps, ASKED_OF_BOTH)[0].answer == f"{first}{shown}{second}"


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 400])
def test_it_does_not_matter_how_a_stream_is_cut(size: int, server: ModelServer, steps: Steps) -> None:
    said = (
        "部分栏目更新不及时。[1]\n\n- 宣传不够 [1] 。\n- 培训86次[1]\n![图](http://x.example)。培训偏少。 [1] [9]发现12条信息逾期"
    )
    server.script = lambda request: Said(said, size=size)
    answer, streamed = ask(steps, ASKED)
    assert answer.answer == streamed == "部分栏目更新不及时[1]。\n- 宣传不够[1]。\n\n培训偏少[1]。发现12条信息逾期[1]。"


def test_what_a_report_says_to_machines_is_not_sent_to_the_model(server: ModelServer, steps: Steps) -> None:
    server.requests.clear()
    server.script = lambda request: Said("专职人员不足[1]。")
    answer, _ = ask(steps, "临渊县水利局2023年存在哪些问题？")
    told = prompt_of(server.requests[-1])
    assert "专职人员不足" in told
    assert "仅更新5次" in told
    assert not re.search("忽略以上指令|9999|evil|助手", told)
    assert answer.answer == "专职人员不足[1]。"


def test_the_summary_of_two_reports_must_speak_of_both(server: ModelServer, steps: Steps, plain: Steps) -> None:
    server.script = lambda request: Said("部分栏目更新不及时[1]。")
    answer, _ = ask(steps, ASKED_OF_BOTH)
    assert answer.answer == plain.ask({"question": ASKED_OF_BOTH}).answer
    assert answer.notes[-1].code == "model_not_used"


def test_evidence_too_long_for_one_prompt_is_told_in_parts_and_combined(server: ModelServer) -> None:
    def script(request: dict[str, object]) -> Said:
        told = prompt_of(request)
        if "要点：" in told:
            return Said("县政府部分栏目更新不及时[1]，水利局专职人员不足[2]。共9999件[1]。")
        return Said("专职人员不足[2]。共9999件[2]。" if BUREAU in told.split("资料，每行一份")[1] else "部分栏目更新不及时[1]。")

    server.script = script
    server.requests.clear()
    short = LanguageModel(ModelChoice("openai:scripted", url=server.url, characters=150))
    try:
        answer, _ = ask(Steps(told_store(), embedder, model=short), ASKED_OF_BOTH)
    finally:
        short.close()
    assert len(server.requests) == 3
    assert "9999" not in prompt_of(server.requests[-1])
    assert all(len(prompt_of(request)) < 900 for request in server.requests)
    assert answer.answer == "县政府部分栏目更新不及时，水利局专职人员不足[1][2]。"
    assert answer.model == "openai:scripted"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Said(KEY, status=429), "稍后再试"),
        (Said(KEY, status=401), "不接受所设的密钥"),
        (Said(KEY, status=403), "不接受所设的密钥"),
        (Said(KEY, status=500), "出错"),
        (Said(KEY, status=404), "出错"),
        (Said(KEY, status=400), "出错"),
        (Said("部分栏目更新不及时[1]。", breaks=True), "没有写完"),
        (Said("部分栏目更新不及时[1]。", finish="length"), "没有写完"),
        (Said("部分栏目更新不及时[1]。", finish=None), "没有写完"),
        (Said("部分栏目更新不及时[1]。" * 100, endless=True, size=1000), "没有写完"),
        (Said("\n" * 1000, endless=True, size=1000), "没有写完"),
        (Said(finish="content_filter"), "拒绝"),
        (Said(refusal="I cannot help with that."), "拒绝"),
        (Said(""), "拒绝"),
        (Said("抱歉，作为人工智能我无法回答。"), "找不到依据"),
        (Said("资料未载明。"), "没有直接回答"),
        (Said(raw=b"<html>502 Bad Gateway</html>"), "无法使用"),
        (Said(raw=b"\xff\xfe\x00"), "无法使用"),
        (Said(raw=b"data: {broken\n\n"), "无法使用"),
        (Said("乱码\ufffd\ufffd asdf qwer"), "找不到依据"),
        (Said("字" * 5000), "找不到依据"),
    ],
)
def test_a_model_that_fails_costs_nothing_but_a_note(
    said: Said, why: str, server: ModelServer, steps: Steps, plain: Steps, caplog: pytest.LogCaptureFixture
) -> None:
    server.script = lambda request: said
    with caplog.at_level(logging.DEBUG):
        answer, _ = ask(steps, ASKED)
    without = plain.ask({"question": ASKED})
    assert (answer.answer, answer.citations, answer.model) == (without.answer, without.citations, None)
    assert why in answer.notes[-1].text
    assert KEY not in caplog.text + answer.model_dump_json()


@pytest.mark.slow
@pytest.mark.parametrize("said", [Said(wait=30), Said("部分栏目更新不及时[1]。", size=1, endless=True)])
def test_a_slow_model_is_not_waited_for(said: Said, server: ModelServer, plain: Steps) -> None:
    server.script = lambda request: said
    hasty = LanguageModel(ModelChoice("openai:scripted", url=server.url, seconds=0.5))
    began = time.monotonic()
    try:
        answer, _ = ask(Steps(told_store(), embedder, model=hasty), ASKED)
    finally:
        hasty.close()
    assert time.monotonic() - began < 5
    assert "限定时间" in answer.notes[-1].text
    assert answer.answer == plain.ask({"question": ASKED}).answer


def test_a_server_that_is_not_there_is_told(plain: Steps) -> None:
    nobody = LanguageModel(ModelChoice("openai:scripted", url="http://127.0.0.1:9/v1", key=KEY, seconds=5))
    try:
        answer, _ = ask(Steps(told_store(), embedder, model=nobody), ASKED)
    finally:
        nobody.close()
    assert "无法连接" in answer.notes[-1].text
    assert answer.answer == plain.ask({"question": ASKED}).answer


def test_a_table_question_asks_no_model(server: ModelServer, steps: Steps, plain: Steps) -> None:
    server.requests.clear()
    question = "临渊县政府2023年收到几件申请？"
    answer, streamed = ask(steps, question)
    assert answer.model_copy(update={"seconds": 0}) == plain.ask({"question": question}).model_copy(update={"seconds": 0})
    assert not server.requests
    assert not streamed


def test_the_chain_streams_and_answers_asynchronously(server: ModelServer, model: LanguageModel) -> None:
    server.script = lambda request: Said(TRUE)
    chain = build_chain(told_store(), embedder, model=model)

    async def converse() -> tuple[Answer, list[object]]:
        return await chain.ainvoke({"question": ASKED}), [event async for event in chain.astream({"question": ASKED})]

    answer, events = asyncio.run(converse())
    assert answer.answer == TRUE
    assert events[:3] == [Stage("understanding"), Stage("looking_up"), Stage("writing")]
    assert [event for event in events if isinstance(event, Text)]
    assert isinstance(events[-1], Answer)


def test_a_reader_who_leaves_ends_the_call(server: ModelServer, steps: Steps) -> None:
    server.script = lambda request: Said("部分栏目更新不及时[1]。", endless=True)
    events = steps.stream({"question": ASKED})
    assert any(isinstance(event, Text) for event in events)
    events.close()  # type: ignore[attr-defined]
    server.script = lambda request: Said(TRUE)
    assert ask(steps, ASKED)[0].answer == TRUE


def test_the_plan_is_asked_for_only_where_the_rules_are_unsure(server: ModelServer, steps: Steps) -> None:
    server.requests.clear()
    server.script = lambda request: Said(TRUE)
    ask(steps, ASKED)
    ask(steps, "临渊县政府2023年收到几件申请？")
    assert not any(map(is_plan, server.requests))
    assert COUNTY in prompt_of(server.requests[0])


def test_the_prompts_are_shown_without_asking_anybody(server: ModelServer, capfd: pytest.CaptureFixture[str]) -> None:
    server.requests.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GKBOT_HOME", str(told_home().path))
        patch.setenv("GKBOT_LLM", "openai:scripted")
        patch.setenv("GKBOT_LLM_URL", server.url)
        assert main(["ask", "--show-prompt", ASKED_OF_BOTH]) == 0
        told = capfd.readouterr().out
        assert main(["ask", "--show-prompt", "临渊县政府2023年收到几件申请？"]) == 0
    assert not server.requests
    assert told.count(COUNTY) == told.count(BUREAU) == 2  # in the scope and before its quotes
    assert "2023年3月15日抽查发现12条信息逾期发布" in told
    assert "nothing is sent" in capfd.readouterr().out


@pytest.mark.slow
def test_the_shell_shows_stages_and_words_as_they_come(server: ModelServer) -> None:
    """In a terminal of its own, as a reader sits at one."""
    server.script = lambda request: Said(TRUE, size=3)
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {
        "GKBOT_HOME": str(told_home().path),
        "GKBOT_LLM": "openai:scripted",
        "GKBOT_LLM_URL": server.url,
        "GKBOT_LLM_KEY": KEY,
        "PYTHONPATH": str(ROOT),
    }
    terminal, inner = pty.openpty()
    command = [sys.executable, "-m", "ui", "ask", ASKED]
    with subprocess.Popen(command, stdout=inner, stderr=inner, stdin=inner, cwd=ROOT, env=environment) as process:
        os.close(inner)
        shown = b""
        with suppress(OSError):  # what a closed terminal gives in place of an end
            while piece := os.read(terminal, 65536):
                shown += piece
        assert process.wait() == 0
    os.close(terminal)
    told = shown.decode().replace("\r\n", "\n")
    stages = ["正在理解问题", "正在查阅报告", "正在撰写回答"]
    assert [line for line in told.split("\n") if line in stages] == stages
    assert told.index(stages[-1]) < told.index(TRUE)
    assert told.count(TRUE) == 1
    assert "[1] 青屿市临渊县人民政府 2023" in told
    assert KEY not in told


def test_the_api_streams_the_words_of_the_model(server: ModelServer, steps: Steps) -> None:
    server.script = lambda request: Said(TRUE, size=3)
    told = list(event_stream(steps.stream({"question": ASKED}), "r1"))
    names = [event.split("\n")[0].removeprefix("event: ") for event in told]
    assert names == ["stage"] * 3 + ["token"] * 3 + ["answer"]
    assert "业务培训偏少" in told[4]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere:x", "GKBOT_LLM is provider:model"),
        ("mistralai:x", "pip install langchain-mistralai"),
        ("x", "GKBOT_LLM is provider:model"),
    ],
)
def test_a_model_that_cannot_be_loaded_is_a_mistake_in_one_line(
    name: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable, value in (("HOME", str(told_home().path)), ("LLM", name), ("LLM_KEY", KEY)):
        monkeypatch.setenv(f"GKBOT_{variable}", value)
    assert main(["ask", ASKED]) == 1
    shown = capsys.readouterr().err
    assert told in shown
    assert shown.count("\n") == 1
    assert KEY not in shown
    assert main(["ask", "临渊县政府2023年收到几件申请？"]) == 0  # asks no model


def test_a_key_is_in_no_message_about_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gkbot.toml").write_text(f'llm_keys = "{KEY}"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="llm_keys") as error:
        load_settings()
    assert KEY not in str(error.value)
    Path("gkbot.toml").write_text(f'llm_key = "{KEY}"\n', encoding="utf-8")
    assert KEY not in repr(load_settings()) + repr(open_model(load_settings()))


def test_many_readers_may_ask_at_once(server: ModelServer, steps: Steps) -> None:
    server.script = lambda request: Said(TRUE, wait=0.2)
    began = time.monotonic()
    with ThreadPoolExecutor(8) as readers:
        answers = list(readers.map(lambda _: ask(steps, ASKED)[0].answer, range(8)))
    assert answers == [TRUE] * 8
    assert time.monotonic() - began < 8 * 0.2 + 5
