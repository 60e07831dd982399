"""Bodies outside States: names in six languages, domains of their addresses, parents (FEATURES U5)."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts import steps
from accounts.addresses import normalised_domain
from accounts.choices import OrganisationKind, Role
from accounts.likeness import looks_like
from accounts.models import Membership, MembershipRequest, Organisation
from tests.accounts.builders import body, roles_of
from tests.cast import member

pytestmark = pytest.mark.django_db
FIND = "/en/accounts/organisations/join/"


@pytest.fixture
def council(db) -> Organisation:
    return body("Migrants’ Council", OrganisationKind.STAKEHOLDER)


def desk(one: Organisation) -> str:
    return f"/admin/accounts/organisation/{one.pk}/change/"


def written(cast, one: Organisation, **change):
    """The page of a body at the desk, sent with `change`."""
    shown = cast.client("officer").get(desk(one)).context["adminform"].form
    plain = {name: "" if value is None else value for name, value in shown.initial.items()}
    names = plain.pop("names", {})
    boxes = {f"names_{code}": names.get(code, "") for code in shown.fields["names"].widget.codes}
    plain["domains"] = "\n".join(plain["domains"])
    return cast.client("officer").post(desk(one), {**plain, **boxes, **change})


def test_u5_a_reader_sees_the_name_of_a_body_in_the_own_language(cast, council):
    assert written(cast, council, names_fr="Conseil des migrants").status_code == 302
    council.refresh_from_db()
    assert council.history.first().names == {"fr": "Conseil des migrants"}
    steps.approve_request(steps.ask_to_join(cast.member, council), by=cast.officer)
    client = cast.prove("member", anew=True)
    assert "Conseil des migrants" in client.get("/fr/accounts/profile/").text
    english = client.get("/en/accounts/profile/").text
    assert "Migrants’ Council" in english
    assert "Conseil des migrants" not in english
    assert looks_like("conseil des migrant", Organisation.objects.joinable()) == [council]


def test_u5_a_state_is_called_as_its_country_is():
    mexico = Organisation.objects.get(kind="state", country="MX")
    with translation.override("fr"):
        assert str(mexico) == str(mexico.country) == "Mexique"


def test_u5_whoever_has_an_address_of_the_domain_is_told_whom_to_ask_and_joins_no_sooner(cast, council):
    administrator = member("administrator", council, Role.ORGANISATION_ADMINISTRATOR)
    assert written(cast, council, domains="@Demo.Example\n").status_code == 302
    EmailAddress.objects.filter(user=cast.member).delete()
    mine = EmailAddress.objects.create(user=cast.member, email="me@geneva.demo.example", verified=False)
    client = cast.client("member")
    assert "Your address is one of" not in client.get(FIND).text, "an address that nobody has confirmed tells nothing"
    mine.verified = True
    mine.save()
    assert f"{FIND}{council.slug}/" in client.get(FIND).text
    assert "Your address is one of" in client.get("/en/accounts/profile/").text
    assert roles_of(cast.member) == set()
    asked = steps.ask_to_join(cast.member, council)
    other = cast.client("visitor")
    other.force_login(administrator)
    told = "A confirmed address of this person is of the organisation’s own domain"
    assert told in other.get(f"/en/accounts/requests/{asked.pk}/").text
    assert told in cast.client("officer").get(f"/admin/accounts/membershiprequest/{asked.pk}/change/").text
    EmailAddress.objects.filter(user=cast.member).update(email="me@elsewhere.example")
    assert f"No {told[2:]}" in other.get(f"/en/accounts/requests/{asked.pk}/").text
    steps.approve_request(MembershipRequest.objects.get(pk=asked.pk), by=administrator)
    assert "Your address is one of" not in client.get(FIND).text


@pytest.mark.parametrize(
    "typed",
    [
        "gmail.com",
        "YAHOO.co.uk",
        "someone@hotmail.fr",
        "mail.ru",
        "qq.com",
        "org.uk",
        "gob.mx",
        "int",
        "a b",
        "-",
        "vip.163.com",
        "mail.free.fr",
        "go.jp",
    ],
)
def test_u5_houses_of_free_mail_and_endings_are_no_domain_of_a_body(typed):
    with pytest.raises(ValidationError):
        normalised_domain(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("IOM.int", "iom.int"), ("name@geneva.iom.int", "geneva.iom.int"), ("amnesty.org.uk", "amnesty.org.uk"),
     ("bücher.example", "xn--bcher-kva.example")],
)  # fmt: skip
def test_u5_a_domain_is_kept_in_one_form(typed, kept):
    assert normalised_domain(typed) == kept


def test_u5_a_domain_that_cannot_be_is_refused_beside_its_box_and_stays_typed(cast, council):
    other = body("Other council", OrganisationKind.STAKEHOLDER)
    steps.set_mail_domains(other, ["council.example"], by=cast.officer)
    for typed, words in (
        ("gmail.com", "gives addresses to anybody"),
        ("council.example", "is the domain of Other council"),
    ):
        page = written(cast, council, domains=typed)
        assert words in page.text
        assert typed in page.text
    assert "invites its people itself" in written(cast, cast.state, domains="demo.example").text
    assert not council.mail_domains.exists()


def test_u5_nothing_is_part_of_itself_however_far_up(cast, council):
    office = body("Council, office of the north", OrganisationKind.STAKEHOLDER)
    assert written(cast, office, parent=council.pk).status_code == 302
    assert "itself part of this one" in written(cast, council, parent=office.pk).text
    assert Membership.objects.count() == Membership.objects.exclude(organisation=office).count()
