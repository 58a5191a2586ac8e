"""Domains at which anybody has an address: two people there have nothing else in common."""

MAIL_PROVIDERS: frozenset[str] = frozenset(
    {
        # Of access providers in France, and of the post.
        "aliceadsl.fr",
        "bbox.fr",
        "cegetel.net",
        "club-internet.fr",
        "free.fr",
        "laposte.net",
        "neuf.fr",
        "numericable.fr",
        "orange.fr",
        "sfr.fr",
        "wanadoo.fr",
        # Of whoever asks for one.
        "aol.com",
        "ecomail.fr",
        "gmail.com",
        "gmx.com",
        "gmx.fr",
        "googlemail.com",
        "hotmail.com",
        "hotmail.fr",
        "icloud.com",
        "live.com",
        "live.fr",
        "mac.com",
        "mail.com",
        "mailo.com",
        "me.com",
        "msn.com",
        "outlook.com",
        "outlook.fr",
        "proton.me",
        "protonmail.com",
        "tutanota.com",
        "yahoo.com",
        "yahoo.fr",
        "ymail.com",
        "zoho.com",
    }
)


def own_domain(address: str) -> str | None:
    """Return the domain of an address, in small letters, where it is an organisation's; None at a provider's."""
    domain = address.lower().partition("@")[2]
    return domain if domain and domain not in MAIL_PROVIDERS else None


def come_from_one_place(one: str, other: str) -> bool:
    """Return True if two addresses are the same, or of the same organisation's domain."""
    domain = own_domain(one)
    return one.lower() == other.lower() or (domain is not None and domain == own_domain(other))
