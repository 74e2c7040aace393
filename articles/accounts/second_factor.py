"""The second factor: one-time codes of an app (TOTP, RFC 6238), and recovery codes for its loss."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10
# In a session: its owner gave a second factor, or comes from a provider who looks after that.
PASSED = "second_factor"


def is_required(user: User) -> bool:
    """Return whether `user` is in one of settings.SECOND_FACTOR_GROUPS; superusers are in all.

    One query, none where no group is named.
    """
    groups = settings.SECOND_FACTOR_GROUPS
    return bool(groups) and (user.is_superuser or user.groups.filter(name__in=groups).exists())


def is_missing(request: HttpRequest) -> bool:
    """Return whether the signed-in person must set up a second factor before anything else."""
    user: User | AnonymousUser = request.user
    if not settings.SECOND_FACTOR_GROUPS or not isinstance(user, User):
        return False
    return not request.session.get(PASSED) and is_required(user)


def has_factor(user: User) -> bool:
    """Return whether `user` finished the set-up; one query."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def new_device(user: User) -> TOTPDevice:
    """Return the device that `user` is setting up: the same until it is confirmed."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return device or TOTPDevice.objects.create(user=user, name="app", confirmed=False)


@transaction.atomic
def confirm(user: User, code: str) -> list[str]:
    """Confirm the device that is being set up by its first code.

    Returns the recovery codes, which are shown once; empty for a wrong code.
    """
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or not device.verify_token(_plain(code)):
        return []
    device.confirmed = True
    device.save()
    return new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Return new recovery codes; older ones end."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


@transaction.atomic
def is_right(user: User, code: str) -> bool:
    """Return whether `code` is the app's present one, or a recovery code; each is good once.

    The caller limits the attempts.
    """
    plain = _plain(code)
    model: type[TOTPDevice | StaticDevice] = TOTPDevice if plain.isdecimal() else StaticDevice
    devices = model.objects.select_for_update().filter(user=user, confirmed=True)
    return any(device.verify_token(plain) for device in devices)


def recovery_codes_left(user: User) -> int:
    """Return how many recovery codes were not used yet; one query."""
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def remove(user: User) -> bool:
    """Delete the second factor of `user`; whether there was one."""
    StaticDevice.objects.filter(user=user).delete()
    return bool(TOTPDevice.objects.filter(user=user).delete()[0])


def _plain(code: str) -> str:
    """A code without the blanks and hyphens that apps and people write."""
    return "".join(code.split()).replace("-", "").lower()[:16]
