from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    """Voluntary reviews of States questionnaires, answers, consultations, submission."""

    name = "reviews"
    verbose_name = _("Voluntary reviews")
