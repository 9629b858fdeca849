"""Trains the embedding model that ships with gkbot: `python -m index.training --corpus DIR --out DIR --seed 0`.

Reading order: corpus (texts) → vocabulary (tokenizer) → cooccurrence (first vectors) → pairs → contrast (training) →
judge (figures) → folder (what is shipped). Nothing here is needed to index or to answer.
"""
