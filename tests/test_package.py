"""The packages load light, and the installed command is ours."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("torch", "gradio", "chromadb", "langchain", "langchain_core", "sentence_transformers", "transformers")


@pytest.mark.parametrize("module", ["gkbot", "index", "prompts", "ui.cli"])
def test_importing_stays_light(module: str) -> None:
    script = f"import {module}, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_installed_command_works_from_an_empty_folder(tmp_path: Path) -> None:
    """From elsewhere, so that a foreign package named `index` in the environment would be noticed."""
    command = Path(sysconfig.get_path("scripts")) / "gkbot"
    if not command.exists():
        pytest.skip("gkbot is not installed in this environment; `make install` does it")
    folder = tmp_path / "empty"
    folder.mkdir()
    done = subprocess.run([command, "--help"], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "ask" in done.stdout
    assert "serve" in done.stdout
    assert not list(folder.iterdir())
