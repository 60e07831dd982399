"""A passkey: added on the account's page, then enough to sign in without a password (RELIABILITY S1)."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from tests.cast import person

pytestmark = pytest.mark.browser

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_s1_a_passkey_is_added_and_signs_in_without_a_password(portal, page: Page, sign_in, prove, accessible):
    user = person("passkey")
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    sign_in(page, user.email)
    page.goto(f"{portal}/en/accounts/2fa/webauthn/add/")
    prove(page)
    expect(page).to_have_url(f"{portal}/en/accounts/2fa/webauthn/add/")
    page.get_by_label("Sign in with this key alone").check()
    accessible(page)
    page.get_by_role("button", name="Add the key").click()
    page.wait_for_url("**/recovery-codes/**")
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1
    page.context.clear_cookies(name="session")
    page.goto(f"{portal}/en/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/en/work/")
