"""The tables of a document aligned to the form, in whatever layout they stand, and the free tables from before it."""
