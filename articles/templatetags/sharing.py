"""`articles.public.share_links` for templates."""

from django import template

from articles.public.share_links import mail_link, share_links

register = template.Library()
register.simple_tag(mail_link)
register.simple_tag(share_links)
