"""Errors of the bot's layer.

BotError              one clear line for the person who asked
└── QuestionError     the question itself can't be taken (empty, too long)
"""


class BotError(Exception):
    """What went wrong, with which values, and the way out, in one line."""


class QuestionError(BotError):
    """The question itself can't be taken."""
