"""Resuming from a checkpoint with the weights that are in it.

transformers 5.17 saves Qwen2.5-VL under the published names (`visual.…`, `model.…`), but the trainer reads a checkpoint
by the names in memory (`model.visual.…`, `model.language_model.…`): every weight is "missing" and "unexpected", it warns,
and trains on from the weights it was given. tests/test_training.py compares a run in one go with one in two halves.
"""

from peft import PeftModel
from transformers import Trainer

from .models import load_model


class ResumeMixin(Trainer):
    """To be mixed in before a trainer: reads a checkpoint's whole weights as `from_pretrained` does, all of them or none.
    Adapters, DeepSpeed and FSDP have checkpoints of their own, with the names in memory.
    """

    def _load_from_checkpoint(self, resume_from_checkpoint, model=None):
        target = model or self.model
        if isinstance(target, PeftModel) or self.is_deepspeed_enabled or self.is_fsdp_enabled:
            return super()._load_from_checkpoint(resume_from_checkpoint, model)
        saved = load_model(resume_from_checkpoint, str(target.dtype).removeprefix("torch."))
        target.load_state_dict(saved.state_dict(), strict=True)
        return None
