"""`manage.py move_database --to URL`: from SQLite to PostgreSQL."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError

from articles.management.progress import progress_bar
from articles.management.terminal import NewsroomCommand
from articles.operations.move.exceptions import CannotMove
from articles.operations.move.moving import move_database


class Command(NewsroomCommand):
    """Exit codes: 0 all of it is there, 1 nothing is."""

    help = (
        "Carry every row of the SQLite of DATABASE_URL to an empty PostgreSQL, ids and all, and "
        "compare every table. Stop the servers and workers first. What was cut off left nothing, "
        "and is run again. Pictures stay where they are. Afterwards set DATABASE_URL to the new "
        "address."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", required=True, metavar="URL", help="postgres://user:password@host:5432/name"
        )

    def handle(self, *args: object, **options: Any) -> None:
        try:
            with progress_bar(None, "rows") as bar:

                def begin(rows: int) -> None:
                    bar.reset(total=rows)

                moved = move_database(options["to"], begin, lambda table: bar.update())
        except CannotMove as error:
            raise CommandError(f"Nothing was moved: {error}") from error
        except DatabaseError as error:
            raise CommandError(f"Nothing was moved: {str(error).strip()}") from error
        for table, rows in moved.rows.items():
            self.stdout.write(f"{rows:>9} {table}")
        if moved.left:
            self.stdout.write(f"Left behind, no installed app has them: {', '.join(moved.left)}")
        self.stdout.write(
            f"{sum(moved.rows.values())} rows of {len(moved.rows)} tables are there, each as it "
            "was. Set DATABASE_URL to the new address, and start the servers."
        )
