"""The errors of the index layer; each message says what is wrong, with which values, and the way out.

GkbotIndexError
├── UnreadableReport   a file is no report that can be read (one bad file is listed, it stops no build)
├── BuildError         a build could not be written or did not pass its own verification
├── NoBuild            nothing has been indexed yet, or the named build is gone
├── ModelError         no embedding model where the setting points, or one that cannot be read
├── ModelMismatch      the build was made with another embedding model than the one set now
├── OriginalGone       the file a report was read from is not there any more, or another one
└── Locked             another process is writing an index in the same home
"""

from __future__ import annotations


class GkbotIndexError(Exception):
    """Base of every error of the index layer."""


class UnreadableReport(GkbotIndexError):
    """The file is not a report that can be read."""


class BuildError(GkbotIndexError):
    """A build could not be written or verified."""


class NoBuild(GkbotIndexError):
    """There is no build to answer from."""


class ModelError(GkbotIndexError):
    """No embedding model where the setting points, or one that cannot be read."""


class ModelMismatch(GkbotIndexError):
    """The build's vectors come from another embedding model."""


class OriginalGone(GkbotIndexError):
    """The file a report was read from is not where it was, or not what it was."""


class Locked(GkbotIndexError):
    """Another process holds the index for writing."""
