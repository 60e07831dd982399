"""Pictures for the guides, drawn by the walks that tell the story: `SCREENSHOTS=1` writes them to docs/images.

They are small, so that the repository stays light, and show the invented State alone.
"""

import io
import os
from pathlib import Path

from django.conf import settings
from PIL import Image
from playwright.sync_api import Page

FOLDER = Path(settings.BASE_DIR) / "docs" / "images"
LARGEST = 60_000
"""Bytes of a picture."""


def picture(page: Page, name: str) -> None:
    """The window as it stands, as docs/images/<name>.webp; nothing unless pictures are asked for."""
    if not os.environ.get("SCREENSHOTS"):
        return
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    drawn = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    FOLDER.mkdir(exist_ok=True)
    file = FOLDER / f"{name}.webp"
    drawn.resize((960, round(drawn.height * 960 / drawn.width))).save(file, quality=60, method=6)
    assert file.stat().st_size < LARGEST, f"{file.name} is too large: {file.stat().st_size}"
