"""The speed of the tiny model against the roofline of this machine: SFT samples/s and completions/s.

python roofline.py --from runs/mini/sft --out roofline.json
The roof is measured here and now: a large bf16 matrix product and a large copy. Work is counted as 6 (training) or 2
(decoding) operations per weight and token; the least traffic of a decoding step is one read of the weights.
"""

import argparse
import json
import time
from functools import partial
from pathlib import Path

import torch
from transformers import AutoProcessor

from fakexplainer.evaluate import generate_answers
from fakexplainer.fixture import draw_fixture
from fakexplainer.models import load_model
from fakexplainer.prompt import load_prompt
from fakexplainer.response import render
from fakexplainer.tiny import forbidden_tokens


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="start", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--batches", type=int, nargs="+", default=[64, 512, 2048])
    parser.add_argument("--compile", action="store_true", help="also decode with a static cache and compiled steps")
    arguments = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_float32_matmul_precision("high")
    processor = AutoProcessor.from_pretrained(arguments.start)
    prompt = load_prompt("mini.v1")
    samples = draw_fixture(max(arguments.batches), 5)
    report: dict = {"device": torch.cuda.get_device_name() if device == "cuda" else "cpu", **roof(device), "runs": []}
    roof_flops = report["bf16_tflops"] * 1e12

    for dtype in ("float32", "bfloat16"):
        model = load_model(arguments.start, dtype).to(device)
        weights = model.num_parameters()
        for batch in arguments.batches:
            inputs = training_batch(processor, prompt, samples[:batch], device)
            inputs["pixel_values"] = inputs["pixel_values"].to(model.dtype)
            seconds = timed(partial(training_step, model, inputs), device)
            flops = 6 * weights * inputs["input_ids"].numel()
            add(report, "train step", dtype, batch, seconds, flops / roof_flops)
        for batch in arguments.batches:
            seconds = timed(partial(generate_answers, model, processor, samples[:batch], prompt, batch, 64, 1.0), device, repeats=3)
            add(report, "answers, with image processing", dtype, batch, seconds, None)
            inputs = prompt_batch(processor, prompt, samples[:batch], model)
            seconds = timed(partial(decode, model, processor, inputs, None), device, repeats=3)
            tokens = batch * (inputs["input_ids"].shape[1] + 64)
            floor = max(2 * weights * tokens / roof_flops, 64 * weights * model.dtype.itemsize / (report["copy_gb_per_s"] * 1e9))
            add(report, "generate, 64 tokens", dtype, batch, seconds, floor)
            if arguments.compile and device == "cuda" and dtype == "bfloat16":
                try:
                    seconds = timed(partial(decode, model, processor, inputs, "static"), device, repeats=3)
                    add(report, "generate, static cache, compiled", dtype, batch, seconds, floor)
                except Exception as error:  # that it cannot be compiled is a result, too
                    report["runs"].append({"what": "generate, static cache, compiled", "batch": batch, "error": str(error)[:300]})
            arguments.out.write_text(json.dumps(report, indent=2) + "\n")
    arguments.out.write_text(json.dumps(report, indent=2) + "\n")


def roof(device: str) -> dict:
    """Measured rates: bf16 matrix product (TFLOP/s, random data) and device copy (GB/s, read plus written)."""
    n = 8192 if device == "cuda" else 1024
    a, b = (torch.randn(n, n, device=device, dtype=torch.bfloat16) for _ in range(2))
    seconds = timed(lambda: a @ b, device, repeats=20)
    source = torch.randn(2**29 if device == "cuda" else 2**24, device=device)
    target = torch.empty_like(source)
    copied = timed(lambda: target.copy_(source), device, repeats=20)
    return {"bf16_tflops": round(2 * n**3 / seconds / 1e12, 2), "copy_gb_per_s": round(2 * source.nbytes / copied / 1e9, 1)}


def timed(work, device: str, repeats: int = 10) -> float:
    """Median seconds of one call, after two calls to warm up."""
    seconds = []
    for turn in range(repeats + 2):
        if device == "cuda":
            torch.cuda.synchronize()
        start = time.perf_counter()
        work()
        if device == "cuda":
            torch.cuda.synchronize()
        if turn >= 2:
            seconds.append(time.perf_counter() - start)
    return sorted(seconds)[len(seconds) // 2]


def training_batch(processor, prompt, samples, device):
    processor.tokenizer.padding_side = "right"
    texts = [prompt.rendered() + render(s.label, s.regions, s.tags) + "<|im_end|>" for s in samples]
    inputs = processor(images=[s.image for s in samples], text=texts, padding=True, return_tensors="pt").to(device)
    inputs["labels"] = inputs["input_ids"].clone()
    return inputs


def training_step(model, inputs) -> None:
    model.train()
    model(**inputs).loss.backward()
    model.zero_grad()


def prompt_batch(processor, prompt, samples, model):
    processor.tokenizer.padding_side = "left"
    text = [prompt.rendered()] * len(samples)
    inputs = processor(images=[s.image for s in samples], text=text, padding=True, return_tensors="pt").to(model.device)
    inputs["pixel_values"] = inputs["pixel_values"].to(model.dtype)
    return inputs


def decode(model, processor, inputs, cache: str | None) -> None:
    model.eval()
    forbidden = forbidden_tokens(processor, model.get_output_embeddings().weight.shape[0])
    with torch.inference_mode():
        model.generate(
            **inputs, do_sample=True, top_k=0, min_new_tokens=64, max_new_tokens=64, suppress_tokens=forbidden, cache_implementation=cache
        )


def add(report: dict, what: str, dtype: str, batch: int, seconds: float, floor: float | None) -> None:
    row = {"what": what, "dtype": dtype, "batch": batch, "ms": round(seconds * 1e3, 2), "per_second": round(batch / seconds, 1)}
    if floor is not None:
        row["floor_ms"] = round(floor * 1e3, 4)
        row["share_of_roof"] = round(floor / seconds, 5)
    report["runs"].append(row)
    print(row, flush=True)


if __name__ == "__main__":
    main()
