"""What readers think of answers, a line of JSON each in GKBOT_HOME/feedback.jsonl. Nothing is kept of who they are."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gkbot.answer import Answer

FILE = "feedback.jsonl"
FILE_LIMIT = 64 << 20  # bytes; who collects more than that reads it, and moves the file away
REMARK_LIMIT = 500  # characters


class Judgement(BaseModel):
    """A thumb up or down, with a remark or without."""

    model_config = ConfigDict(extra="forbid")

    vote: Literal["up", "down"]
    remark: Annotated[str, Field(max_length=REMARK_LIMIT)] = ""


def record_judgement(home: Path, answer: Answer, judgement: Judgement) -> bool:
    """Append what was asked, answered and thought of it; whether it was kept: a full file takes no more."""
    path = home / FILE
    if path.exists() and path.stat().st_size >= FILE_LIMIT:
        return False
    told = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "answer_id": answer.id,
        "question": answer.question,
        "language": answer.language,
        "status": answer.status,
        "answer": answer.answer,
        "plan": answer.plan,
        "build": answer.build,
        "model": answer.model,
        "vote": judgement.vote,
        "remark": judgement.remark.strip(),
    }
    line = json.dumps(told, ensure_ascii=False) + "\n"
    home.mkdir(parents=True, exist_ok=True)
    # One write at the end of the file: lines of several threads or servers do not mix.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)
    return True
