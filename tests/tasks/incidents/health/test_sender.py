"""What receiving servers find of the domain that letters leave from."""

import pytest
from dns.resolver import NoResolverConfiguration, Resolver

from tasks.incidents.health.look import Verdict
from tasks.incidents.health.published import Unresolved, read_published
from tasks.incidents.health.sender import judge, of_addresses
from tests.tasks.incidents.health.names import naming

DOMAIN = "region.example"
SPF, DMARC = "v=spf1 include:relais.example -all", "v=DMARC1; p=reject"
MX = f"MX {DOMAIN}"
WHOLE = {
    MX: ["mx.region.example."],
    DOMAIN: ["another text", SPF],
    f"s1._domainkey.{DOMAIN}": ["v=DKIM1; p=x"],
    f"_dmarc.{DOMAIN}": [DMARC],
}


def said(zone: dict[str, list[str]], domain: str = DOMAIN) -> list[tuple[Verdict, str]]:
    """What is said of a domain that publishes some texts."""
    with naming(zone) as resolver:
        published = read_published(domain, lambda: resolver)
    return [(found.verdict, found.said) for found in judge(domain, published)]


def test_a_domain_that_publishes_all_is_well() -> None:
    """Keys for DKIM are known by the names below theirs, whatever they are called."""
    assert said(WHOLE) == [(Verdict.well, "SPF, DKIM et DMARC (p=reject)")]


def test_a_policy_holds_below_the_domain_that_has_it() -> None:
    """As receivers look for it."""
    zone = {f"spro.{name}" if "_dmarc" not in name else name: texts for name, texts in WHOLE.items()}
    zone |= {f"s1._domainkey.spro.{DOMAIN}": ["v=DKIM1; p=x"], f"MX spro.{DOMAIN}": ["mx.region.example."]}

    assert said(zone, f"spro.{DOMAIN}") == [(Verdict.well, "SPF, DKIM et DMARC (p=reject)")]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({MX: None}, "aucun serveur n'y reçoit le courriel (MX)"),
        ({MX: ["."]}, "aucun serveur n'y reçoit le courriel (MX)"),
        ({DOMAIN: ["another text"]}, "SPF absent"),
        ({DOMAIN: [SPF, "v=spf1 mx -all"]}, "deux SPF : les serveurs n'en lisent aucun"),
        ({DOMAIN: ["v=spf1 +all"]}, "SPF autorise tout le monde"),
        ({f"s1._domainkey.{DOMAIN}": None}, "aucune clé DKIM"),
        ({f"_dmarc.{DOMAIN}": None}, "DMARC absent"),
        ({f"_dmarc.{DOMAIN}": [DMARC, DMARC + "; pct=1"]}, "plusieurs DMARC : les serveurs n'en lisent aucun"),
    ],
)
def test_what_is_missing_or_wrong_is_said(changed: dict[str, list[str] | None], words: str) -> None:
    """Each fault by itself."""
    zone = {name: texts for name, texts in {**WHOLE, **changed}.items() if texts is not None}

    assert said(zone) == [(Verdict.warning, words)]


def test_a_domain_that_is_none_is_said() -> None:
    """As the shipped region's, which is fictional."""
    assert said({"autre.example": [SPF]}) == [(Verdict.warning, "ce domaine n'existe pas")]


def no_configuration() -> Resolver:
    """A machine that knows no name server."""
    raise NoResolverConfiguration


def test_a_machine_without_a_name_server_says_that_it_does_not_know() -> None:
    """No verdict on a domain comes of that."""
    with pytest.raises(Unresolved):
        read_published(DOMAIN, no_configuration)


@pytest.mark.parametrize(
    ("returns", "policy", "is_apart"),
    [
        ("retours.region.example", DMARC, False),
        ("retours.region.example", f"{DMARC}; aspf=s", True),
        ("relais.example", DMARC, True),
    ],
)
def test_letters_come_back_to_the_domain_that_they_are_from(returns: str, policy: str, is_apart: bool) -> None:  # noqa: FBT001
    """What receivers hold to be one (DMARC): of one organisation, unless its policy is strict."""
    of_returns = {key.replace(DOMAIN, returns): texts for key, texts in WHOLE.items()}
    zone = of_returns | WHOLE | {f"_dmarc.{DOMAIN}": [policy]}

    with naming(zone) as resolver:
        found = list(of_addresses([f"depot@{DOMAIN}", f"depot+*@{returns}"], lambda: resolver))

    assert [one.said for one in found if one.verdict is Verdict.warning] == (
        [f"SPF y est celui de {returns}, d'où les lettres reviennent : DMARC ne le compte pas"] if is_apart else []
    )
