"""The files that notices carry: each content is kept once, however many readers it goes to."""

from sqlmodel import Field, SQLModel, UniqueConstraint


class Document(SQLModel, table=True):
    """Octets that notices carry, kept once: `digest` is their SHA-256, in hexadecimal."""

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True)
    media_type: str
    content: bytes


class NoticeFile(SQLModel, table=True):
    """A file of a notice, in its place from 1. It goes with its notice: one that is called off leaves nothing."""

    __tablename__ = "notice_file"
    __table_args__ = (UniqueConstraint("notice_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", ondelete="CASCADE")
    position: int
    name: str
    document_id: int = Field(foreign_key="document.id", index=True)
