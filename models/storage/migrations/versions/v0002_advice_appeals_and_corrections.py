"""Advice, appeals, links, labels and notes; what was corrected or undone; how sure it is that a letter left once.

Columns that are new are empty in the rows that were there, but for what can be told of these: how dossiers stood in the
sessions that they left, what mails were taken for, and which letters a sender may have sent as it died.
"""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, WORD, add, key, needed, of, optional

revision = "0002"
down_revision = "0001"

_TABLES = sa.MetaData()
for _name in ("application", "campaign", "decision", "deposit", "document", "meeting"):
    sa.Table(_name, _TABLES, key())  # there already
sa.Table(
    "dry_run",
    _TABLES,
    key(),
    *needed(sa.String, "code", unique=True),
    *needed(INSTANT, "at", index=True),
    *needed(sa.JSON, "letters", "whole"),
)
sa.Table(
    "incident",
    _TABLES,
    key(),
    *needed(sa.String, "key", unique=True),
    *needed(WORD, "kind"),
    *needed(sa.String, "about", "detail"),
    *needed(INSTANT, "begun_at"),
    *optional(INSTANT, "over_at", index=True),
)
sa.Table("mailbox_reading", _TABLES, sa.Column("role", sa.String, primary_key=True), *optional(INSTANT, "read_at"))
sa.Table("sending_pace", _TABLES, key(), *needed(INSTANT, "free_at"))
sa.Table(
    "published_file",
    _TABLES,
    key(),
    of("campaign", "campaign_id"),
    *needed(sa.String, "piece_id", "name", "version"),
    of("document", "document_id"),
    *needed(sa.JSON, "marks"),
    sa.UniqueConstraint("campaign_id", "piece_id"),
)
sa.Table(
    "sessioncorrection",
    _TABLES,
    key(),
    of("campaign", "campaign_id"),
    *needed(sa.String, "key"),
    *optional(sa.JSON, "former", "value"),
    *needed(sa.String, "reason", "by"),
    *needed(INSTANT, "at"),
)
sa.Table(
    "advice_request",
    _TABLES,
    key(),
    of("application", "application_id"),
    *needed(sa.String, "whom"),
    *needed(sa.String, "address", index=True),
    *needed(sa.String, "question"),
    *needed(sa.JSON, "pieces"),
    *needed(sa.String, "by"),
    *needed(INSTANT, "asked_at"),
    *needed(sa.Date, "due_on"),
    *needed(INSTANT, "due_at", index=True),
    *needed(WORD, "outcome", index=True),
    *optional(INSTANT, "closed_at"),
    *optional(INSTANT, "next_reminder_at", index=True),
    *optional(INSTANT, "shown_at"),
    *optional(sa.String, "shown_by"),
)
sa.Table(
    "assignment",
    _TABLES,
    key(),
    of("application", "application_id"),
    *optional(sa.String, "agent"),
    *needed(sa.String, "by"),
    *needed(INSTANT, "at"),
)
sa.Table(
    "internal_note",
    _TABLES,
    key(),
    of("application", "application_id"),
    *needed(sa.String, "text", "by"),
    *needed(INSTANT, "at"),
)
sa.Table(
    "label",
    _TABLES,
    key(),
    of("application", "application_id"),
    *needed(sa.String, "name", "by"),
    *needed(INSTANT, "at"),
    sa.UniqueConstraint("application_id", "name"),
)
sa.Table(
    "advice",
    _TABLES,
    key(),
    of("advice_request", "request_id"),
    of("deposit", "deposit_id", nullable=True),
    *needed(sa.String, "text", "by"),
    *needed(INSTANT, "given_at"),
)
sa.Table(
    "appeal",
    _TABLES,
    key(),
    of("application", "application_id"),
    of("decision", "decision_id"),
    *needed(WORD, "kind"),
    *needed(sa.Date, "received_on"),
    *optional(sa.Date, "posted_on"),
    of("deposit", "deposit_id", nullable=True),
    *needed(sa.String, "by"),
    *needed(INSTANT, "recorded_at"),
    *optional(sa.Date, "implied_on", index=True),
    *optional(INSTANT, "next_alarm_at", index=True),
    *needed(WORD, "outcome", index=True),
    *optional(sa.String, "reasons", "signatory_name", "signatory_capacity", "answered_by"),
    *optional(INSTANT, "answered_at"),
    *optional(sa.Date, "judged_on"),
)
sa.Table(
    "dossier_link",
    _TABLES,
    key(),
    *needed(sa.String, "digest", unique=True),
    *needed(sa.String, "holder"),
    of("application", "application_id", nullable=True),
    of("meeting", "meeting_id", nullable=True),
    *optional(sa.String, "seat"),
    of("advice_request", "advice_id", nullable=True),
    *needed(INSTANT, "issued_at"),
    *optional(INSTANT, "ends_at"),
)
sa.Table(
    "reclassification",
    _TABLES,
    key(),
    of("deposit", "deposit_id"),
    *needed(INSTANT, "at"),
    *needed(sa.String, "by"),
    *optional(sa.String, "reason"),
    *optional(WORD, "former", "meaning"),
    of("application", "former_application_id", nullable=True),
    of("application", "application_id", nullable=True),
    *needed(sa.JSON, "said"),
)


_TOLD = (
    # The line of an opening is of the session that the dossier leaves, and was of the one that opened.
    """
    UPDATE journal SET campaign_id = coalesce((
        SELECT former.campaign_id FROM passage former, passage entered
        WHERE former.application_id = journal.application_id AND entered.application_id = journal.application_id
          AND entered.campaign_id = journal.campaign_id AND former.id < entered.id
        ORDER BY former.id DESC LIMIT 1), campaign_id)
    WHERE event = 'open'
    """,
    # How a dossier stood when it left a session: by the last line of that session, the opening apart.
    """
    UPDATE passage SET
        left_at = (SELECT min(later.entered_at) FROM passage later
                   WHERE later.application_id = passage.application_id AND later.id > passage.id),
        left_as = coalesce((
            SELECT status FROM journal WHERE journal.application_id = passage.application_id
               AND journal.campaign_id = passage.campaign_id AND journal.event <> 'open'
            ORDER BY journal.id DESC LIMIT 1), 'carried_over')
    WHERE EXISTS (SELECT 1 FROM passage later
                  WHERE later.application_id = passage.application_id AND later.id > passage.id)
    """,
    # Whatever somebody wrote opened a dossier, or went to the one that there was.
    """
    UPDATE deposit SET meaning = CASE WHEN EXISTS (
        SELECT 1 FROM application
        WHERE application.id = deposit.application_id AND application.received_at = deposit.received_at
        ) THEN 'deposit' ELSE 'answer' END
    WHERE nature = 'written' AND sorted_at IS NOT NULL AND application_id IS NOT NULL
    """,
    # No organisation is called by the domain of an address any more.
    """
    UPDATE organisation SET name = 'Organisme à identifier'
    WHERE EXISTS (SELECT 1 FROM application WHERE application.organisation_id = organisation.id
                  AND lower(application.contact) LIKE '%@' || lower(organisation.name))
    """,
    # Silence decides nothing for a public body, told by its SIREN.
    """
    UPDATE application SET silence_at = NULL, next_alarm_at = NULL
    WHERE organisation_id IN (SELECT id FROM organisation WHERE siren LIKE '1%' OR siren LIKE '2%')
    """,
    # Who had taken it ended without a word: it may have left.
    """
    UPDATE notice SET begun_at = claimed_until, attempts = attempts + 1
    WHERE status = 'queued' AND claimed_until IS NOT NULL
    """,
)
"""What can be told of the rows that were there."""

_AT_RISK = sa.text("begun_at IS NOT NULL OR crashes > 0")


def upgrade() -> None:
    """Make the new tables, and give the others their new columns."""
    _TABLES.create_all(op.get_bind())
    _extend_sessions()
    _extend_arrivals()
    _extend_notices()
    for statement in _TOLD:
        op.execute(statement)


def _extend_sessions() -> None:
    add(
        "campaign",
        *optional(INSTANT, "retained_at", "cancelled_at"),
        *optional(sa.String, "cancelled_by", "cancelled_for"),
    )
    add("organisation", *optional(WORD, "legal_kind"))
    add("meeting", *optional(WORD, "mode"), *optional(INSTANT, "dated_for"), *optional(sa.JSON, "proxies"))
    add("agenda_item", *optional(sa.Boolean, "tied"))
    add("decision", *optional(sa.Boolean, "by_silence"))
    add("journal", *optional(INSTANT, "recorded_at"))
    add("opinion", *optional(INSTANT, "mended_at"))
    add("passage", *optional(INSTANT, "left_at"), *optional(WORD, "left_as"), *optional(sa.JSON, "left_with"))
    add("signature", *optional(sa.String, "sha256"))


def _extend_arrivals() -> None:
    add(
        "deposit",
        of("deposit", "thread_id", nullable=True),
        *optional(sa.Integer, "joined_from_id"),
        *optional(WORD, "meaning", index=True),
        *optional(WORD, "wish"),
        *optional(INSTANT, "seen_at"),
        *optional(sa.String, "seen_by"),
    )
    add(
        "file",
        *optional(sa.JSON, "proposed", "holds"),
        *optional(sa.Boolean, "is_loose"),
        *optional(sa.String, "form_version"),
        *optional(sa.Integer, "form_year"),
    )


def _extend_notices() -> None:
    add(
        "notice",
        of("advice_request", "advice_id", nullable=True),
        *optional(sa.String, "claimed_by", "seen_by"),
        *needed(sa.Integer, "crashes", "put_off", server_default="0"),
        *optional(INSTANT, "begun_at", "doubted_at", "doubt_settled_at", "delivered_at", "seen_at", "held_until"),
        *optional(sa.Integer, "attested_by"),
        *optional(sa.Integer, "copy_of", index=True),
    )
    op.create_index("ix_notice_at_risk", "notice", ["begun_at"], sqlite_where=_AT_RISK, postgresql_where=_AT_RISK)
    if op.get_context().dialect.name == "postgresql":  # SQLite asks no length
        op.alter_column("notice", "kind", type_=WORD)
