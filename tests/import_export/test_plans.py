"""What an import asks the database costs the same for the first batch and the thousandth."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.plans import explain, read_whole

pytestmark = pytest.mark.django_db

# Three shapes of identity: of a source, of an id without a source, of the address alone.
SHAPES = (
    lambda document: document,
    lambda document: document.replace(b"source:\n", b"origin:\n").replace(b"'00417'", b"'00418'"),
    lambda document: document.replace(b"externalId", b"otherId"),
)


@pytest.mark.parametrize("shape", SHAPES, ids=["source and id", "id alone", "address"])
def test_no_question_of_an_import_reads_a_table_from_end_to_end(
    tmp_path, import_files, example, shape
):
    file = tmp_path / "crane.en.md"
    file.write_bytes(shape(example))
    with CaptureQueriesContext(connection) as fresh:
        assert import_files(tmp_path).created == 1
    file.write_bytes(shape(example).replace(b"Report", b"Study"))
    with CaptureQueriesContext(connection) as changed:
        assert import_files(tmp_path).updated == 1
    with CaptureQueriesContext(connection) as again:
        assert import_files(tmp_path).unchanged == 1
    asked = {query["sql"] for query in [*fresh, *changed, *again]}
    selects = [sql for sql in asked if sql.startswith(("SELECT", "UPDATE", "DELETE"))]
    assert len(selects) > 10
    for sql in selects:
        assert not read_whole(explain(sql)), sql
