"""The site's WSGI application, which writes down each request that Django renders.

A line of the file named by `RENDERED_LOG` is the id of the process and the path.
"""

import os
from typing import Any

from django.core.signals import request_started

from newsroom.wsgi import application

__all__ = ["application"]

# Appending one short line is one write: processes do not mix theirs.
_LOG = os.open(os.environ["RENDERED_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def _write_down(environ: dict[str, Any], **_others: object) -> None:
    os.write(_LOG, f"{os.getpid()} {environ['PATH_INFO']}\n".encode())


request_started.connect(_write_down, dispatch_uid="benchmarks", weak=False)
