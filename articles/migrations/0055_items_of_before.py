"""What the tables of 0051 and 0052 say of items that were stored before: those that upstream had taken
back are so since their newest version, and those that came long ago are compared with nothing."""

import datetime as dt

from django.db import migrations
from django.db.models import F, Q
from django.utils import timezone

# The days within which two items may tell one event (CLUSTER_DAYS at the time of this migration).
_DAYS = 14


def date_what_was_taken_back(apps, schema_editor):
    items = apps.get_model("articles", "UpstreamItem").objects.using(schema_editor.connection.alias)
    # Upstream's words are kept in any case.
    gone = Q(upstream_status__iexact="DELETED") | Q(upstream_status__iexact="INACTIVE")
    items.filter(gone, taken_back_at=None).update(taken_back_at=F("changed_at"))


def leave_old_items_alone(apps, schema_editor):
    items = apps.get_model("articles", "UpstreamItem").objects.using(schema_editor.connection.alias)
    before = timezone.now() - dt.timedelta(days=_DAYS)
    items.filter(clustered_at=None, first_seen_at__lt=before).update(
        clustered_at=F("first_seen_at")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0054_pictures_beside_texts"),
    ]

    operations = [
        migrations.RunPython(date_what_was_taken_back, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(leave_old_items_alone, migrations.RunPython.noop, elidable=True),
    ]
