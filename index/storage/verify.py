"""Verifying a build: its files are those that were written, what its manifest promises is in the database and both indexes.

Needs no embedding model: passages are looked for by the vectors they were stored with.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sqlalchemy import Connection, func, select, text

from index.errors import BuildError
from index.search.ranges import Ranges
from index.search.segments import Segments
from index.search.vectors import Vectors
from index.storage import schema
from index.storage.checksums import compare_files
from index.storage.extents import Extents, read_extents
from index.storage.manifest import Manifest
from index.storage.store import CHROMA, FACTS, SEGMENTS, read_only_engine

SAMPLE = 50  # passages looked for, evenly spread
# The search is approximate and may miss one passage among many alike; after the damage this is meant to catch (Chroma lost
# most of an index in silence when its writer was killed) it misses nearly all.
FOUND_AT_LEAST = 0.9
ROUNDING = 1e-4
SAME = 0.999  # a passage counts as found by any passage with the same vector: reports repeat sentences word for word


def verify_build(folder: Path, manifest: Manifest) -> None:
    """Raise BuildError with the first thing found wrong in a build; returns when all is well."""
    try:
        # A build that is not sealed yet has none.
        if manifest.checksums and (difference := compare_files(folder, manifest.checksums)) is not None:
            raise BuildError(f"build {manifest.build}: {difference}")
        extents = _verify_facts(folder / FACTS, manifest)
        segments = Segments.open(folder / SEGMENTS)
        _verify_segments(segments, extents, manifest)
        _verify_vectors(folder / CHROMA, segments, extents, manifest)
    except BuildError:
        raise
    except Exception as error:
        # Whatever a damaged file makes SQLite, Chroma or numpy raise means the same: the build cannot be used.
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise BuildError(f"build {manifest.build} cannot be read back: {reason}") from error


def _verify_facts(path: Path, manifest: Manifest) -> Extents:
    engine = read_only_engine(path)
    try:
        with engine.connect() as connection:
            _expect("facts database is sound", "ok", connection.scalar(text("PRAGMA quick_check")), manifest)
            _verify_counts(connection, manifest)
            return read_extents(connection)
    finally:
        engine.dispose()


def _verify_counts(connection: Connection, manifest: Manifest) -> None:
    for table, expected in (
        (schema.reports, manifest.counts.reports),
        (schema.passages, manifest.counts.passages),
        (schema.figures, manifest.counts.figures),
        (schema.texts, manifest.counts.reports),
        (schema.places, manifest.counts.reports),
    ):
        found = connection.scalar(select(func.count()).select_from(table))
        _expect(f"rows of {table.name}", expected, found, manifest)
    listed = {entry.uid for entry in manifest.files.values()}
    _expect("files and reports", listed, set(connection.scalars(select(schema.reports.c.uid))), manifest)


def _verify_segments(segments: Segments, extents: Extents, manifest: Manifest) -> None:
    _expect("passages that are in a segment", extents.all.size, extents.all.within(0, segments.end).size, manifest)
    for segment in segments.parts:
        segment.check(manifest.model.dimensions)


def _verify_vectors(folder: Path, segments: Segments, extents: Extents, manifest: Manifest) -> None:
    vectors = Vectors.open(folder)
    try:
        _expect("vectors in Chroma", manifest.counts.passages, vectors.count(), manifest)
        _verify_sample(vectors, segments, extents.all, manifest)
    finally:
        vectors.close()


def _verify_sample(vectors: Vectors, segments: Segments, passages: Ranges, manifest: Manifest) -> None:
    wanted = passages.at(np.arange(0, passages.size, max(1, passages.size // SAMPLE)))
    ids, stored = vectors.get(wanted.tolist())
    _expect("sampled vectors in Chroma", len(wanted), len(ids), manifest)
    # Chroma gives vectors back in an order of its own, and to within a rounding of their length.
    mapped = dict(zip(wanted.tolist(), segments.vectors(wanted), strict=True))
    same = all(abs(mapped[passage_id] - vector).max() < ROUNDING for passage_id, vector in zip(ids, stored, strict=True))
    _expect("sampled vectors are the mapped ones", True, same, manifest)
    # A text without a known token has a vector of zeros, which is like nothing, itself included.
    sample = [(passage_id, vector) for passage_id, vector in zip(ids, stored, strict=True) if vector.any()]
    found = 0
    for passage_id, vector in sample:
        nearest = vectors.nearest(vector, 5)
        found += any(near == passage_id or score > SAME for near, score in nearest)
    if found < FOUND_AT_LEAST * len(sample):
        raise BuildError(f"build {manifest.build}: Chroma finds {found} of {len(sample)} sampled passages by their own vectors")


def _expect(what: str, expected: object, found: object, manifest: Manifest) -> None:
    if expected != found:
        raise BuildError(f"build {manifest.build}: {what}: expected {_short(expected)}, found {_short(found)}")


def _short(value: object) -> str:
    return f"{len(value)} of them" if isinstance(value, set) else str(value)
