"""Every message of accounts once."""

from datetime import UTC, date, datetime

from accounts import notifications, steps
from accounts.choices import Role
from accounts.models import FactorReset, Invitation, Organisation
from accounts.steps import invitations
from accounts.steps.handover import hand_over
from notifications.kinds import Kind
from notifications.models import Message, RefusedAddress
from tests.cast import Cast
from tests.notifications.samples import sample

AT = "2030-01-15T09:30:00+00:00"


def queued(name: str) -> list[Kind]:
    """The kind as the outbox rebuilds it from its rows."""
    return [Kind.of(message) for message in Message.objects.filter(kind=name)]


def invited(cast: Cast) -> Invitation:
    """A State's focal point, invited by an officer."""
    return invitations.invite(
        cast.state, "new-focal-point@demo.example", Role.FOCAL_POINT, by=cast.officer, ground="Note verbale 12"
    )


@sample("accounts.invitation")
def invitation(cast: Cast):
    invited(cast)
    return queued("accounts.invitation")


@sample("accounts.bodies_merged")
def bodies_merged(cast: Cast):
    gone = Organisation(pk=1, name="Council of migrants", merged_into=cast.association)
    return notifications.BodiesMerged(gone, person=cast.member.pk)


@sample("accounts.renewal_asked")
def renewal_asked(cast: Cast):
    return notifications.RenewalAsked(invited(cast), day="2030-01-15")


@sample("accounts.other_address")
def other_address(cast: Cast):
    offered = invited(cast)
    invitations.ask_inviter(offered, cast.member)
    return queued("accounts.other_address")


@sample("accounts.address_refused")
def address_refused(cast: Cast):
    cast.alternate, cast.officer  # noqa: B018 - made when first asked for
    address = cast.focal_point.email
    mark = RefusedAddress.objects.create(address=address, words="550 5.1.1 no such person")
    return [notifications.AddressRefused(mark), notifications.AddressRefused(RefusedAddress(pk=0, address=address))]


@sample("accounts.factor_reset_coming")
def factor_reset_coming(cast: Cast):
    cast.alternate  # noqa: B018 - made when first asked for
    reset = FactorReset(pk=1, person=cast.focal_point, called="+1 212 555 0100")
    whole = FactorReset(pk=2, person=cast.focal_point, confirmed_at=datetime(2030, 1, 15, 9, 30, tzinfo=UTC))
    return [notifications.FactorResetComing(reset), notifications.FactorResetComing(whole)]


@sample("accounts.role_changed")
def role_changed(cast: Cast):
    membership = cast.contributor.memberships.get()
    return [notifications.RoleChanged(membership, given=given) for given in (True, False)]


@sample("accounts.handover")
def handover(cast: Cast):
    hand_over(cast.state, cast.focal_point, cast.alternate, by=cast.focal_point)
    return queued("accounts.handover")


@sample("accounts.membership_asked")
def membership_asked(cast: Cast):
    assert cast.officer, "somebody who answers"
    steps.ask_to_join(cast.member, name="Migrants’ Council", kind="stakeholder")
    return queued("accounts.membership_asked")


@sample("accounts.membership_declined")
def membership_declined(cast: Cast):
    asked = steps.ask_to_join(cast.member, name="Migrants’ Council", kind="stakeholder")
    steps.decline_request(asked, by=cast.officer, note="Not known to us.")
    return queued("accounts.membership_declined")


@sample("accounts.new_device")
def new_device(cast: Cast):
    return notifications.NewDevice(cast.member, at=AT)


@sample("accounts.address_changed")
def address_changed(cast: Cast):
    return notifications.AddressChanged(cast.member, at=AT)


@sample("accounts.factor_changed")
def factor_changed(cast: Cast):
    return [notifications.FactorChanged(cast.member, at=AT, what=what) for what in notifications.FactorChanged.WORDS]


@sample("accounts.confirm_address")
def confirm_address(cast):
    return notifications.ConfirmAddress(cast.member.emailaddress_set.get(), at=AT)


@sample("accounts.account_exists")
def account_exists(cast: Cast):
    return notifications.AccountExists(cast.member, at=AT)


@sample("accounts.password_reset")
def password_reset(cast: Cast):
    return notifications.PasswordReset(cast.member, at=AT)


@sample("accounts.token_made")
def token_made(cast: Cast):
    return notifications.TokenMade(cast.focal_point, at=AT, until="2030-04-15T09:30:00+00:00")


@sample("accounts.mentioned")
def mentioned(cast: Cast):
    steps.write_note(cast.state, "Ask again.", by=cast.officer, told=[cast.second_officer])
    return queued("accounts.mentioned")


@sample("accounts.page_shown")
def page_shown(cast: Cast):
    steps.let_look("reviews/2030/zz/fill/a/", cast.officer, by=cast.focal_point, country="ZZ")
    return queued("accounts.page_shown")


@sample("accounts.task_given")
def task_given(cast: Cast):
    steps.write_note(
        cast.state, "Ask again.", by=cast.officer, wanted_from=cast.second_officer, due_on=date(2030, 1, 15)
    )
    return queued("accounts.task_given")
