"""The outbox: notices written in the transaction that caused them, sent after it."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import word
from models.vocabulary import NoticeStatus


class Notice(SQLModel, table=True):
    """One notice to one address, rendered when it was caused and kept as it was sent.

    `key` is the business reason (application, kind, occurrence): the same reason never writes to anybody twice.
    `deposit_id` is the arrival that it tells of, where it does.
    `sender` is the deposit mailbox, so that answers and reports of failure come back to where they are read; answers go
    to `reply_to` where that is another desk's.
    `due_at` is when the next attempt may be made, empty once there will be none; `claimed_until` is a sender's
    lease, after which another may take it.
    """

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str = Field(index=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    deposit_id: int | None = Field(default=None, foreign_key="deposit.id")
    sender: str
    recipient: str
    message_id: str = Field(unique=True)
    in_reply_to: str | None = None
    reply_to: str | None = None
    subject: str
    text: str
    html: str
    status: NoticeStatus = Field(default=NoticeStatus.queued, sa_type=word(NoticeStatus), index=True)
    enqueued_at: datetime
    due_at: datetime | None = Field(index=True)
    attempts: int = 0
    claimed_until: datetime | None = None
    sent_at: datetime | None = None
    last_error: str | None = None
