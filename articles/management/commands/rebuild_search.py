"""`manage.py rebuild_search`: the search index is made from the articles, from nothing."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from articles.models import Article
from articles.search.rebuild import rebuild


class Command(BaseCommand):
    """For the first start after an upgrade, and whenever search is in doubt."""

    help = (
        "Derive what search needs from every article again, and fill the index from nothing. "
        "Readers can search meanwhile."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        from tqdm import tqdm  # for people at a terminal only

        quiet = not sys.stderr.isatty()
        with tqdm(
            total=Article.objects.count(), unit=" stories", disable=quiet, leave=False
        ) as bar:
            count = rebuild(each=lambda article: bar.update())
        self.stdout.write(f"{count} published stories can be found")
