from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Voluntary reviews of States questionnaires, answers, consultations, submission."""

    name = "reviews"
