"""The WSGI application that the application server loads: `newsroom.wsgi:application`.

Django's, with the page cache in front of it (`articles/public/page_cache/`), and in front of that
the gate that a flood of log-ins does not pass (`articles/accounts/login_gate.py`).
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

_django = get_wsgi_application()

# Settings and models are there only now.
from articles.accounts.login_gate import with_login_gate  # noqa: E402
from articles.db.time_limits import limit_statements  # noqa: E402
from articles.db.web_caches import keep_caches_small  # noqa: E402
from articles.operations.logs.early_answers import with_early_answers_told  # noqa: E402
from articles.operations.tasks.rescue import connect_rescue  # noqa: E402
from articles.public.page_cache.configuration import with_page_cache  # noqa: E402
from articles.public.warm_start import warm_start  # noqa: E402
from newsroom.forgiving_request import ForgivingRequest  # noqa: E402

limit_statements()
keep_caches_small()
connect_rescue()
_django.request_class = ForgivingRequest
application = with_early_answers_told(with_login_gate(with_page_cache(_django)))
warm_start()
