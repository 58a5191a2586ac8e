"""A session conducted: whatever is due, whenever it is asked."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from prefect import flow, get_run_logger, tags

from flows.act_flow import plain_flow
from flows.boards.links import handed_address
from flows.boards.refresh import refresh_console
from flows.boards.waiting import NAMED, waiting_views
from flows.run_context import HANGING, clock, is_deployed, run_name, stage_tags, tell, tell_moves, tell_session
from flows.sessions.booking import CONDUCT, book_what_is_to_come
from flows.sessions.deposits import tell_returned
from models.storage.pages import PREFIX
from models.storage.settings import Settings
from models.vocabulary import StageKind, StageName
from tasks.console.boards.board import campaign_codes, campaign_label, read_shares, read_waiting
from tasks.incidents.forgetting.carry_out import carry_out
from tasks.incidents.proof.seal import seal
from tasks.intake.desks.links import console_address
from tasks.intake.registering.drain import Clock
from tasks.intake.registering.units import register_deposits, sort_deposits
from tasks.sending import send_notices
from tasks.sessions import units
from tasks.sessions.digest import digest_is_due


@plain_flow(
    name=CONDUCT,
    flow_run_name=run_name("{session} · échéances du {at}"),
    timeout_seconds=HANGING,
    description="Fait tout ce qui est dû : étapes échues, accusés de réception, rappels, expirations, prise d'effet.",
)
async def run_campaign(session: str | None = None, at: datetime | None = None) -> dict[str, int]:
    """Do whatever is due in a session, or in each: safe at any time, any number of times.

    Args:
        session: Code de la session (ara-2021) ; laissez vide pour toutes.
        at: Instant jugé ; laissez vide pour maintenant.
    """
    now = partial(clock, at)
    at = now()
    if units.must_catch_up(session, at=at):
        await catch_up(now=now)
    for deadline in await units.stages_due(session, at=at):
        label = campaign_label(Settings().database, deadline.session)
        with tags(*stage_tags(deadline.session, deadline.stage)):
            await STAGE_FLOWS[deadline.kind](deadline.session, deadline.stage, label, deadline.closing, at)
    done = await units.fulfil(session, at=at, links=handed_address() if is_deployed() else None)
    codes = [session] if session else campaign_codes(Settings().database)
    if due := [code for code in codes if digest_is_due(code, at=at)]:
        await tell_people(due, at=at)
    await book_what_is_to_come(session)
    delivery = await send_notices(at=now())
    get_run_logger().info("Obligations remplies : %s ; notifications parties : %d.", done or "aucune", delivery.sent)
    tell_moves(at=at)
    await asyncio.to_thread(carry_out, Settings(), at=at)
    if is_deployed():  # what a rehearsal writes is the same each time, and no hash is
        await asyncio.to_thread(seal, Settings().database, at=at)
    await refresh_console(codes, at=at)
    return done


async def catch_up(*, now: Clock) -> None:
    """Read the mailboxes and sort what came, before anything lapses by what it may lack."""
    taken = await register_deposits(now=now)
    tell("depot", await sort_deposits(at=now()))
    tell_returned(taken)


async def tell_people(codes: Sequence[str], *, at: datetime) -> None:
    """Write to the coordinators of some sessions, where something waits for them, and to the desks that have a share
    of it."""
    console = console_address() if is_deployed() else None
    for code in codes:
        if waiting := waiting_views(read_waiting(code, at=at, limit=NAMED), console):
            board = f"{console}{PREFIX}/a-traiter?session={code}" if console else None
            found = read_shares(code, at=at, limit=NAMED)
            shares = {agent: views for agent, own in found.items() if (views := waiting_views(own, console))}
            await units.write_digest(code, waiting, board=board, shares=shares, at=at)


async def _close(name: StageName, session: str, at: datetime) -> dict[str, int]:
    caused = await units.close_stage(session, name, at=at)
    tell_session(f"etape.{name}", session, notices=caused)
    return caused


@flow(
    name="depot",
    flow_run_name=run_name("{label} · {closing}"),
    description="Constate la fin du dépôt : les envois suivants seront hors délai.",
)
async def close_deposit(session: str, stage: StageName, label: str, closing: str, at: datetime) -> dict[str, int]:
    """Close the deposit stage of a session; `label` and `closing` are what it, and its end, are called."""
    return await _close(stage, session, at)


@flow(
    name="instruction",
    flow_run_name=run_name("{label} · {closing}"),
    description="Reporte à la session suivante les dossiers restés incomplets ; ce n'est pas un refus.",
)
async def end_examination(session: str, stage: StageName, label: str, closing: str, at: datetime) -> dict[str, int]:
    """Close the examination stage of a session; `label` and `closing` are what it, and its end, are called."""
    return await _close(stage, session, at)


@flow(
    name="groupe-de-travail-echu",
    flow_run_name=run_name("{label} · {closing}"),
    description="Constate la fin de la période d'une instance qui rend un avis ; rien n'est refusé pour arriver après.",
)
async def end_opinions(session: str, stage: StageName, label: str, closing: str, at: datetime) -> dict[str, int]:
    """Close a stage of opinions of a session; `label` and `closing` are what it, and its end, are called."""
    return await _close(stage, session, at)


@flow(
    name="commission-echue",
    flow_run_name=run_name("{label} · {closing}"),
    description="Constate la fin de la période d'une instance qui décide ; rien n'est refusé pour arriver après.",
)
async def end_decisions(session: str, stage: StageName, label: str, closing: str, at: datetime) -> dict[str, int]:
    """Close a stage of decisions of a session; `label` and `closing` are what it, and its end, are called."""
    return await _close(stage, session, at)


@flow(
    name="prise-d-effet",
    flow_run_name=run_name("{label} · {closing}"),
    description="Fait membres les candidats acceptés et le leur annonce.",
)
async def take_effect(session: str, stage: StageName, label: str, closing: str, at: datetime) -> dict[str, int]:
    """Close the effect stage of a session; `label` and `closing` are what it, and its end, are called."""
    return await _close(stage, session, at)


STAGE_FLOWS = {
    StageKind.deposit: close_deposit,
    StageKind.examination: end_examination,
    StageKind.opinion: end_opinions,
    StageKind.decision: end_decisions,
    StageKind.effect: take_effect,
}
"""The subflow of the stages of each kind."""
