"""Fields that a form brings and no code asks for: ignored, and logged by name (RELIABILITY B41).

Nothing has to be declared: a form notes what is read of it. `status=published` beside the boxes of a draft, `owner=1`
or `is_staff=on` change nothing, as nobody reads them, and that they came is known.
"""

import logging
import re
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from core.middleware import Answer

refusals = logging.getLogger("portal.refusals")

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
COMPANION = re.compile(r"(?:initial-)?(.+?)(?:-html|-kept|-seen|-standing|-mine|-theirs)?")
"""Boxes that go with a field and are read only where they are needed."""
USUAL = re.compile(r"_\w+|.*__prefix__.*|next|action|index|select_across|post|form_key|sign_up|sign_in")
"""Buttons and empty rows of admin, where to go afterwards, and the key that the second press does not need."""
PROOF = "/accounts/"
"""Where a form waits that is kept until its sender has signed in or given proof."""
NAME = re.compile(r"[A-Za-z][\w-]{0,39}")
MOST_NAMES = 10


class NotingForm(QueryDict):
    """What a form sent; `asked` is what has been read of it, in copies too."""

    asked: set[str]

    def __getitem__(self, name: Any) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: Any) -> bool:
        self.asked.add(name)
        return super().__contains__(name)

    def getlist(self, name: Any, default: Any = None) -> Any:
        """The values of `name`."""
        self.asked.add(name)
        return super().getlist(name, default)

    def lists(self) -> Any:
        """All names with their values: who takes them all asks for all."""
        self.asked.update(self)
        return super().lists()

    def __copy__(self) -> "NotingForm":
        return noting(self, self.asked, mutable=True)

    def __deepcopy__(self, memo: Any) -> "NotingForm":
        return noting(self, self.asked, mutable=True)


def noting(sent: QueryDict, asked: set[str] | None = None, *, mutable: bool = False) -> NotingForm:
    """`sent` as a form that notes what is asked of it."""
    form = NotingForm(mutable=True, encoding=sent.encoding)
    form.asked = set() if asked is None else asked
    for name, texts in QueryDict.lists(sent):
        form.setlist(name, texts)
    form._mutable = mutable
    return form


def unasked(form: NotingForm) -> list[str]:
    """Names that nobody asked for, in order. A name that is no name of a field could hold anything: it is `?`."""
    known = {_stem(name) for name in form.asked}
    strange = [name for name in form if _stem(name) not in known and not USUAL.fullmatch(name)]
    return sorted({name if NAME.fullmatch(name) else "?" for name in strange})


def _stem(name: str) -> str:
    match = COMPANION.fullmatch(name)
    return match[1] if match else name


def was_read(form: NotingForm, response: HttpResponse) -> bool:
    """Whether a view took the form, if only for the press of its button; refused and postponed ones are not read."""
    return response.status_code < 400 and bool(form.asked - {TOKEN} or PROOF not in response.get("Location", ""))


class UnaskedFieldsMiddleware:
    """Log, once for a form that was taken, the names of fields that it should not have had; never what they held."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        form = request.POST
        if isinstance(form, NotingForm) and was_read(form, response) and (names := unasked(form)):
            who = getattr(getattr(request, "user", None), "pk", None)
            refusals.warning("fields of no form user=%s %s: %s", who, request.path, " ".join(names[:MOST_NAMES]))
        return response

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Begin to note; the form has been read by then (`ReadableInputMiddleware`)."""
        if request.method == "POST" and request.POST:
            request.POST = noting(request.POST)  # type: ignore[assignment]  # a QueryDict like any other
