"""A Qwen2.5-VL small enough to train from nothing on one machine, with a tokenizer and processor made here.

The classes, the chat template and the special tokens are the real model's, so that what is proven is the production
code. Only the sizes differ. Weights are random until trained.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, trainers
from tokenizers.models import BPE
from transformers import (
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2_5_VLProcessor,
    Qwen2Tokenizer,
    Qwen2VLImageProcessor,
    Qwen2VLVideoProcessor,
)
from trl.chat_template_utils import qwen2_5_vl_chat_template

SPECIAL_TOKENS = [
    *("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>"),
    *("<|box_start|>", "<|box_end|>", "<|quad_start|>", "<|quad_end|>"),
    *("<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>"),
]
# Qwen2's pre-tokenizer: digits stand alone, so a coordinate is a row of digit tokens as in the real model.
QWEN2_SPLIT = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


@dataclass(frozen=True)
class TinySize:
    """The sizes that differ from the real model's."""

    hidden: int = 128
    layers: int = 3
    heads: int = 4
    vision_depth: int = 2
    vision_hidden: int = 128
    vocabulary: int = 512


def tiny_processor(texts: Iterable[str], vocabulary: int, min_pixels: int, max_pixels: int) -> Qwen2_5_VLProcessor:
    """Processor whose byte-level BPE is trained on `texts` (prompt and answers)."""
    tokenizer = Tokenizer(BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN2_SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    plain = (_without_specials(text) for text in texts)
    tokenizer.train_from_iterator(plain, trainers.BpeTrainer(vocab_size=vocabulary, initial_alphabet=alphabet))
    tokenizer.add_special_tokens(SPECIAL_TOKENS)
    fast = Qwen2Tokenizer(tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|endoftext|>", unk_token=None, bos_token=None)
    # `size`, never min_pixels=/max_pixels=: those change the class for the whole process (transformers 5.17).
    images = Qwen2VLImageProcessor(size={"shortest_edge": min_pixels, "longest_edge": max_pixels})
    return Qwen2_5_VLProcessor(images, fast, Qwen2VLVideoProcessor(), chat_template=qwen2_5_vl_chat_template)


def _without_specials(text: str) -> str:
    for token in SPECIAL_TOKENS:
        text = text.replace(token, "\n")
    return text


def tiny_model(processor: Qwen2_5_VLProcessor, size: TinySize, seed: int) -> Qwen2_5_VLForConditionalGeneration:
    """Random weights, the same for the same seed, with a spread of 1/sqrt(fan-in) (0.02 learns far slower)."""
    tokenizer = processor.tokenizer
    token_id = tokenizer.convert_tokens_to_ids
    half_head = size.hidden // size.heads // 2
    config = Qwen2_5_VLConfig(
        text_config={
            "vocab_size": -(-len(tokenizer) // 64) * 64,
            "hidden_size": size.hidden,
            "intermediate_size": 3 * size.hidden,
            "num_hidden_layers": size.layers,
            "num_attention_heads": size.heads,
            "num_key_value_heads": max(1, size.heads // 2),
            "max_position_embeddings": 4096,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 1e4,
                "mrope_section": [half_head // 4, half_head * 3 // 8, half_head - half_head // 4 - half_head * 3 // 8],
            },
            "bos_token_id": token_id("<|endoftext|>"),
            "eos_token_id": token_id("<|im_end|>"),
            "pad_token_id": token_id("<|endoftext|>"),
        },
        vision_config={
            "depth": size.vision_depth,
            "hidden_size": size.vision_hidden,
            "intermediate_size": 2 * size.vision_hidden,
            "num_heads": 4,
            "out_hidden_size": size.hidden,
            "patch_size": 14,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
            "window_size": 112,
            "fullatt_block_indexes": list(range(1, size.vision_depth, 2)),
        },
        image_token_id=token_id("<|image_pad|>"),
        video_token_id=token_id("<|video_pad|>"),
        vision_start_token_id=token_id("<|vision_start|>"),
        vision_end_token_id=token_id("<|vision_end|>"),
        tie_word_embeddings=False,
    )
    torch.manual_seed(seed)
    model = Qwen2_5_VLForConditionalGeneration(config)
    for parameter in model.parameters():
        if parameter.ndim >= 2:
            torch.nn.init.normal_(parameter, std=parameter[0].numel() ** -0.5)
    model.generation_config.eos_token_id = token_id("<|im_end|>")
    model.generation_config.pad_token_id = token_id("<|endoftext|>")
    return model


def forbidden_tokens(processor: Qwen2_5_VLProcessor, vocabulary_size: int) -> list[int]:
    """Tokens an answer must never hold: image placeholders (one sampled `<|image_pad|>` breaks the next forward
    pass, "Image features and image tokens do not match"), turn marks, and the padded tail of the embedding.
    """
    marks = [t for t in SPECIAL_TOKENS if t.startswith(("<|vision", "<|image", "<|video", "<|quad", "<|im_start"))]
    known = processor.tokenizer.get_vocab()
    return sorted({known[mark] for mark in marks if mark in known} | set(range(len(processor.tokenizer), vocabulary_size)))
