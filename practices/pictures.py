"""A picture drawn anew: what leaves is what the eye sees, and nothing that a camera or a person hid in the file.

Place, author, serial number, thumbnails, a page of HTML behind the last pixel: none of it is part of the picture
(RELIABILITY B25, B28).
"""

import io
from typing import NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

EXTENSIONS = ("jpg", "jpeg", "png")
QUALITY = 90
HARMLESS = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "transparency", "gamma", "srgb", "interlace",
            "progressive", "progression", "aspect"}  # fmt: skip
"""What Pillow finds in a picture that tells nothing of who made it or where."""


class Drawn(NamedTuple):
    """The new file, and whether the old one said more than the picture."""

    file: SimpleUploadedFile
    had_more: bool


def drawn_anew(file: UploadedFile) -> Drawn:
    """`file`, which `core.uploads.check` has passed, as a new JPEG or PNG turned the way it was shown."""
    from PIL import Image, ImageOps

    file.seek(0)
    with Image.open(file, formats=["JPEG", "PNG"]) as picture:
        kind = picture.format
        had_more = bool(picture.getexif() or set(picture.info) - HARMLESS)
        upright = ImageOps.exif_transpose(picture)
        see_through = kind == "PNG" and upright.has_transparency_data
        plain = upright.convert("RGBA" if see_through else "RGB")
    plain.info.clear()
    out = io.BytesIO()
    plain.save(out, format=kind, **({"quality": QUALITY} if kind == "JPEG" else {"optimize": True}))
    ending, media = ("png", "image/png") if kind == "PNG" else ("jpg", "image/jpeg")
    stem = (file.name or "picture").rpartition(".")[0] or "picture"
    return Drawn(SimpleUploadedFile(f"{stem}.{ending}", out.getvalue(), media), had_more)
