"""Memory: report files in, a searchable build out. Knows nothing of questions."""
