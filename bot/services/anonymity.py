"""Who asked anonymously: sealed when asked, recognised by mark, opened only to deliver to them."""

from __future__ import annotations

import hmac

from bot.events import Person
from bot.store import anonymous_askers as store
from bot.store import outbox, person_merge
from bot.store.seals import CannotOpen, NoSecret, Sealed, seals
from bot.store.unit_of_work import UnitOfWork


class NotAnonymously(Exception):
    """Nobody can ask anonymously: the operator wants it so, or gave no secret."""


def can_seal(uow: UnitOfWork) -> bool:
    """Whether there is a secret to seal with."""
    return bool(uow.secret)


def keep(uow: UnitOfWork, question_id: int, person: Person) -> None:
    """Seal who asked this question. Raises NotAnonymously when there is no secret."""
    try:
        made = seals(uow.secret)
    except NoSecret:
        raise NotAnonymously from None
    sealed = made.seal(str(person.id))
    store.add_seal(
        uow.session, uow.organization_id, question_id, sealed, _mark(uow, question_id, person)
    )


def is_it(uow: UnitOfWork, question_id: int, person: Person) -> bool:
    """Whether this person asked that anonymous question; the seal stays closed."""
    kept = store.seal_of(uow.session, uow.organization_id, question_id)
    if kept is None or not uow.secret:
        return False
    return recognises(uow, kept.mark, "asker", person, question_id)


def recognises(uow: UnitOfWork, kept: str, purpose: str, person: Person, *about: object) -> bool:
    """Whether a kept mark is this person's, under whichever id: they may have been several.

    Raises NotAnonymously.
    """
    if hmac.compare_digest(kept, mark(uow, purpose, person, *about)):
        return True
    return any(
        hmac.compare_digest(kept, mark(uow, purpose, Person(id_, person.name), *about))
        for id_ in uow.earlier_ids(person.id)
    )


def destination(uow: UnitOfWork, question_id: int) -> Sealed | None:
    """Where the anonymous asker of a question is told: to be opened when it is delivered."""
    kept = store.seal_of(uow.session, uow.organization_id, question_id)
    return Sealed(kept.sealed) if kept else None


def send_again(uow: UnitOfWork, person: Person, post_id: int) -> bool:
    """Give a refused post another chance, if this person wrote it and nobody may know that."""
    token = outbox.author_seal(uow.session, uow.organization_id, post_id)
    try:
        if not token:
            return False
        author = int(seals(uow.secret).open(token))
    except (CannotOpen, NoSecret):
        return False
    if person_merge.today(uow.session, uow.organization_id, author) != person.id:
        return False
    return outbox.revive(uow.session, uow.organization_id, post_id, None, uow.now)


def mark(uow: UnitOfWork, purpose: str, person: Person, *about: object) -> str:
    """A digest that recognises this person for one purpose. Raises NotAnonymously."""
    try:
        return seals(uow.secret).mark(purpose, uow.organization_id, person.id, *about)
    except NoSecret:
        raise NotAnonymously from None


def _mark(uow: UnitOfWork, question_id: int, person: Person) -> str:
    return mark(uow, "asker", person, question_id)
