"""States are found by what people write, and nothing else is taken for a State."""

import pytest

from reference.models import Country, RegionalCommission

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("MX", "MX"),
        ("mx", "MX"),
        ("MEX", "MX"),
        ("484", "MX"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Ivory Coast", "CI"),
        ("Côte d'Ivoire", "CI"),
        ("COTE D’IVOIRE", "CI"),
        ("Republic of Azerbaijan", "AZ"),
        ("Republic of Moldova", "MD"),
        ("  Portugal ", "PT"),
        ("Bahamas, The", "BS"),
        ("The Bahamas", "BS"),
        ("Congo, Rep.", "CG"),
        ("Congo", "CG"),
        ("Democratic Republic of the Congo", "CD"),
        ("Bolivia (Plurinational State of)", "BO"),
        ("Bolivia", "BO"),
        ("Plurinational State of Bolivia", "BO"),
        ("Czechia", "CZ"),
        ("Czech Republic", "CZ"),
        ("United States of America (USA)", "US"),
        ("UK", "GB"),
        ("South Korea", "KR"),
        ("Swaziland", "SZ"),
        ("Cape Verde", "CV"),
        ("St. Lucia", "LC"),
        ("États-Unis d’Amérique", "US"),
        ("埃及", "EG"),
        ("مصر", "EG"),
        ("Россия", None),
        ("Российская Федерация", "RU"),
    ],
)
def test_a_state_is_found(text, code):
    found = Country.objects.find(text)
    assert (found.pk if found else None) == code


@pytest.mark.parametrize(
    "text",
    ["Hong Kong", "ESCAP member States", "global", "Kosovo", "European Union", "Korea", "", " ", "()", "the", "ZZ"],
)
def test_what_is_no_state_is_not_taken_for_one(text):
    assert Country.objects.find(text) is None


def test_every_name_and_code_of_every_state_finds_that_state():
    find = Country.objects.finder()
    for country in Country.objects.all():
        for term in [country.code, country.iso3, country.m49, *country.names.values(), *country.aliases]:
            assert find(term) == country, term


def test_many_texts_cost_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        find = Country.objects.finder()
        assert [find(name).pk for name in ("Mexico", "Peru", "Viet Nam")] == ["MX", "PE", "VN"]


@pytest.mark.parametrize(
    ("text", "code"), [("UNECE", "ece"), ("ESCAP", "escap"), ("Arab States", "escwa"), ("africa", "eca")]
)
def test_a_commission_is_found_by_the_names_in_use(text, code):
    assert RegionalCommission.objects.find(text).pk == code
