"""What the READMEs give to copy, so that the tests try just that."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")


def fenced(readme: str, kind: str) -> str:
    """The one block of that kind ("nginx", "html") in a README."""
    (block,) = re.findall(rf"^```{kind}\n(.*?)^```", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return str(block)
