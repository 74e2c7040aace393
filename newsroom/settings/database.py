"""The database and its connections."""

from newsroom.settings.environment import VAR_DIR, env

DATABASE_URL = env.str("DATABASE_URL", default="")
if not DATABASE_URL:
    VAR_DIR.mkdir(exist_ok=True)
    DATABASE_URL = f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}"
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        # IMMEDIATE: a transaction that will write takes the lock at its start and waits its
        # turn, instead of failing half-way with "database is locked".
        transaction_mode="IMMEDIATE",
        timeout=20,
        # 2 MB of cache per connection; the threads of a web process have smaller caches
        # (articles/db/web_caches.py). The log may grow to 16 MB before it is folded in, so that an
        # import does not wait for every few hundred files.
        init_command=(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-2048; PRAGMA wal_autocheckpoint=4000"
        ),
    )
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A host that does not answer is given up after seconds; libpq would wait for minutes.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "tcp_user_timeout": 15_000,
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    } | DATABASES["default"].get("OPTIONS", {})
# Seconds that a statement of a web process may take on PostgreSQL, or wait for a lock.
DATABASE_STATEMENT_SECONDS = env.int("DATABASE_STATEMENT_SECONDS", default=30)
# Opening SQLite's file and reading its schema costs more than a page's questions, too.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)

# PostgreSQL only: connections that the threads of a process share; 0 for one of each thread's own.
DATABASE_POOL = env.int("DATABASE_POOL", default=0)
if DATABASE_POOL and DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # A thread that waits longer for one gets an error, and its reader a 503.
    pool = {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 10}
    DATABASES["default"]["OPTIONS"]["pool"] = pool
    DATABASES["default"]["CONN_MAX_AGE"] = 0
# Between here and PostgreSQL stands a pooler that gives each transaction another connection.
if env.bool("DATABASE_POOLER", default=False):
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
