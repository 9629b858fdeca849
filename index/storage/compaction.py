"""When a build is written anew and not copied and added to: because what is there does not fit, or too much of it is gone."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version

from index.search.embedding import Embedder
from index.storage.manifest import Manifest, Model

LIBRARIES = ("chromadb", "rjieba", "SQLAlchemy")  # those whose files or tokens a build depends on
GONE_SHARE = 0.25  # of the rows of the segments, those whose report is gone


def library_versions() -> Mapping[str, str]:
    """The versions a build is made with now."""
    return {library: version(library) for library in LIBRARIES}


def why_anew(manifest: Manifest, embedder: Embedder, rows: int, staying: int) -> str:
    """Why a finished build cannot be added to, empty when it can; `staying` of its `rows` in the segments are still asked."""
    if manifest.model != Model(embedder.id, embedder.dimensions):
        return f"the index was made with embedding model {manifest.model.id}, the one set now is {embedder.id}"
    if manifest.versions != library_versions():
        return "the index was made with other versions of the libraries it depends on"
    if rows - staying > GONE_SHARE * rows:
        return f"{rows - staying} of {rows} passages in the index are of reports that are gone or were replaced"
    return ""
