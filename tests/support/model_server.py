"""A small real model server over TLS, healthy but for the defects that a test plants in it."""

from __future__ import annotations

import json
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import trustme
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from starlette.requests import Request

KEY = "k" * 32
INFO = {"model_name": "Phi-4", "model_type": "chat-completions", "model_provider_name": "Microsoft"}
USAGE = {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8}
KNOWN = {"messages", "max_tokens", "stream", "temperature", "top_p", "stop", "presence_penalty"}
KNOWN |= {"frequency_penalty", "seed", "model"}


@dataclass
class ModelServer:
    """Where it listens, which CA it shows, the defects it has now, and what it was asked."""

    ca: Path
    url: str = ""
    defects: set[str] = field(default_factory=set)
    info: dict[str, str] = field(default_factory=lambda: dict(INFO))
    asked: list[str] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    """What it puts into each answer besides: `model`."""

    def app(self) -> Starlette:
        """The routes of a model that chats, continues texts and embeds."""
        ways = {"/chat/completions": self.chat, "/embeddings": self.embed}
        twins = [
            Route(below + path, way, methods=["POST"]) for below in ("", "/v1") for path, way in ways.items()
        ]
        return Starlette(routes=[Route("/info", self.about), *twins])

    async def about(self, request: Request) -> Response:
        """GET /info."""
        if (refusal := await self.refusal(request)) is not None:
            return refusal
        if "no-info" in self.defects:
            return error(404, "404", "Resource not found")
        return JSONResponse(self.info)

    async def chat(self, request: Request) -> Response:
        """POST /chat/completions."""
        if (refusal := await self.refusal(request)) is not None:
            return refusal
        body = await request.json()
        if (refusal := self._unfit(request, body)) is not None:
            return refusal
        if body.get("stream") and "no-streaming" not in self.defects:
            return StreamingResponse(self._events(), media_type="text/event-stream")
        answer: dict[str, Any] = {**self.says, "choices": [self._choice("response_format" in body)]}
        if "no-usage" not in self.defects:
            answer["usage"] = USAGE
        left = {} if "no-rate-limits" in self.defects else {"x-ratelimit-remaining-requests": "999"}
        return JSONResponse(answer, headers=left)

    def _choice(self, in_json: bool) -> dict[str, Any]:
        words = (
            '{"river": "Rhine"}' if in_json and "json-ignored" not in self.defects else "Rhine, Danube, Elbe."
        )
        if "empty-answer" in self.defects:
            words = ""
        message = {"content": words}
        if "thinks" in self.defects:
            message = {"content": words, "reasoning_content": "A river ..."}
        if "thinks-unseen" in self.defects:
            message = {"content": ""}
        if "cut" in self.defects:
            return {"message": {**message, "content": message["content"][:9]}, "finish_reason": "length"}
        return {"message": message, "finish_reason": "stop"}

    async def embed(self, request: Request) -> Response:
        """POST /embeddings."""
        if (refusal := await self.refusal(request)) is not None:
            return refusal
        length = 768 if "short-vectors" in self.defects else 1024
        texts = (await request.json())["input"]
        return JSONResponse({"data": [{"embedding": [0.5] * length} for _ in texts], "usage": USAGE})

    async def refusal(self, request: Request) -> Response | None:
        """What it answers instead of what was asked for; None: nothing."""
        self.asked.append(f"{request.method} {request.url.path}")
        if "hangs" in self.defects:
            await anyio.sleep_forever()
        if "gone" in self.defects:
            return JSONResponse({"status": "Serverless endpoint not found"}, 404)
        if "html" in self.defects:
            return Response("<html>Sign in</html>", media_type="text/html")
        right = request.headers["authorization"] == f"Bearer {KEY}" or "any-key" in self.defects
        if not right or "key-refused" in self.defects:
            return JSONResponse({"status": "Invalid auth token"}, 401)
        if "only-v1" in self.defects and not request.url.path.startswith(("/v1", "/info")):
            return error(404, "404", "Resource not found")
        return None

    def _unfit(self, request: Request, body: dict[str, Any]) -> Response | None:
        if "chat-fails" in self.defects:
            return error(500, "InternalServerError", "out of memory")
        if "no-parameters" in self.defects and "temperature" in body:
            return _detail("temperature", body)
        if "response_format" in body:
            can = self.info["model_name"] != "Phi-4" or "json-ignored" in self.defects
            return None if can else _detail("response_format", body)
        if "knife" in body["messages"][-1]["content"] and "no-filter" not in self.defects:
            return error(400, "content_filter", "The response was filtered")
        extra = body.keys() - KNOWN
        if extra and request.headers.get("extra-parameters") == "error" and "extra-taken" not in self.defects:
            return JSONResponse({"detail": f"Extra parameters {sorted(extra)} are not allowed"}, 400)
        return None

    async def _events(self) -> AsyncIterator[str]:
        yield _event({"choices": [{"delta": {"role": "assistant", "content": ""}, "finish_reason": None}]})
        yield _event({"choices": [{"delta": {"content": "Rhine"}, "finish_reason": None}]})
        while "drips" in self.defects:
            await anyio.sleep(0.05)
            yield _event({"choices": []})
        if "cut-stream" in self.defects:
            return
        yield _event({"choices": [{"delta": {}, "finish_reason": "stop"}], "usage": USAGE})
        if "no-done" not in self.defects:
            yield "data: [DONE]\n\n"


def _event(body: dict[str, Any]) -> str:
    return f"data: {json.dumps(body)}\n\n"


def error(status: int, code: str, message: str) -> JSONResponse:
    """Return a refusal in the shape of most of Azure's."""
    return JSONResponse({"error": {"code": code, "message": message}}, status)


def _detail(name: str, body: dict[str, Any]) -> JSONResponse:
    return JSONResponse({"detail": [{"loc": ["body", name], "input": body[name]}]}, 422)


M = TypeVar("M", bound=ModelServer)


@contextmanager
def model_server(folder: Path) -> Iterator[ModelServer]:
    """Listen on loopback; the CA is that folder's ca.pem."""
    with listening(ModelServer(folder / "ca.pem")) as served:
        yield served


@contextmanager
def listening(served: M) -> Iterator[M]:
    """Listen on loopback with that server's routes."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(served.ca)
    config = uvicorn.Config(
        served.app(), port=0, log_level="critical", lifespan="off", timeout_graceful_shutdown=0
    )
    config.load()
    config.ssl = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(config.ssl)
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    socket.listen(config.backlog)  # who asks before the thread has begun waits for it
    served.url = f"https://localhost:{socket.getsockname()[1]}"
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]})
    thread.start()
    try:
        yield served
    finally:
        server.should_exit = True
        thread.join()
        socket.close()
