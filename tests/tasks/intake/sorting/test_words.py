"""What the words of a mail say, sentence by sentence: who applies, who asks, who withdraws, contests or wants time."""

import pytest

from models.intake.words import Wish
from tasks.intake.sorting.words import claims_candidacy, wish_of
from tasks.reading.mail.mail import Mail, read_mail
from tests.support.mails import compose

CLAIMS = (
    "Veuillez trouver ci-joint notre dossier de candidature au SPRO.",
    "Nous candidatons au service public régional de l'orientation.",
    "Je vous adresse la candidature de la MJC des Lilas.",
    "Suite de la candidature de la MJC des Lilas",
    "Notre association souhaite adhérer au SPRO.",
    "Bonjour,\n\nPar la présente, nous déposons notre candidature.\n\nPouvez-vous nous en accuser réception ?",
    "Notre dossier dépasse 25 Mo. Vous pouvez le télécharger ici jusqu'au 22 avril 2026 :",
)
CLAIMS_NOTHING = (
    "Bonjour, notre association peut-elle candidater ? Merci.",
    "Je voudrais savoir comment déposer notre candidature.",
    "Pourriez-vous me dire où en est notre dossier de candidature",
    "Bonjour, avez-vous bien reçu notre demande ?",
    "Je suis absente jusqu'au 11 mai.",
    "Merci de noter que nous retirons notre candidature.",
    "Merci beaucoup.\n\nLe 13 avr. 2026, SPRO <depot@example.invalid> a écrit :\n> Votre dossier de candidature",
    "Merci.\n\n-----Message d'origine-----\nDe : Anne\nObjet : Candidature\n\nVoici notre dossier de candidature.",
)
WISHES = {
    "Nous retirons notre candidature.": Wish.withdrawal,
    "Notre conseil d'administration a décidé de retirer notre dossier.": Wish.withdrawal,
    "Nous ne souhaitons plus donner suite.": Wish.withdrawal,
    "Après réflexion, nous nous désistons.": Wish.withdrawal,
    "Je renonce à cette candidature.": Wish.withdrawal,
    "Nous avons choisi de ne pas donner suite. Merci de ne plus en tenir compte.": Wish.withdrawal,
    "We would like to withdraw our application.": Wish.withdrawal,
    "Could we have an extension of the deadline, please?": Wish.more_time,
    "We wish to appeal against your decision.": Wish.appeal,
    "Serait-il possible d'avoir un délai supplémentaire ?": Wish.more_time,
    "Pouvez-vous prolonger la date limite de quelques jours ?": Wish.more_time,
    "Il nous faudrait plus de temps pour réunir les pièces.": Wish.more_time,
    "Nous contestons votre refus.": Wish.appeal,
    "Vous trouverez ci-joint un recours gracieux contre la décision du 9 juillet.": Wish.appeal,
    "Merci de réexaminer notre dossier ; à défaut, nous saisirons le tribunal administratif.": Wish.appeal,
    "Vous trouverez ci-joint les pièces demandées.": None,
    "Merci pour votre réponse.": None,
}


def _mail(text: str, subject: str = "Bonjour") -> Mail:
    return read_mail(compose(text, files={}, subject=subject).as_bytes())


@pytest.mark.parametrize("text", CLAIMS)
def test_who_applies_says_so(text: str) -> None:
    """In the first person, or by naming whose candidacy it is; a question beside it takes nothing away."""
    assert claims_candidacy(_mail(text))


@pytest.mark.parametrize("text", CLAIMS_NOTHING)
def test_who_asks_does_not_apply(text: str) -> None:
    """A question, a withdrawal, and what a mail only quotes claim nothing."""
    assert not claims_candidacy(_mail(text))


@pytest.mark.parametrize(("subject", "claims"), [("Candidature SPRO", True), ("Question sur la candidature", False)])
def test_a_subject_may_say_it(subject: str, *, claims: bool) -> None:
    """Many a sender writes nothing else."""
    assert claims_candidacy(_mail("Bonjour.", subject)) is claims


@pytest.mark.parametrize(("text", "wish"), WISHES.items())
def test_what_a_person_must_see_first_is_recognised(text: str, wish: Wish | None) -> None:
    """An appeal, a withdrawal and a request for more time, in plain words; only as likely."""
    assert wish_of(_mail(text)) is wish


def test_what_is_quoted_is_not_asked() -> None:
    """Our letters speak of recours and of delays: who answers them does not."""
    quoted = "Merci.\n\n> Vous pouvez former un recours gracieux dans un délai de deux mois."

    assert wish_of(_mail(quoted)) is None
