"""A small model server with the OpenAI chat API, for machines without vLLM.

python serve.py --model DIR [--port 8000] [--max-batch 32]
GET /health, GET /v1/models, POST /v1/chat/completions (one image as a data URL, temperature, seed, max_tokens,
logprobs, top_logprobs). Requests that wait are answered as one batch. For reference scores use vLLM (docs/baseline.md).
"""

import argparse
import asyncio
import base64
import binascii
import time
import uuid
from io import BytesIO
from pathlib import Path

import torch
from aiohttp import web
from PIL import Image, UnidentifiedImageError

from fakexplainer.data import upright
from fakexplainer.engine import Answer, Engine, Request
from fakexplainer.limits import MAX_LOGPROBS

MAX_BODY = 64 * 1024 * 1024


class BadRequestError(Exception):
    """The message is for the client: what is wrong with its request, and what to do."""


class Batcher:
    """Collects waiting requests and answers those that agree in their settings together."""

    def __init__(self, engine: Engine, max_batch: int, max_wait: float):
        self.engine, self.max_batch, self.max_wait = engine, max_batch, max_wait
        self.waiting: list[tuple[Request, asyncio.Future[Answer]]] = []
        self.arrived = asyncio.Event()

    async def ask(self, request: Request) -> Answer:
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.waiting.append((request, future))
        self.arrived.set()
        return await future

    async def run(self) -> None:
        while True:
            await self.arrived.wait()
            if len(self.waiting) < self.max_batch:
                await asyncio.sleep(self.max_wait)
            key = _settings(self.waiting[0][0])
            batch = [pair for pair in self.waiting if _settings(pair[0]) == key][: self.max_batch]
            self.waiting = [pair for pair in self.waiting if pair not in batch]
            if not self.waiting:
                self.arrived.clear()
            batch = [pair for pair in batch if not pair[1].cancelled()]
            if batch:
                await self._answer(batch)

    async def _answer(self, batch: list[tuple[Request, asyncio.Future[Answer]]]) -> None:
        """Answers the batch; one that does not fit into the GPU's memory is halved until it does."""
        try:
            answers = await asyncio.to_thread(self.engine.answer, [request for request, _ in batch])
        except torch.cuda.OutOfMemoryError as error:
            torch.cuda.empty_cache()
            if len(batch) > 1:
                self.max_batch = max(1, len(batch) // 2)
                print(f"Out of GPU memory with {len(batch)} images at once; from now on at most {self.max_batch}.", flush=True)
                for half in (batch[: self.max_batch], batch[self.max_batch :]):
                    await self._answer(half)
                return
            answers = [error]
        except Exception as error:  # a failed batch does not end the server: each of its requests gets the error
            answers = [error] * len(batch)
        for (_, future), answer in zip(batch, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)


def _settings(request: Request) -> tuple:
    return request.temperature, request.seed if request.temperature > 0 else None, request.logprobs


def read_request(body: object) -> Request:
    """Raises BadRequestError."""
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list):
        raise BadRequestError("The body must be a JSON object with `messages`, as in the OpenAI chat API.")
    if body.get("stream"):
        raise BadRequestError("Streaming is not supported: leave `stream` out.")
    if body.get("n", 1) != 1:
        raise BadRequestError("One answer a request: leave `n` out.")
    images: list[Image.Image] = []
    messages = []
    for message in body["messages"]:
        content = message.get("content")
        parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
        if message.get("role") not in ("system", "user", "assistant") or not isinstance(parts, list):
            raise BadRequestError("A message needs a role (system, user, assistant) and content (text or a list of parts).")
        messages.append({"role": message["role"], "content": [_part(part, images) for part in parts]})
    if len(images) != 1:
        raise BadRequestError(f"Exactly one image is expected, not {len(images)}.")
    max_tokens = body.get("max_completion_tokens", body.get("max_tokens", 768))
    if not isinstance(max_tokens, int) or not 1 <= max_tokens <= 4096:
        raise BadRequestError("`max_tokens` must be a whole number from 1 to 4096.")
    alternatives = int(body.get("top_logprobs") or 1) if body.get("logprobs") else 0
    if alternatives > MAX_LOGPROBS:
        raise BadRequestError(f"`top_logprobs` is at most {MAX_LOGPROBS}.")
    return Request(messages, images[0], max_tokens, float(body.get("temperature") or 0.0), body.get("seed"), alternatives)


def _part(part: dict, images: list[Image.Image]) -> dict:
    if part.get("type") == "text":
        return {"type": "text", "text": str(part.get("text", ""))}
    if part.get("type") != "image_url":
        raise BadRequestError(f"A part of type {part.get('type')} is not supported: text or image_url.")
    url = part.get("image_url", {}).get("url", "")
    head, comma, data = url.partition(",")
    if not (head.startswith("data:image/") and head.endswith(";base64") and comma):
        raise BadRequestError("Send the image as a data URL (data:image/png;base64,…); nothing is fetched here.")
    try:
        images.append(upright(Image.open(BytesIO(base64.b64decode(data, validate=True)))))
    except (binascii.Error, UnidentifiedImageError, OSError) as error:
        raise BadRequestError(f"The image cannot be read: {error}.") from error
    return {"type": "image"}


def completion(model: str, answer: Answer) -> dict:
    choice: dict = {"index": 0, "message": {"role": "assistant", "content": answer.text}, "finish_reason": answer.finish_reason}
    if answer.tokens:
        choice["logprobs"] = {
            "content": [
                {
                    "token": token.text,
                    "logprob": token.logprob,
                    "bytes": list(token.text.encode()),
                    "top_logprobs": [{"token": t, "logprob": p, "bytes": list(t.encode())} for t, p in token.alternatives],
                }
                for token in answer.tokens
            ]
        }
    usage = {"prompt_tokens": answer.prompt_tokens, "completion_tokens": answer.completion_tokens}
    usage["total_tokens"] = usage["prompt_tokens"] + usage["completion_tokens"]
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": model,
        "choices": [choice],
        "usage": usage,
    }


def application(engine: Engine, name: str, max_batch: int, max_wait: float) -> web.Application:
    batcher = Batcher(engine, max_batch, max_wait)

    async def chat(request: web.Request) -> web.Response:
        try:
            body = await request.json()
            if isinstance(body, dict) and body.get("model") not in (None, name):
                raise BadRequestError(f"The model {body.get('model')} is not served here; it is {name}.")
            asked = await asyncio.to_thread(read_request, body)
        except (BadRequestError, ValueError, AttributeError, TypeError) as error:
            return problem(400, str(error), "invalid_request_error")
        try:
            return web.json_response(completion(name, await batcher.ask(asked)))
        except torch.cuda.OutOfMemoryError:
            return problem(503, "This image does not fit into the GPU's memory: use a larger GPU or smaller max_pixels.", "out_of_memory")
        except Exception as error:
            return problem(500, f"{type(error).__name__}: {error}", "server_error")

    async def models(_: web.Request) -> web.Response:
        return web.json_response({"object": "list", "data": [{"id": name, "object": "model", "owned_by": "fakexplainer"}]})

    async def health(_: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "model": name, "device": engine.device, "waiting": len(batcher.waiting)})

    async def start(app: web.Application) -> None:
        app["batcher"] = asyncio.create_task(batcher.run())

    async def stop(app: web.Application) -> None:
        app["batcher"].cancel()

    app = web.Application(client_max_size=MAX_BODY)
    app.add_routes([web.post("/v1/chat/completions", chat), web.get("/v1/models", models), web.get("/health", health)])
    app.on_startup.append(start)
    app.on_cleanup.append(stop)
    return app


def problem(status: int, message: str, kind: str) -> web.Response:
    return web.json_response({"error": {"message": message, "type": kind, "code": status}}, status=status)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="a directory, or a repository with --revision")
    parser.add_argument("--revision")
    parser.add_argument("--name", help="as requests call it; the directory's name when not given")
    parser.add_argument("--dtype", choices=("bfloat16", "float32"), help="bfloat16 on a GPU and float32 elsewhere when not given")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--max-batch", type=int, default=32)
    parser.add_argument("--max-wait", type=float, default=0.01, help="seconds to wait for more requests")
    arguments = parser.parse_args()
    name = arguments.name or Path(arguments.model).name
    dtype = arguments.dtype or ("bfloat16" if torch.cuda.is_available() else "float32")
    engine = Engine(arguments.model, dtype, arguments.revision)
    app = application(engine, name, arguments.max_batch, arguments.max_wait)
    print(f"{name} on {engine.device}: http://{arguments.host}:{arguments.port}/v1", flush=True)
    web.run_app(app, host=arguments.host, port=arguments.port, print=None)


if __name__ == "__main__":
    main()
