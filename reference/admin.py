"""The secretariat's page of the reference lists: texts can be edited, codes and membership of lists not.

What is edited here survives `load_reference`.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin import PortalAdmin
from reference.forms import LinesField, WordingsFormField
from reference.models import (
    Action,
    Country,
    GuidingPrinciple,
    Objective,
    Region,
    RegionalCommission,
    StakeholderGroup,
    SustainableDevelopmentGoal,
    WordingsField,
)


class ReferenceAdmin(PortalAdmin):
    """A list of the Compact or of the United Nations."""

    formfield_overrides: ClassVar[dict[Any, Any]] = {WordingsField: {"form_class": WordingsFormField}}
    about = _(
        "A list of the Compact or of the United Nations. Its codes are fixed; names in the six languages are put right "
        "here, and stay as you wrote them when the software is renewed."
    )
    editable: ClassVar[tuple[str, ...]] = ("names",)
    list_display: Any = ("pk", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        names = [field.name for field in (*self.opts.fields, *self.opts.many_to_many) if field.name != "loaded"]
        return [name for name in names if name not in self.editable and (obj is not None or name != self.opts.pk.name)]


@admin.register(Objective)
class ObjectiveAdmin(ReferenceAdmin):
    """The 23 objectives."""

    editable = ("names", "short_labels", "mptf_area")
    list_display = ("number", "short_label", "roundtable")


@admin.register(Action)
class ActionAdmin(ReferenceAdmin):
    """The 187 actions."""

    list_display = ("code", "name", "objective")
    list_filter = ("objective",)
    list_select_related = ("objective",)
    search_fields = ("code", "names")


@admin.register(GuidingPrinciple)
class GuidingPrincipleAdmin(ReferenceAdmin):
    """The ten guiding principles."""

    editable = ("names", "short_labels", "summaries")
    list_display = ("number", "name")


@admin.register(SustainableDevelopmentGoal)
class GoalAdmin(ReferenceAdmin):
    """The 17 Goals."""

    list_display = ("number", "name")


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    """The regions of M49."""

    list_display = ("code", "name", "kind", "parent")
    list_select_related = ("parent",)


@admin.register(RegionalCommission)
class RegionalCommissionAdmin(ReferenceAdmin):
    """The five regional commissions."""

    editable = ("names", "review_names")
    list_display = ("code", "name", "review_name")


class CountryForm(ModelForm):
    """Aliases are typed one a line."""

    aliases = LinesField(required=False)


@admin.register(Country)
class CountryAdmin(ReferenceAdmin):
    """Member States and observers."""

    form = CountryForm
    editable = ("names", "articles", "aliases", "commissions", "review_regions", "ldc", "lldc", "sids")
    list_display = ("code", "name", "kind", "region")
    list_filter = ("kind", "region", "ldc", "lldc", "sids")
    list_select_related = ("region",)
    search_fields = ("code", "iso3", "names", "aliases")


@admin.register(StakeholderGroup)
class StakeholderGroupAdmin(ReferenceAdmin):
    """Categories of stakeholders; the secretariat may add one."""

    about = _("The groups that paragraph 44 of the Compact names, in its order, and those that were added since.")

    editable = ("names", "descriptions", "order")
    add_roles = ("secretariat_officer", "secretariat_admin")
    list_display = ("order", "name", "in_compact")
    list_display_links = ("name",)
