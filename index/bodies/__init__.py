"""Who reports: name, kind, aliases and region of the body."""
