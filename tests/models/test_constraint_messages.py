"""What a form says where a rule of the database refuses it."""

from django.apps import apps
from django.db.models.constraints import BaseConstraint

# Written by programs alone: nobody types what they hold.
WRITTEN_BY_PROGRAMS = {
    "TranslationBase",
    "AuditEntry", "Autosave", "ImportConflict", "ImportRun", "PipelineRun", "Presence", "QuarantinedFile",
    "ModelCall", "Review", "Revision", "SignOnIdentity", "Suggestion", "UpstreamItem", "UpstreamVersion",
    "ClusterSplit", "TagName",
}  # fmt: skip


def test_every_rule_that_a_form_can_break_says_what_to_do():
    silent = [
        f"{model.__name__}: {constraint.name}"
        for model in apps.get_app_config("articles").get_models()
        for constraint in model._meta.constraints
        if model.__name__ not in WRITTEN_BY_PROGRAMS
        and constraint.violation_error_message == BaseConstraint.default_violation_error_message
    ]
    assert silent == []
