"""Answers that no Open mSupply server would give, and ways of giving none."""

import json
import threading
from http.server import BaseHTTPRequestHandler

from tests.central_server.behaviour import Fault

# What a portal must show nobody: it stands in every answer of a stranger.
INSIDE = "Inside of a stranger"
HTML = f"<!doctype html><title>Hello</title><h1>{INSIDE}</h1>".encode()
BETWEEN_DRIPS_SECONDS = 0.02

PAGES = {
    Fault.NOT_FOUND: (404, HTML),
    Fault.SERVER_ERROR: (500, HTML),
    Fault.UNAVAILABLE: (503, HTML),
}
JSON_TEXTS = {
    Fault.OTHER_JSON: json.dumps({"data": {"fruit": INSIDE}, "error": None}).encode(),
    Fault.TRUNCATED_JSON: b'{"data": {"is_integrating": fal',
    Fault.DEEP_JSON: b"[" * 60_000,
    Fault.LARGEST: b" " * 65_536,
}


def answer_oddly(handler: BaseHTTPRequestHandler, fault: Fault, ended: threading.Event) -> bool:
    """Answers as `fault` says; False when `fault` is none of the odd ones.

    `ended` is set when the stand-in is stopped, at the latest then every answer ends.
    """
    if fault in PAGES:
        status, page = PAGES[fault]
        send(handler, status, page, "text/html; charset=utf-8")
    elif fault in JSON_TEXTS:
        send(handler, 200, JSON_TEXTS[fault], "application/json")
    elif fault is Fault.REFUSES_REQUEST:
        send(handler, 400, INSIDE.encode(), "text/plain")
    elif fault is Fault.REDIRECT:
        handler.send_response(302)
        handler.send_header("Location", "/central/sync/elsewhere")
        handler.send_header("Content-Length", "0")
        handler.end_headers()
    elif fault in WITHOUT_END:
        handler.close_connection = True
        WITHOUT_END[fault](handler, ended)
    else:
        return False
    return True


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, content_type: str) -> None:
    """Sends a whole answer."""
    handler.send_response(status)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Content-Length", str(len(body)))
    if handler.close_connection:
        handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(body)


def _endless(handler: BaseHTTPRequestHandler, ended: threading.Event) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while not ended.is_set():
        handler.wfile.write(INSIDE.encode() * 1_000)


def _drip_headers(handler: BaseHTTPRequestHandler, ended: threading.Event) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Patience: ")
    _drip(handler, ended)


def _drip_body(handler: BaseHTTPRequestHandler, ended: threading.Event) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{")
    _drip(handler, ended)


def _drip(handler: BaseHTTPRequestHandler, ended: threading.Event) -> None:
    while not ended.wait(BETWEEN_DRIPS_SECONDS):
        handler.wfile.write(b" ")


def say_nothing(handler: BaseHTTPRequestHandler, ended: threading.Event) -> None:
    """Waits for the end of the stand-in."""
    ended.wait()


def _stall(handler: BaseHTTPRequestHandler, ended: threading.Event) -> None:
    _send_a_part(handler)
    ended.wait()


def _drop(handler: BaseHTTPRequestHandler, ended: threading.Event) -> None:
    _send_a_part(handler)


def _send_a_part(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + INSIDE.encode())


WITHOUT_END = {
    Fault.ENDLESS: _endless,
    Fault.DRIPPING_HEADERS: _drip_headers,
    Fault.DRIPPING_BODY: _drip_body,
    Fault.SILENT: say_nothing,
    Fault.STALLS: _stall,
    Fault.DROPS: _drop,
}
