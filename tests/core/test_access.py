"""Who may do what: asked in one way, no by default."""

import pytest
from django.contrib.auth.models import AnonymousUser

from core import access
from core.workflow import may

NOBODY = AnonymousUser()


class Person:
    """Roles without a database: (role, organisation id, code of the State)."""

    def __init__(self, *roles, is_superuser=False):
        self.current_roles = frozenset(roles)
        self.is_superuser = is_superuser


POINT = Person(("focal_point", 7, "ZZ"))
MINISTRY = Person(("ministry_contributor", 8, "ZZ"))
OFFICER = Person(("secretariat_officer", 1, ""))


@pytest.mark.parametrize("name", ["reviews.veiw_voluntaryreview", "nothing", ""])
def test_a_permission_that_no_rule_declares_is_a_mistake_and_not_a_refusal(name):
    with pytest.raises(LookupError):
        access.allowed(POINT, name, object())
    with pytest.raises(LookupError):
        may(name)(object(), POINT)


def test_a_record_that_is_missing_is_refused_whatever_the_rule_says():
    assert access.allowed(POINT, "forum.view_forumcycle", object()) is True
    assert access.allowed(POINT, "forum.view_forumcycle", None) is False


@pytest.mark.django_db
@pytest.mark.parametrize("permission", ["reviews.view_voluntaryreview", "reviews.submit_voluntaryreview"])
def test_p1_being_a_superuser_opens_no_draft(cast, permission):
    from tests.factories import review

    draft = review(cast)
    assert cast.superuser.is_superuser
    assert not access.allowed(cast.superuser, permission, draft)
    assert not access.allowed(NOBODY, permission, draft)


@pytest.mark.parametrize(
    ("person", "roles", "of", "answer"),
    [
        (NOBODY, ("focal_point",), None, False),
        (Person(is_superuser=True), ("secretariat_officer",), None, False),
        (POINT, (), None, False),
        (POINT, ("focal_point",), None, True),
        (POINT, ("focal_point",), "ZZ", True),
        (POINT, ("focal_point",), "zz", False),
        (POINT, ("focal_point",), "XZ", False),
        (POINT, ("focal_point",), "", False),
        (POINT, ("ministry_contributor",), "ZZ", False),
        (POINT, ("moderator", "focal_point"), "ZZ", True),
        (MINISTRY, ("ministry_contributor",), "ZZ", True),
        (OFFICER, access.SECRETARIAT, None, True),
        (OFFICER, access.SECRETARIAT, "ZZ", False),
    ],
)
def test_a_role_is_held_now_in_any_body_or_in_the_one_asked_for(person, roles, of, answer):
    assert access.has_role(person, *roles, of=of) is answer


def test_an_organisation_is_asked_by_its_number_and_a_country_by_its_code():
    class Body:
        country_id = "ZZ"

        def __init__(self, pk):
            self.pk = pk

    assert access.has_role(POINT, "focal_point", of=Body(7))
    assert not access.has_role(POINT, "focal_point", of=Body(8))
    assert not access.has_role(POINT, "focal_point", of=Body(None))
    assert access.has_role(POINT, "focal_point", of=Body("ZZ"))


def test_where_somebody_holds_a_role():
    both = Person(("focal_point", 7, "ZZ"), ("un_entity", 9, ""), ("ministry_contributor", 8, "XZ"))
    assert access.countries_of(both, "focal_point", "un_entity") == {"ZZ"}
    assert access.organisations_of(both, "un_entity", "ministry_contributor") == {8, 9}
    assert access.countries_of(NOBODY, "focal_point") == set()
    assert not access.is_secretariat(both)
    assert access.is_secretariat(OFFICER)


def test_rights_are_read_again_for_an_act(cast):
    point = cast.focal_point
    assert access.has_role(point, "focal_point", of="ZZ")
    point.memberships.all().delete()
    assert access.has_role(point, "focal_point", of="ZZ")  # as this request read it
    assert not access.has_role(access.fresh(point), "focal_point", of="ZZ")


def test_roles_of_fifty_rows_cost_one_query(cast, django_assert_num_queries):
    person = access.fresh(cast.officer)
    with django_assert_num_queries(1):
        assert all(access.allowed(person, "forum.change_milestone", row) for row in range(50))
