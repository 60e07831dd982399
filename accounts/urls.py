"""Addresses of people: an invitation, the own profile, the team of a State. Signing in is allauth's."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("accounts/profile/", views.profile, name="profile"),
    path("accounts/stay/", views.stay, name="stay"),
    path("accounts/roles/<int:pk>/end/", views.end_role, name="end_role"),
    path("accounts/team/<str:code>/", views.team, name="team"),
    path("accounts/team/<str:code>/invite/", views.invite, name="invite"),
    path("accounts/team/<str:code>/invitations/<int:pk>/", views.team_invitation, name="team_invitation"),
    path("accounts/team/<str:code>/hand-over/", views.hand_over, name="hand_over"),
]
