"""What a reader says is wrong on a page; answered from the secretariat's day page."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.querysets import ErrorReportQuerySet
from forum.workflow import ErrorReportWorkflow


class ErrorReport(ErrorReportWorkflow):
    """An error on `page`, as a reader describes it; tied to no account, and to an address only where one was given.

    The address goes ninety days after the report was dealt with (`forum.tasks.forget_addresses`).
    """

    page = models.CharField(_("page"), max_length=500)
    text = models.TextField(_("what is wrong"), max_length=2000)
    email = models.EmailField(_("e-mail for the answer"), blank=True)
    language = models.CharField(_("language of the page"), max_length=10, choices=settings.LANGUAGES)
    at = models.DateTimeField(_("received"), default=timezone.now, editable=False, db_index=True)
    words = models.TextField(_("answer, or why it was closed"), max_length=2000, blank=True)
    dealt_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("dealt with by")
    )
    dealt_at = models.DateTimeField(_("dealt with"), null=True)
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("error reported by a reader")
        verbose_name_plural = _("errors reported by readers")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        short = " ".join(self.text.split())
        return f"{self.page}: {short if len(short) <= 80 else short[:79] + '…'}"
