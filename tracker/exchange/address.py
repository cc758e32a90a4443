"""Addresses that may be fetched: what stands in them, and where they lead.

A workspace may come from anybody, so an address in it must not reach into the network of whoever pulls it: plain http,
and hosts that are not public, are fetched only where the environment variable TRACKER_ALLOW_HOSTS names them.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit
from urllib.request import getproxies

from tracker.errors import RefusedError

ALLOW: Final = "TRACKER_ALLOW_HOSTS"
"""Environment variable with hosts, `intranet.example` or `127.0.0.1:8080`, separated by commas."""

_PORTS: Final = {"http": 80, "https": 443}
_VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_OWN_VARIABLES: Final = "TRACKER_"
_NEVER_SENT: Final = frozenset({ALLOW, "TRACKER_SQL_URL"})
"""What is not the key of a web service, so that an address that asks for it wants something else."""

_GLOBAL_UNICAST: Final = ipaddress.ip_network("2000::/3")
_SECRET: Final = re.compile(
    r"(?:api|access|subscription|auth)?[-_]?(?:key|token|secret|password|passwd|pwd)", re.IGNORECASE
)
_LONGEST: Final = 4000


def is_address(place: str) -> bool:
    """Whether a text is an address of any scheme, not a path."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", place) is not None


def filled_in(address: str) -> str:
    """The address with `${TRACKER_…}` replaced from the environment, as it is sent; the other form is for people.

    Raises RefusedError for a password or key that stands in the address itself, and for a variable that is not set.
    """
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise RefusedError(f"{shown(address)!r} is no address: {error}") from None
    if parts.username is not None or parts.password is not None:
        raise RefusedError(f"{shown(address)}: a name or password stands in the address; take it out")
    for key, value in parse_qsl(parts.query):
        if _SECRET.fullmatch(key) and value and not _VARIABLE.fullmatch(value):
            like = f"{key}=${{{_OWN_VARIABLES}KEY}}"
            raise RefusedError(
                f"{shown(address)}: a key stands in the address; set it as an environment variable and write {like}"
            )
    return _VARIABLE.sub(_from_environment, address)


def shown(address: str) -> str:
    """The address for a message: without name, password, or the value of a key."""
    text = re.sub(r"(?<=://)[^/?#@]*@", "", address)
    pattern = rf"([?&]{_SECRET.pattern}=)(?!\$\{{)[^&#]+"
    return re.sub(pattern, r"\1…", text, flags=re.IGNORECASE)


def checked(address: str, said: str) -> str:
    """The address as it is sent, in ASCII. Raises RefusedError, about `said`, where it may not be fetched."""
    if len(address) > _LONGEST:
        raise RefusedError(f"{said[:80]}…: the address has {len(address)} characters; at most {_LONGEST} are sent")
    if re.search(r"[\x00-\x20\x7f\ud800-\udfff]", address):
        raise RefusedError(f"{said!r}: a blank or control character stands in the address; write %20 for a blank")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise RefusedError(f"{said}: no address: {error}") from None
    if parts.scheme not in _PORTS:
        raise RefusedError(f"{said}: only https:// addresses are fetched, not {parts.scheme}://")
    if not host or parts.username is not None:
        raise RefusedError(f"{said}: no host to ask stands in the address")
    port = port or _PORTS[parts.scheme]
    if parts.scheme == "http" and not is_allowed(host, port):
        raise RefusedError(f"{said}: only https:// is fetched; to allow http:// there, set {ALLOW}={host}:{port}")
    check_number(host, host, port)
    return quote(address, safe="!#$%&'()*+,/:;=?@[]~")


def check_number(number: str, host: str, port: int) -> None:
    """Raise RefusedError for an address of the network that is not public, unless its host is allowed.

    `number` is what `host` stands for; a name passes.
    """
    plain = number.partition("%")[0].strip("[]")
    try:
        found = ipaddress.ip_address(plain)
    except ValueError:
        try:  # other spellings of IPv4 that the system understands: 127.1, 0x7f000001
            found = ipaddress.ip_address(socket.inet_aton(plain))
        except (OSError, ValueError):
            if plain.rstrip(".").casefold() != "localhost" and not plain.casefold().endswith(".localhost"):
                return
            found = ipaddress.ip_address("127.0.0.1")
    if not _is_public(found) and not is_allowed(host, port):
        raise RefusedError(f"{host} leads to {found}, which is not public; to allow it, set {ALLOW}={host}:{port}")


def is_allowed(host: str, port: int) -> bool:
    """Whether the user allowed a host by name; the proxies that the environment names are allowed too."""
    named = {each.strip().casefold() for each in os.environ.get(ALLOW, "").split(",")}
    named |= {urlsplit(proxy).netloc.rpartition("@")[2].casefold() for proxy in getproxies().values()}
    bare = host.strip("[]").casefold()
    return bool({bare, f"{bare}:{port}", f"[{bare}]", f"[{bare}]:{port}"} & named - {""})


def _is_public(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is None and found in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
        if found not in _GLOBAL_UNICAST:  # among others the forms that hold an IPv4 address and reach nobody today
            return False
    return found.is_global and not found.is_multicast


def _from_environment(found: re.Match[str]) -> str:
    name = found[1]
    if not name.startswith(_OWN_VARIABLES):
        raise RefusedError(f"the address asks for the environment variable {name}; only {_OWN_VARIABLES}… are sent")
    if name in _NEVER_SENT:
        raise RefusedError(f"the address asks for the environment variable {name}, which is sent nowhere")
    if name not in os.environ:
        raise RefusedError(f"the address needs the environment variable {name}, which is not set")
    return quote(os.environ[name], safe="")
