"""Template tags for the functions of `articles.public.share_links`."""

from django import template

from articles.public.share_links import mail_link, share_links

register = template.Library()
register.simple_tag(mail_link)
register.simple_tag(share_links)
