"""{% photo %} and what else templates ask of a photo; `photos.shown` answers."""

from django import template

from photos import shown

register = template.Library()
register.simple_tag(shown.picture, name="photo")
register.simple_tag(shown.credit)
register.simple_tag(shown.social_size)
register.filter(shown.card_address)
register.filter(shown.social_address)
