"""Letters to many at the secretariat's desk: written, looked at, tested, proposed, released by another (P54, N9)."""

from typing import Any, ClassVar

from csp.constants import NONE
from csp.decorators import csp_replace
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import SECRETARIAT
from core.admin import PortalAdmin, ReasonForm, Step
from notifications import announcing, audiences, kinds, steps
from notifications.forms import AnnouncementForm, ReleaseForm
from notifications.models import Announcement

A_PAGE = 200
NAMED = 300
"""So many recipients stand on the page of release; the others are counted."""

WHO = ("status", "written_by", "proposed_by", "released_by", "released_at")
ONLY_ITS_STYLE = {
    "default-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "sandbox": True,
    "frame-ancestors": [NONE],
}
"""Of the formatted mail, which carries its style in it: it loads nothing, runs nothing and sends nothing."""


def what_begins(letter: Announcement) -> str:
    """What releasing `letter` will do."""
    listed = announcing.listing(letter)
    words = _(
        "%(count)d people get it, each once. The first three get it now, the others after five minutes, 120 a minute: "
        "look at the first ones meanwhile. Until the last one has gone it can be paused and called off."
    )
    said = words % {"count": len(listed.members)}
    if listed.muted:
        said += " " + _("%(count)d more have switched such letters off.") % {"count": listed.muted}
    return said


def named(member: audiences.Member) -> str:
    """Name, address and why."""
    address, name = kinds.address_of(member.recipient), getattr(member.recipient, "name", "")
    return f"{name} <{address}>: {member.why}" if name else f"{address}: {member.why}"


@admin.register(Announcement)
class AnnouncementAdmin(PortalAdmin):
    """Letters to many."""

    form = AnnouncementForm
    add_roles = SECRETARIAT
    about = gettext_lazy(
        "The secretariat's own words to a group of people. One officer writes and proposes a letter, another releases "
        "it. It can be paused and called off as long as copies of it wait."
    )
    change_form_template = "notifications/announcement.html"
    list_display = ("subject", "nature", "status", "written_by", "proposed_by", "released_by", "released_at")
    list_filter = ("status", "nature")
    list_select_related = ("written_by", "proposed_by", "released_by")
    search_fields = ("subjects", "texts")
    search_help_text = gettext_lazy("A word of the letter")
    readonly_fields = (
        "status",
        "to_whom",
        "letter",
        "written_by",
        "proposed_by",
        "released_by",
        "released_at",
        "outcome",
    )
    steps: ClassVar[dict[str, Step]] = {
        "propose": Step(
            steps.propose,
            explain=gettext_lazy("A second officer looks at it and releases it. Until taken back it is not edited."),
        ),
        "take_back": Step(steps.take_back, explain=gettext_lazy("The letter can be edited and proposed again.")),
        "release": Step(
            steps.release,
            form=ReleaseForm,
            explain=what_begins,
            initial=lambda letter: {"seen": announcing.listing(letter).mark},
            proof=True,
            of_the_procedure=False,
        ),
        "hold": Step(steps.hold, explain=gettext_lazy("No further copy goes until somebody lets it go on.")),
        "go_on": Step(
            steps.go_on,
            explain=gettext_lazy("What waited goes now, 120 copies a minute, to those for whom it is still meant."),
        ),
        "call_off": Step(
            steps.call_off,
            form=ReasonForm,
            explain=gettext_lazy(
                "What has not gone does not go; what has gone cannot be taken back. The letter stays here and can be "
                "used for another."
            ),
        ),
    }

    # --- the page of a letter

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        written = ("audience", "nature", "subjects", "texts")
        if obj is None:
            return written
        who = ("status", "written_by", "proposed_by", "released_by", "released_at")
        return (
            (*written, *who)
            if self.has_change_permission(request, obj)
            else ("to_whom", "nature", "letter", *who, "outcome")
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        """The words of an earlier letter, where the address names one; else what the address says."""
        source = request.GET.get("from", "")
        earlier = self.get_object(request, source) if source else None
        if earlier is None:
            return super().get_changeform_initial_data(request)
        return {name: getattr(earlier, name) for name in ("audience", "nature", "subjects", "texts")}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        if not change:
            obj.written_by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description=gettext_lazy("subject"))
    def subject(self, letter: Announcement) -> str:
        """In the officer's language."""
        return str(letter)

    @admin.display(description=gettext_lazy("to whom"))
    def to_whom(self, letter: Announcement) -> str:
        """The audience in words."""
        return letter.audience_words

    @admin.display(description=gettext_lazy("letter"))
    def letter(self, letter: Announcement) -> Any:
        """Subject and text in each of its languages."""
        parts = []
        for code in announcing.languages_of(letter):
            with translation.override(code):
                subject, text = (
                    letter.subject,
                    format_html_join("", "<p>{}</p>", ([part] for part in letter.paragraphs)),
                )
            parts.append((subject.lang, subject.dir, subject, text))
        return format_html_join("", '<div lang="{}" dir="{}"><p><strong>{}</strong></p>{}</div>', parts)

    @admin.display(description=gettext_lazy("what became of it"))
    def outcome(self, letter: Announcement) -> Any:
        """How many copies stand where."""
        return format_html_join(", ", "{}: {}", announcing.results(letter)) or "–"

    # --- pages beside it

    def get_urls(self) -> list[URLPattern]:
        views = {"preview": self.preview_view, "formatted": self.formatted_view, "recipients": self.recipients_view,
                 "test": self.test_view}  # fmt: skip
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"notifications_announcement_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def _letter(self, request: HttpRequest, pk: int) -> Announcement:
        letter = self.get_object(request, str(pk))
        if letter is None or not self.has_view_permission(request, letter):
            raise Http404
        return letter

    def _members(self, request: HttpRequest, letter: Announcement) -> tuple[announcing.Listing, list[audiences.Member]]:
        """All, and those of whom this officer may know."""
        listed = announcing.listing(letter)
        return listed, announcing.seen_by(letter, listed, request.user)

    def _page(self, request: HttpRequest, letter: Announcement, name: str, title: str, **context: Any) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "letter": letter}
        return TemplateResponse(request, f"notifications/{name}.html", {**frame, **context})

    def step_view(self, request: HttpRequest, object_id: str, step: str) -> HttpResponse:
        """With the names of those who get it, as far as this officer may know of them, on the page of release."""
        response = super().step_view(request, object_id, step)
        if step == "release" and isinstance(response, TemplateResponse) and response.context_data:
            listed, seen = self._members(request, response.context_data["original"])
            names = [named(member) for member in seen[:NAMED]]
            if more := len(listed.members) - len(names):
                names.append(_("and %(count)d more") % {"count": more})
            response.context_data["mail"] = names
        return response

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The letter as three of its recipients get it, of different languages first."""
        letter = self._letter(request, pk)
        listed, seen = self._members(request, letter)
        chosen = [(seen.index(member), member) for member in announcing.samples(seen)]
        shown = [(number, named(member), _as_read(letter, member)) for number, member in chosen]
        title = _("Preview as real recipients")
        return self._page(request, letter, "announcement_preview", title, shown=shown, count=len(listed.members))

    @method_decorator(csp_replace(ONLY_ITS_STYLE))
    def formatted_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The formatted part of the letter as the recipient of this place in the list gets it, and nothing else."""
        letter = self._letter(request, pk)
        _listed, seen = self._members(request, letter)
        place = request.GET.get("to", "0")
        if not (place.isascii() and place.isdecimal() and int(place[:6]) < len(seen)):
            raise Http404
        return HttpResponse(_as_read(letter, seen[int(place)]).html)

    def recipients_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Before the release who would get it and why; afterwards what became of each copy."""
        letter = self._letter(request, pk)
        context: dict[str, Any] = {}
        if letter.released_at:
            rows: Any = letter.messages().select_related("recipient").order_by("not_before", "pk")
            context["results"] = announcing.results(letter)
        else:
            listed, rows = self._members(request, letter)
            context |= {"muted": listed.muted, "hidden": len(listed.members) - len(rows)}
        page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
        return self._page(request, letter, "announcement_recipients", _("Recipients"), page=page, **context)

    def test_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the letter to oneself, once in each of its languages."""
        letter = self._letter(request, pk)
        if request.method == "POST":
            sent = steps.send_test(letter, by=request.user)
            words = {"count": len(sent), "address": getattr(request.user, "email", "")}
            messages.success(request, _("Tests on their way to %(address)s: %(count)d.") % words)
        return HttpResponseRedirect(reverse("admin:notifications_announcement_preview", args=[pk]))


def _as_read(letter: Announcement, member: audiences.Member) -> kinds.Letter:
    """The letter in words, without the recipient's own link that switches such letters off."""
    kind = announcing.as_letter(letter, member)
    written = kinds.written(kind, member.recipient)
    if not written.unsubscribe_url:
        return written
    hidden = {"text": _("(their own link)"), "html": "#"}
    return written._replace(
        **{part: getattr(written, part).replace(written.unsubscribe_url, words) for part, words in hidden.items()}
    )
