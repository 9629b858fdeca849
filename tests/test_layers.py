"""Imports point one way: ui -> gkbot -> index and prompts; ui may import index, too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "index": {"index"},
    "prompts": {"prompts"},
    "gkbot": {"gkbot", "index", "prompts"},
    "ui": {"ui", "gkbot", "index"},
}
MODULES = [path.relative_to(ROOT) for package in MAY_IMPORT for path in sorted((ROOT / package).rglob("*.py"))]


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    """Each imported top-level name with its line, those inside functions included."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # A relative import stays in its package, unless it climbs out of it.
            assert node.level < len(path.parts), f"{path}:{node.lineno} climbs out of its package"
            yield (path.parts[0] if node.level else str(node.module).split(".")[0]), node.lineno


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_point_one_way(path: Path) -> None:
    package = path.parts[0]
    upward = [f"{path}:{line} imports {name}" for name, line in _imports(path) if name in MAY_IMPORT.keys() - MAY_IMPORT[package]]
    assert not upward


def test_every_package_is_looked_at() -> None:
    assert {path.parts[0] for path in MODULES} == set(MAY_IMPORT)
