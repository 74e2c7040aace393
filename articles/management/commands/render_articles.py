"""`manage.py render_articles` makes everything anew that is derived from the texts."""

from articles.management.progress import progress_bar
from articles.management.terminal import NewsroomCommand
from articles.models import Article
from articles.models.derive_again import derive_again, render_pages_again, render_words_again


class Command(NewsroomCommand):
    """A command for upgrades whose notes ask for it, and for a change of IMAGE_HOSTS."""

    help = (
        "Derive HTML, summaries, reading times, claims and search words of every article and page "
        "again. Texts, times and versions stay as they are."
    )

    def handle(self, *args: object, **options: object) -> None:
        with progress_bar(Article.objects.count(), "articles") as bar:
            articles = derive_again(each=lambda article: bar.update())
        pages = render_pages_again() + render_words_again()
        self.stdout.write(f"{articles} articles and {pages} pages were made anew")
