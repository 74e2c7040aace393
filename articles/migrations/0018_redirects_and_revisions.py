"""PastAddress becomes Redirect, the act of an audit entry its action, and two dead actions go."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Replace

ACTIONS = [
    ("edit", "Edited"),
    ("revert", "An earlier text restored"),
    ("approve", "Text approved"),
    ("import", "Imported again"),
    ("submit", "Submitted for review"),
    ("send_back", "Sent back"),
    ("publish", "Published"),
    ("unpublish", "Unpublished"),
    ("retract", "Retracted"),
    ("restore", "Restored as a draft"),
]
DEAD_ACTIONS = [
    ("autosave", "Saved while typing"),
    ("rewrite", "Rewritten by a language model"),
]


def rename_permissions(old, new):
    """A function for `RunPython`: groups and users keep the permissions under the new codename."""

    def rename(apps, schema_editor):
        alias = schema_editor.connection.alias
        rows = apps.get_model("auth", "Permission").objects.using(alias)
        own = rows.filter(content_type__app_label="articles", codename__endswith=f"_{old}")
        own.update(codename=Replace(F("codename"), Value(f"_{old}"), Value(f"_{new}")))

    return rename


def drop_dead_actions(apps, schema_editor):
    """What was saved while typing, or rewritten, was a change of the document like any other."""
    rows = apps.get_model("articles", "Revision").objects.using(schema_editor.connection.alias)
    rows.filter(action__in=[name for name, _label in DEAD_ACTIONS]).update(action="edit")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0017_import_run_kind"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        # --- redirects ---
        migrations.RemoveConstraint(model_name="pastaddress", name="past_address_is_a_path"),
        migrations.RenameModel("PastAddress", "Redirect"),
        migrations.AlterField(
            model_name="redirect",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="redirects",
                to="articles.article",
            ),
        ),
        migrations.AddConstraint(
            model_name="redirect",
            constraint=models.CheckConstraint(
                condition=models.Q(("path__startswith", "/")), name="redirect_from_a_path"
            ),
        ),
        migrations.RunPython(
            rename_permissions("pastaddress", "redirect"),
            rename_permissions("redirect", "pastaddress"),
        ),
        # --- audit log ---
        migrations.RemoveConstraint(model_name="auditentry", name="audit_act_given"),
        migrations.RemoveIndex(model_name="auditentry", name="audit_by_act"),
        migrations.RenameField("auditentry", "act", "action"),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["action", "-id"], name="audit_by_action"),
        ),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("action", ""), _negated=True), name="audit_action_given"
            ),
        ),
        # --- revisions ---
        migrations.RunPython(drop_dead_actions, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="revision", name="revision_action_known"),
        migrations.AlterField(
            model_name="revision",
            name="action",
            field=models.CharField(choices=ACTIONS, max_length=20, verbose_name="what"),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", [name for name, _label in ACTIONS])),
                name="revision_action_known",
            ),
        ),
    ]
