"""Which addresses of the network are public. The resolved address is looked at, never the text of a URL.

Python's own `is_private` and `is_global` are not enough: they let carrier-grade NAT, addresses of IPv4 hidden in IPv6
(NAT64, 6to4, Teredo) and multicast through, each of which may lead back inside.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

CLOSED_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # a public number that a large cloud answers inside each machine
    )
)  # fmt: skip
# Of IPv6 only what is handed out to the world is public, and of that not what carries an IPv4 address or is reserved.
OPEN_6 = IPv6Network("2000::/3")
CLOSED_6 = tuple(
    IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "64:ff9b::/96", "64:ff9b:1::/48")
)


def is_public(text: str) -> bool:
    """Whether the address, as the resolver wrote it, belongs to the public internet."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in CLOSED_4)
    return _is_public_6(address)


def _is_public_6(address: IPv6Address) -> bool:
    return address in OPEN_6 and not any(address in network for network in CLOSED_6)
