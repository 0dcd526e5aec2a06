"""Where the replicas are, as nginx reads it: ``python -m deploy.replicas ADDRESS:PORT ...``.

deploy/nginx.conf includes what this prints as replicas.conf, and says what it is for.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from string import ascii_lowercase

HASHED = 'hash "$http_x_forwarded_for $remote_addr $http_user_agent" consistent;'
"""By where a visitor comes from: for who keeps no cookie."""
AWAY = "max_fails=1 fail_timeout=2s"
"""After one failure a replica is left alone for so long."""


def replicas_conf(addresses: Sequence[str]) -> str:
    """The upstreams for replicas at these addresses, each "host:port" with an IPv4 address.

    ``any`` is whoever has the fewest connections, ``hashed`` one that depends on who asks,
    and ``on_a``, ``on_b``, … one replica and, while it is away, the others. Raises ValueError for
    no address, for more than 26, and for a name instead of an address: nginx would look it up only
    once, and could not tell which replica has answered.
    """
    if not 1 <= len(addresses) <= len(ascii_lowercase):
        raise ValueError("1 to 26 addresses of replicas are needed")
    wrong = [each for each in addresses if not re.fullmatch(r"(\d{1,3}\.){3}\d{1,3}:\d{1,5}", each)]
    if wrong:
        raise ValueError(f"not an IPv4 address with a port: {', '.join(wrong)}")
    named = dict(zip(ascii_lowercase, addresses, strict=False))
    groups = {
        "any": ["least_conn;", *(_server(each) for each in addresses)],
        "hashed": [HASHED, *(_server(each) for each in addresses)],
    }
    for name, address in named.items():
        others = [_server(each, " backup") for each in addresses if each != address]
        groups[f"on_{name}"] = [_server(address), *others]
    blocks = ["# Written by deploy/replicas.py."]
    for group, lines in groups.items():
        blocks.append(_block(f"upstream {group}", [f"zone {group} 64k;", *lines]))
    for variable, otherwise in (("$known_or_any", "any"), ("$known_or_hashed", "hashed")):
        known = [f"default {otherwise};", *(f"{name} on_{name};" for name in named)]
        blocks.append(_block(f"map $cookie_replica {variable}", known))
    # Where several were asked, the last one has answered.
    ends = [f'"~(^|[ ,]){re.escape(address)}$" {name};' for name, address in named.items()]
    blocks.append(_block("map $upstream_addr $served_by", ["volatile;", 'default "";', *ends]))
    return "\n".join(blocks)


def _server(address: str, more: str = "") -> str:
    return f"server {address} {AWAY}{more};"


def _block(head: str, lines: Sequence[str]) -> str:
    return f"{head} {{\n" + "".join(f"    {line}\n" for line in lines) + "}\n"


if __name__ == "__main__":
    print(replicas_conf(sys.argv[1:]), end="")
