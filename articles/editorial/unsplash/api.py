"""The API of Unsplash (unsplash.com/documentation): one photo, a search, and a choice told."""

import json
import time
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.translation import gettext

from articles.editorial.unsplash.exceptions import (
    PhotoMissing,
    UnsplashFailed,
    UnsplashLimit,
    UnsplashRefused,
)
from articles.editorial.unsplash.photos import UnsplashPhoto
from articles.lib.http import HttpAnswer, RequestRefused, send

_PER_PAGE = 24
# Seconds to wait before an answer of a server in trouble is asked for again.
_PAUSES = (1, 4)
# 403 stands for this, and for a key without rights.
_LIMIT = b"Rate Limit Exceeded"


class UnsplashClient:
    """Asks the API with the site's key.

    `remaining` is how many requests the last answer allowed until the hour is over; None before
    the first. `patient` asks again, after a pause, where a server is in trouble.
    """

    def __init__(self, *, patient: bool = False) -> None:
        self.remaining: int | None = None
        self._pauses = _PAUSES if patient else ()

    def photo(self, photo_id: str) -> UnsplashPhoto:
        """The photo with an id of the API. One request.

        Raises PhotoMissing where Unsplash has none, and another UnsplashFailed where it gives none.
        """
        found = UnsplashPhoto.from_api(self._get(f"/photos/{quote(photo_id, safe='')}"))
        if found is None:
            raise PhotoMissing(gettext("Unsplash has no such photo."))
        return found

    def search(self, words: str) -> list[UnsplashPhoto]:
        """The first photos that Unsplash finds by words. Raises UnsplashFailed."""
        query = {"query": words, "per_page": _PER_PAGE, "content_filter": "high"}
        answer = self._get(f"/search/photos?{urlencode(query)}")
        results = answer.get("results") if isinstance(answer, Mapping) else None
        photos = map(UnsplashPhoto.from_api, results if isinstance(results, list) else [])
        return [photo for photo in photos if photo]

    def tell_download(self, address: str) -> None:
        """Tell Unsplash that a photo was chosen, as its guidelines ask. Raises UnsplashFailed."""
        base = settings.UNSPLASH_API
        if not address.startswith(f"{base}/"):
            raise UnsplashRefused(f"{address} is no address of the API")
        self._get(address.removeprefix(base))

    def _get(self, path: str) -> object:
        if not settings.UNSPLASH_ACCESS_KEY:
            text = gettext("Unsplash needs a key of your site (UNSPLASH_ACCESS_KEY).")
            raise UnsplashRefused(text)
        if self.remaining == 0:
            raise UnsplashLimit(_limit_in_words())
        answer = self._ask(path)
        for pause in self._pauses:
            if answer is not None and answer.status < 500:
                break
            time.sleep(pause)
            answer = self._ask(path)
        if answer is None or answer.status >= 500:
            raise UnsplashFailed(gettext("Unsplash does not answer. Try again in a minute."))
        left = answer.headers.get("X-Ratelimit-Remaining", "")
        self.remaining = int(left) if left.isdecimal() and len(left) < 10 else None
        if answer.status == 429 or (answer.status == 403 and _LIMIT in answer.body):
            self.remaining = 0
            raise UnsplashLimit(_limit_in_words())
        if answer.status in (401, 403):
            raise UnsplashRefused(gettext("Unsplash refuses the key (UNSPLASH_ACCESS_KEY)."))
        if answer.status == 404:
            raise PhotoMissing(gettext("Unsplash has no such photo."))
        if answer.status != 200:
            text = gettext("Unsplash does not take the request (status %(status)d).")
            raise UnsplashRefused(text % {"status": answer.status})
        try:
            document: object = json.loads(answer.body)
        except ValueError as error:
            raise UnsplashFailed(gettext("Unsplash gave an answer that makes no sense.")) from error
        return document

    def _ask(self, path: str) -> HttpAnswer | None:
        headers = {
            "Accept": "application/json",
            "Accept-Version": "v1",
            "Authorization": f"Client-ID {settings.UNSPLASH_ACCESS_KEY}",
        }
        try:
            return send("GET", settings.UNSPLASH_API + path, b"", headers)
        except RequestRefused:
            return None


def _limit_in_words() -> str:
    return gettext("Unsplash allows no more requests for now. Go on in an hour.")
