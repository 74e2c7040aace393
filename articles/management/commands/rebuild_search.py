"""`manage.py rebuild_search` fills the search index from the articles, from nothing."""

from articles.management.progress import progress_bar
from articles.management.terminal import NewsroomCommand
from articles.models import Article
from articles.search.rebuild import rebuild


class Command(NewsroomCommand):
    """A command for upgrades whose notes ask for it, and for search results that look wrong.

    Tables and triggers that are missing are made again.
    """

    help = (
        "Derive what search needs from every article again, and fill the index from nothing. "
        "Readers can search meanwhile."
    )

    def handle(self, *args: object, **options: object) -> None:
        with progress_bar(Article.objects.count(), "articles") as bar:
            count = rebuild(each=lambda article: bar.update())
        self.stdout.write(f"{count} published articles can be found")
