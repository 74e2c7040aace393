"""`articles.sharing` for templates."""

from django import template

from articles.sharing import mail_link, share_links

register = template.Library()
register.simple_tag(mail_link)
register.simple_tag(share_links)
