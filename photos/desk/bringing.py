"""A new photo from a file, with the file's own words as a first guess, and no file twice unless it is wanted so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, connection, transaction

from photos import library
from photos.desk import first_guess
from photos.models import Photo

TRIES = 10


class Known(Exception):
    """The same file is in the library already."""

    def __init__(self, photo: Photo) -> None:
        super().__init__(str(photo))
        self.photo = photo


def bring(file: File, name: str, *, again: bool = False, then: Callable[[Photo], Any] = lambda photo: None) -> Photo:
    """A new photo of a file, with the file's own words as a first guess.

    name: what the file was called; the photo's short name comes from it. again: whether a file that is there already
    is wanted a second time. then: what else is stored with the photo, or not at all.

    Raises ValidationError with words for an editor, and Known.
    """
    if file.size and file.size <= library.MOST_BYTES and not again:
        refuse_known(library.digest(file))
    developed = library.develop(file)
    for left in reversed(range(TRIES)):
        photo = Photo(slug=library.free_slug(name), **first_guess.fields(developed.words))
        try:
            with transaction.atomic():
                if not again:
                    one_at_a_time(developed.digest)
                    refuse_known(developed.digest)
                library.keep(photo, file, developed)
                then(photo)
                return photo
        except IntegrityError:  # another upload took the short name meanwhile
            library.take_back(photo)
            if not left:
                raise
        except BaseException:
            library.take_back(photo)
            raise
    raise AssertionError


def refuse_known(digest: str) -> None:
    if known := Photo.objects.filter(digest=digest).order_by("id").first():
        raise Known(known)


def one_at_a_time(digest: str) -> None:
    """Lets two uploads of the same bytes pass one after the other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])
