"""The command prints what an editor's program can read."""

import json
from io import StringIO

from django.core.management import call_command

from articles.front_matter.json_schema import front_matter_schema


def test_the_schema_is_printed_as_json_without_a_database():
    out = StringIO()
    call_command("front_matter_schema", stdout=out)
    assert json.loads(out.getvalue()) == front_matter_schema()


def test_the_limits_are_those_of_the_site(settings):
    settings.IMPORT_LIMITS = settings.IMPORT_LIMITS | {"tags": 3, "description": 70}
    out = StringIO()
    call_command("front_matter_schema", stdout=out)
    properties = json.loads(out.getvalue())["properties"]
    assert properties["tags"]["maxItems"] == 3
    assert properties["description"]["maxLength"] == 70
