"""An aiosmtpd for the tests: SMTP with STARTTLS, SMTP over TLS, and LMTP. SCRAM is that of Cyrus SASL.

Usage: aiosmtpd_server.py SMTP SMTPS LMTP CERTIFICATE KEY PASSWORDS FOLDER

The first three are ports of 127.0.0.1, PASSWORDS is a file of saslpasswd2. Each message that comes in becomes a file in the folder, octet
for octet.
"""

import asyncio
import binascii
import hashlib
import os
import ssl
import sys

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import MISSING, SMTP, AuthResult
from cyrus_sasl import CyrusSasl

NAME = "mail.example.test"
MAXIMUM_SIZE = 104857600
SCRAM = ["SCRAM-SHA-1", "SCRAM-SHA-256"]


class Mailboxes:
    """Takes mail for anybody but nobody@… and keeps it."""

    def __init__(self, folder, sasl, certificate):
        self.folder = folder
        self.count = 0
        self.sasl = sasl
        with open(certificate, encoding="ascii") as file:
            octets = ssl.PEM_cert_to_DER_cert(file.read())
        # RFC 5929 section 4.1; the certificates of the tests are signed with SHA-256. The module ssl exports no keying material, so there is
        # no tls-exporter.
        self.end_point = ("tls-server-end-point", hashlib.sha256(octets).digest())
        # aiosmtpd finds its mechanisms by these names.
        for name in [*SCRAM, *(f"{name}-PLUS" for name in SCRAM)]:
            setattr(self, f"auth_{name.replace('-', '__')}", self.exchange)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        if is_secure(server):
            return responses
        return [without_bound(line) if line.startswith("250-AUTH ") else line for line in responses]

    async def exchange(self, server, args):
        """RFC 4954 section 4: a challenge for each step, and what the client answers to it."""
        mechanism, *initial = args
        exchange = self.sasl.begin(self.end_point if is_secure(server) else None)
        try:
            response = binascii.a2b_base64(initial[0]) if initial else await server.challenge_auth("")
            advance = lambda text: exchange.start(mechanism, text)
            while response is not MISSING:
                done, challenge = advance(response)
                if done is not None:
                    return AuthResult(success=done, handled=False)
                response = await server.challenge_auth(challenge)
                advance = exchange.step
            return AuthResult(success=False, handled=True)
        finally:
            exchange.end()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        name = os.path.join(self.folder, f"{self.count:06}")
        with open(f"{name}.part", "wb") as file:
            file.write(envelope.original_content)
        os.rename(f"{name}.part", f"{name}.eml")
        return f"250 OK: stored as {self.count}"


def is_secure(server):
    return server.transport.get_extra_info("ssl_object") is not None


def without_bound(line):
    return " ".join(word for word in line.split(" ") if not word.endswith("-PLUS"))


def authenticate(server, session, envelope, mechanism, data):
    right = getattr(data, "login", None) == b"test" and getattr(data, "password", None) == b"secret"
    # A handled result would mean that the reply was sent already.
    return AuthResult(success=right, handled=False)


async def main(ports, certificate, key, passwords, folder):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    loop = asyncio.get_running_loop()
    sasl = CyrusSasl(
        NAME,
        {
            "pwcheck_method": "auxprop",
            "auxprop_plugin": "sasldb",
            "sasldb_path": passwords,
            "mech_list": " ".join(SCRAM),
        },
    )
    handler = Mailboxes(folder, sasl, certificate)
    common = {
        "hostname": NAME,
        "ident": "ESMTP aiosmtpd",
        "enable_SMTPUTF8": True,
        "authenticator": authenticate,
        "auth_require_tls": False,
        "data_size_limit": MAXIMUM_SIZE,
        "loop": loop,
    }
    smtp, smtps, lmtp = ports
    host = "127.0.0.1"
    await loop.create_server(lambda: SMTP(handler, tls_context=context, **common), host, smtp)
    await loop.create_server(lambda: SMTP(handler, **common), host, smtps, ssl=context)
    await loop.create_server(lambda: LMTP(handler, tls_context=context, **common), host, lmtp)
    await asyncio.Event().wait()


asyncio.run(main([int(port) for port in sys.argv[1:4]], *sys.argv[4:]))
