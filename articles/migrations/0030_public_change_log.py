"""The public change log. On PostgreSQL a trigger makes the order of its ids that of the commits.

A sequence hands out ids when rows are inserted, and transactions end in another order: somebody who
has seen row 11 would never look for row 10, which was committed later. So each transaction numbers
its rows again when it is committed, one transaction at a time: the lock is given back after others
can see the rows. SQLite has one writer at a time, whose ids are in order already.
"""

from django.db import migrations, models
from django.utils import timezone

# Locks are of one database. The number is any that nothing else locks there.
CREATE = (
    """
    CREATE FUNCTION articles_number_public_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            -- Ask once more, behind all other checks of the commit: foreign keys may wait for a row
            -- of a transaction that waits for the lock.
            UPDATE articles_publicchange SET id = id WHERE id = NEW.id;
        ELSE
            PERFORM pg_advisory_xact_lock(7020389);
            UPDATE articles_publicchange
            SET id = nextval(pg_get_serial_sequence('articles_publicchange', 'id'))
            WHERE id = NEW.id;
        END IF;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE CONSTRAINT TRIGGER articles_public_change_inserted AFTER INSERT ON articles_publicchange
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION articles_number_public_change()
    """,
    """
    CREATE CONSTRAINT TRIGGER articles_public_change_asked AFTER UPDATE ON articles_publicchange
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.id = NEW.id) EXECUTE FUNCTION articles_number_public_change()
    """,
)
DROP = (
    "DROP TRIGGER articles_public_change_asked ON articles_publicchange",
    "DROP TRIGGER articles_public_change_inserted ON articles_publicchange",
    "DROP FUNCTION articles_number_public_change()",
)


def create_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in CREATE:
            schema_editor.execute(statement, params=None)


def append_scheduled(apps, schema_editor):
    """For the articles that are scheduled already, whose writes appended nothing."""
    scheduled = apps.get_model("articles", "Article").objects.filter(
        status="published", published_at__gt=timezone.now()
    )
    changes = apps.get_model("articles", "PublicChange")
    changes.objects.bulk_create(
        changes(key="site", moment=moment)
        for moment in scheduled.values_list("published_at", flat=True).distinct().order_by()
    )


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in DROP:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0029_keys_of_sources_in_any_spelling")]

    operations = [
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("moment", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["moment"], name="public_change_moment")],
            },
        ),
        migrations.RunPython(create_triggers, drop_triggers),
        migrations.RunPython(append_scheduled, migrations.RunPython.noop),
    ]
