"""Settings of Newsroom, a module for each topic: all from the environment, secure when unset.

`.env.example` names every variable that is read, and tests/test_settings.py holds the two together.
"""

from newsroom.settings.accounts import *
from newsroom.settings.cache import *
from newsroom.settings.database import *
from newsroom.settings.editorial import *
from newsroom.settings.environment import *
from newsroom.settings.environment import ENV_FILE, env
from newsroom.settings.files import *
from newsroom.settings.imports import *
from newsroom.settings.ingest import *
from newsroom.settings.ingest import is_feed_token
from newsroom.settings.mail_and_logs import *
from newsroom.settings.operations import *
from newsroom.settings.project import *
from newsroom.settings.rewriting import *
from newsroom.settings.security import *
from newsroom.settings.site import *
from newsroom.settings.site_files import *

# What the settings file may hold, and what it holds besides.
KNOWN_SETTINGS = sorted(env.names)
UNKNOWN_SETTINGS = [name for name in env.unknown_names(ENV_FILE) if not is_feed_token(name)]
