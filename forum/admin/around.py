"""The secretariat's pages of what stands around a forum: reports, champions, the trust fund.

Every line has its source; what is not sure is marked so and kept from the public. What was loaded with the software
and edited here stays as edited (docs/decisions/loading-keeps-edits.md).
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from forum.admin.base import ForumAdmin
from forum.models import (
    ChampionCount,
    ChampionMembership,
    Fund,
    FundFigure,
    JointProgramme,
    Recommendation,
    SecretaryGeneralReport,
    ThematicArea,
)


@admin.register(SecretaryGeneralReport)
class SecretaryGeneralReportAdmin(ForumAdmin):
    """Reports of the Secretary-General."""

    fixed = ("document",)
    about = _("Symbol, title and date of a report stand in its document; here are its other dates and its languages.")
    list_display = ("document", "session", "available_on", "presented_on")
    list_filter = ("document__cycle",)
    list_select_related = ("document__cycle",)


@admin.register(Recommendation)
class RecommendationAdmin(ForumAdmin):
    """Recommendations of the reports."""

    fixed = ("report", "number")
    about = _(
        "In our short words, each with its source. Notes and pledges point to symbol and number, so neither changes."
    )
    list_display = ("reference", "text", "confidence")
    list_filter = ("report", "confidence")
    list_select_related = ("report__document",)
    filter_horizontal = ("objectives",)


@admin.register(ChampionMembership)
class ChampionMembershipAdmin(ForumAdmin):
    """Champion countries."""

    fixed = ("country",)
    about = _("The public sees what is confirmed. A State that leaves gets a date and stays readable.")
    list_display = ("country", "joined", "known_by", "left", "confidence", "source")
    list_filter = ("confidence",)
    list_select_related = ("country",)
    search_fields = ("country__names", "source")


@admin.register(ChampionCount)
class ChampionCountAdmin(ForumAdmin):
    """Numbers of champion countries as published."""

    fixed = ("as_of",)
    about = _("How many champion countries were spoken of, by day and source. A newer number is a new line.")
    list_display = ("as_of", "number", "meaning", "confidence", "source")


@admin.register(Fund)
class FundAdmin(ForumAdmin):
    """The trust fund."""

    fixed = ("code",)
    about = _("The fund that the Compact called for. Its figures, areas and joint programmes have lists of their own.")
    list_display = ("name", "url")


@admin.register(ThematicArea)
class ThematicAreaAdmin(ForumAdmin):
    """Thematic areas of the fund."""

    fixed = ("fund", "number")
    about = _("The areas under which the fund places its joint programmes, with the objectives of each.")
    list_display = ("number", "name", "confidence", "source")
    list_display_links = ("number", "name")
    filter_horizontal = ("objectives",)


@admin.register(JointProgramme)
class JointProgrammeAdmin(ForumAdmin):
    """Joint programmes of the fund."""

    fixed = ("fund", "code")
    about = _("A programme is shown with the date and the page on which it was found.")
    list_display = ("name", "area", "as_of", "confidence", "source")
    list_filter = ("area", "confidence")
    list_select_related = ("area",)
    search_fields = ("code", "names")
    filter_horizontal = ("countries", "objectives", "partners")


@admin.register(FundFigure)
class FundFigureAdmin(ForumAdmin):
    """Figures of the fund."""

    about = _(
        "A figure cannot be saved without its date and its source. A newer one is a new line: the page shows the "
        "newest, and the earlier ones beside it."
    )
    list_display = ("kind", "figure", "unit", "as_of", "programme", "confidence", "source")
    list_filter = ("kind", "confidence")
    list_select_related = ("programme",)

    @admin.display(description=_("figure"), ordering="value")
    def figure(self, figure: FundFigure) -> str:
        """As people write it."""
        return figure.figure
