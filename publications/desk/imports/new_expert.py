"""A new expert, added while an import is reviewed."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import JsonResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from experts.models import Address, Expert
from publications.desk.imports import people, reviewing
from publications.desk.imports.answers import UNREADABLE, said, sent_by
from publications.desk.imports.found import one_to_change
from publications.desk.imports.screens import ImportScreen
from publications.desk.imports.words import who_adds_experts


class NewExpert(ImportScreen):
    def answer(self, uuid: UUID) -> JsonResponse:
        one_to_change(self.request, uuid)
        if not self.person.has_perm("experts.add_expert"):
            return said(who_adds_experts(self.request), 403)
        try:
            sent = reviewing.parsed(sent_by(self.request))
            if not all(isinstance(sent[field], str) for field in ("name", "position")):
                raise TypeError
            name, position = (" ".join(sent[field].split()) for field in ("name", "position"))
        except (ValueError, KeyError, TypeError):
            return said(UNREADABLE, 400)
        if Expert.objects.filter(name__iexact=name).exists():
            return said(_("There is an expert called “%(name)s” already. Choose that one.") % {"name": name}, 400)
        # Hidden from readers: whoever is interviewed may not be known to be before the piece is.
        expert = Expert(name=name, position=position[:300], slug=free_address(name), public_from=None)
        if not expert.slug:
            return said(
                _("No address can be made from “%(name)s”. Add the expert under New, then choose him or her here.")
                % {"name": name},
                400,
            )
        try:
            with transaction.atomic():
                expert.full_clean()
                expert.save()
        except (ValidationError, IntegrityError) as error:
            words = error.messages if isinstance(error, ValidationError) else [str(error).partition("\n")[0]]
            return said(" ".join(words), 400)
        self.desk.admin_site._registry[Expert].log_addition(self.request, expert, [{"added": {}}])
        return JsonResponse({"expert": people.told(expert)})


def free_address(name: str) -> str:
    """An address for an expert of this name that nobody has or had; empty when it can't be made."""
    base = slugify(name)[:80].strip("-")
    if not base:
        return ""
    taken = set(Address.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
