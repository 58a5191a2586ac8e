"""What the run of an act about a yearly report says of it."""

from collections.abc import Iterator

from flows.boards.markdown import NAME, plain
from notifications.writing.wording import count, long_date
from tasks.sessions.reports.account import EntryAccount, ReportAccount, SetAccount

_NAMED = 12  # questions that are named


def said_of_set(account: SetAccount) -> Iterator[str]:
    """Yield which version of a set may be used."""
    yield (
        f"{plain(account.label, longest=NAME)}, version {account.version} : validée le "
        f"{long_date(account.validated_on)}, par {plain(account.body, longest=NAME)}. Elle peut servir (formulaire "
        "ouvrir-bilan)."
    )


def said_of_report(account: ReportAccount) -> Iterator[str]:
    """Yield how far a collection is."""
    yield (
        f"Bilan {account.year} : {count(account.asked, 'demande')}, {count(account.whole, 'complète')} ; dernier jour "
        f"pour répondre, le {long_date(account.due_on)}."
    )
    if account.unreached:
        yield f"Sans courriel chez nous, à interroger autrement : {account.unreached} (« À traiter »)."


def said_of_entry(account: EntryAccount) -> Iterator[str]:
    """Yield what is missing of an answer, or that it is whole."""
    if not account.missing and not account.faults:
        yield f"Bilan {account.year} complet : aucun rappel ne part plus."
    for fault in account.faults:
        yield f"À corriger : {plain(fault, longest=NAME)}"
    if account.missing:
        more = len(account.missing) - _NAMED
        named = " ; ".join(account.missing[:_NAMED]) + (f" ; et {count(more, 'autre')}" if more > 0 else "")
        yield f"Il manque encore : {named}."
