"""The ASGI application that the application server loads: `newsroom.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_asgi_application()

# Settings are there only now.
from articles.db.time_limits import limit_statements  # noqa: E402

limit_statements()
