"""The secretariat edits words and memberships, not codes; nobody else edits anything."""

import pytest
from django.urls import reverse

from reference.models import Country, Objective, StakeholderGroup
from tests.reference.loading import load_reference

pytestmark = pytest.mark.django_db
MODELS = {
    "objective": 5,
    "action": "2(a)",
    "guidingprinciple": 1,
    "sustainabledevelopmentgoal": 1,
    "region": "002",
    "regionalcommission": "ece",
    "country": "MX",
    "stakeholdergroup": "migrants",
}


def url(model, page, *args):
    return reverse(f"admin:reference_{model}_{page}", args=args)


def texts(name, **by_language):
    """The six boxes of a text, as the form sends them."""
    return {f"{name}_{code}": by_language.get(code, "") for code in ("en", "ar", "zh", "fr", "ru", "es")}


@pytest.mark.parametrize(("model", "pk"), MODELS.items())
def test_an_officer_opens_each_list_and_record_and_deletes_none(cast, model, pk):
    client = cast.client("officer")
    assert client.get(url(model, "changelist")).status_code == 200
    assert client.get(url(model, "change", pk)).status_code == 200
    assert client.post(url(model, "delete", pk), {"post": "yes"}).status_code == 403
    assert cast.client("focal_point").get(url(model, "change", pk)).status_code in (302, 403)


def test_each_box_of_a_wording_stands_under_the_name_of_its_language(cast):
    page = cast.client("officer").get(url("objective", "change", 5)).text
    for place, own in enumerate(("English", "العربية", "中文", "Français", "Русский", "Español")):
        assert f'<label for="id_names_{place}">{own}</label><textarea' in page


def test_a_label_is_edited_and_survives_loading(cast):
    form = {**texts("names", en="Enhance", fr="Renforcer"), **texts("short_labels", en="Pathways"), "number": 99}
    assert cast.client("officer").post(url("objective", "change", 5), form).status_code == 302
    load_reference()
    objective = Objective.objects.get(pk=5)
    assert (objective.names, objective.short_labels) == ({"en": "Enhance", "fr": "Renforcer"}, {"en": "Pathways"})
    assert objective.history.first().history_user == cast.officer


def test_aliases_are_typed_one_a_line(cast):
    country = Country.objects.get(pk="MX")
    form = {**texts("names", en="Mexico"), **texts("articles"), "aliases": " United Mexican States\n\nMejico\nMejico"}
    assert cast.client("officer").post(url("country", "change", "MX"), form).status_code == 302
    country.refresh_from_db()
    assert country.aliases == ["United Mexican States", "Mejico"]


def test_a_group_can_be_added(cast):
    form = {"code": "cooperatives", **texts("names", en="Cooperatives"), **texts("descriptions"), "order": 16}
    assert cast.client("officer").post(url("stakeholdergroup", "add"), form).status_code == 302
    assert StakeholderGroup.objects.get(pk="cooperatives").in_compact is False
