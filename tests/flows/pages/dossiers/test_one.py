"""The page of one dossier, as an officer reads it."""

from datetime import date

from flows.pages.dossiers.words import FORMS, SOURCES, STEPS
from flows.rehearsal.play.postman import page
from models.forms.handling import AnnotationForm, AssignmentForm
from models.intake.deposit import Deposit
from models.members.texts.versions import keep_texts
from models.vocabulary import Flag, Status
from tasks.acts.table import ACTS
from tasks.console.pages.dossiers.steps import StepName
from tasks.console.pages.dossiers.timeline import Source
from tasks.decisions.appeals.record import record_appeal
from tasks.dossiers.handling import annotate, assign
from tasks.members.sites.decided import set_aside_sites
from tasks.members.sites.record import record_sites
from tests.factories import application, arrival, campaign_with, file_of, paris
from tests.flows.pages.visit import visit
from tests.support.mails import Desk, compose, pdfs, said, siret
from tests.support.members import member, text
from tests.tasks.decisions.appeals.appealing import AUGUST, appeal_form, refused
from tests.tasks.dossiers.advice.asking import EXPERT, consult
from tests.tasks.members.sites.lines import recorded_sites, set_aside, site_line

NOTED = paris("2027-05-20 10:00")


async def shown(desk: Desk) -> str:
    """The page of the first dossier, on one line."""
    desk.session.commit()
    answer = await visit("/dossiers/ARA-2026-0001")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


async def test_the_page_says_who_it_is_and_how_far_it_came(desk: Desk) -> None:
    """Each step with its day in words: nothing is told by colour alone."""
    desk.deposit()

    page = await shown(desk)

    assert "<dt>SIRET</dt><dd>999 000 011 00018</dd>" in page
    assert "✓ </span>Déposé</strong> le 15/04/2026" in page
    assert "<strong>Complet</strong> à venir" in page


async def test_the_page_says_by_which_texts_it_was_made(desk: Desk) -> None:
    """Those in force on the day of the receipt; where none was recorded, nothing is said."""
    desk.deposit()
    text(desk.session, desk.campaign, "2").in_force_from = date(2026, 1, 1)
    keep_texts(desk.session, desk.campaign.rules, 1, date(2026, 4, 15))

    assert "cahier des charges, version 2</a>" in await shown(desk)


async def test_each_piece_leads_to_its_file_and_its_arrival(desk: Desk) -> None:
    """With its size and what was found of it."""
    desk.deposit()

    page = await shown(desk)

    assert '<a href="/spro/fichiers/1">dossier.pdf</a>' in page
    assert '<a href="/spro/arrivees/2026-000001">envoi 2026-000001</a>' in page
    assert "version retenue" in page


async def test_a_file_says_on_which_version_of_its_form_it_is(desk: Desk) -> None:
    """On the page of its dossier and on that of its arrival, where it is known."""
    made = application(desk.session, desk.campaign)
    came = arrival(desk.session, desk.campaign, made)
    file_of(desk.session, came, piece_id="dossier", form_version="auvergne-rhone-alpes/2025", form_year=2025)
    desk.session.commit()

    for address in (f"/dossiers/{made.reference}", f"/arrivees/2026-{came.id:06d}"):
        assert "modèle : auvergne-rhone-alpes/2025" in (await visit(address)).text


async def test_a_file_in_quarantine_is_named_and_leads_nowhere(desk: Desk) -> None:
    """Why it is there is said."""
    made = application(desk.session, desk.campaign)
    file_of(desk.session, arrival(desk.session, desk.campaign, made), name="virus.exe", trouble="executable")

    page = await shown(desk)

    assert "en quarantaine : le fichier est un programme, ou en contient un" in page
    assert "/spro/fichiers/" not in page


async def test_what_waits_and_what_may_be_done_lead_to_forms_filled_in(desk: Desk) -> None:
    """Each form opens on this dossier."""
    application(desk.session, desk.campaign, Status.late, flags=[Flag.deadline_day])

    page = await shown(desk)

    on_it = "?session=ara-2026&amp;reference=ARA-2026-0001"
    assert page.count(f'<a href="/spro/formulaires/admettre-hors-delai{on_it}">') == 3
    assert f'<a href="/spro/formulaires/enregistrer-retrait{on_it}">Enregistrer un retrait</a>' in page


async def test_a_member_is_shown_with_its_term_and_when_that_is_announced(desk: Desk) -> None:
    """From the day of its entry on."""
    member(desk.session, desk.campaign)

    page = await shown(desk)

    assert "adhésion annoncée au membre le</dt><dd>samedi 1er janvier 2028</dd>" in page
    assert "adhésion</dt><dd>dimanche 31 décembre 2028</dd>" in page


async def test_an_appeal_is_shown_with_both_its_dates(desk: Desk) -> None:
    """When silence rejects it, and until when the court may then be seized."""
    record_appeal(desk.session, appeal_form(refused(desk)), at=AUGUST)

    page = " ".join((await shown(desk)).split())

    assert "<dt>Recours réputé rejeté, sans réponse, le</dt><dd>dimanche 4 octobre 2026" in page
    assert "<dt>Recours possible jusqu'au</dt><dd>lundi 7 décembre 2026" in page.replace("&#39;", "'")
    assert 'recours gracieux<br><span class="soft">contre la décision du' in page
    assert "dans le délai" in page


async def test_what_the_region_keeps_to_itself_is_shown(desk: Desk) -> None:
    """To whom it is given, its labels, the notes on it; what an agent typed is no markup either."""
    agents = {"agents": {"loire": {"label": "Service de la Loire", "email": "loire-spro@example.invalid"}}}
    made = application(desk.session, campaign_with(desk.session, agents, year=2027), Status.under_examination)
    assign(desk.session, AssignmentForm(references=[made.reference], agent="loire", by="Mme Essai"), at=NOTED)
    annotate(
        desk.session,
        AnnotationForm(references=[made.reference], note="<b>Rappeler</b>.", labels=["urgent"], by="M. Essai"),
        at=NOTED,
    )
    desk.session.commit()

    page = " ".join((await visit(f"/dossiers/{made.reference}")).text.split())

    assert "<dt>Confié à</dt><dd>Service de la Loire</dd>" in page
    assert "<dt>Étiquettes</dt><dd>urgent</dd>" in page
    assert "<li>&lt;b&gt;Rappeler&lt;/b&gt;. (M. Essai, le 20/05/2027)</li>" in page


async def test_the_advice_that_was_asked_is_shown_with_what_was_said(desk: Desk) -> None:
    """Of whom, with its mail and its file; and its letters and its answer are told among all that happened."""
    consult(desk.session, application(desk.session, desk.campaign, Status.under_examination))
    asked = desk.notices(kind="advice_request")[0].message_id
    mail = compose("Rien à redire.", files={"note.pdf": page("note")}, sender=EXPERT, In_Reply_To=asked)
    deposit = desk.receive(mail)
    assert isinstance(deposit, Deposit)
    desk.sort(deposit)

    shown_page = await shown(desk)

    assert '<h2 id="avis">Avis demandés</h2>' in shown_page
    assert '<span class="fine">rendu</span>' in shown_page
    assert "Rien à redire.<br>" in shown_page
    assert '<a href="/spro/fichiers/1">note.pdf</a>' in shown_page
    assert shown_page.count('<a href="/spro/arrivees/2026-000001">') == 2
    assert "/dossiers/ARA-2026-0001" in (await visit("/arrivees/2026-000001")).text
    assert [title in shown_page for title in ("Demande d&#39;avis</a>", "Réception d&#39;un avis</a>")] == [True, True]


async def test_what_a_sender_writes_is_never_taken_for_markup(desk: Desk) -> None:
    """A subject, a name of a file, a name of an organisation."""
    text = said("<b>Asso</b>", siret=siret())
    desk.deposit(compose(text, subject="<i>Objet</i>", files=pdfs(["dossier"]) | {"<u>x</u>.pdf": b"%PDF-1.4"}))

    page = await shown(desk)

    assert "&lt;b&gt;Asso" in page
    assert "&lt;i&gt;Objet" in page
    assert not {"<b>", "<i>", "<u>"} & set(page.split(">"))
    assert "<b>Asso" not in page


async def test_a_dossier_that_is_not_there_is_said(desk: Desk) -> None:
    """In French."""
    answer = await visit("/dossiers/ARA-2026-0009")

    assert (answer.status_code, "Page introuvable" in answer.text) == (404, True)


def test_everything_that_may_be_shown_has_its_words() -> None:
    """Every form that an act about dossiers has, every step, every source."""
    assert {act.name for act in ACTS.values() if act.offered or act.members} == set(FORMS)
    assert (set(StepName), set(Source)) == (set(STEPS), set(SOURCES))


async def test_its_sites_stand_on_the_page(desk: Desk) -> None:
    """With what a decision is going to refuse, and those outside the region."""
    desk.deposit()
    lines = [site_line(siret="99900001100018"), site_line("Antenne", department="71")]
    record_sites(desk.session, recorded_sites("ARA-2026-0001", *lines), at=NOTED)
    set_aside_sites(desk.session, set_aside("ARA-2026-0001", "Antenne"), at=NOTED)

    page = await shown(desk)

    assert "2 sites, par département" in page
    assert '<td class="whole">999 000 011 00018</td>' in page
    assert '71 <span class="wait">hors de la région</span>' in page
    assert "déclaré, à refuser : Le local n&#39;est pas accessible" in page
    assert "site ajouté, Maison de Lyon" in page
