"""The batched forward pass gives what transformers' own gives: logits, gradients and greedy answers."""

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("trl")

from PIL import Image

from fakexplainer import batched
from fakexplainer.fixture import draw_fixture
from fakexplainer.prompt import load_prompt
from fakexplainer.response import render
from fakexplainer.tiny import TinySize, tiny_model, tiny_processor

PROMPT = load_prompt("mini.v1").rendered()


@pytest.fixture(scope="module")
def world():
    samples = draw_fixture(9, 3)
    sizes = [(112, 112), (112, 112), (224, 84), (84, 224), (252, 196), (112, 112), (28, 56), (252, 196), (140, 112)]
    images = [s.image.resize(size, Image.Resampling.BICUBIC) for s, size in zip(samples, sizes, strict=True)]
    answers = [render(s.label, s.regions, s.tags) for s in samples]
    processor = tiny_processor([PROMPT, *answers], 400, 784, 50176)
    model = tiny_model(processor, TinySize(vision_depth=4), 1)
    return processor, model, images, answers


def outcome(world, side):
    processor, model, images, answers = world
    processor.tokenizer.padding_side = side
    texts = [PROMPT + (a if side == "right" else "") for a in answers]
    inputs = processor(images=images, text=texts, padding=True, return_tensors="pt")
    model.zero_grad()
    model.model.rope_deltas = None
    if side == "left":
        with torch.no_grad():
            return model.generate(**inputs, do_sample=False, max_new_tokens=12)
    logits = model(**inputs).logits[inputs["attention_mask"].bool()]
    logits.square().mean().backward()
    gradients = torch.cat([p.grad.flatten() for p in model.parameters() if p.grad is not None])
    return logits.detach(), gradients


def test_logits_and_gradients(world):
    expected = outcome(world, "right")
    batched.install()
    try:
        found = outcome(world, "right")
    finally:
        batched.uninstall()
    for a, b in zip(found, expected, strict=True):
        assert torch.linalg.norm(a - b) <= 1e-5 * torch.linalg.norm(b)


def test_greedy_answers(world):
    expected = outcome(world, "left")
    batched.install()
    try:
        assert torch.equal(outcome(world, "left"), expected)
    finally:
        batched.uninstall()
