"""From the paths that were given to reports: files found, archives opened, each read where it can do no harm."""
