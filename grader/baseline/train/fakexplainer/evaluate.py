"""Held-out figures of a model, greedy and sampled: in RL the two differ."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from transformers import AutoProcessor

from .fixture import Sample
from .geometry import matched_iou, union_iou
from .models import load_model
from .prompt import Prompt
from .recipe import Recipe
from .response import FAILURES, parse
from .rewards import Reference, format_reward, predicted_boxes, verdict_reward
from .tiny import forbidden_tokens


def evaluate_saved(folder: Path, recipe: Recipe, held_out: Sequence[Sample], prompt: Prompt, batch: int) -> dict:
    """The figures of the model saved in `folder`, greedy and sampled, on one device; they and the greedy answers are
    written beside it.
    """
    processor = AutoProcessor.from_pretrained(folder)
    model = load_model(folder, recipe.model.dtype).to("cuda" if torch.cuda.is_available() else "cpu")
    stage = recipe.pgrpo
    greedy = generate_answers(model, processor, held_out, prompt, batch, stage.max_completion_length)
    write_answers(folder / "answers.jsonl", held_out, greedy)
    sampled = generate_answers(model, processor, held_out, prompt, batch, stage.max_completion_length, stage.temperature)
    figures = {"greedy": measure(held_out, greedy), "sampled": measure(held_out, sampled)}
    (folder / "evaluation.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return figures


def generate_answers(
    model, processor, samples: Sequence[Sample], prompt: Prompt, batch: int, max_new_tokens: int, temperature: float = 0.0
) -> list[str]:
    """One answer per sample, special tokens kept, cut at the end of the turn. Temperature 0 is greedy."""
    processor.tokenizer.padding_side = "left"
    vocabulary = model.get_output_embeddings().weight.shape[0]
    options = {"do_sample": temperature > 0, "max_new_tokens": max_new_tokens, "suppress_tokens": forbidden_tokens(processor, vocabulary)}
    if temperature > 0:
        options |= {"temperature": temperature, "top_k": 0, "top_p": 1.0}
    answers: list[str] = []
    model.eval()
    for start in range(0, len(samples), batch):
        images = [s.image for s in samples[start : start + batch]]
        text = [prompt.rendered()] * len(images)
        inputs = processor(images=images, text=text, padding=True, return_tensors="pt").to(model.device)
        inputs["pixel_values"] = inputs["pixel_values"].to(model.dtype)
        with torch.inference_mode():
            tokens = model.generate(**inputs, **options)[:, inputs["input_ids"].shape[1] :]
        answers += [text_of(processor.tokenizer, row) for row in tokens.tolist()]
    return answers


def text_of(tokenizer, tokens: Sequence[int]) -> str:
    """The answer as the grammar reads it: region marks kept (they are special tokens), end and padding cut off."""
    tokens = list(tokens)
    for end in (tokenizer.eos_token_id, tokenizer.pad_token_id):
        if end in tokens:
            tokens = tokens[: tokens.index(end)]
    return tokenizer.decode(tokens, skip_special_tokens=False, clean_up_tokenization_spaces=False)


def measure(samples: Sequence[Sample], answers: Sequence[str]) -> dict:
    """Accuracy over all; IoU over the fakes (0 where nothing was found); how answers are formed. NaN-free."""
    rows = []
    for sample, answer in zip(samples, answers, strict=True):
        response = parse(answer)
        boxes = predicted_boxes(response, sample.size) if response.verdict == "generated" else []
        reference = Reference(sample.label, sample.size, tuple(box for _, box in sample.regions))
        rows.append((reference, response, boxes))
    fakes = [(reference, response, boxes) for reference, response, boxes in rows if reference.label == "fake"]
    predicted = [(box, reference.size) for reference, _, boxes in rows for box in boxes]
    union = [union_iou(boxes, reference.boxes) for reference, _, boxes in fakes]
    area = [(b[2] - b[0]) * (b[3] - b[1]) / (s[0] * s[1]) for b, s in predicted]
    detected = [boxes for _, response, boxes in fakes if response.verdict == "generated"]
    return {
        "images": len(rows),
        "accuracy": float(np.mean([verdict_reward(response, reference) for reference, response, _ in rows])),
        "balanced_accuracy": float(np.mean([_recall(rows, label) for label in ("real", "fake")])),
        "iou": float(np.mean(union)) if union else None,
        "matched_iou": float(np.mean([matched_iou(boxes, reference.boxes) for reference, _, boxes in fakes])) if fakes else None,
        "iou_sd": float(np.std(union, ddof=1)) if len(union) > 1 else None,
        "form": float(np.mean([format_reward(response) for _, response, _ in rows])),
        "boxes_per_detected_fake": float(np.mean([len(b) for b in detected])) if detected else None,
        "box_area_share": float(np.mean(area)) if area else None,
        "failures": {kind: n for kind in FAILURES if (n := sum(kind in response.failures for _, response, _ in rows))},
    }


def _recall(rows, label: str) -> float:
    right = [verdict_reward(response, reference) for reference, response, _ in rows if reference.label == label]
    return float(np.mean(right)) if right else 0.0


def write_answers(path: Path, samples: Sequence[Sample], answers: Sequence[str]) -> None:
    """One JSON line per image: id, the model's image size, the raw answer. What `fx baseline` re-scores."""
    with path.open("w", encoding="utf-8") as file:
        for sample, answer in zip(samples, answers, strict=True):
            row = {"image_id": sample.image_id, "width": sample.size[0], "height": sample.size[1], "answer": answer}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
