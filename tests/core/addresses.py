"""The portal's addresses, and some that go wrong in every way."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.urls import path

from imrf_portal import urls

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

SECRET = "SELECT secret FROM settings"


def raising(error):
    @login_not_required
    def view(request, **words):
        raise error

    return view


@login_not_required
def echo(request, **words):
    """What arrived, as a view sees it."""
    return HttpResponse(f"{request.method} {sorted(request.POST)} {sorted(request.FILES)}")


@login_not_required
def token(request, token):
    return HttpResponse("opened")


urlpatterns = [
    path("wrong/bad/", raising(BadRequest("A sentence for people."))),
    path("wrong/suspicious/", raising(SuspiciousOperation(SECRET))),
    path("wrong/denied/", raising(PermissionDenied("Only the focal point submits."))),
    path("wrong/missing/", raising(Http404(SECRET))),
    path("wrong/broken/", raising(RuntimeError(SECRET))),
    path("wrong/<int:number>/", raising(PermissionDenied())),
    path("echo/", echo),
    path("echo/<str:word>/", echo),
    path("invitations/<str:token>/", token),
    *urls.urlpatterns,
]
