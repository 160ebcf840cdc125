"""The end of an import's review: it becomes a draft, or is thrown away; a draft's doubts are checked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from publications import workflow
from publications.desk.common import piece_address
from publications.desk.imports import drafting
from publications.desk.imports.found import one, one_to_change
from publications.desk.imports.screens import ImportScreen, to
from publications.workflow import roles


class Draft(ImportScreen):
    def answer(self, uuid: UUID) -> HttpResponse:
        if self.request.method != "POST":  # after signing in again
            return to(one(self.request, uuid))
        imported = one_to_change(self.request, uuid)
        if imported.edition:
            return HttpResponseRedirect(piece_address("change", imported.edition))
        if self.request.POST.get("seen") != imported.updated_at.isoformat():
            messages.error(
                self.request, _("This import was changed while you were looking. Look once more, then make it.")
            )
            return to(imported)
        try:
            made = drafting.make(imported, actor=self.person)
        except workflow.Refused as refused:
            for reason in refused.reasons:
                messages.error(self.request, reason)
            return to(imported)
        except IntegrityError as error:  # what was free a moment ago: an address, a photo's short name
            messages.error(self.request, str(error).partition("\n")[0])
            messages.error(self.request, _("Nothing was made, and everything is kept. Try once more."))
            return to(imported)
        done = _("The draft is made from %(source)s. Readers see nothing of it.")
        messages.success(self.request, done % {"source": imported.quoted})
        for note in made.notes:
            messages.warning(self.request, note)
        return HttpResponseRedirect(piece_address("change", made.edition))


class Checked(ImportScreen):
    def answer(self, uuid: UUID) -> HttpResponse:
        if self.request.method != "POST":  # after signing in again
            return to(one(self.request, uuid))
        imported = one(self.request, uuid)
        if not imported.edition:
            raise Http404
        if not roles.may(self.person, "save", imported.edition.publication):
            raise PermissionDenied
        if imported.open_doubts:
            imported.checked_at, imported.checked_by = timezone.now(), self.person
            imported.save(update_fields=["checked_at", "checked_by"])
        messages.success(self.request, _("Marked as checked."))
        return HttpResponseRedirect(piece_address("change", imported.edition))


class ThrowAway(ImportScreen):
    def answer(self, uuid: UUID) -> HttpResponse:
        imported = one_to_change(self.request, uuid)
        if imported.edition:
            messages.error(self.request, _("A draft was made from this import: it stays with it."))
            return to(imported)
        if self.request.method == "POST":
            imported.throw_away()
            messages.success(self.request, _("Thrown away: %(source)s.") % {"source": imported.quoted})
            return HttpResponseRedirect(reverse("admin:publications_import_add"))
        return self.show("import_throw_away.html", title=_("Throw away"), imported=imported)
