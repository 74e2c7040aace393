"""Writers, Editors and Administrators, and what each may do with articles."""

from django.db import migrations

from articles.migrations._groups import give_permissions, remove_groups

WRITERS = [
    "articles.view_article",
    "articles.add_article",
    "articles.change_article",
    "articles.submit_article",
    "articles.view_category",
    "articles.view_source",
    "articles.view_image",
    "articles.add_image",
    "articles.change_image",
    "articles.view_tag",
]
EDITORS = [
    *WRITERS,
    "articles.review_article",
    "articles.publish_article",
    "articles.retract_article",
    "articles.pin_article",
    "articles.add_category",
    "articles.change_category",
    "articles.add_source",
    "articles.change_source",
    "articles.add_tag",
    "articles.change_tag",
    "articles.view_revision",
]
ADMINISTRATORS = [
    *EDITORS,
    "articles.delete_article",
    "articles.delete_category",
    "articles.delete_source",
    "articles.delete_image",
    "articles.delete_tag",
    "articles.view_originalfile",
    "articles.view_pastaddress",
    "articles.add_pastaddress",
    "articles.change_pastaddress",
    "articles.delete_pastaddress",
    "auth.view_user",
    "auth.add_user",
    "auth.change_user",
    "auth.view_group",
]


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(
            give_permissions(
                {"Writers": WRITERS, "Editors": EDITORS, "Administrators": ADMINISTRATORS}
            ),
            remove_groups("Writers", "Editors", "Administrators"),
        )
    ]
