"""The prompt: one file per version in grader/baseline/run/prompts/, rendered alike in both languages, known by its hash."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

PROMPTS = Path(__file__).parents[2] / "run" / "prompts"


@dataclass(frozen=True)
class Prompt:
    id: str
    system: str
    user: str

    def messages(self) -> list[dict]:
        """The conversation up to the model's turn; the image stands before the text (prompts say `imageFirst`)."""
        return [
            {"role": "system", "content": [{"type": "text", "text": self.system}]},
            {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": self.user}]},
        ]

    def turns(self) -> list[dict]:
        """The same as plain text; TRL puts the row's image before the user's text."""
        return [{"role": "system", "content": self.system}, {"role": "user", "content": self.user}]

    def rendered(self) -> str:
        """What Qwen2.5-VL's chat template makes of it, the image as one placeholder."""
        return (
            f"<|im_start|>system\n{self.system}<|im_end|>\n"
            f"<|im_start|>user\n<|vision_start|><|image_pad|><|vision_end|>{self.user}<|im_end|>\n"
            "<|im_start|>assistant\n"
        )

    def sha256(self) -> str:
        return hashlib.sha256(self.rendered().encode()).hexdigest()


def load_prompt(name: str) -> Prompt:
    """`name` as in "fakexplainer.v1". Raises FileNotFoundError with the names there are."""
    path = PROMPTS / f"{name}.json"
    if not path.exists():
        raise FileNotFoundError(f"No prompt {name}; there are {sorted(p.stem for p in PROMPTS.glob('*.json'))}.")
    value = json.loads(path.read_text(encoding="utf-8"))
    if value["imageFirst"] is not True:
        raise ValueError(f"{path}: only prompts with the image first are supported.")
    return Prompt(value["id"], value["system"], value["user"])
