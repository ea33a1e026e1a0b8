# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime
import hashlib
import hmac
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app.contract import Answer, Request

from ansible_collections.inferops.aws.plugins.module_utils._contract import client
from ansible_collections.inferops.aws.plugins.module_utils._contract.client import Client, Unanswered
from ansible_collections.inferops.aws.plugins.module_utils._contract.plan import Plan
from ansible_collections.inferops.aws.plugins.module_utils._contract.run import over_http, run, tls
from ansible_collections.inferops.aws.plugins.module_utils._contract.signing import Keys, signer
from ansible_collections.inferops.aws.plugins.module_utils._contract.target import TargetError, parse


def target(server: Any) -> Any:
    return parse(f"http://127.0.0.1:{server.server_port}")


@pytest.mark.parametrize(
    ("url", "address", "port", "host", "prefix"),
    [
        ("https://api.example.com", "api.example.com", 443, "api.example.com", ""),
        ("http://api.example.com:8080/prod/", "api.example.com", 8080, "api.example.com:8080", "/prod"),
        ("http://x.execute-api.localhost:4566", "127.0.0.1", 4566, "x.execute-api.localhost:4566", ""),
        ("http://LOCALHOST", "127.0.0.1", 80, "LOCALHOST", ""),
        ("http://notlocalhost", "notlocalhost", 80, "notlocalhost", ""),
        ("http://[::1]:81", "::1", 81, "[::1]:81", ""),
    ],
)
def test_where_a_url_leads(url: str, address: str, port: int, host: str, prefix: str) -> None:
    found = parse(url)
    assert (found.address, found.port, found.host, found.prefix) == (address, port, host, prefix)
    assert found.url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.example.com",
        "ftp://example.com",
        "http://",
        "http:///ping",
        "http://example.com:port",
        "http://example.com:99999",
        "http://[::1",
        "http://exa mple.com",
        "http://example.com/a\r\nHost: other",
        "http://example.com/ü",
        "http://me:pa55word@example.com",
        "http://example.com?token=pa55word",
        "http://example.com#pa55word",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_its_secrets(url: str) -> None:
    with pytest.raises(TargetError, match=r"^url ") as raised:
        parse(url)
    assert "pa55word" not in str(raised.value)


def test_a_connection_closed_while_idle_is_replaced_before_it_is_used(serve: Any) -> None:
    server = serve()
    server.log.silent = True
    with Client(target(server), 10) as opened:
        assert opened.request("GET", "/ping").status == 200
        # The other side has closed when there is something to read: wait for that, not for a time.
        opened._connection.sock.recv(1, socket.MSG_PEEK)
        assert opened.request("GET", "/ping").status == 200
        assert opened.connections == 2
    assert len(server.log.requests) == 2


def test_a_connection_that_stays_open_is_used_again(serve: Any) -> None:
    with Client(target(serve()), 10) as opened:
        assert [opened.request("GET", "/ping").status for _request in range(5)] == [200] * 5
        assert opened.connections == 1


def test_an_answer_without_end_is_given_up(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_ANSWER_BYTES", 1000)
    server = serve(lambda _number, _request, _reply: Answer(200, {}, b"x" * 1001))
    with Client(target(server), 10) as opened, pytest.raises(Unanswered, match="larger than 1000 bytes"):
        opened.request("GET", "/ping")


@pytest.fixture
def scripted() -> Iterator[Any]:
    """A server that says what it is told to on every connection, then drips until the test ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()
    threads: list[threading.Thread] = []

    def say(text: bytes, drip: bytes = b"") -> Any:
        def talk() -> None:
            connection, _peer = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(text)
                while drip and not over.wait(0.02):
                    try:
                        connection.sendall(drip)
                    except OSError:
                        return

        threads.append(threading.Thread(target=talk))
        threads[-1].start()
        return parse(f"http://127.0.0.1:{listener.getsockname()[1]}")

    yield say
    over.set()
    for thread in threads:
        thread.join()
    listener.close()


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
    ],
)
def test_an_answer_that_comes_drop_by_drop_is_given_up(scripted: Any, head: bytes) -> None:
    with Client(scripted(head, drip=b"x"), 0.3) as opened, pytest.raises(Unanswered, match=r"within 0\.3 s"):
        opened.request("GET", "/ping")


@pytest.mark.parametrize("said", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_is_not_http_is_found(scripted: Any, said: bytes) -> None:
    with Client(scripted(said), 5) as opened, pytest.raises(Unanswered, match="not HTTP"):
        opened.request("GET", "/ping")


def test_a_chunk_that_never_comes_is_found(scripted: Any) -> None:
    said = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"
    with Client(scripted(said), 5) as opened, pytest.raises(Unanswered, match="cut off"):
        opened.request("GET", "/ping")


def test_chunks_are_put_together(scripted: Any) -> None:
    said = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n1\r\n \r\n0\r\n\r\n"
    with Client(scripted(said), 5) as opened:
        assert opened.request("GET", "/ping").body == b"{} "


def signature(request: Request, secret: str) -> str:
    """AWS Signature Version 4, computed once more as its description says."""
    fields = dict(part.split("=", 1) for part in request.headers["authorization"].split(" ", 1)[1].split(", "))
    date, region, service, end = fields["Credential"].split("/")[1:]
    names = fields["SignedHeaders"].split(";")
    headers = "".join(f"{name}:{request.headers[name]}\n" for name in names)
    digest = hashlib.sha256(request.body).hexdigest()
    canonical = "\n".join([request.method, request.path, "", headers, fields["SignedHeaders"], digest])
    scope = f"{date}/{region}/{service}/{end}"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, hashed])
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, end):
        key = hmac.digest(key, part.encode(), "sha256")
    assert hmac.digest(key, text.encode(), "sha256").hex() == fields["Signature"]
    return fields["Credential"]


def test_signed_requests_carry_a_signature_that_holds(serve: Any, held_out: dict[str, Any]) -> None:
    server = serve()
    sign = signer(Keys("AKID", "secret-key", "session-token"), "eu-central-1")
    url = f"http://a1.execute-api.localhost:{server.server_port}/prod"
    plan = Plan(parse(url), instances=held_out["instances"][:2], requests=4, checks=["ping", "one", "concurrent"])
    run(plan, over_http(plan, sign))
    assert len(server.log.requests) == 6
    for request in server.log.requests:
        credential = signature(request, "secret-key")
        assert credential.startswith("AKID/")
        assert credential.endswith("/eu-central-1/execute-api/aws4_request")
        assert request.headers["x-amz-security-token"] == "session-token"
        assert {"host", "x-amz-date", "x-amz-security-token"} <= set(
            request.headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
        )


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost and its key, in one file."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("*.api.localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = tmp_path / "certificate.pem"
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path


def test_certificates_are_verified_for_the_name_that_was_asked_for(serve: Any, certificate: Path) -> None:
    server = serve()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)

    def seen(host: str, verify: bool | str) -> str:
        plan = Plan(parse(f"https://{host}:{server.server_port}"), checks=["ping"])
        outcome = run(plan, over_http(plan, verify=verify)).outcomes[0]
        return outcome.message

    assert seen("a1.api.localhost", str(certificate)) == "is up"
    assert seen("127.0.0.1", str(certificate)) == "is up"
    assert "the certificate is not trusted" in seen("a1.elsewhere.localhost", str(certificate))
    assert "the certificate is not trusted" in seen("a1.api.localhost", True)
    assert seen("a1.elsewhere.localhost", False) == "is up"


def test_certificates_are_verified_unless_told_otherwise() -> None:
    assert tls(True).verify_mode is ssl.CERT_REQUIRED
    assert tls(True).check_hostname
