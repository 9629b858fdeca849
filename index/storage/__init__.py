"""A build on disk: written, verified, opened for reading."""
