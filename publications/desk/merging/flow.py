"""Two editors at one draft: what one sends is merged with what the other has stored since, and true clashes are asked.

A form says with `seen` which save it was opened with: the words both began with. What nobody has to decide is stored at
once; else the page of clashes carries what was sent, signed, and stores nothing before all are answered. Whatever is
stored meanwhile is merged again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import all_valid
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from publications import content, merge, workflow
from publications.desk import differences
from publications.desk.common import NotStored
from publications.desk.merging import storing
from publications.desk.merging.form import ClashForm
from publications.desk.merging.page import clashes
from publications.desk.merging.sent import AFTER_READING, Sent, content_of, filing_of, step_of
from publications.desk.merging.words import moment_of, stored, words_at, writers
from publications.desk.screens import PieceScreen, is_open


class Merging(PieceScreen):
    """One form that was sent, from before it is looked at until all of it is stored; then the screen of its clashes."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Around the form: an opened draft is kept as a save; who sends it waits for who was before."""
        with transaction.atomic():
            if self.request.method == "POST":
                self.lock()
            elif is_open(self.edition) and not self.edition.saves.filter(saved_at=self.edition.updated_at).exists():
                workflow.lock(self.edition.publication)
                workflow.keep_save(stored(self.edition), actor=None)
            yield

    def merged(self) -> HttpResponse | None:
        """Answers a form that was opened before the newest save.

        None: it wasn't, or it has faults, which are shown as ever.
        """
        edition, posted = self.edition, self.request.POST
        if self.request.method != "POST" or not self.may_change:
            return None
        seen = posted.get("seen", "")
        if not seen or moment_of(seen) == edition.updated_at:
            return None
        desk, now = self.desk, stored(edition)
        theirs, base = content.of(now), words_at(edition, seen)
        names = [field for _name, part in desk.get_fieldsets(self.request, edition) for field in part["fields"]]
        # The form writes its own words into `now`.
        form = desk.get_form(self.request, now, change=True, fields=names)(posted, instance=now)
        is_valid = form.is_valid()
        formsets, _inlines = desk._create_formsets(self.request, form.instance, change=True)  # type: ignore[attr-defined]
        if not all_valid(formsets) or not is_valid:
            return None
        keys = {turn["key"] for side in (base, theirs) for turn in side["turns"]}
        words = content_of(form.instance, formsets, keys)
        return self.settle(Sent(words, seen, "", filing_of(form), step_of(posted)), base)

    def answer(self) -> HttpResponse:
        """The answers to the clashes. The text may have been saved again since they were asked."""
        if self.request.method != "POST":
            return HttpResponseRedirect(self.address("change"))
        with transaction.atomic():
            self.lock()
            if not self.may_change:
                return self.unstored(_("This text is no draft any more. Revise it, then bring your words over."))
            try:
                sent = Sent.unpacked(self.request.POST.get("sent", ""), self.salt)
            except (signing.BadSignature, TypeError):
                return self.unstored(_("The page of clashes came back damaged."), kept_words())
            base, asked = words_at(self.edition, sent.seen), words_at(self.edition, sent.against)
            form = ClashForm(merge.merge(base, sent.mine, asked).clashes, self.request.POST)
            if form.is_valid():
                sent.mine = merge.merge(base, sent.mine, asked, form.answers).content
                sent.seen, base = sent.against, asked
                return self.settle(sent, base, was_asked=True)
            is_as_asked = moment_of(sent.against) == self.edition.updated_at
            return self.ask(sent, base, form if is_as_asked else None)

    def settle(self, sent: Sent, base: merge.Content, *, was_asked: bool = False) -> HttpResponse:
        """Stores what merges by itself, and asks the rest."""
        theirs = content.of(stored(self.edition))
        found = merge.merge(base, sent.mine, theirs)
        if found.clashes:
            return self.ask(sent, base)
        who, is_both = writers(self.edition, sent.seen, self.person), bool(merge.changes(base, sent.mine, "mine"))
        done = differences.told(base, theirs, who=who, is_both=is_both)
        try:
            with transaction.atomic():
                storing.store(self.request, stored(self.edition), found.content)
                storing.refile(self.request, self.edition, sent.filing)
        except ValidationError as error:
            return self.unstored(*error.messages, kept_words())
        except IntegrityError as error:  # what was checked has changed since
            return self.unstored(str(error).partition("\n")[0], kept_words())
        messages.success(self.request, done or (_("The merged text is saved.") if was_asked else _("Saved.")))
        if done or was_asked:
            said = _("Saved, merged with what was stored meanwhile.")
            self.desk.log_change(self.request, self.edition, said)
        if sent.step in AFTER_READING:
            said = _("Nothing else was done yet: read the merged text first, then press again.")
            messages.warning(self.request, said)
        return HttpResponseRedirect(self.address("preview" if sent.step == "_preview" else "change"))

    def ask(self, sent: Sent, base: merge.Content, form: ClashForm | None = None) -> HttpResponse:
        """The page of clashes. It holds what was sent; the database doesn't."""
        save = workflow.keep_save(stored(self.edition), actor=None)
        sent.against = save.saved_at.isoformat()
        they = writers(self.edition, sent.seen, self.person)
        page = clashes(self.edition, base, sent.mine, save, form, they=they)
        return self.show(
            "merge.html",
            title=_("Merge"),
            action=self.address("merge"),
            media=self.desk.media + page["form"].media,
            sent=sent.packed(self.salt),
            copy=self.request.POST.get("_copy", ""),
            **page,
        )

    def unstored(self, *reasons: str) -> HttpResponse:
        """Back to the piece, where the browser offers the words it has kept."""
        for reason in reasons:
            messages.error(self.request, reason)
        return NotStored(self.address("change"))

    @property
    def salt(self) -> str:
        return f"merge {self.edition.pk} {self.person.pk}"


def kept_words() -> str:
    return _("Nothing was stored. Your browser has kept your words: bring them back below.")
