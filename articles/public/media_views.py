"""The pictures of articles, from wherever they are kept."""

import hashlib
import mimetypes
from typing import cast

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from articles.models.image_use import FILE_NAME_LENGTH
from articles.public.storage_turns import StorageTurns

# Seconds after which a browser may ask for a picture again whose storage was away.
_RETRY_AFTER = 10
_turns = StorageTurns()


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve an uploaded image. Its name holds the hash of its bytes, so it never changes.

    503 where the storage is away, or hangs; a page needs no picture to be read.
    """
    if not path.isprintable() or path.endswith("/") or len(path.encode()) > FILE_NAME_LENGTH:
        # No image of ours has such a name, and the file system would raise an error for it.
        raise Http404
    try:
        with _turns.turn():
            file = default_storage.open(path)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise Http404 from error
    except OSError:
        return HttpResponse(status=503, headers={"Retry-After": _RETRY_AFTER})
    media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    response = FileResponse(file, content_type=media_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["ETag"] = etag = quote_etag(hashlib.sha256(path.encode()).hexdigest())
    # A file that is really a document, such as an SVG, must not run scripts.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # Typed for responses that are not streamed; it reads headers only.
    answer = get_conditional_response(request, etag=etag, response=cast("HttpResponse", response))
    if answer is not response:
        file.close()
    return answer or response
