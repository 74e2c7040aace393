"""The forms of a person: a name, an e-mail address and a role in words."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.people.rights import grantable_groups
from articles.lib.text_inputs import LineInput
from articles.workflow import ROLE_SENTENCES

NO_ROLE, SEVERAL = "none", "several"


class PersonForm(forms.ModelForm):
    """A person's name, address and role; `by` is who fills it in, and may grant his own rights."""

    by: User
    role = forms.ChoiceField(
        label=_("Role"), widget=forms.RadioSelect, help_text=_("What this person may do.")
    )

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "is_active"]
        field_classes = {
            "username": LineInput,
            "first_name": LineInput,
            "last_name": LineInput,
        }
        labels = {
            "username": _("Name to sign in with"),
            "email": _("E-mail address"),
            "is_active": _("May sign in"),
        }
        help_texts = {
            "username": _("Letters, digits and @ . + - _"),
            "email": _("Links to choose a password are sent there."),
            "is_active": _("Instead of deleting somebody who left: the history keeps the name."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        groups = list(self.instance.groups.order_by("name")) if self.instance.pk else []
        choices = [(str(group.pk), role_in_words(group)) for group in grantable_groups(self.by)]
        choices.append((NO_ROLE, gettext("No role: may not open the desk")))
        role.initial = str(groups[0].pk) if groups else NO_ROLE
        if len(groups) > 1:
            names = ", ".join(group.name for group in groups)
            choices.insert(
                0, (SEVERAL, gettext("Several roles, as now: %(names)s") % {"names": names})
            )
            role.initial = SEVERAL
        if not self.instance.pk:
            role.initial = None
        role.choices = choices

    def clean_email(self) -> str:
        """The address, which no other account may have: links are sent there."""
        email: str = self.cleaned_data["email"]
        others = User.objects.exclude(pk=self.instance.pk).filter(email__iexact=email)
        if email and others.exists():
            raise ValidationError(gettext("Another person has this address."), code="unique")
        return email

    def clean(self) -> dict[str, Any]:
        """Refuse to lock oneself out."""
        data = super().clean() or self.cleaned_data
        if self.instance.pk == self.by.pk:
            if data.get("is_active") is False:
                self.add_error("is_active", gettext("You cannot switch off your own account."))
            if data.get("role") == NO_ROLE and not self.by.is_superuser:
                self.add_error("role", gettext("You cannot take your own role away."))
        return data

    def save_role(self) -> None:
        """Give the saved person the chosen role instead of others, and with it the desk."""
        role = self.cleaned_data["role"]
        if role != SEVERAL:
            self.instance.groups.set([] if role == NO_ROLE else [int(role)])
        is_staff = role != NO_ROLE or self.instance.is_superuser
        if self.instance.is_staff != is_staff:
            self.instance.is_staff = is_staff
            self.instance.save(update_fields=["is_staff"])


class NewPersonForm(PersonForm):
    """A new person, who chooses the password by a link that is sent to the address."""

    class Meta(PersonForm.Meta):
        fields = ["username", "first_name", "last_name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True

    def save(self, commit: bool = True) -> User:
        """The new person, without a password that anybody could use."""
        self.instance.set_unusable_password()
        person: User = super().save(commit)
        return person


def role_in_words(group: Group) -> Any:
    """The name of a role, and a sentence that says what it may do where it is one of ours."""
    sentence = ROLE_SENTENCES.get(group.name)
    return format_lazy("{}: {}", group.name, sentence) if sentence else group.name
