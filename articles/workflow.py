"""The states of an article, the legal transitions between them, and who may take each.

Data only, no ORM: the methods on `Article` act on this table, the admin draws its buttons from
it, and the migration that makes the groups reads its permissions here.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(StrEnum):
    """The stored editorial decision. Live, scheduled and ended are computed from it, never
    stored."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETRACTED = "retracted"


class ShownStatus(StrEnum):
    """The status as people are shown it: PUBLISHED is SCHEDULED, LIVE or ENDED, by the clock."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    LIVE = "live"
    SCHEDULED = "scheduled"
    ENDED = "ended"
    RETRACTED = "retracted"


STATUS_LABELS: dict[Status, str | Promise] = {
    Status.DRAFT: pgettext_lazy("status", "Draft"),
    Status.IN_REVIEW: pgettext_lazy("status", "In review"),
    Status.PUBLISHED: pgettext_lazy("status", "Published"),
    Status.RETRACTED: pgettext_lazy("status", "Retracted"),
}

SHOWN_STATUS_LABELS: dict[ShownStatus, str | Promise] = {
    ShownStatus.DRAFT: STATUS_LABELS[Status.DRAFT],
    ShownStatus.IN_REVIEW: STATUS_LABELS[Status.IN_REVIEW],
    ShownStatus.LIVE: _("Live"),
    ShownStatus.SCHEDULED: _("Scheduled"),
    ShownStatus.ENDED: pgettext_lazy("status", "Ended"),
    ShownStatus.RETRACTED: STATUS_LABELS[Status.RETRACTED],
}


def shown_status(
    status: str,
    published_at: dt.datetime | None,
    expires_at: dt.datetime | None,
    now: dt.datetime,
) -> ShownStatus:
    """The status that people are shown at `now` of an article with these stored values.

    For queries the same rule is `ListedQuerySet.live()`, `scheduled()` and `ended()`.
    """
    if status != Status.PUBLISHED:
        return ShownStatus(status)
    if published_at is None or published_at > now:
        return ShownStatus.SCHEDULED
    return ShownStatus.ENDED if has_ended(expires_at, now) else ShownStatus.LIVE


def has_ended(expires_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether an article that ends at `expires_at`, None for never, has ended at `now`."""
    return expires_at is not None and expires_at <= now


def is_pinned(weight: int, until: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether an article with this sticky weight and end leads its lists at `now`.

    For queries the same rule is `ListedQuerySet.pinned()`.
    """
    return weight > 0 and (until is None or until > now)


# Codenames of the permissions, without the app's label.
SUBMIT = "submit_article"
REVIEW = "review_article"
PUBLISH = "publish_article"
RETRACT = "retract_article"
PIN = "pin_article"
# Django's own.
DELETE = "delete_article"

ARTICLE_PERMISSIONS: tuple[tuple[str, str], ...] = (
    (SUBMIT, "Can submit a story for review"),
    (REVIEW, "Can approve machine text, and send a story back to its writer"),
    (PUBLISH, "Can publish, unpublish and edit published stories"),
    (RETRACT, "Can retract and restore stories"),
    (PIN, "Can pin stories to the top"),
)


@dataclass(frozen=True, slots=True)
class Transition:
    """One legal step between two states.

    `name` is also the name of the method on `Article` that takes it, `label` its button, and
    `done` the message after it. `from_live` steps start from an article that readers
    see or saw, live or ended, not from a scheduled one.
    """

    name: str
    source: Status
    target: Status
    permission: str
    label: str | Promise
    done: str | Promise
    needs_reason: bool = False
    from_live: bool = False


TRANSITIONS: dict[str, Transition] = {
    step.name: step
    for step in (
        Transition(
            "submit",
            Status.DRAFT,
            Status.IN_REVIEW,
            SUBMIT,
            _("Submit for review"),
            _("Submitted for review"),
        ),
        Transition(
            "send_back",
            Status.IN_REVIEW,
            Status.DRAFT,
            REVIEW,
            _("Send back to the writer"),
            _("Sent back to the writer"),
        ),
        Transition(
            "publish",
            Status.IN_REVIEW,
            Status.PUBLISHED,
            PUBLISH,
            _("Publish"),
            _("Published"),
        ),
        Transition(
            "unpublish",
            Status.PUBLISHED,
            Status.DRAFT,
            PUBLISH,
            _("Unpublish"),
            _("Unpublished"),
        ),
        Transition(
            "retract",
            Status.PUBLISHED,
            Status.RETRACTED,
            RETRACT,
            _("Retract"),
            _("Retracted"),
            needs_reason=True,
            from_live=True,
        ),
        Transition(
            "restore",
            Status.RETRACTED,
            Status.DRAFT,
            RETRACT,
            _("Restore as a draft"),
            _("Restored as a draft"),
        ),
    )
}


# Published ones also before their time: nobody looks at them again before readers do.
SEEN_BY_READERS = (Status.PUBLISHED, Status.RETRACTED)


def edit_permission(status: str) -> str:
    """The codename of the permission that editing an article of this status needs.

    What readers see is for those who may publish; of a retracted article they see the title at
    its address, with the reason.
    """
    return PUBLISH if status in SEEN_BY_READERS else "change_article"


# Permissions of the groups by codename. A group has those of the group before it.
_WRITER = (
    "view_article",
    "add_article",
    "change_article",
    "view_category",
    "view_source",
    "view_image",
    "add_image",
    "change_image",
    "view_tag",
    "view_topic",
    "view_author",
    # Without the right to publish they write drafts of pages.
    *(f"{verb}_page" for verb in ("view", "add", "change")),
    SUBMIT,
)
_EDITOR = (
    *_WRITER,
    REVIEW,
    PUBLISH,
    RETRACT,
    PIN,
    "add_category",
    "change_category",
    "change_source",
    "add_source",
    *(f"{verb}_{name}" for name in ("tag", "topic", "author") for verb in ("add", "change")),
    "view_revision",
    "view_auditentry",
    "view_sitesettings",
    *(f"{verb}_frontedition" for verb in ("view", "add", "change", "delete")),
    # Links by which people without a login read an article before it is published.
    *(f"{verb}_previewlink" for verb in ("view", "add", "change")),
    # Imports: run logs, the quarantine, and conflicts between files and edits.
    "add_importrun",
    "view_importrun",
    "view_quarantinedfile",
    "change_quarantinedfile",
    "delete_quarantinedfile",
    "view_importconflict",
    "change_importconflict",
    # What stories were made from.
    "view_upstreamitem",
    # The rules by which originals become drafts, and what the chain that follows them did.
    "view_ingestrules",
    "view_pipelinerun",
    # Having them rewritten by a model, and deciding about what it proposes.
    "view_suggestion",
    "add_suggestion",
    "change_suggestion",
    "view_prompt",
    "view_houseword",
    "add_houseword",
    "change_houseword",
    "delete_houseword",
    "view_feed",
    # Which of them tell the same event.
    "view_cluster",
    "change_cluster",
)
_ADMINISTRATOR = (
    *_EDITOR,
    DELETE,
    "delete_category",
    "delete_source",
    "delete_image",
    "delete_tag",
    "delete_topic",
    "delete_author",
    "delete_page",
    "view_originalfile",
    "view_redirect",
    "add_redirect",
    "change_redirect",
    "delete_redirect",
    # What the worker does, and trying again what failed.
    "view_queuedtask",
    "change_queuedtask",
    "add_ingestrules",
    "change_ingestrules",
    "add_pipelinerun",
    # What models are told.
    "add_prompt",
    "change_prompt",
    *(f"{verb}_webhook" for verb in ("view", "add", "change", "delete")),
    "add_feed",
    "change_feed",
    "delete_feed",
    # Each save is a new version.
    "add_sitesettings",
)

# The groups that migrations make. A codename that is new here needs a migration.
GROUPS: dict[str, tuple[str, ...]] = {
    "Writers": _WRITER,
    "Editors": _EDITOR,
    "Administrators": _ADMINISTRATOR,
}
# What each of these groups may do, for whoever chooses one for a person.
ROLE_SENTENCES: dict[str, str | Promise] = {
    "Writers": _("writes stories and submits them for review."),
    "Editors": _("also reviews, publishes, corrects and retracts, and looks after imports."),
    "Administrators": _("also deletes, and manages people, redirects and sources."),
}
# People are managed by administrators; these permissions belong to django.contrib.auth.
PEOPLE_PERMISSIONS = ("view_user", "add_user", "change_user", "view_group")
