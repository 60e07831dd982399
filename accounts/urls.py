"""Addresses of people: an invitation, the own profile, the team of a State. Signing in is allauth's."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("accounts/stop-reset/<str:token>/", views.stop_reset, name="stop_reset"),
    path("accounts/profile/", views.profile, name="profile"),
    path("accounts/stay/", views.stay, name="stay"),
    path("accounts/tokens/", views.tokens, name="tokens"),
    path("accounts/tokens/new/", views.make_token, name="make_token"),
    path("accounts/tokens/<int:pk>/end/", views.end_token, name="end_token"),
    path("accounts/tour/end/", views.end_tour, name="end_tour"),
    path("accounts/organisations/join/", views.find_organisation, name="find_organisation"),
    path("accounts/organisations/join/new/", views.describe_organisation, name="describe_organisation"),
    path("accounts/organisations/join/<slug:slug>/", views.join, name="join"),
    path("accounts/organisations/<slug:slug>/", views.organisation, name="organisation"),
    path("accounts/requests/<int:pk>/", views.membership_request, name="request"),
    path("accounts/roles/<int:pk>/end/", views.end_role, name="end_role"),
    path("accounts/team/<str:code>/", views.team, name="team"),
    path("accounts/team/<str:code>/invite/", views.invite, name="invite"),
    path("accounts/team/<str:code>/invitations/<int:pk>/", views.team_invitation, name="team_invitation"),
    path("accounts/team/<str:code>/messages/<uuid:pk>/", views.team_message, name="team_message"),
    path("accounts/team/<str:code>/second-factor/", views.team_second_factor, name="team_second_factor"),
    path("accounts/team/<str:code>/hours/", views.team_hours, name="team_hours"),
    path("accounts/team/<str:code>/hand-over/", views.hand_over, name="hand_over"),
]
