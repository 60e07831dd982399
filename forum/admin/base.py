"""What the secretariat's pages of this app share."""

from typing import Any, ClassVar

from django.http import HttpRequest

from core.access import SECRETARIAT
from core.admin import PortalAdmin
from reference.forms import WordingsFormField
from reference.models import WordingsField


class ForumAdmin(PortalAdmin):
    """A table of the forum; `fixed` fields are written once."""

    formfield_overrides: ClassVar[dict[Any, Any]] = {WordingsField: {"form_class": WordingsFormField}}
    add_roles: ClassVar[tuple[str, ...]] = SECRETARIAT
    fixed: ClassVar[tuple[str, ...]] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, *self.fixed) if obj is not None else tuple(self.readonly_fields)
