"""Addresses of people: an invitation, the own profile, the team of a State. Signing in is allauth's."""

from django.urls import path

from accounts.views import invitations, organisations, profile, team, tokens

app_name = "accounts"
urlpatterns = [
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("accounts/stop-reset/<str:token>/", invitations.stop_reset, name="stop_reset"),
    path("accounts/profile/", profile.profile, name="profile"),
    path("accounts/stay/", profile.stay, name="stay"),
    path("accounts/tokens/", tokens.tokens, name="tokens"),
    path("accounts/tokens/new/", tokens.make_token, name="make_token"),
    path("accounts/tokens/<int:pk>/end/", tokens.end_token, name="end_token"),
    path("accounts/tour/end/", profile.end_tour, name="end_tour"),
    path("accounts/organisations/join/", organisations.find_organisation, name="find_organisation"),
    path("accounts/organisations/join/new/", organisations.describe_organisation, name="describe_organisation"),
    path("accounts/organisations/join/<slug:slug>/", organisations.join, name="join"),
    path("accounts/organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("accounts/requests/<int:pk>/", organisations.membership_request, name="request"),
    path("accounts/roles/<int:pk>/end/", profile.end_role, name="end_role"),
    path("accounts/team/<str:code>/", team.team, name="team"),
    path("accounts/team/<str:code>/invite/", team.invite, name="invite"),
    path("accounts/team/<str:code>/invitations/<int:pk>/", team.team_invitation, name="team_invitation"),
    path("accounts/team/<str:code>/messages/<uuid:pk>/", team.team_message, name="team_message"),
    path("accounts/team/<str:code>/second-factor/", team.team_second_factor, name="team_second_factor"),
    path("accounts/team/<str:code>/hours/", team.team_hours, name="team_hours"),
    path("accounts/team/<str:code>/hand-over/", team.hand_over, name="hand_over"),
]
