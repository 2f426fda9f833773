"""Qwen2.5-VL over many small images without a loop per image: the same results, a fraction of the kernel launches.

transformers 5.17 walks the images one by one in four places of a forward pass (attention of the vision tower without
flash-attn, window order, vision positions, M-RoPE positions), each with launches and waits of its own; on a GPU that
is over a millisecond an image, whatever the size of the model (docs/lab-notes.md). Here segments of equal length are
attended to as one batch, and what depends on the shape alone is worked out once per shape.
tests/test_batched.py compares with the originals.
"""

from functools import lru_cache

import torch
from transformers.models.qwen2_5_vl import modeling_qwen2_5_vl as qwen

_original_window_index = qwen.get_vision_window_index
_original_position_ids = qwen.get_vision_position_ids
_original_rope_index = qwen.Qwen2_5_VLModel.get_rope_index
_original_attention = qwen.Qwen2_5_VLVisionAttention.forward


def install() -> None:
    """Replaces the four loops in this process."""
    qwen.get_vision_window_index = window_index
    qwen.get_vision_position_ids = position_ids
    qwen.Qwen2_5_VLModel.get_rope_index = rope_index
    qwen.Qwen2_5_VLVisionAttention.forward = attention


def uninstall() -> None:
    qwen.get_vision_window_index = _original_window_index
    qwen.get_vision_position_ids = _original_position_ids
    qwen.Qwen2_5_VLModel.get_rope_index = _original_rope_index
    qwen.Qwen2_5_VLVisionAttention.forward = _original_attention


@lru_cache(maxsize=256)
def _window_of(grid: tuple[int, int, int], merge: int, window: int, patch: int) -> tuple[torch.Tensor, torch.Tensor]:
    index, seqlens = _original_window_index(torch.tensor([grid]), merge, window, patch)
    return index, seqlens[1:]


def window_index(grid_thw, spatial_merge_size, window_size, patch_size, kwargs=None):
    parts = [_window_of(tuple(grid), spatial_merge_size, window_size, patch_size) for grid in grid_thw.tolist()]
    tokens = torch.tensor([0, *(len(index) for index, _ in parts)]).cumsum(0)
    order = torch.cat([index for index, _ in parts]) + tokens[:-1].repeat_interleave(tokens.diff())
    ends = torch.cat([ends for _, ends in parts])
    counts = torch.tensor([len(ends) for _, ends in parts])
    ends = ends + (tokens[:-1] * spatial_merge_size**2).repeat_interleave(counts)
    seqlens = torch.cat([ends.new_zeros(1), ends]).to(torch.int32)
    return order.to(grid_thw.device), seqlens.to(grid_thw.device)


@lru_cache(maxsize=256)
def _positions_of(grid: tuple[int, int, int], merge: int) -> torch.Tensor:
    return _original_position_ids(torch.tensor([grid]), merge)


def position_ids(grid_thw, spatial_merge_size, include_temporal=False, kwargs=None):
    parts = [_positions_of(tuple(grid), spatial_merge_size) for grid in grid_thw.tolist()]
    return torch.cat(parts).to(grid_thw.device)


def rope_index(self, input_ids, mm_token_type_ids, image_grid_thw=None, video_grid_thw=None, attention_mask=None, **kwargs):
    """Rows that agree in token types, mask and image size have the same positions: worked out once, on the CPU."""
    if image_grid_thw is None or video_grid_thw is not None or len(image_grid_thw) != len(input_ids):
        return _original_rope_index(
            self, input_ids, mm_token_type_ids, image_grid_thw, video_grid_thw, attention_mask=attention_mask, **kwargs
        )
    mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
    shape = torch.cat([mm_token_type_ids, mask.to(mm_token_type_ids.dtype), image_grid_thw], dim=1).cpu()
    unique, row_of = torch.unique(shape, dim=0, return_inverse=True)
    width = input_ids.shape[1]
    types, masks, grids = unique[:, :width], unique[:, width : 2 * width], unique[:, 2 * width :]
    positions, deltas = _original_rope_index(self, torch.zeros_like(types), types, grids, None, attention_mask=masks)
    device = input_ids.device
    return positions[:, row_of].to(device), deltas[row_of].to(device)


@lru_cache(maxsize=64)
def _groups(lengths: tuple[int, ...], device: torch.device) -> list[torch.Tensor]:
    """For each distinct length, the token indices of its segments: (segments, length)."""
    starts = torch.tensor([0, *lengths]).cumsum(0)[:-1]
    groups = []
    for length in sorted(set(lengths)):
        chosen = starts[torch.tensor([n == length for n in lengths])]
        groups.append((chosen[:, None] + torch.arange(length)).to(device))
    return groups


def attention(self, hidden_states, cu_seqlens, position_embeddings=None, max_seqlen=None, **kwargs):
    if qwen.is_flash_attention_requested(self.config):
        return _original_attention(self, hidden_states, cu_seqlens, position_embeddings, max_seqlen, **kwargs)
    tokens = hidden_states.shape[0]
    q, k, v = self.qkv(hidden_states).reshape(tokens, 3, self.num_heads, -1).permute(1, 0, 2, 3).unbind(0)
    q, k = qwen.apply_rotary_pos_emb_vision(q, k, *position_embeddings)
    interface = qwen.ALL_ATTENTION_FUNCTIONS.get_interface(self.config._attn_implementation, qwen.eager_attention_forward)

    def attend(q, k, v):  # (segments, length, heads, width) each; the same shape comes back
        q, k, v = (t.transpose(1, 2) for t in (q, k, v))
        dropout = self.attention_dropout if self.training else 0.0
        return interface(self, q, k, v, attention_mask=None, scaling=self.scaling, dropout=dropout, is_causal=False, **kwargs)[0]

    groups = _groups(tuple(cu_seqlens.diff().tolist()), hidden_states.device)
    if len(groups) == 1:
        shape = (*groups[0].shape, self.num_heads, -1)
        attended = attend(*(t.reshape(shape) for t in (q, k, v))).reshape(tokens, -1)
    else:
        attended = torch.empty_like(q)
        for group in groups:
            attended = attended.index_put((group,), attend(q[group], k[group], v[group]))
        attended = attended.reshape(tokens, -1)
    return self.proj(attended)
