"""The question that every step asks first."""

from core.workflow import NotReady, Problem


def not_ready(text: str) -> NotReady:
    """Something stands in the way, in words for the person at the screen."""
    return NotReady([Problem(text)])
