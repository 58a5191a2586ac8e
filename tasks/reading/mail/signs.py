"""By which words mail programs are known when nobody wrote, in the languages they speak.

Words are looked for folded (`folded`): in lower case, without accents, runs of blanks as one.
"""

import re
from functools import cache
from typing import NamedTuple

from models.region.file_names import fold


class Sign(NamedTuple):
    """Words as a regular expression, and who says them."""

    who: str
    words: str


Signs = tuple[Sign, ...]

EXPIRED: Signs = (
    Sign("Postfix", r"message has expired|delivery (time )?expired|delivered for too long"),
    Sign("Exim", r"retry time(out)? exceeded|could not be delivered for .{1,40}(day|hour)|message is too old"),
    Sign("qmail", r"given up|not going to try again|in the queue too long"),
    Sign("sendmail", r"could not send message for past|message timed out|unable to deliver .{1,60} for the last"),
    Sign("Exchange", r"giving up|delivery attempts have failed|no longer be retried"),
    Sign("in French", r"n'a( pas)? pu etre \w+ (depuis|pendant|apres|dans (les|le delai))|est abandonnee?|abandon de"),
    Sign("in French", r"delai[^.]{0,60}(expire|depasse)|message a expire|plus aucune (autre )?tentative"),
)
"""Late for so long that it came back: looked for first, since it speaks of the delay too."""

DELAYED: Signs = (
    Sign("Postfix", r"this is a warning only|do not need to resend|delivery status notification \(delay\)"),
    Sign("Exim", r"warning: message|not yet been delivered|no action is required"),
    Sign("sendmail", r"warning: could not send|will keep trying|still trying"),
    Sign(
        "Exchange", r"(delivery|mail|message).{0,40}(delayed|postponed)|delayed:|will continue to try|will be retried"
    ),
    Sign("in French", r"\bretardee?\b|\bdifferee?\b|remise.{0,20}reportee|n'a pas encore (ete|pu)"),
    Sign("in French", r"(simple|seulement d'un) avertissement|tentatives? .{0,40}(suiv|continu|seront|poursui)"),
    Sign("in French", r"continuera d'essayer|inutile de (le |la |votre message )?re(nvoy|exped)|(sera|etre) retente"),
    Sign("in German", r"verzogert|verspatet"),
)
"""Late, and it may arrive."""

FAILED: Signs = (
    Sign("SMTP", r"\b5\d\d[ -]|\b5\.\d{1,3}\.\d{1,3}\b"),
    Sign("many", r"undeliver|failure notice|delivery.{0,40}fail|delivery status notification \(failure\)"),
    Sign("many", r"permanent(ly)? (error|fail|fatal)|(not|n't|cannot|never) (be )?(delivered|sent)|non-?deliver"),
    Sign("many", r"(could|was|were|has|have) not (be |been )?(delivered|reach|receive)|did not reach"),
    Sign("many", r"unable to (deliver|send)|returning (mail|message)|returned (mail|message|to sender)"),
    Sign("many", r"(mail|message).{0,20} (returned|rejected|bounced)|was aborted|automatically rejected"),
    Sign(
        "mailboxes", r"(user|recipient|address|mailbox|account).{0,40}(unknown|not (found|exist|valid|listed)|rejected)"
    ),
    Sign("mailboxes", r"(mailbox|account).{0,40}(disabled|full)|over ?quota|quota exceeded"),
    Sign("mailboxes", r"(unknown|no such|invalid) (user|recipient|address|mailbox|account)"),
    Sign("Exim", r"unroute?able|a message that you sent could not"),
    Sign("qmail", r"wasn't able to deliver|sorry, (no mailbox|i couldn't)"),
    Sign("Domino", r"not listed in (domino|public|the )|no route found to domain"),
    Sign("in French", r"non[ -]?(remis|distribu|delivr|livr|achemin|transmi)|(est|sont) revenue?s?\b"),
    Sign(
        "in French",
        r"n'(a|ont)( pas| jamais)? (pu )?(etre|ete) (remis|distribu|delivr|livr|achemin|transmis|envoy|joint)",
    ),
    Sign(
        "in French", r"impossible (de|d')( vous)? ?(remettre|distribuer|delivrer|livrer|joindre|acheminer|transmettre)"
    ),
    Sign(
        "in French", r"(remise|distribution|livraison|envoi|acheminement|delivrance)[^.]{0,40}(impossible|echou|refus)"
    ),
    Sign(
        "in French", r"echec (de|d'|lors|definitif|permanent)|retour(nee?)? a l'(expediteur|envoyeur)|n'a pas atteint"
    ),
    Sign(
        "in French",
        r"(adresse|destinataire|utilisateur|boite|compte)[^.]{0,60}(inconnu|inexistant|introuvable|invalid|errone)",
    ),
    Sign(
        "in French",
        r"(adresse|destinataire|utilisateur|boite|compte)[^.]{0,60}(n'existe pas|plein|satur|desactiv|refus)",
    ),
    Sign("in French", r"erreur (permanente|definitive|fatale)|quota [^.]{0,20}(depasse|atteint)"),
    Sign("in German", r"unzustellbar|nicht (zugestellt|ubermittelt)|unbekannter empfanger"),
    Sign("in Spanish", r"no (se )?(ha podido|pudo|puede) (ser )?entrega|no entregad|devuelto al remitente"),
    Sign("in Italian", r"impossibile recapitare|mancat[oa] (recapito|consegna)|non (e stato )?(recapitat|consegnat)"),
)
"""It did not arrive."""

_ANSWERED = r"(respuesta|risposta|resposta) automatica|automatisch antwoord|automatiskt svar|automatyczna odpowiedz"
"""« Réponse automatique » in Spanish, Italian, Portuguese, Dutch, Swedish and Polish."""

ABSENT: Signs = (
    Sign("in English", r"out of (the )?office|auto(matic)?[- ]?(reply|response)|away from (my|the)"),
    Sign("in English", r"\bon (vacation|leave|holiday|annual leave)"),
    Sign("in French", r"reponse automatique|\babsen(te?s?|ce)\b|en (conges?|vacances|deplacement)|repondeur"),
    Sign("in French", r"\bde retour (le|au|a|en)\b|bureau (est|sera) ferme|je ne suis plus"),
    Sign("in German", r"abwesen|automatische antwort"),
    Sign("in other tongues", rf"{_ANSWERED}|fuera de la oficina|fuori (ufficio|sede)"),
)
"""An absent person's mailbox answers: it arrived."""

RETURNS: Signs = (
    Sign("in English", r"(mail |e-?mail |message )?(delivery|transmission) (has )?(fail|status notif|error)|undeliver"),
    Sign("in English", r"(mail|message) could not be delivered|failure notice|returned mail|non-?delivery"),
    Sign("in English", r"failed mail|mail system error|warning: (message|could not send)|automatically rejected"),
    Sign("in French", r"(courrier |message |e-?mail |courriel )?non[ -]?(remis|distribue|delivre|livre|remise)\b"),
    Sign(
        "in French",
        r"echec (de|lors de) (la |l')?(remise|distribution|livraison|acheminement)\b ?(:|$|du (message|courr))",
    ),
    Sign(
        "in French",
        r"(notification|avis) (d'etat )?de (non[ -]?)?(remise|distribution)|retour a l'expediteur|remise retardee",
    ),
)
"""With what the subject of a mail server's report begins, whatever its name."""

ROBOTS: Signs = (
    Sign("absence", r"(reponse|message) automatique\b|(reponse|message) d'absence|absence du bureau\b"),
    Sign(
        "absence", r"auto(matic)?[- ]?(reply|response|answer)\b|out of (the )?office\b|abwesenheit|automatische antwort"
    ),
    Sign("absence", rf"{_ANSWERED}|fuera de la oficina\b|ausencia de la oficina|fuori (ufficio|sede)\b"),
    Sign("forwarding", r"confirmation (de|du) transfert|\(?#?\d*\)? ?gmail.{0,5}(forwarding confirm|confirmation d)"),
    Sign("challenge", r"(votre )?(demande d')?authentification|votre (message|e-?mail|courriel) est en attente"),
    Sign("challenge", r"(please )?(verify|confirm) (your )?(message|e-?mail|mail|address|yourself)"),
    Sign(
        "challenge", r"(your )?(message|e-?mail) .{0,60}(requires|needs|awaiting|waiting).{0,30}(verif|confirm|approv)"
    ),
)
"""With what the subject of a robot's mail begins; « RE: » before it is somebody's answer."""


def folded(text: str) -> str:
    """Return words as signs are looked for in them."""
    return " ".join(fold(text.replace("\u2019", "'").lower()).split())


def sign_in(signs: Signs, words: str) -> re.Match[str] | None:
    """Return where folded words hold one of some signs first, or None."""
    return _compiled(signs).search(words)


def begins_with(signs: Signs, words: str) -> bool:
    """Return True if folded words begin with one of some signs."""
    return _compiled(signs).match(words) is not None


@cache
def _compiled(signs: Signs) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{sign.words})" for sign in signs))
