"""Notices are rendered and queued in the transaction that causes them; they leave after it (see delivery)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from email.headerregistry import Address
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select

from models.calendar.business_days import business_days
from models.columns import PAGE, among, chunks, pages
from models.dossiers.application import Application, by_receipt
from models.intake.postal import is_postal
from models.notices import Notice
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.storage.database import add_new
from models.vocabulary import NoticeKind, NoticeStatus
from notifications.catalogue import KINDS
from notifications.loading.variables import LOADERS, session_view
from notifications.outbox.act_files import act_files
from notifications.outbox.beside.dates import Held, Told, files_for_diaries, held_days, speaks_of_days
from notifications.outbox.beside.threads import thread_of, threads
from notifications.outbox.dropped import drop
from notifications.outbox.enclosures import Enclosure, attach
from notifications.outbox.hold import first_attempts
from notifications.outbox.leases import still_waits
from notifications.views.notices import ApplicationView, SessionView
from notifications.writing.render import Rendered, render


class Letter(NamedTuple):
    """A notice to write to one address. `key` is its business reason, for ever."""

    key: str
    recipient: str
    variables: Mapping[str, Any]
    application_id: int | None = None
    in_reply_to: str | None = None
    files: tuple[Enclosure, ...] = ()
    reply_to: str | None = None
    deposit_id: int | None = None
    advice_id: int | None = None


def notify(
    session: Session,
    campaign: Campaign,
    kind: NoticeKind,
    ids: Sequence[int],
    *,
    at: datetime,
    occurrence: str | Mapping[int, object] = "1",
    in_reply_to: str | None = None,
    deposit_id: int | None = None,
    of_each: Mapping[str, Mapping[int, object]] | None = None,
    files: Mapping[int, tuple[Enclosure, ...]] | None = None,
    together: int | None = None,
    **said: object,
) -> int:
    """Queue a notice of `kind` to the applicant of each of `ids`, and return how many are new. They are written page by
    page; where these are a page of more already, so many are queued `together`.

    `occurrence` tells one from the next of the same kind for the same dossier (a request's id, a version). Variables of
    the catalogue that no row holds are `said` of all, or `of_each` by application id; `files` go with the notice of
    each application that has some.
    """
    like = Letter("", "", said, in_reply_to=in_reply_to, deposit_id=deposit_id)
    each = _Each(occurrence, of_each or {}, files or {})
    many = together or (len(ids) if len(ids) > PAGE else None)
    written = (_letters(session, campaign, kind, part, like=like, each=each, at=at) for part in pages(ids))
    return sum(enqueue(session, campaign, kind, letters, together=many, at=at) for letters in written)


class _Each(NamedTuple):
    """What tells the letters to several applicants apart: see `notify`."""

    occurrence: str | Mapping[int, object]
    variables: Mapping[str, Mapping[int, object]]
    files: Mapping[int, tuple[Enclosure, ...]]


def _letters(
    session: Session,
    campaign: Campaign,
    kind: NoticeKind,
    ids: Sequence[int],
    *,
    like: Letter,
    each: _Each,
    at: datetime,
) -> list[Letter]:
    """Return the letters of a kind to some applicants, all like one but for what is of each."""
    values = dict(each.variables)
    values |= _load(session, campaign.rules, KINDS[kind].variables - like.variables.keys() - values.keys(), ids)
    if "application" in values:
        values["application"] = _as_of(values["application"], business_days(campaign.rules).local(at))
    told = each.occurrence
    return [
        like._replace(
            key=f"{reference}/{kind}/{told if isinstance(told, str) else told[application_id]}",
            recipient=contact,
            variables=dict(like.variables) | {name: by_id[application_id] for name, by_id in values.items()},
            application_id=application_id,
            files=each.files.get(application_id, ()),
        )
        for application_id, reference, contact in _contacts(session, ids)
    ]


def call_off(session: Session, campaign: Campaign, kind: NoticeKind) -> None:
    """Drop the notices of a kind that still wait, whoever they are for: what they say is over."""
    waits = (col(Notice.kind) == kind, still_waits())
    drop(session, col(Notice.campaign_id) == campaign.id, *waits)


_STILL_WAIT = select(Notice.id).where(col(Notice.kind).in_(bindparam("kinds", expanding=True)), still_waits()).limit(1)


def _call_off(session: Session, campaign: Campaign, kind: NoticeKind, letters: Sequence[Letter]) -> None:
    """Drop what waits and is no longer true; what a sender holds is on its way already. After an outage of the mail
    server, nobody gets two reminders at once, nor one after their answer."""
    over = KINDS[kind].calls_off
    if not over or session.exec(_STILL_WAIT, params={"kinds": over}).first() is None:
        return
    waits = (col(Notice.kind).in_(over), still_waits())
    for start in range(0, len(letters), 1_000):
        part = letters[start : start + 1_000]
        of_dossier = col(Notice.application_id).in_([one.application_id for one in part if one.application_id])
        to_address = col(Notice.application_id).is_(None) & col(Notice.recipient).in_([one.recipient for one in part])
        of_session = col(Notice.campaign_id) == campaign.id
        drop(session, *waits, or_(of_dossier, to_address & of_session))


def _as_of(views: Mapping[int, Any], today: date) -> dict[int, ApplicationView]:
    """Say of a date on which silence has decided already that it is past: no letter announces it."""
    return {
        i: replace(v, silence_on=None, silent_since=v.silence_on) if (v.silence_on or today) < today else v
        for i, v in views.items()
    }


def enqueue(
    session: Session,
    campaign: Campaign,
    kind: NoticeKind,
    letters: Iterable[Letter],
    *,
    together: int | None = None,
    at: datetime,
) -> int:
    """Render and queue the letters whose key is new, page by page, and return how many those are; where they are a part
    of more, so many are queued `together`. Raises what `render` raises."""
    letters = list(letters)
    many = together or (len(letters) if len(letters) > PAGE else None)
    return sum(_enqueue(session, campaign, kind, part, together=many, at=at) for part in pages(letters))


def _enqueue(
    session: Session,
    campaign: Campaign,
    kind: NoticeKind,
    letters: Sequence[Letter],
    *,
    together: int | None,
    at: datetime,
) -> int:
    known = _known_keys(session, [letter.key for letter in letters])
    fresh = [letter for letter in letters if letter.key not in known]
    if not fresh:
        return 0
    _call_off(session, campaign, kind, fresh)
    region, view = campaign.rules, session_view(session, campaign, at=at)
    sender, days = _sender(region), business_days(region)
    readers = [letter.application_id for letter in fresh]
    first = first_attempts(session, region, kind, readers, together=together or len(fresh), at=at)
    followed, held = _followed(session, kind, fresh), _held_days(session, kind, fresh)
    rows, days_of = [], {}
    for letter in fresh:
        on_paper = is_postal(letter.recipient)
        rendered = render(kind, region=region, session=view, on_paper=on_paper, **letter.variables)
        row = {"kind": kind, "campaign_id": campaign.id, "sender": sender, "enqueued_at": at}
        row["thread"] = thread_of(followed.get(letter.application_id or 0, ()), letter.in_reply_to)
        due_at = None if on_paper else first[letter.application_id]
        rows.append(row | _said(letter, rendered, region) | _waits(due_at, at=at))
        told = Told(kind, letter.variables, rendered.text, days.local(due_at or at), view.effect_on)
        days_of[letter.key] = () if on_paper else _for_diaries(letter, told, held, region, at=at)
    # Two runs that cause the same notice at once: the first key stays, the second adds nothing.
    add_new(session, Notice, rows)
    _attach(session, kind, fresh, days_of, region=region, view=view)
    return len(rows)


def _attach(
    session: Session,
    kind: NoticeKind,
    letters: Sequence[Letter],
    days_of: Mapping[str, tuple[Enclosure, ...]],
    *,
    region: Region,
    view: SessionView,
) -> None:
    """Enclose in each letter its files, else the document of the act that it tells, and what its diary is told.
    What was signed outside comes with its notice, and no document is made beside it."""
    alone = {letter.key: letter.variables for letter in letters if not letter.files}
    acts = act_files(kind, alone, region=region, session=view)
    files = {letter.key: (letter.files or acts.get(letter.key, ())) + days_of[letter.key] for letter in letters}
    attach(session, {key: some for key, some in files.items() if some})


def _followed(session: Session, kind: NoticeKind, letters: Sequence[Letter]) -> Mapping[int, Sequence[str]]:
    """Return the mails of the dossiers that letters to their applicants are about: no other reader saw them."""
    ids = [letter.application_id for letter in letters if letter.application_id]
    return threads(session, ids) if ids and KINDS[kind].is_for_applicants else {}


def _held_days(session: Session, kind: NoticeKind, letters: Sequence[Letter]) -> Held | None:
    """Return what the diaries of applicants hold, where letters of a kind may tell them something; else None."""
    ids = [letter.application_id for letter in letters if letter.application_id]
    return held_days(session, ids) if ids and speaks_of_days(kind) else None


def _for_diaries(
    letter: Letter, told: Told, held: Held | None, region: Region, *, at: datetime
) -> tuple[Enclosure, ...]:
    if held is None or letter.application_id is None:
        return ()
    reference = letter.variables["application"].reference
    return files_for_diaries(letter.application_id, told, held, region, key=reference, at=at)


def _said(letter: Letter, rendered: Rendered, region: Region) -> dict[str, object]:
    return {
        "key": letter.key,
        "application_id": letter.application_id,
        "deposit_id": letter.deposit_id,
        "advice_id": letter.advice_id,
        "recipient": letter.recipient,
        "message_id": message_id(letter.key, region),
        "in_reply_to": letter.in_reply_to,
        "reply_to": letter.reply_to,
        **rendered._asdict(),
    }


def _waits(due_at: datetime | None, *, at: datetime) -> dict[str, object]:
    held_until = None if due_at == at else due_at
    return {"status": NoticeStatus.queued, "due_at": due_at, "held_until": held_until, "attempts": 0}


def message_id(key: str, region: Region) -> str:
    """Return the Message-ID of a notice: the same for the same reason, so that one sent twice is recognised."""
    return marked_id(sha256(key.encode()).hexdigest()[:32], region)


def marked_id(mark: str, region: Region) -> str:
    """Return the Message-ID of the notice of a mark, which stands in the address that it leaves from, and in what
    servers report of it."""
    domain = region.roles.deposit_mailbox.email.partition("@")[2]
    return f"<{mark}@{domain}>"


def _sender(region: Region) -> str:
    return str(Address(f"SPRO {region.region.name}", addr_spec=region.roles.deposit_mailbox.email))


def _load(
    session: Session, region: Region, names: Iterable[str], ids: Sequence[int]
) -> dict[str, Mapping[int, object]]:
    session.flush()
    return {name: LOADERS[name](session, region, ids) for name in names}


def _contacts(session: Session, ids: Sequence[int]) -> list[tuple[int, str, str]]:
    return [(i or 0, reference, contact) for i, reference, contact in session.exec(_CONTACTS, params={"ids": ids})]


_CONTACTS = (
    select(Application.id, Application.reference, Application.contact)
    .where(among(Application.id))
    .order_by(*by_receipt())
)


def _known_keys(session: Session, keys: Sequence[str]) -> set[str]:
    return {key for part in chunks(keys) for key in session.exec(_KNOWN, params={"keys": part})}


_KNOWN = select(Notice.key).where(col(Notice.key).in_(bindparam("keys", expanding=True)))
