"""The author's replies to the comments of reviewers."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t

from core.forms import LinesField
from practices.models import Point


class RepliesForm(forms.Form):
    """One box for each released point: `reply-<position>`. All may be left open until the text is sent again."""

    def __init__(self, *args: Any, points: list[Point], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for point in points:
            self.fields[f"reply-{point.position}"] = LinesField(
                label=_t("Your reply to point %(number)s") % {"number": point.position},
                required=False,
                max_length=5000,
                initial=point.reply,
                widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            )

    def replies(self) -> dict[int, str]:
        """What was typed, by the position of its point."""
        return {int(name.partition("-")[2]): text for name, text in self.cleaned_data.items()}
