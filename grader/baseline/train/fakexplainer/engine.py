"""Batched answers with log-probabilities over transformers: what serve.py serves."""

from dataclasses import dataclass, field
from pathlib import Path

import torch
from PIL import Image
from transformers import AutoProcessor, LogitsProcessor, LogitsProcessorList

from .limits import MAX_LOGPROBS
from .models import load_model
from .tiny import forbidden_tokens


@dataclass
class Request:
    """One image with its conversation. `messages` as the chat template takes them, with one image part."""

    messages: list[dict]
    image: Image.Image
    max_tokens: int
    temperature: float = 0.0
    seed: int | None = None
    logprobs: int = 0  # alternatives a token, at most MAX_LOGPROBS


@dataclass
class Token:
    text: str
    logprob: float
    alternatives: list[tuple[str, float]] = field(default_factory=list)


@dataclass
class Answer:
    text: str
    tokens: list[Token]
    finish_reason: str  # "stop", or "length": cut off
    prompt_tokens: int
    completion_tokens: int


class Engine:
    def __init__(self, path: str | Path, dtype: str = "bfloat16", revision: str | None = None):
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.processor = AutoProcessor.from_pretrained(path, revision=revision)
        self.processor.tokenizer.padding_side = "left"
        self.model = load_model(path, dtype, revision).to(self.device).eval()
        self.forbidden = forbidden_tokens(self.processor, self.model.get_output_embeddings().weight.shape[0])
        tokenizer = self.processor.tokenizer
        self.ends = {tokenizer.eos_token_id, tokenizer.pad_token_id}

    @torch.inference_mode()
    def answer(self, requests: list[Request]) -> list[Answer]:
        """The answers to requests that agree in temperature, seed and logprobs (the caller groups them), as one batch.

        Greedy at temperature 0. Raises torch.cuda.OutOfMemoryError when the batch is too large.
        """
        first = requests[0]
        texts = [self.processor.apply_chat_template(r.messages, add_generation_prompt=True, tokenize=False) for r in requests]
        inputs = self.processor(images=[r.image for r in requests], text=texts, padding=True, return_tensors="pt").to(self.device)
        inputs["pixel_values"] = inputs["pixel_values"].to(self.model.dtype)
        recorder = _Recorder(first.logprobs)
        options: dict = {"do_sample": first.temperature > 0}
        if first.temperature > 0:
            options |= {"temperature": first.temperature, "top_k": 0, "top_p": 1.0}
            if first.seed is not None:
                torch.manual_seed(first.seed)
        tokens = self.model.generate(
            **inputs,
            **options,
            max_new_tokens=max(r.max_tokens for r in requests),
            suppress_tokens=self.forbidden,
            logits_processor=LogitsProcessorList([recorder]),
        )
        start = inputs["input_ids"].shape[1]
        chosen, best, best_ids = recorder.result(tokens[:, start:])
        lengths = inputs["attention_mask"].sum(dim=1).tolist()
        rows = zip(requests, tokens[:, start:].tolist(), lengths, strict=True)
        return [self._answer(r, row, n, chosen[i], best[i], best_ids[i]) for i, (r, row, n) in enumerate(rows)]

    def _answer(self, request: Request, row: list[int], prompt_tokens: int, chosen, best, best_ids) -> Answer:
        end = next((i for i, token in enumerate(row) if token in self.ends), None)
        stopped = end is not None and end <= request.max_tokens
        row = row[: min(len(row) if end is None else end, request.max_tokens)]
        decode = self.processor.tokenizer.decode
        tokens = []
        if request.logprobs:
            for i, token in enumerate(row):
                others = [(decode([t]), p) for t, p in zip(best_ids[i], best[i], strict=True)]
                tokens.append(Token(decode([token]), chosen[i], others))
        text = decode(row, skip_special_tokens=False, clean_up_tokenization_spaces=False)
        return Answer(text, tokens, "stop" if stopped else "length", prompt_tokens, len(row))


class _Recorder(LogitsProcessor):
    """Records, for every step, the model's own log-probabilities (before anything is suppressed) of the best tokens
    and, once it is known, of the chosen one.
    """

    def __init__(self, alternatives: int):
        self.alternatives = min(alternatives, MAX_LOGPROBS)
        self.steps: list[torch.Tensor] = []
        self.best: list[torch.return_types.topk] = []

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        if self.alternatives:
            logprobs = scores.float().log_softmax(dim=-1)
            if self.steps:
                self.steps[-1] = self.steps[-1].gather(1, input_ids[:, -1:])
            self.steps.append(logprobs)
            self.best.append(logprobs.topk(min(self.alternatives, logprobs.shape[-1])))
        return scores

    def result(self, tokens: torch.Tensor) -> tuple[list, list, list]:
        """Per row and step: the chosen token's log-probability, the best ones, and their ids. Empty without `alternatives`."""
        if not self.steps:
            nothing: list = [[] for _ in range(len(tokens))]
            return nothing, nothing, nothing
        self.steps[-1] = self.steps[-1].gather(1, tokens[:, -1:])
        best = torch.stack([b.values for b in self.best], dim=1).tolist()
        ids = torch.stack([b.indices for b in self.best], dim=1).tolist()
        return torch.cat(self.steps, dim=1).tolist(), best, ids
