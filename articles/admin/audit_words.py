"""The actions of the audit log in words."""

from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from articles.editorial.bulk.actions import action_named
from articles.models import (
    Author,
    Category,
    Feed,
    FrontEdition,
    HouseWord,
    Image,
    Page,
    Prompt,
    Redirect,
    SiteSettings,
    Source,
    Tag,
    Topic,
    Webhook,
)
from articles.workflow import TRANSITIONS

# Tables whose rows the admin adds, changes and deletes, by the name in an action.
_MODELS: dict[str, type[Model]] = {
    str(model._meta.model_name): model
    for model in (
        Author,
        Category,
        Feed,
        FrontEdition,
        Group,
        HouseWord,
        Image,
        Page,
        Prompt,
        Redirect,
        SiteSettings,
        Source,
        Tag,
        Topic,
        User,
        Webhook,
    )
}

# What `AuditEntry.record()` is called with, and the actions of revisions. Actions of bulk editing
# and of the workflow that are not here have the words of their buttons.
_WORDS: dict[str, Promise] = {
    "submit": pgettext_lazy("happened", "submitted"),
    "send_back": pgettext_lazy("happened", "sent back"),
    "approve": pgettext_lazy("happened", "approved the text of"),
    "publish": pgettext_lazy("happened", "published"),
    "unpublish": pgettext_lazy("happened", "unpublished"),
    "retract": pgettext_lazy("happened", "retracted"),
    "restore": pgettext_lazy("happened", "restored as drafts"),
    "category": pgettext_lazy("happened", "moved to another section"),
    "add_tag": pgettext_lazy("happened", "tagged"),
    "remove_tag": pgettext_lazy("happened", "took tags from"),
    "pin": pgettext_lazy("happened", "pinned"),
    "unpin": pgettext_lazy("happened", "unpinned"),
    "weights": pgettext_lazy("happened", "gave another weight to"),
    "language": pgettext_lazy("happened", "moved to another language"),
    "create": pgettext_lazy("happened", "began"),
    "update": pgettext_lazy("happened", "updated"),
    "schedule_update": pgettext_lazy("happened", "scheduled changes of"),
    "stop_update": pgettext_lazy("happened", "could not publish changes of"),
    "discard_update": pgettext_lazy("happened", "discarded changes of"),
    "request_translation": pgettext_lazy("happened", "asked for a translation of"),
    "translate_blocks": pgettext_lazy("happened", "translated anew blocks of"),
    "check_translation": pgettext_lazy("happened", "compared with its original"),
    "correct": pgettext_lazy("happened", "corrected"),
    "remove_correction": pgettext_lazy("happened", "removed a correction of"),
    "edit": pgettext_lazy("happened", "edited"),
    "edit_cover": pgettext_lazy("happened", "changed the picture of"),
    "revert": pgettext_lazy("happened", "restored an earlier text of"),
    "preview": pgettext_lazy("happened", "made a preview link of"),
    "revoke_preview": pgettext_lazy("happened", "ended preview links of"),
    "bulk": pgettext_lazy("happened", "did the same to many stories"),
    "bulk_undo": pgettext_lazy("happened", "took back what was done to many stories"),
    "export": pgettext_lazy("happened", "exported stories"),
    "trust": pgettext_lazy("happened", "changed the trust of a source"),
    "rename_tag": pgettext_lazy("happened", "renamed a tag"),
    "rename_author": pgettext_lazy("happened", "renamed an author"),
    "rename_category": pgettext_lazy("happened", "renamed a section"),
    "merge_tag": pgettext_lazy("happened", "merged tags"),
    "merge_author": pgettext_lazy("happened", "merged authors"),
    "merge_category": pgettext_lazy("happened", "merged sections"),
    "replace_picture": pgettext_lazy("happened", "replaced the file of a picture"),
    "upload_files": pgettext_lazy("happened", "uploaded files to import"),
    "upload_picture": pgettext_lazy("happened", "uploaded a picture"),
    "set_password": pgettext_lazy("happened", "set the password of somebody"),
    "retry_tasks": pgettext_lazy("happened", "tried failed tasks again"),
    "choose_password": pgettext_lazy("happened", "chose a password"),
    "set_up_second_factor": pgettext_lazy("happened", "set up a second factor"),
    "remove_second_factor": pgettext_lazy("happened", "switched off the second factor"),
    "unlock_account": pgettext_lazy("happened", "opened an account after failed attempts"),
    "help_link": pgettext_lazy("happened", "sent a link to choose a password"),
    "help_unlock": pgettext_lazy("happened", "opened an account after failed attempts"),
    "help_factor": pgettext_lazy("happened", "removed the second factor of somebody"),
    "help_sign_out": pgettext_lazy("happened", "signed somebody out everywhere"),
    "webhook_secret": pgettext_lazy("happened", "made a secret for a webhook"),
    "give_up_webhook": pgettext_lazy("happened", "switched off a webhook that failed for days"),
    "request_rewrites": pgettext_lazy("happened", "had originals rewritten"),
    "accept_suggestion": pgettext_lazy("happened", "accepted the model's text for"),
    "decline_suggestion": pgettext_lazy("happened", "declined a suggestion of the model"),
    "switch_prompt": pgettext_lazy("happened", "switched a prompt"),
    "feed_moved": pgettext_lazy("happened", "followed a feed to its new address"),
    "feed_gone": pgettext_lazy("happened", "switched off a feed that its server ended"),
    "poll_feed": pgettext_lazy("happened", "let a feed be polled"),
    "keep_taken_back": pgettext_lazy(
        "happened", "kept the stories of an original that was taken back"
    ),
    "prune_history": pgettext_lazy("happened", "deleted old versions"),
    "split_cluster": pgettext_lazy("happened", "took an original out of its event"),
    "join_items": pgettext_lazy("happened", "put originals together"),
    "lead_cluster": pgettext_lazy("happened", "chose the lead of an event"),
    "undo_cluster": pgettext_lazy("happened", "took back a change of an event"),
    "prune_answers": pgettext_lazy("happened", "deleted old answers of the model"),
    "prune_originals": pgettext_lazy("happened", "deleted old originals without a story"),
    "make_draft": pgettext_lazy("happened", "made a draft of an original:"),
    "launch_frontedition": pgettext_lazy("happened", "launched the front page:"),
    "schedule_frontedition": pgettext_lazy("happened", "scheduled the front page:"),
    "call_back_frontedition": pgettext_lazy("happened", "called back the front page:"),
    "restore_sitesettings": pgettext_lazy(
        "happened", "took an earlier version of the site settings back:"
    ),
    "add_rules": pgettext_lazy("happened", "wrote a version of the rules for originals"),
    "rules_on": pgettext_lazy("happened", "switched on rules for originals"),
    "rules_off": pgettext_lazy("happened", "switched off the rules for originals"),
    "undo": pgettext_lazy("happened", "took back a change of"),
    "decide_conflict": pgettext_lazy("happened", "decided a conflict with the file of"),
    "mend_file": pgettext_lazy("happened", "mended the file"),
    "retry_file": pgettext_lazy("happened", "tried in vain to import the file"),
    "release_file": pgettext_lazy("happened", "imported the refused file of"),
    "delete": pgettext_lazy("happened", "deleted"),
    "discard_file": pgettext_lazy("happened", "discarded the file"),
}


def action_in_words(action: str) -> str:
    """An action of the audit log in words that stand between a person and a title."""
    if action in _WORDS:
        return str(_WORDS[action])
    verb, _underscore, model_name = action.partition("_")
    if verb in ("add", "change", "delete") and model_name in _MODELS:
        done = {
            "add": pgettext("happened", "added %(thing)s"),
            "change": pgettext("happened", "changed %(thing)s"),
            "delete": pgettext("happened", "deleted %(thing)s"),
        }
        return done[verb] % {"thing": _MODELS[model_name]._meta.verbose_name}
    known = action_named(action) or TRANSITIONS.get(action)
    return str(known.label) if known else action.replace("_", " ")
