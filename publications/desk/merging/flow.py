"""Two editors at one draft: what one sends is merged with what the other has stored since, and true clashes are asked.

A form says with `seen` which save it was opened with: the words both began with. What nobody has to decide is stored at
once; else the page of clashes carries what was sent, signed, and stores nothing before all are answered. Whatever is
stored meanwhile is merged again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import all_valid
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publications import content, workflow
from publications.desk import differences
from publications.desk import rows as forms
from publications.desk.common import allow, called, person, piece_address
from publications.models import MOST_TOPICS, Edition, Topic, Turn
from texts import merge, richtext

YOUR_OTHER_WINDOW, SOMEBODY = gettext_lazy("Your other window"), gettext_lazy("Somebody else")
AFTER_READING = ("_publish", "_schedule", "_submit")  # steps that a merged text takes once it was read


@dataclass
class Sent:
    """What an editor wants stored, and what she had in sight when she wrote it."""

    mine: merge.Content
    seen: str  # the moment of the save that `mine` began with
    against: str  # the moment of the save whose clashes with it were asked
    filing: dict[str, Any]
    step: str

    def packed(self, request: HttpRequest, edition: Edition) -> str:
        return signing.dumps(vars(self), salt=salt(request, edition), compress=True)


def salt(request: HttpRequest, edition: Edition) -> str:
    return f"merge {edition.pk} {person(request).pk}"


def screens(model_admin: Any) -> list:
    view, name = model_admin.admin_site.admin_view, f"publications_{model_admin.opts.model_name}_merge"
    return [path("<uuid:uuid>/merge/", view(resolve), {"model_admin": model_admin}, name)]


@contextmanager
def held(model_admin: Any, request: HttpRequest, edition: Edition) -> Iterator[Edition]:
    """The edition, around its form: an opened draft is kept as a save; who sends it waits for who was before."""
    with transaction.atomic():
        is_draft = edition.live_from is None and edition.discarded_at is None
        if request.method == "POST":
            workflow.lock(edition.publication)
            edition = model_admin.get_object(request, str(edition.publication.uuid))
        elif is_draft and not edition.saves.filter(saved_at=edition.updated_at).exists():
            workflow.lock(edition.publication)
            workflow.keep_save(stored(edition), actor=None)
        yield edition


def merged(model_admin: Any, request: HttpRequest, edition: Edition) -> HttpResponse | None:
    """Answers a form that was opened before the newest save.

    None: it wasn't, or it has faults, which are shown as ever.
    """
    if request.method != "POST" or not model_admin.has_change_permission(request, edition):
        return None
    seen = request.POST.get("seen", "")
    if not seen or forms.moment_of(seen) == edition.updated_at:
        return None
    now = stored(edition)  # the form writes its own words into `edition`
    theirs, base = content.of(now), words_at(edition, seen)
    names = [field for _name, part in model_admin.get_fieldsets(request, edition) for field in part["fields"]]
    form = model_admin.get_form(request, edition, change=True, fields=names)(request.POST, instance=edition)
    is_valid = form.is_valid()
    formsets, _inlines = model_admin._create_formsets(request, form.instance, change=True)
    if not all_valid(formsets) or not is_valid:
        return None
    keys = {turn["key"] for side in (base, theirs) for turn in side["turns"]}
    filing = {
        "slug": form.cleaned_data["slug"],
        "topics": [str(topic.pk) for topic in form.cleaned_data["topics"]],
        "filed": form.cleaned_data["filed"].split(),
    } if "slug" in form.cleaned_data else {}  # fmt: skip
    step = next((step for step in (*AFTER_READING, "_preview") if step in request.POST), "")
    sent = Sent(content_of(form.instance, formsets, keys), seen, "", filing, step)
    return settle(model_admin, request, now, sent, base)


def resolve(request: HttpRequest, uuid: UUID, model_admin: Any) -> HttpResponse:
    """The answers to the clashes. The text may have been saved again since they were asked."""
    edition = model_admin.get_object(request, str(uuid))
    if edition is None:
        raise Http404
    allow(request, "save", edition.publication)
    if request.method != "POST":
        return HttpResponseRedirect(piece_address("change", edition))
    with transaction.atomic():
        workflow.lock(edition.publication)
        edition = model_admin.get_object(request, str(uuid))
        if not model_admin.has_change_permission(request, edition):
            return unstored(
                request, edition, _("This text is no draft any more. Revise it, then bring your words over.")
            )
        try:
            sent = Sent(**signing.loads(request.POST.get("sent", ""), salt=salt(request, edition)))
        except (signing.BadSignature, TypeError):
            return unstored(request, edition, _("The page of clashes came back damaged."), kept_words())
        base, asked = words_at(edition, sent.seen), words_at(edition, sent.against)
        clashes = merge.merge(base, sent.mine, asked).clashes
        form = forms.ClashForm(clashes, request.POST)
        if form.is_valid():
            sent.mine = merge.merge(base, sent.mine, asked, form.answers).content
            sent.seen, base = sent.against, asked
            return settle(model_admin, request, edition, sent, base, was_asked=True)
        is_as_asked = forms.moment_of(sent.against) == edition.updated_at
        return ask(model_admin, request, edition, sent, base, form if is_as_asked else None)


def settle(
    model_admin: Any,
    request: HttpRequest,
    edition: Edition,
    sent: Sent,
    base: merge.Content,
    *,
    was_asked: bool = False,
) -> HttpResponse:
    """Stores what merges by itself, and asks the rest."""
    theirs = content.of(stored(edition))
    found = merge.merge(base, sent.mine, theirs)
    if found.clashes:
        return ask(model_admin, request, edition, sent, base)
    done = differences.told(
        base, theirs, who=writers(request, edition, sent.seen), is_both=bool(merge.changes(base, sent.mine, "mine"))
    )
    try:
        with transaction.atomic():
            store(request, stored(edition), found.content)
            refile(request, edition, sent.filing)
    except ValidationError as error:
        return unstored(request, edition, *error.messages, kept_words())
    except IntegrityError as error:  # what was checked has changed since
        return unstored(request, edition, str(error).partition("\n")[0], kept_words())
    messages.success(request, done or (_("The merged text is saved.") if was_asked else _("Saved.")))
    if done or was_asked:
        model_admin.log_change(request, edition, _("Saved, merged with what was stored meanwhile."))
    if sent.step in AFTER_READING:
        messages.warning(request, _("Nothing else was done yet: read the merged text first, then press again."))
    return HttpResponseRedirect(piece_address("preview" if sent.step == "_preview" else "change", edition))


def ask(
    model_admin: Any, request: HttpRequest, edition: Edition, sent: Sent, base: merge.Content,
    form: forms.ClashForm | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of clashes. It holds what was sent; the database doesn't."""
    save = workflow.keep_save(stored(edition), actor=None)
    found = merge.merge(base, sent.mine, save.content)
    sent.against = save.saved_at.isoformat()
    form = form or forms.ClashForm(found.clashes)
    shown = differences.Shown(edition, base, sent.mine, save.content)
    they = writers(request, edition, sent.seen)
    asked = {clash.where for clash in found.clashes}
    also = [
        (who, shown.change(change, side))
        for who, side, words in ((_("You"), "mine", sent.mine), (they, "theirs", save.content))
        for change in merge.changes(base, words, side)
        if not any(merge.touches(change.where, where) for where in asked)
    ]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Merge"),
        "opts": model_admin.opts,
        "original": edition,
        "back": piece_address("change", edition),
        "action": piece_address("merge", edition),
        "form": form,
        "media": model_admin.media + form.media,
        "sent": sent.packed(request, edition),
        "copy": request.POST.get("_copy", ""),
        "clashes": [(shown.clash(clash), fields) for clash, fields in zip(found.clashes, form.rows(), strict=True)],
        "also": also,
        "they": they,
        "they_within": they[0].lower() + they[1:] if they in (YOUR_OTHER_WINDOW, SOMEBODY) else they,
        "now": timezone.localtime(),
        "saved_at": save.saved_at,
    }
    return TemplateResponse(request, "admin/publications/merge.html", context)


def store(request: HttpRequest, edition: Edition, words: merge.Content) -> None:
    if content.put(edition, words):
        messages.warning(request, _("Somebody or a photo in it is no longer in the library, and was left out."))
    workflow.keep_save(stored(edition), actor=person(request))


def refile(request: HttpRequest, edition: Edition, filing: dict[str, Any]) -> None:
    """Address and topics of a piece that readers never saw: topics are merged, of two addresses the last one stands."""
    publication = edition.publication
    if not filing or publication.editions.started(timezone.now()).exists():
        return
    current = [str(pk) for pk in publication.filings.values_list("tag", flat=True)]
    was_slug, *was = filing["filed"] or [publication.slug, *current]
    wanted = merge.merge_names(was, filing["topics"], current)
    topics = {str(topic.pk): topic for topic in Topic.objects.filter(pk__in=wanted)}
    chosen = [topics[pk] for pk in wanted if pk in topics]
    if left_out := chosen[MOST_TOPICS:]:
        names = ", ".join(topic.name for topic in left_out)
        messages.warning(request, _("More than five topics came together. Left out: %(names)s") % {"names": names})
    workflow.set_topics(publication, chosen[:MOST_TOPICS])
    slug = filing["slug"]
    if slug in (was_slug, publication.slug):
        return
    try:
        forms.check_address(slug, publication)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return
    if publication.slug != was_slug:
        messages.warning(
            request,
            _("The address is now yours, “%(mine)s”; meanwhile it was “%(theirs)s”.")
            % {"mine": slug, "theirs": publication.slug},
        )
    publication.slug = slug
    publication.save(update_fields=["slug"])
    workflow.free_addresses(publication)


def unstored(request: HttpRequest, edition: Edition, *reasons: str) -> HttpResponse:
    """Back to the piece, where the browser offers the words it has kept."""
    for reason in reasons:
        messages.error(request, reason)
    response = HttpResponseRedirect(piece_address("change", edition))
    response.not_stored = True  # type: ignore[attr-defined]
    return response


def kept_words() -> str:
    return _("Nothing was stored. Your browser has kept your words: bring them back below.")


# Words of an edition


def stored(edition: Edition) -> Edition:
    return Edition.objects.select_related("lead_photo", "publication").get(pk=edition.pk)


def words_at(edition: Edition, moment: str) -> merge.Content:
    """A save's words. Of a moment nobody knows, none at all: then everything that differs is asked."""
    at = forms.moment_of(moment)
    save = edition.saves.filter(saved_at=at).first() if at and timezone.is_aware(at) else None
    return save.content if save else merge.EMPTY


def writers(request: HttpRequest, edition: Edition, since: str) -> str:
    """Who has saved since a moment, in words."""
    at: datetime | None = forms.moment_of(since)
    saves = edition.saves.exclude(saved_by=None).select_related("saved_by").defer("content").order_by("saved_at")
    later = saves.filter(saved_at__gt=at) if at and timezone.is_aware(at) else saves
    people = {save.saved_by_id: save.saved_by for save in later}
    me = people.pop(person(request).pk, None)
    names = [called(user) for user in people.values() if user]
    if not names:
        return str(YOUR_OTHER_WINDOW if me else SOMEBODY)
    return names[0] if len(names) == 1 else _("%(names)s and %(last)s") % {
        "names": ", ".join(names[:-1]), "last": names[-1],
    }  # fmt: skip


def content_of(edition: Edition, formsets: list, keys: set[str]) -> merge.Content:
    """What a valid form says, as `content.of` would give it once it is stored.

    keys: of the turns there are or were. A row that somebody else has removed still names its own.
    """
    rows = {formset.model: in_order(formset) for formset in formsets}
    free = set(keys)

    def key(form: Any) -> str:
        for name in (form.instance.key if form.instance.pk else "", form.cleaned_data.get("turn_key", "")):
            if name in free:
                free.discard(name)
                return name
        return ""

    return content.fields(edition) | {
        "body": str(richtext.clean(edition.body, photos=True)),
        "lead_photo": str(edition.lead_photo.uuid) if edition.lead_photo else None,
        "published_on": edition.published_on.isoformat() if edition.published_on else None,
        "byline": [
            {"expert": str(said["expert"].uuid), "role": said["role"], "affiliation": said["affiliation"]}
            for said in (form.cleaned_data for form in next(r for m, r in rows.items() if m is not Turn))
        ],
        "turns": [
            {
                "key": key(form),
                "kind": form.cleaned_data["kind"],
                "html": str(richtext.clean(form.cleaned_data["html"], photos=True)),
                "speakers": [str(expert.uuid) for expert in form.cleaned_data["said_by"]],
            }
            for form in rows.get(Turn, [])
        ],
    }


def in_order(formset: Any) -> list:
    kept = [f for f in formset.forms if f not in formset.deleted_forms and (f.instance.pk or f.has_changed())]
    return sorted(kept, key=lambda form: form.cleaned_data["position"])
