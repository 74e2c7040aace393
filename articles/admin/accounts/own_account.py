"""The account page of the user who is signed in: second factor, desk, notices, sessions."""

from base64 import b32encode
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.accounts import second_factor, sessions
from articles.accounts.exceptions import TooManyAttempts
from articles.accounts.login_limits import claim_second_step
from articles.admin.accounts.desk_choice import DeskChoiceForm, LayoutForm
from articles.admin.accounts.second_step import CodeForm
from articles.admin.notices.own_choice import NoticeForm
from articles.admin.request_user import user_of
from articles.models import AuditEntry


def account_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show the user's sessions, how the desk is for them, and the notices they get by e-mail.

    A POST with `act=desk` or `act=notices` saves that form, any other ends all sessions but this
    one.
    """
    user = user_of(request)
    act = request.POST.get("act") if request.method == "POST" else None
    desk = DeskChoiceForm(user, request.POST if act == "desk" else None)
    notices = NoticeForm(user, request.POST if act == "notices" else None)
    if desk.is_valid():
        desk.save()
        messages.success(request, gettext("Saved: the desk is as you chose from now on."))
        return HttpResponseRedirect(request.path)
    if notices.is_valid():
        notices.save()
        messages.success(request, gettext("Saved: mails follow your choice from now on."))
        return HttpResponseRedirect(request.path)
    if request.method == "POST" and act not in ("desk", "notices"):
        count = sessions.sign_out(user, keep=request.session.session_key)
        text = ngettext("%(count)d other session ended.", "%(count)d other sessions ended.", count)
        messages.success(request, text % {"count": count})
        return HttpResponseRedirect(request.path)
    context |= {
        "title": gettext("Your account"),
        "sessions": sessions.sessions_of(user),
        "current": request.session.session_key,
        "has_factor": second_factor.has_factor(user),
        "codes_left": second_factor.recovery_codes_left(user),
        "desk_form": desk,
        "notice_form": notices,
    }
    return TemplateResponse(request, "admin/accounts/account.html", context)


@require_POST
def keep_layout(request: HttpRequest) -> HttpResponse:
    """Keep how the user lays out the form of a story, for its script; 400 for what is no layout."""
    form = LayoutForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    form.save(user_of(request))
    return HttpResponse(status=204)


def second_factor_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The set-up of the second factor; later, new recovery codes, and switching it off.

    Recovery codes are shown once, in the answer that makes them.
    """
    user = user_of(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    codes: list[str] = []
    is_set_up = second_factor.has_factor(user)
    if form.is_bound and form.is_valid() and _may_try(request, form):
        code = form.cleaned_data["code"]
        if not is_set_up:
            codes = _set_up(request, code)
        elif second_factor.is_right(user, code):
            if request.POST.get("act") == "off" and not second_factor.is_required(user):
                return _switch_off(request)
            codes = second_factor.new_recovery_codes(user)
        if not codes:
            form.add_error("code", gettext("This code is not right."))
    context |= {
        "title": gettext("Second factor"),
        "form": form,
        "codes": codes,
        "is_set_up": is_set_up,
        "is_required": second_factor.is_required(user),
    }
    if not (is_set_up or codes):
        context |= _picture_of(second_factor.new_device(user))
    return TemplateResponse(request, "admin/accounts/second_factor.html", context)


def _may_try(request: HttpRequest, form: CodeForm) -> bool:
    """Whether one more code may be tried; otherwise the form says when."""
    try:
        claim_second_step(request, user_of(request).get_username())
    except TooManyAttempts as refusal:
        form.add_error("code", refusal.in_words())
        return False
    return True


def _set_up(request: HttpRequest, code: str) -> list[str]:
    """Confirm the new factor; other sessions, which began without it, end."""
    user = user_of(request)
    codes = second_factor.confirm(user, code)
    if codes:
        request.session[second_factor.PASSED] = True
        sessions.sign_out(user, keep=request.session.session_key)
        AuditEntry.record("set_up_second_factor", user, None, name=user.get_username())
    return codes


def _switch_off(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    second_factor.remove(user)
    AuditEntry.record("remove_second_factor", user, None, name=user.get_username())
    messages.success(request, gettext("Signing in needs your password only."))
    return HttpResponseRedirect(request.path)


def _picture_of(device: TOTPDevice) -> dict[str, object]:
    """The QR code as the path of an SVG, and the key for an app that reads none."""
    # Only this page draws one.
    import segno

    rows = list(segno.make(device.config_url, error="m").matrix_iter(border=4))
    squares = [
        f"M{column} {row}h1v1h-1z"
        for row, cells in enumerate(rows)
        for column, dark in enumerate(cells)
        if dark
    ]
    key = b32encode(device.bin_key).decode()
    return {
        "size": len(rows),
        "squares": "".join(squares),
        "key": " ".join(key[at : at + 4] for at in range(0, len(key), 4)),
    }
