"""The actions of the audit log in words."""

from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.utils.translation import pgettext

from articles.editorial.bulk.actions import action_named
from articles.models import (
    Author,
    Category,
    Feed,
    HouseWord,
    Image,
    Page,
    Prompt,
    Redirect,
    SiteSettings,
    Source,
    Tag,
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
        Group,
        HouseWord,
        Image,
        Page,
        Prompt,
        Redirect,
        SiteSettings,
        Source,
        Tag,
        User,
        Webhook,
    )
}


def action_in_words(action: str) -> str:
    """An action of the audit log in words that stand between a person and a title."""
    words = {
        "submit": pgettext("happened", "submitted"),
        "send_back": pgettext("happened", "sent back"),
        "approve": pgettext("happened", "approved the text of"),
        "publish": pgettext("happened", "published"),
        "unpublish": pgettext("happened", "unpublished"),
        "retract": pgettext("happened", "retracted"),
        "restore": pgettext("happened", "restored as drafts"),
        "category": pgettext("happened", "moved to another section"),
        "add_tag": pgettext("happened", "tagged"),
        "remove_tag": pgettext("happened", "took tags from"),
        "pin": pgettext("happened", "pinned"),
        "unpin": pgettext("happened", "unpinned"),
        "weights": pgettext("happened", "gave another weight to"),
        "language": pgettext("happened", "moved to another language"),
        "create": pgettext("happened", "began"),
        "update": pgettext("happened", "updated"),
        "schedule_update": pgettext("happened", "scheduled changes of"),
        "stop_update": pgettext("happened", "could not publish changes of"),
        "discard_update": pgettext("happened", "discarded changes of"),
        "translate_blocks": pgettext("happened", "translated anew blocks of"),
        "check_translation": pgettext("happened", "compared with its original"),
        "correct": pgettext("happened", "corrected"),
        "remove_correction": pgettext("happened", "removed a correction of"),
        "edit": pgettext("happened", "edited"),
        "edit_cover": pgettext("happened", "changed the picture of"),
        "revert": pgettext("happened", "restored an earlier text of"),
        "preview": pgettext("happened", "made a preview link of"),
        "revoke_preview": pgettext("happened", "ended preview links of"),
        "bulk": pgettext("happened", "did the same to many stories"),
        "bulk_undo": pgettext("happened", "took back what was done to many stories"),
        "export": pgettext("happened", "exported stories"),
        "trust": pgettext("happened", "changed the trust of a source"),
        "rename_tag": pgettext("happened", "renamed a tag"),
        "rename_author": pgettext("happened", "renamed an author"),
        "rename_category": pgettext("happened", "renamed a section"),
        "merge_tag": pgettext("happened", "merged tags"),
        "merge_author": pgettext("happened", "merged authors"),
        "merge_category": pgettext("happened", "merged sections"),
        "replace_picture": pgettext("happened", "replaced the file of a picture"),
        "upload_files": pgettext("happened", "uploaded files to import"),
        "upload_picture": pgettext("happened", "uploaded a picture"),
        "set_password": pgettext("happened", "set the password of somebody"),
        "retry_tasks": pgettext("happened", "tried failed tasks again"),
        "choose_password": pgettext("happened", "chose a password"),
        "set_up_second_factor": pgettext("happened", "set up a second factor"),
        "remove_second_factor": pgettext("happened", "switched off the second factor"),
        "unlock_account": pgettext("happened", "opened an account after failed attempts"),
        "help_link": pgettext("happened", "sent a link to choose a password"),
        "help_unlock": pgettext("happened", "opened an account after failed attempts"),
        "help_factor": pgettext("happened", "removed the second factor of somebody"),
        "help_sign_out": pgettext("happened", "signed somebody out everywhere"),
        "webhook_secret": pgettext("happened", "made a secret for a webhook"),
        "give_up_webhook": pgettext("happened", "switched off a webhook that failed for days"),
        "request_rewrites": pgettext("happened", "had originals rewritten"),
        "accept_suggestion": pgettext("happened", "accepted the model's text for"),
        "decline_suggestion": pgettext("happened", "declined a suggestion of the model"),
        "switch_prompt": pgettext("happened", "switched a prompt"),
        "feed_moved": pgettext("happened", "followed a feed to its new address"),
        "feed_gone": pgettext("happened", "switched off a feed that its server ended"),
        "poll_feed": pgettext("happened", "let a feed be polled"),
        "keep_taken_back": pgettext(
            "happened", "kept the stories of an original that was taken back"
        ),
        "prune_history": pgettext("happened", "deleted old versions"),
        "split_cluster": pgettext("happened", "took an original out of its event"),
        "join_items": pgettext("happened", "put originals together"),
        "lead_cluster": pgettext("happened", "chose the lead of an event"),
        "undo_cluster": pgettext("happened", "took back a change of an event"),
        "prune_originals": pgettext("happened", "deleted old originals without a story"),
        "make_draft": pgettext("happened", "made a draft of an original:"),
        "restore_sitesettings": pgettext(
            "happened", "took an earlier version of the site settings back:"
        ),
        "add_rules": pgettext("happened", "wrote a version of the rules for originals"),
        "rules_on": pgettext("happened", "switched on rules for originals"),
        "rules_off": pgettext("happened", "switched off the rules for originals"),
        "undo": pgettext("happened", "took back a change of"),
        "decide_conflict": pgettext("happened", "decided a conflict with the file of"),
        "mend_file": pgettext("happened", "mended the file"),
        "retry_file": pgettext("happened", "tried in vain to import the file"),
        "release_file": pgettext("happened", "imported the refused file of"),
        "delete": pgettext("happened", "deleted"),
        "discard_file": pgettext("happened", "discarded the file"),
    }
    if action in words:
        return words[action]
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
