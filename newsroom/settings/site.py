"""The site: its name, address, languages and time, and what it tells other programs."""

from urllib.parse import urlsplit

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

from articles.lib.ascii_urls import ascii_url
from newsroom.settings.environment import BASE_DIR, DEBUG, env

# Empty: the site settings of the admin say.
SITE_NAME = env.str("SITE_NAME", default="")
# In ASCII wherever it is used: headers, feeds and mail know no other form.
SITE_URL = ascii_url(
    env.str("SITE_URL", default="http://127.0.0.1:8000" if DEBUG else "https://localhost")
).rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
HTTPS = SITE_URL.startswith("https://")

# The first language is the default: files that name none are in it, and `/` leads to it.
SITE_LANGUAGES = env.list("SITE_LANGUAGES", default=["en", "uk", "ar"])
# Codes without a name only lead to another one: zh to zh-hans.
if unknown := [code for code in SITE_LANGUAGES if "name" not in LANG_INFO.get(code, {})]:
    raise ImproperlyConfigured(
        f"SITE_LANGUAGES: unknown language {', '.join(unknown)}. "
        "Use Django's codes, for example: en,uk,ar,zh-hans."
    )

TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = SITE_LANGUAGES[0]
LANGUAGES = [(code, LANG_INFO[code]["name"]) for code in SITE_LANGUAGES]
# The words of templates/ are kept with those of the code.
LOCALE_PATHS = [BASE_DIR / "articles" / "locale"]
FORMAT_MODULE_PATH = "articles.formats"

# The WebSub hub (W3C WebSub) that feeds name and that is told of every publication.
WEBSUB_HUB = ascii_url(env.str("WEBSUB_HUB", default=""))
# What one client may ask of /api/v1/ in a minute; 0 for as much as it likes.
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=300)
# Keys of the sources whose machine text may go into the news sitemap unreviewed.
NEWS_TRUSTED_SOURCES = env.list("NEWS_TRUSTED_SOURCES", default=[])
