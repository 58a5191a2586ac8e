"""« Textes »: each version with what was said of it, what to do next, and its file."""

from datetime import date
from html import escape
from pathlib import Path

import pytest

from models.members.texts.text import ReferenceDocument
from models.storage.database import transaction
from tasks.members.texts.amend import record_amendment
from tasks.members.texts.draft import advise_text, deposit_text, propose_text
from tests.factories import campaign_with, desk_file, paris, typed
from tests.flows.pages.visit import visit
from tests.support.members import JULY, adopt, amendment, draft, member, proposal, signed, text, text_opinion
from tests.tasks.reading.files.samples import docx

OCTOBER = paris("2026-10-01 10:00")
SECOND = {"text": "cahier des charges : 2"}


async def test_versions_are_shown_with_what_was_said_of_them(rows: str) -> None:
    """Who proposed, advised and adopted; names are no markup."""
    with transaction(rows) as session:
        campaign_with(session)
        adopt(session, at=JULY)
        deposit_text(session, draft(version="2", title="<b>Cahier</b>"), at=OCTOBER)
        propose_text(session, proposal(**SECOND, proposed_on=date(2026, 9, 20)), at=OCTOBER)
        remarks = {"sense": "favorable avec réserves", "remarks": "Préciser l'article 3."}
        advise_text(session, text_opinion(**SECOND, given_on=date(2026, 9, 28), **remarks), at=OCTOBER)

    page = typed((await visit("/textes")).text)

    assert "&lt;b&gt;Cahier&lt;/b&gt;" in page
    assert "CREFOP, le 28/09/2026&nbsp;: favorable avec réserves (Préciser l&#39;article 3.)" in page
    assert "le 01/07/2026, Conseil régional" in page
    assert "/spro/formulaires/adopter-texte?session=ara-2026&amp;text=cahier_des_charges%3A2" in page


async def test_the_file_of_a_version_is_taken_away(rows: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under a name that says what it is; of a version told by its print alone there is none."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    with transaction(rows) as session:
        campaign_with(session)
        deposit_text(session, draft(file=desk_file(session, b"%PDF-1.7", "x.pdf"), sha256=None), at=JULY)
        deposit_text(session, draft(version="2"), at=JULY)

    answer = await visit("/textes/1/fichier")

    assert answer.content == b"%PDF-1.7"
    assert answer.headers["content-disposition"].startswith('attachment; filename="cahier des charges 1.pdf"')
    assert [(await visit(f"/textes/{n}/fichier")).status_code for n in (2, 99)] == [404, 404]


async def test_a_version_is_shown_beside_the_one_before(
    rows: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S3 became S2: what was removed and added is told by signs and words, whatever the colours; and each amendment."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    with transaction(rows) as session:
        campaign_with(session)
        for n, said in enumerate(("Accueillir tout <usager>. Informer.", "Accueillir toute personne. Informer."), 1):
            file = desk_file(session, docx(f"<w:p><w:r><w:t>{escape(said)}</w:t></w:r></w:p>"), f"cdc-{n}.docx")
            deposit_text(session, draft(version=str(n), file=file, sha256=None), at=JULY)
        record_amendment(session, amendment(**SECOND), at=JULY)

    page = typed((await visit("/textes/2")).text)

    assert "1 passage supprimé, 1 passage ajouté" in page
    assert '<del><span class="unseen">Supprimé : </span>[\N{MINUS SIGN} tout &lt;usager&gt;.]</del>' in page
    assert '<ins><span class="unseen">Ajouté : </span>[+ toute personne.]</ins>' in page
    assert "Syndicat Exemple" in page
    assert "/spro/formulaires/trancher-amendement?amendment=amendement-1" in page
    assert "version 2" in typed((await visit("/textes/1?avec=2")).text)


async def test_what_cannot_be_compared_says_why(rows: str) -> None:
    """A file that is not kept, a single version, and one that is not there."""
    with transaction(rows) as session:
        campaign_with(session)
        deposit_text(session, draft(), at=JULY)
    assert "pas d'autre version" in typed((await visit("/textes/1")).text).replace("&#39;", "'")
    with transaction(rows) as session:
        deposit_text(session, draft(version="2"), at=JULY)

    assert "ne se lit pas : version 1 et version 2" in typed((await visit("/textes/2")).text)
    assert (await visit("/textes/9?avec=x")).status_code == 404


async def test_who_signed_a_version_is_shown_with_who_has_to(rows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Late ones first, each with the form that records its signature; who has no address is told to be written to."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        former = text(session, campaign)
        one = member(session, campaign, name="<b>Cité</b>")
        signed(session, one, former, date(2026, 7, 18))
        member(session, campaign, name="Mission locale", dossier=False, circle=2)
        adopt(session, "2", at=OCTOBER, on=date(2026, 9, 15))
        signed(session, one, session.get_one(ReferenceDocument, 2), date(2026, 10, 2))
    monkeypatch.setattr("flows.pages.lists.texts.clock", lambda _: paris("2026-12-02 10:00"))

    page = typed((await visit("/textes/2/signatures")).text)

    assert "1 signature, 1 membre à faire signer, dont 1 en retard" in page
    assert page.index("en retard ; sans dossier, donc sans adresse") < page.index("&lt;b&gt;Cité&lt;/b&gt;")
    assert "signé le 02/10/2026" in page
    assert "enregistrer-signature?reference=ADH-2026-0002&amp;version=2" in page
    assert (await visit("/textes/99/signatures")).status_code == 404


async def test_before_the_first_session_there_are_no_texts(rows: str) -> None:
    """The page says so."""
    assert "pas encore de textes" in (await visit("/textes")).text
