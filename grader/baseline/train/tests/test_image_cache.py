"""The image processor with a cache gives the pixels of the one without."""

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("trl")

from fakexplainer import image_cache
from fakexplainer.fixture import draw_fixture
from fakexplainer.tiny import tiny_processor


def test_same_pixels():
    processor = tiny_processor(["a"], 300, 784, 50176)
    a, b, c = (sample.image for sample in draw_fixture(3, 1))
    images = [a, b.resize((252, 196)), a.copy(), c.resize((56, 28))]
    plain = image_cache._original(processor.image_processor, images, return_tensors="pt")
    for _ in range(2):
        found = image_cache.preprocess(processor.image_processor, images, return_tensors="pt")
        assert torch.equal(found["pixel_values"], plain["pixel_values"])
        assert torch.equal(found["image_grid_thw"], plain["image_grid_thw"])
    assert len(set(image_cache._cache)) == 3
