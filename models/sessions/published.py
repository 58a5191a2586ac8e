"""The files that applicants fill in, as the Région gave them when a session opened."""

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import none


class PublishedFile(SQLModel, table=True):
    """The file to fill in for a piece in a session: a later edit of the Région's folder does not change it.

    `document_id` is where its octets are kept, under their SHA-256; `marks` are the traces of its words, by which it is
    known when it comes back filled in.
    """

    __tablename__ = "published_file"
    __table_args__ = (UniqueConstraint("campaign_id", "piece_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    piece_id: str
    name: str
    version: str
    document_id: int = Field(foreign_key="document.id", index=True)
    marks: list[str] = Field(default_factory=none, sa_type=JSON)
