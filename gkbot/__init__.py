"""The bot: a question in, an Answer with citations out. Knows nothing of screens or commands."""
