"""The sign before a line that may be chosen, as people put it, and the sentence that tells them how."""

import re

from django.utils.translation import gettext_lazy

BOXES = "☐□○"
"""Signs that say no."""
MARK = re.compile(rf"^\s*(?:\[\s*([xX]?)\s*\]|([☒☑✓✔✗✘■●×{BOXES}]|[xX](?=\W|$)))\s*")
"""A sign at the start of a line; an X is one where no letter follows it."""
HOW = gettext_lazy(
    "Write in the boxes. Leave the headings with their codes, and the boxes, where they are. To choose, click on the "
    "sign before a line or put an X there."
)


def is_ticked(mark: re.Match[str]) -> bool:
    """Whether what MARK found says yes."""
    return bool(mark[1]) if mark[2] is None else mark[2] not in BOXES
