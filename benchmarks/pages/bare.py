"""The baseline: a Django site of one view that answers `ok`, without middleware."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def ok(request: HttpRequest) -> HttpResponse:
    """Answer `ok`, the least that a Django view can do."""
    return HttpResponse("ok")


urlpatterns = [path("", ok)]

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[], ROOT_URLCONF=__name__, SECRET_KEY="measured only"
)
application = get_wsgi_application()
