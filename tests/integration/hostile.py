"""Requests that nobody with good intentions sends, by the thousand, from one seed."""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote

from starlette.routing import Route

Json = dict[str, Any]

DIGIT = b64encode(bytes(784)).decode()
# what each route would like to be sent; some part of it is then replaced
BODIES: dict[str, list[Json]] = {
    "/api/describe": [{"layers": "conv3x3(8) relu gap conv1x1(10) flatten"}],
    "/api/field": [
        {"step": "strategy-4", "layer": 3, "row": 2, "column": 2, "digit": DIGIT},
        {"layers": "conv1x1(1024) " + "relu " * 60 + "gap conv1x1(10) flatten", "layer": 61,
         "row": 1, "column": 1, "digit": DIGIT}],
    "/api/predict": [
        {"strokes": [[[90, 60], [190, 60], [120, 220]]], "run": "strategy-4@1"},
        {"strokes": [[[10, 10], [20, 200]], [[150, 10], [150, 200]]], "several": True,
         "runs": ["strategy-4@1", "1"], "maps": True, "ink": True},
        {"image": "data:image/png;base64,iVBORw0KGgo=", "run": "strategy-4"}],
    "/api/drawings": [{"digit": 7, "strokes": [[[90, 60], [190, 60], [120, 220]]]}],
    "/api/runs": [
        {"step": "strategy-4", "set": {"epochs": 1, "num_train": 100}},
        {"layers": "conv3x3(4) relu gap conv1x1(10) flatten", "epochs": 1, "num_train": 64}],
    "/api/probe": [{"layers": "conv3x3(4) gap conv1x1(10) flatten", "batch_size": 0}],
    "/api/lr-find": [{"layers": "conv3x3(4) gap conv1x1(10) flatten", "batch_size": 0}],
    "/api/run-list/delete": [{"runs": [99]}],
    "/api/run-list/restore": [{"runs": [99]}],
}
OTHER_BODIES: list[Json] = [{}, {"name": "x"}, {"note": "y"}]
NAMES = ["0", "1", "7", "-1", "9" * 23, "1e3", "NaN", "strategy-4", "strategy-4@1", "strategy-4@99",
         "nets-2@1", "../../etc/passwd", "..%2f..", "%00", "%ed%a0%80", "\u0663", "²", "x" * 3_000,
         "'; DROP TABLE runs; --", "<script>alert(1)</script>", "![i](http://192.0.2.1/i.png)",
         "a\r\nSet-Cookie: b=c", " ", "null", "\U0001f600", "pause", "resume", "step", "stop"]
VALUES: list[Any] = [
    None, True, 0, -1, 1, 2**31, 2**63, 10**40, 1e308, -0.0, 5e-324, "", "0", "NaN", "x" * 10_000,
    "\u0000", "\ud800", "' OR 1=1 --", "{{7*7}}", [], [[]], [[[]]], {}, {"a": {"b": {}}},
    [[[1e308, -1e308], [0, 0]]], list(range(2_000)), "conv1x1(4096) " * 199,
    "conv64x64(4096,p63) " * 40, "conv1x1(4096) flatten linear(4096) linear(10)"]
QUERIES = ["", "", "?weights=last", "?weights=worst", "?method=tsne", "?method=pca", "?method=umap",
           "?first=0&last=9", f"?first={'9' * 30}&last=-1", "?last=abc/1/2", "?q=%00&cursor=%ff",
           "?weights=best&weights=last", "?" + "a=b&" * 500]
RAW_BODIES = [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b'{"a": NaN}', b"[" * 5_000,
              b'{"a":' * 900 + b"1" + b"}" * 900, b'{"strokes": "' + b"A" * 2_100_000 + b'"}']
HEADERS: list[dict[str, str]] = [
    {}, {}, {}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"},
    {"Last-Event-ID": "1.000.1/9999999999/1"}, {"Last-Event-ID": "x" * 5_000},
    {"Content-Type": "text/plain"}, {"Content-Type": "multipart/form-data; boundary=x"},
    {"Accept-Encoding": "br, zstd, x"}, {"Range": "bytes=0-1,5-2"}, {"X-Forwarded-For": "::1, x"}]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]
# what takes as long as it takes, when it is asked well
LONG = ("/api/probe", "/api/lr-find")


@dataclass(frozen=True)
class Hostile:
    """One request."""

    method: str
    path: str
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path[:120]} {self.content[:200]!r} {str(self.headers)[:120]}"


def hostile_requests(routes: list[Route], num: int, seed: int) -> list[Hostile]:
    """So many, over all routes alike."""
    random = Random(seed)
    return [_hostile(random, routes[turn % len(routes)]) for turn in range(num)]


def _hostile(random: Random, route: Route) -> Hostile:
    path = route.path
    while "{" in path:
        before, _, rest = path.partition("{")
        path = before + quote(random.choice(NAMES), safe="%") + rest.partition("}")[2]
    usual = sorted((route.methods or {"GET"}) - {"HEAD"})
    method = random.choice(usual if random.random() < 0.8 else METHODS)
    headers = {"Content-Type": "application/json", **random.choice(HEADERS)}
    content = b"" if method in ("GET", "HEAD") else _content(random, route.path)
    return Hostile(method, path + random.choice(QUERIES), content, headers)


def _content(random: Random, path: str) -> bytes:
    if random.random() < 0.15:
        return random.choice(RAW_BODIES)
    body = json.loads(json.dumps(random.choice(BODIES.get(path, OTHER_BODIES))))
    for _ in range(random.choice((0, 1, 1, 2))):
        key = random.choice([*body, "unknown"])
        body[key] = random.choice(VALUES)
    return json.dumps(body).encode()
