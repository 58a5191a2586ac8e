"""What the run of an act about a territory says of it, in the Région's own words."""

from collections.abc import Iterator

from flows.boards.markdown import NAME, plain
from notifications.writing.wording import count, enumeration, long_date
from tasks.meetings.territories.account import AttachmentAccount, CommitteeAccount, TerritoryAccount


def said_of_attachment(account: AttachmentAccount) -> Iterator[str]:
    """Yield in which territories a member is."""
    if account.territories:
        yield f"De ce {account.word} : {enumeration(account.territories)}."
    else:
        yield f"Aucun {account.word} ne couvre ce lieu : indiquez-en un, ou complétez le fichier de région."


def said_of_territory(account: TerritoryAccount) -> Iterator[str]:
    """Yield who coordinates a territory, or that nobody does, and until when that is borne."""
    of = f"{account.territory} ({account.committee} : {count(account.members, 'structure')})"
    if account.coordinator and account.since:
        who = plain(account.coordinator, longest=NAME)
        yield f"{of} · {account.coordination} : {who}, depuis le {long_date(account.since)}."
    elif account.vacant_since:
        yield f"{of} · {account.coordination} : vacant depuis le {long_date(account.vacant_since)}."
        if account.alert_after is not None:
            after = count(account.alert_after, "jour")
            yield f"« À traiter » et le courriel du matin le rappellent au bout de {after} sans désignation."
    else:
        yield f"{of} · {account.coordination} : personne n'est désigné."


def said_of_committee(account: CommitteeAccount) -> Iterator[str]:
    """Yield what was recorded of a committee."""
    yield f"{account.committee} · {account.work}, {long_date(account.on)} : enregistré."
    if account.proposed:
        told = "ajoutées à celles que la session prévient" if account.is_agreed else "à confirmer avant de les prévenir"
        yield f"{count(account.proposed, 'structure proposée', 'structures proposées')} : {told}."
