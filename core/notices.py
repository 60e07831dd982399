"""Whether a step of an officer tells those concerned, and in which words of their own (FEATURES N9).

The page of a step asks once, for all apps; whoever queues a message that is sent by choice looks here. What belongs to
a procedure or a duty is sent whatever the officer chose.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import LinesField


class Notice(NamedTuple):
    """Whether it goes, and what the officer adds."""

    send: bool = True
    words: str = ""


SENT = Notice()
_chosen: ContextVar[Notice] = ContextVar("notice", default=SENT)


def chosen() -> Notice:
    """What the officer chose whose step runs now; sent, with nothing added, where nobody was asked."""
    return _chosen.get()


@contextmanager
def of_a_step(notice: Notice) -> Iterator[None]:
    """While the step runs that the officer takes."""
    token = _chosen.set(notice)
    try:
        yield
    finally:
        _chosen.reset(token)


class NoticeForm(forms.Form):
    """Whether those concerned are told, where the message may be left out, and what the officer adds."""

    prefix = "notice"
    send = forms.ChoiceField(
        label=gettext_lazy("Send the message"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        initial="yes",
        required=False,
        widget=forms.RadioSelect,
    )
    words = LinesField(
        label=gettext_lazy("Your own words in it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Plain text; it stands in the message as what the secretariat adds."),
    )

    def clean_send(self) -> bool:
        """It goes unless somebody said no."""
        return bool(self.cleaned_data["send"] != "no")

    def clean(self) -> dict[str, Any]:
        """Words go with the message or not at all."""
        given = super().clean() or self.cleaned_data
        if given.get("words") and not given.get("send", True):
            self.add_error("send", _("You wrote words of your own: send the message, or empty the box below."))
        return given
