"""Import: a file or pasted text on its way to a draft, with what was read in it and what its editor made of that.

All of it is private: the bytes lie beside the photos' originals, and no public page knows of the rows.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from functools import cached_property
from pathlib import PurePosixPath
from typing import Self

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import fields
from ingest.document import Document, Image
from ingest.structure import Structure
from publications import kinds

FOLDER = "imports"
IMAGE = re.compile(rf"{FOLDER}/(?P<uuid>[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})/image-\d+")


class ImportQuerySet(models.QuerySet):
    def unmade(self) -> Self:
        """Those that became no draft yet, the last one touched first."""
        return self.filter(edition=None).order_by("-updated_at")

    def listed(self) -> Self:
        """For lists: without the words."""
        return self.select_related("created_by").defer("document", "read", "reviewed")


class Import(models.Model):
    """Once it is a draft it stays as it is, a trigger sees to that (IMPORTED in a migration): the draft's receipt."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = fields.CharField(_("kind"), max_length=20, choices=kinds.choices_of_imports)
    name = models.CharField(_("file"), max_length=255, blank=True)  # empty: pasted text
    original = models.FileField(max_length=300, editable=False)
    digest = models.CharField(max_length=64, editable=False)  # SHA-256 of the original's bytes, in hex
    picture = models.FileField(max_length=300, blank=True, editable=False)  # a lead photo brought during the review

    document = models.JSONField()  # `ingest.document.Document`, as it came
    read = models.JSONField()  # `ingest.structure.Structure`, as it was read
    reviewed = models.JSONField()  # the same shape, as the editor left it
    choices = models.JSONField(default=dict)  # `drafting.Choices`

    edition = models.OneToOneField(
        "publications.Edition", on_delete=models.PROTECT, null=True, blank=True, related_name="imported"
    )
    doubts = models.PositiveIntegerField(default=0)  # what was uncertain still when the draft was made
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    updated_at = models.DateTimeField(default=timezone.now)  # the review's; set by whoever stores one

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        default_permissions = ()  # whoever may start a piece may bring one
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["digest"], name="import_digest"),
            models.Index(fields=["-updated_at"], name="import_unmade", condition=Q(edition=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="import_digest_is_sha256"),
            models.CheckConstraint(condition=~Q(original=""), name="import_has_its_original"),
            models.CheckConstraint(
                condition=Q(checked_at=None) | Q(edition__isnull=False), name="import_checked_once_a_draft"
            ),
            models.CheckConstraint(condition=Q(doubts=0) | Q(edition__isnull=False), name="import_doubts_of_a_draft"),
        ]

    def __str__(self) -> str:
        return self.name or gettext("Pasted text")

    @property
    def quoted(self) -> str:
        """For sentences: a file's name stands in quotes."""
        return f"“{self.name}”" if self.name else gettext("pasted text")

    def get_absolute_url(self) -> str:
        return self.address("change")

    def address(self, name: str, *arguments: object) -> str:
        return reverse(f"admin:publications_import_{name}", args=[self.uuid, *arguments])

    @cached_property
    def source(self) -> Document:
        return Document.from_json(self.document)

    @property
    def structure(self) -> Structure:
        return Structure.from_json(self.reviewed)

    @property
    def open_doubts(self) -> int:
        """How many uncertain places of its draft nobody has looked at."""
        return 0 if self.checked_at else self.doubts

    # Files: each has a name that nothing else uses, so that one written for nothing disturbs nobody.

    def keep_original(self, name: str, data: bytes) -> None:
        self.original.save(f"{FOLDER}/{self.uuid}/original{extension(name)}", ContentFile(data), save=False)

    def keep_picture(self, name: str, data: bytes) -> None:
        self.picture.save(f"{FOLDER}/{self.uuid}/picture-{uuid.uuid4().hex}{extension(name)}", ContentFile(data), False)

    def image_name(self, place: int) -> str:
        return f"{FOLDER}/{self.uuid}/image-{place}"

    def keep_images(self, images: list[Image]) -> None:
        for place, image in enumerate(images):
            default_storage.save(self.image_name(place), ContentFile(image.data))

    def image(self, place: int) -> bytes:
        """The bytes of one of the source's images. Raises FileNotFoundError."""
        with default_storage.open(self.image_name(place)) as file:
            return file.read()

    def delete_files(self) -> None:
        """Its files, those that are there. Raises OSError."""
        images = (self.image_name(place) for place in range(len(self.document["images"])))
        for name in filter(None, (self.original.name, self.picture.name, *images)):
            default_storage.delete(name)

    def throw_away(self) -> None:
        """Deletes it, its files included; only what became no draft. The trigger refuses the others."""
        with transaction.atomic():
            self.delete()
            # The row is gone by then, whatever becomes of the files; `clean_uploads` finds those that stay.
            transaction.on_commit(self.delete_files, robust=True)


def with_rows(names: Iterable[str]) -> set[str]:
    """Those of these names that are an image of an import that is there: no column of its row has them."""
    owners = {name: match["uuid"] for name in names if (match := IMAGE.fullmatch(name))}
    there = Import.objects.filter(uuid__in=set(owners.values())).values_list("uuid", flat=True)
    found = {str(owner) for owner in there}
    return {name for name, owner in owners.items() if owner in found}


def extension(name: str) -> str:
    """A file's, where it is a plain one."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) < 9 else ""
