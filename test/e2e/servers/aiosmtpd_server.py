"""An aiosmtpd for the tests: SMTP with STARTTLS, SMTP over TLS, and LMTP.

Usage: aiosmtpd_server.py SMTP SMTPS LMTP CERTIFICATE KEY FOLDER

The first three are ports of 127.0.0.1. Each message that comes in becomes a file in the folder, octet for octet.
"""

import asyncio
import os
import ssl
import sys

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, AuthResult

NAME = "mail.example.test"
MAXIMUM_SIZE = 104857600


class Mailboxes:
    """Takes mail for anybody but nobody@… and keeps it."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0

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


def authenticate(server, session, envelope, mechanism, data):
    right = getattr(data, "login", None) == b"test" and getattr(data, "password", None) == b"secret"
    # A handled result would mean that the reply was sent already.
    return AuthResult(success=right, handled=False)


async def main(ports, certificate, key, folder):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    loop = asyncio.get_running_loop()
    handler = Mailboxes(folder)
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
