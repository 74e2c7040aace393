"""`manage.py front_matter_schema`: prints the file contract as a JSON Schema."""

import json

from django.conf import settings

from articles.front_matter.json_schema import front_matter_schema
from articles.front_matter.limits import FileLimits
from articles.management.terminal import NewsroomCommand


class Command(NewsroomCommand):
    """Prints the schema with the limits of this site; needs no database."""

    help = (
        "Print the JSON Schema of the files' front matter, so that an editor's program checks "
        "them as one types: front_matter_schema > front-matter.schema.json"
    )
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        schema = front_matter_schema(FileLimits(**settings.IMPORT_LIMITS))
        self.stdout.write_json(json.dumps(schema, ensure_ascii=False, indent=2))
