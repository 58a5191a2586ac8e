"""A name server of the tests' own, on loopback: it knows some texts, the servers that « MX » and a name say, and that
names below them are there."""

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import cast

from dns import flags, message, rcode, rdatatype, rrset
from dns.resolver import Resolver

from flows.installation.prefect_server import HOST

Zone = Mapping[str, Sequence[str]]


@contextmanager
def naming(zone: Zone) -> Iterator[Resolver]:
    """Answer for some names, for the time of the block, and give what asks for them."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind((HOST, 0))
        answering = threading.Thread(target=_answer, args=(listening, zone), daemon=True)
        answering.start()
        asking = Resolver(configure=False)
        asking.nameservers, asking.port = [HOST], listening.getsockname()[1]
        yield asking
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ending:
            ending.sendto(b"", listening.getsockname())
        answering.join()


def _answer(listening: socket.socket, zone: Zone) -> None:
    while True:
        asked, whose = listening.recvfrom(4_096)
        if not asked:
            return
        listening.sendto(_answered(cast("message.QueryMessage", message.from_wire(asked)), zone).to_wire(), whose)


def _answered(asked: message.QueryMessage, zone: Zone) -> message.Message:
    answer, name = message.make_response(asked), asked.question[0].name.to_text(omit_final_dot=True)
    answer.flags |= flags.AA
    kind = asked.question[0].rdtype
    if kind == rdatatype.MX and (hosts := zone.get(f"MX {name}")):
        answer.answer.append(rrset.from_text(asked.question[0].name, 60, "IN", kind, *(f"10 {host}" for host in hosts)))
    elif texts := zone.get(name):
        quoted = [f'"{text}"' for text in texts]
        answer.answer.append(rrset.from_text(asked.question[0].name, 60, "IN", rdatatype.TXT, *quoted))
    elif not any(known == name or known.endswith(f".{name}") for known in zone):
        answer.set_rcode(rcode.NXDOMAIN)
    return answer
