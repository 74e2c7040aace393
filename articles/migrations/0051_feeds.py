import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from articles.migrations._groups import give_permissions

SEEN = ["articles.view_feed"]
MANAGED = [
    "articles.view_feed",
    "articles.add_feed",
    "articles.change_feed",
    "articles.delete_feed",
]


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0050_prompts_and_suggestions"),
    ]

    operations = [
        migrations.CreateModel(
            name="FeedPoll",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("read", "Read"),
                            ("not_modified", "Nothing changed"),
                            ("failed", "Failed"),
                            ("gone", "Ended by its server"),
                            ("lost", "Stopped in between"),
                        ],
                        default="running",
                        max_length=15,
                    ),
                ),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("code", models.CharField(blank=True, max_length=30)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("created", models.PositiveIntegerField(default=0)),
                ("updated", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("problems", models.JSONField(default=list)),
                ("size", models.PositiveIntegerField(default=0)),
                ("milliseconds", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="upstreamitem",
            name="kept_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="upstreamitem",
            name="taken_back_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="taken back"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="event",
            field=models.CharField(
                choices=[
                    ("review.waiting", "A story waits for review"),
                    ("import.failed", "An import failed, or refused files"),
                    ("task.failed", "A task failed"),
                    ("update.published", "An update of a story was published"),
                    ("update.stopped", "An update could not be published at its time"),
                    ("feed.failing", "A feed fails, or ended"),
                    ("feed.silent", "A feed is unusually silent"),
                ],
                max_length=30,
            ),
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("url", models.CharField(max_length=1000, verbose_name="address")),
                ("is_on", models.BooleanField(default=True, verbose_name="on")),
                (
                    "interval",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(10080),
                        ],
                        verbose_name="minutes between polls",
                    ),
                ),
                (
                    "terms",
                    models.CharField(
                        choices=[
                            ("full", "The full text"),
                            ("excerpt", "An excerpt"),
                            ("link", "Title and link only"),
                        ],
                        max_length=10,
                        verbose_name="terms of use",
                    ),
                ),
                ("lang", models.CharField(blank=True, max_length=12, verbose_name="language")),
                (
                    "token_name",
                    models.CharField(
                        blank=True,
                        max_length=100,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\AFEED_TOKEN_[A-Z0-9_]+\\Z",
                                "Write the name of an environment variable that begins with FEED_TOKEN_, such as FEED_TOKEN_HARBOUR, not the token itself.",
                            )
                        ],
                        verbose_name="token",
                    ),
                ),
                (
                    "token_place",
                    models.CharField(
                        choices=[
                            ("header", "In the header Authorization: Bearer"),
                            ("query", "In a parameter of the address"),
                        ],
                        default="header",
                        max_length=10,
                        verbose_name="place of the token",
                    ),
                ),
                (
                    "token_parameter",
                    models.CharField(
                        blank=True,
                        max_length=50,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Za-z0-9_.\\-]+\\Z",
                                "Write one word of letters, digits, - . and _.",
                            )
                        ],
                        verbose_name="parameter of the token",
                    ),
                ),
                (
                    "lists_everything",
                    models.BooleanField(default=False, verbose_name="lists everything that it has"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("json_api", "JSON of a news API"),
                            ("rss", "RSS"),
                            ("rdf", "RDF (RSS 1.0)"),
                            ("atom", "Atom"),
                            ("json_feed", "JSON Feed"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("etag", models.CharField(blank=True, editable=False, max_length=500)),
                ("last_modified", models.CharField(blank=True, editable=False, max_length=100)),
                ("content_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "next_poll_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="next poll"),
                ),
                ("lease", models.UUIDField(editable=False, null=True)),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                (
                    "last_polled_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last poll"),
                ),
                (
                    "last_success_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last success"),
                ),
                (
                    "last_item_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last new item"),
                ),
                ("failures", models.PositiveIntegerField(default=0, editable=False)),
                ("failing_since", models.DateTimeField(editable=False, null=True)),
                ("last_code", models.CharField(blank=True, editable=False, max_length=30)),
                ("last_status", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("last_reason", models.CharField(blank=True, editable=False, max_length=300)),
                ("gone_at", models.DateTimeField(editable=False, null=True)),
                ("new_by_day", models.JSONField(default=dict, editable=False)),
                ("silence_told_at", models.DateTimeField(editable=False, null=True)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.category",
                        verbose_name="section",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeds",
                        to="articles.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "feed",
                "verbose_name_plural": "feeds",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="feed",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.feed",
            ),
        ),
        migrations.AddField(
            model_name="upstreamitem",
            name="feed",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="items",
                to="articles.feed",
                verbose_name="feed",
            ),
        ),
        migrations.AddIndex(
            model_name="upstreamitem",
            index=models.Index(
                condition=models.Q(("kept_at", None), ("taken_back_at__isnull", False)),
                fields=["-taken_back_at"],
                name="upstream_taken_back",
            ),
        ),
        migrations.AddField(
            model_name="feedpoll",
            name="feed",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="polls",
                to="articles.feed",
            ),
        ),
        migrations.AddIndex(
            model_name="feedpoll",
            index=models.Index(fields=["feed", "-id"], name="polls_of_feed"),
        ),
        migrations.AddIndex(
            model_name="feedpoll",
            index=models.Index(fields=["started_at"], name="polls_by_age"),
        ),
        migrations.RunPython(
            give_permissions({"Editors": SEEN, "Administrators": MANAGED}),
            migrations.RunPython.noop,
        ),
    ]
