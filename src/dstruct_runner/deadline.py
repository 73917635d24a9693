"""The soft deadline: ends the learner's program when its time is up, and leaves the interpreter alive."""

from __future__ import annotations


class DeadlineReached(BaseException):
    """The run's time is up. Not an `Exception`, so that `except Exception` in the program does not stop it."""
