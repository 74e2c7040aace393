"""The screen of people: accounts made in one form in words, and help with signing in."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from articles.accounts.password_links import send_set_up_link
from articles.admin.people.forms import NewPersonForm, PersonForm
from articles.admin.people.help_with_login import help_with_login
from articles.admin.people.rights_admin import AuditedRightsAdmin
from articles.admin.request_user import user_of

_WHO: Any = (None, {"fields": ["username", "first_name", "last_name", "email"]})

admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(AuditedRightsAdmin, UserAdmin):
    """People, by name, address and role; permissions of one person alone are not given here."""

    form = PersonForm
    add_form = NewPersonForm
    add_form_template = None
    change_form_template = "admin/people/change_form.html"
    fieldsets = [
        _WHO,
        (_("What they may do"), {"fields": ["role", "is_superuser", "is_active"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [_WHO, (_("What they may do"), {"fields": ["role"]})]
    list_display = ["username", "full_name", "email", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    # Written by Django.
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []

    def get_queryset(self, request: HttpRequest) -> Any:
        """People with their roles, which the list shows."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, person: User) -> str:
        """The first and the last name."""
        return person.get_full_name()

    @admin.display(description=_("role"))
    def roles(self, person: User) -> str:
        """The names of the roles, or that somebody may do everything."""
        if person.is_superuser:
            return gettext("Everything")
        return ", ".join(group.name for group in person.groups.all()) or gettext("No role")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The dates, and whether somebody is a superuser: only superusers make superusers."""
        fields = [*super().get_readonly_fields(request, obj)]
        return fields if user_of(request).is_superuser else [*fields, "is_superuser"]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        """The form, which knows who fills it in."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"by": user_of(request)})

    def save_related(
        self, request: HttpRequest, form: Any, formsets: list[BaseInlineFormSet], change: bool
    ) -> None:
        """Save the role, note what changed, and send a new person the link to begin with."""
        form.save_role()
        super().save_related(request, form, formsets, change)
        if not change:
            send_set_up_link.enqueue(form.instance.pk, get_language() or settings.LANGUAGE_CODE)
            text = gettext("A link to choose a password is on its way to %(address)s.")
            messages.success(request, text % {"address": form.instance.email})

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses, and the page that helps somebody to sign in."""
        view = self.admin_site.admin_view(
            lambda request, person_id: help_with_login(self, request, person_id)
        )
        own = path("<int:person_id>/help/", view, name="auth_user_help")
        return [own, *super().get_urls()]
