"""URLs below `/api/v1/`: the reference page, and the endpoints of django-ninja."""

from django.urls import URLPattern, path, re_path

from articles.api.decorators import public_api, read_only_json
from articles.api.endpoints import api, not_found
from articles.api.reference_page import reference

app_name = "api"

urlpatterns = [
    path("", reference, name="reference"),
    *(
        URLPattern(route.pattern, public_api(read_only_json(route.callback)), name=route.name)
        for route in api.urls[0]
        if isinstance(route, URLPattern)
    ),
    # Whatever else stands below the prefix, line breaks included.
    re_path("", public_api(not_found)),
]
