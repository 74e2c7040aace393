"""What Django runs: apps, middleware, addresses and templates."""

import django

from newsroom.settings.environment import BASE_DIR

INSTALLED_APPS = [
    "articles.apps.NewsroomAdminConfig",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # Before staticfiles: `runserver` then serves static files the way production does.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "taggit",
    # Django has the framework of tasks from version 6 on.
    *(["django_tasks"] if django.VERSION < (6,) else []),
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "articles.apps.ArticlesConfig",
]

MIDDLEWARE = [
    "articles.operations.health.probes.probes",
    "articles.operations.logs.request_log.request_log",
    "articles.operations.uncached_requests.uncached_requests_take_turns",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "articles.middleware.permissions_policy",
    "articles.middleware.no_nul_characters",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "articles.middleware.old_url_redirect",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "articles.middleware.site_language",
    "articles.middleware.one_login_at_a_time",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "articles.middleware.sessions_seen",
    "articles.middleware.own_desk",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.context_processors.site",
            ],
        },
    },
]

# Widgets have their templates where pages have them, so that ours can replace Django's; the
# plainest are drawn without one.
FORM_RENDERER = "articles.lib.form_renderer.StringRenderer"

# Tags that differ only in case are one tag.
TAGGIT_CASE_INSENSITIVE = True
