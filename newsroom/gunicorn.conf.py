"""The configuration of gunicorn for the site: `gunicorn --config newsroom/gunicorn.conf.py`.

What is said on the command line wins. docs/benchmarks.md has the figures behind the numbers.
"""

import ctypes
import gc
import sys

wsgi_app = "newsroom.wsgi:application"
workers = 2
# Five of them may hold requests that are rendered for one reader alone (uncached_requests.py in
# articles/operations); the others answer from kept pages.
threads = 8
loglevel = "warning"
# The application is loaded once, and the workers are copies of that process: they share what none
# of them changes, and start within milliseconds. For a new release see "Releases" in
# docs/deploy.md.
preload_app = True
# It runs a thread in the process that forks.
control_socket_disable = True

# Seconds after which Python lets another thread run. A kept page takes a few turns of a tenth of a
# millisecond each, and waits so long for each of them while another thread renders a page.
sys.setswitchinterval(0.0005)

# Options of glibc's mallopt(3). Pages are made of many large texts that live for a moment: so all
# threads take memory from one place, and what is larger than this goes back to the system at once.
_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
_LARGE = 128 * 1024

if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
    mallopt(_ARENA_MAX, 1)
    mallopt(_MMAP_THRESHOLD, _LARGE)
    mallopt(_TRIM_THRESHOLD, _LARGE)


def on_starting(server: object) -> None:
    """Keep the garbage collector from what is loaded: to mark it would copy it into each worker."""
    gc.collect()
    gc.freeze()
