"""Stage 2: progressive GRPO on R = w_G(t) * R_G + R_C + R_F (fakexplainer/rewards.py).

python pgrpo.py --recipe mini --from runs/mini/sft --out runs/mini/pgrpo
python launch.py pgrpo.py --recipe qwen2.5-vl-7b-lora --data DIR --from runs/7b/sft --out runs/7b/pgrpo
python pgrpo.py … --arm half|one|progressive     the ablation: w_G = 0.5, w_G = 1, or growing from 0.5 to 1
                                                 (the fourth arm, SFT only, is the model of stage 1)
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import AutoConfig, AutoProcessor, TrainerCallback, set_seed
from trl import GRPOConfig, GRPOTrainer

from fakexplainer import image_cache
from fakexplainer.arguments import chosen_recipe, stage_parser
from fakexplainer.batch_layout import layout
from fakexplainer.checkpoints import is_finished, last_checkpoint
from fakexplainer.curves import draw_curves
from fakexplainer.data import balance, grpo_dataset
from fakexplainer.evaluate import evaluate_saved, text_of
from fakexplainer.models import load_model, lora, save_model
from fakexplainer.processes import check_parallel, devices, on_gpu, shared_dataset
from fakexplainer.prompt import load_prompt
from fakexplainer.recipe import Pgrpo, Recipe
from fakexplainer.response import Response, parse
from fakexplainer.resuming import ResumeMixin
from fakexplainer.rewards import (
    REWARD_SPEC,
    Reference,
    format_reward,
    grounding_reward,
    grounding_weight,
    predicted_boxes,
    verdict_reward,
)
from fakexplainer.samples import training_samples
from fakexplainer.stopping import StopInOrder
from fakexplainer.tiny import forbidden_tokens
from fakexplainer.training_log import JsonLog
from fakexplainer.training_manifest import hashes, write_manifest

# The arms of the paper's ablation: w_G at the first and the last step.
ARMS = {"half": (0.5, 0.5), "one": (1.0, 1.0), "progressive": (0.5, 1.0)}
CURVES = ("reward", "rewards/verdict/mean", "rewards/grounding/mean", "rewards/form/mean", "grounding_weight", "entropy")


class Stage2(ResumeMixin, GRPOTrainer):
    """TRL's trainer, which resumes with the weights of its checkpoint."""


class GroundingWeight(TrainerCallback):
    """Sets w_G before each step's generation. A function of the step alone, so a resumed run gets the same weights."""

    trainer: GRPOTrainer

    def __init__(self, index: int, start: float, end: float):
        self.index, self.start, self.end = index, start, end

    def on_step_begin(self, args, state, control, **kwargs):
        weight = grounding_weight(state.global_step, state.max_steps, self.start, self.end)
        self.trainer.reward_weights[self.index] = weight


class Rewards:
    """The three reward functions as TRL calls them; each answer is read once.

    TRL's own text drops special tokens, and the region marks are special: the answers are decoded here.
    """

    def __init__(self, recipe: Recipe, tokenizer):
        self.recipe, self.tokenizer = recipe, tokenizer
        self._ids: list[list[int]] | None = None
        self._responses: list[Response] = []

    def functions(self) -> list:
        def verdict(completion_ids, label, size, boxes, **kwargs):
            pairs = self._pairs(completion_ids, label, size, boxes)
            self._log(pairs, kwargs["log_metric"])
            return [verdict_reward(response, reference) for response, reference in pairs]

        def grounding(completion_ids, label, size, boxes, **kwargs):
            stage = self.recipe.pgrpo
            pairs = self._pairs(completion_ids, label, size, boxes)
            return [grounding_reward(response, reference, stage.iou, stage.empty_reference) for response, reference in pairs]

        def form(completion_ids, label, size, boxes, **kwargs):
            return [format_reward(response) for response, _ in self._pairs(completion_ids, label, size, boxes)]

        return [verdict, grounding, form]

    def _pairs(self, ids, labels, sizes, boxes) -> list[tuple[Response, Reference]]:
        if ids is not self._ids:
            self._ids, self._responses = ids, [parse(text_of(self.tokenizer, row)) for row in ids]
        references = (Reference(label, tuple(size), tuple(map(tuple, b))) for label, size, b in zip(labels, sizes, boxes, strict=True))
        return list(zip(self._responses, references, strict=True))

    def _log(self, pairs: Sequence[tuple[Response, Reference]], log_metric) -> None:
        """Signs of fragmented boxes: their number and their area; and the groups whose rewards are all alike."""
        fakes = [(len(b), r.size, b) for a, r in pairs if a.verdict == "generated" and (b := predicted_boxes(a, r.size)) is not None]
        areas = [(x2 - x1) * (y2 - y1) / (w * h) for _, (w, h), boxes in fakes for x1, y1, x2, y2 in boxes]
        log_metric("boxes_per_fake_verdict", sum(n for n, _, _ in fakes) / len(fakes) if fakes else 0.0)
        log_metric("box_area_share", sum(areas) / len(areas) if areas else 0.0)
        size = self.recipe.pgrpo.generations
        groups = [pairs[i : i + size] for i in range(0, len(pairs), size)]
        for name, reward in (
            ("verdict", lambda a, r: verdict_reward(a, r)),
            ("grounding", grounding_reward),
            ("form", lambda a, _: format_reward(a)),
        ):
            same = [len({reward(a, r) for a, r in group}) == 1 for group in groups]
            log_metric(f"groups_alike/{name}", sum(same) / len(same))


class LogWeight(TrainerCallback):
    """Writes w_G into every log line, before JsonLog sees it."""

    def __init__(self, schedule: GroundingWeight):
        self.schedule = schedule

    def on_log(self, args, state, control, logs=None, **kwargs):
        if logs is not None and "reward" in logs:
            logs["grounding_weight"] = float(self.schedule.trainer.reward_weights[self.schedule.index])


def main(words: list[str] | None = None) -> None:
    parser = stage_parser(__doc__)
    parser.add_argument("--from", dest="start", type=Path, required=True, help="the model of stage 1")
    parser.add_argument("--arm", choices=ARMS, default="progressive")
    arguments = parser.parse_args(words)
    if not (arguments.start / "config.json").exists():
        parser.error(f"--from {arguments.start} holds no model: give the --out of sft.py.")
    # The weights to start from are stage 1's; the recipe's base is only what those started from.
    recipe = chosen_recipe(parser, argparse.Namespace(**{**vars(arguments), "base": str(arguments.start)}))
    prompt = load_prompt(recipe.prompt)
    stage, out, started = recipe.pgrpo, arguments.out, time.time()
    if arguments.resume and is_finished(out):
        print(f"{out} is finished.")
        return
    out.mkdir(parents=True, exist_ok=True)
    set_seed(recipe.seed)
    image_cache.install()
    each, accumulation = layout(stage.prompts * stage.generations, stage.device_batch, devices())
    processor = AutoProcessor.from_pretrained(arguments.start)
    forbidden = forbidden_tokens(processor, AutoConfig.from_pretrained(arguments.start).get_text_config().vocab_size)
    start_weight, end_weight = ARMS[arguments.arm]

    # Before the model: these arguments make ZeRO-3 load the weights in pieces.
    args = GRPOConfig(
        output_dir=str(out / "checkpoints"),
        num_train_epochs=stage.epochs,
        max_steps=stage.max_steps or -1,
        per_device_train_batch_size=each,
        gradient_accumulation_steps=accumulation,
        num_generations=stage.generations,
        learning_rate=stage.learning_rate,
        warmup_steps=stage.warmup,
        lr_scheduler_type=stage.schedule,
        beta=stage.beta,
        loss_type=stage.loss_type,
        scale_rewards=stage.scale_rewards,
        multi_objective_aggregation=stage.aggregation,
        reward_weights=[1.0, start_weight, 1.0],
        temperature=stage.temperature,
        max_completion_length=stage.max_completion_length,
        bf16=recipe.model.dtype == "bfloat16",
        tf32=on_gpu() or None,
        gradient_checkpointing=stage.gradient_checkpointing,
        logging_steps=1,
        save_steps=stage.save_steps,
        save_total_limit=1,
        seed=recipe.seed,
        ddp_timeout=7200,
        report_to=[],
        **rollouts(stage, forbidden),
    )
    check_parallel(recipe)
    first = args.process_index == 0
    train, held_out = training_samples(recipe, arguments.data, arguments.fold) if first else ([], [])
    if stage.fake_share is not None:
        train = balance(train, stage.fake_share, recipe.seed)
    model = load_model(arguments.start, recipe.model.dtype)

    schedule, stop = GroundingWeight(1, start_weight, end_weight), StopInOrder(out, arguments.minutes, arguments.steps)
    trainer = Stage2(
        model=model,
        args=args,
        reward_funcs=Rewards(recipe, processor.tokenizer).functions(),
        train_dataset=shared_dataset(lambda: grpo_dataset(train, prompt), out, args),
        processing_class=processor,
        peft_config=lora(recipe),
        callbacks=[schedule, LogWeight(schedule), JsonLog(out / "metrics.jsonl"), stop],
    )
    schedule.trainer = trainer
    trained_at = time.time()
    result = trainer.train(resume_from_checkpoint=last_checkpoint(out) if arguments.resume else None)
    seconds = time.time() - trained_at
    stop.end_when_asked(trainer.state)
    save_model(trainer, processor, out, lambda: load_model(arguments.start, recipe.model.dtype))
    if not first:
        return

    done = (result.global_step - stop.first) * stage.prompts * stage.generations
    speed = {"completions_per_second": round(done / seconds, 1), "seconds": round(seconds, 1), "steps": result.global_step}
    origin = {"reward_spec": REWARD_SPEC, "arm": arguments.arm, "from": hashes(arguments.start)}
    write_manifest(
        out,
        "pgrpo",
        recipe,
        started,
        {
            **origin,
            "devices": args.world_size,
            "finished": trainer.state.global_step >= trainer.state.max_steps,
            "fold": arguments.fold,
            "speed": speed,
        },
    )
    draw_curves(out / "metrics.jsonl", out / "curves.png", CURVES)
    if arguments.eval_batch and args.world_size == 1:
        del trainer, model, schedule.trainer
        print(json.dumps(evaluate_saved(out, recipe, held_out, prompt, arguments.eval_batch), indent=2))


def rollouts(stage: Pgrpo, forbidden: list[int]) -> dict:
    """How answers are sampled: by transformers, or by vLLM in the trainer's own processes. The tokens that an answer must
    never hold have another name in each: `suppress_tokens` is not one of vLLM's, whose `logit_bias` takes whole numbers
    as keys (TRL hands them on unread).
    """
    if not stage.vllm:
        return {"generation_kwargs": {"suppress_tokens": forbidden}}
    return {
        "use_vllm": True,
        "vllm_mode": "colocate",
        "vllm_gpu_memory_utilization": stage.vllm_memory,
        "vllm_enable_sleep_mode": stage.vllm_sleep,
        "vllm_tensor_parallel_size": stage.vllm_tensor_parallel,
        "vllm_max_model_length": stage.vllm_context,
        "generation_kwargs": {"logit_bias": dict.fromkeys(forbidden, -100.0)},
    }


if __name__ == "__main__":
    torch.set_float32_matmul_precision("high")
    main()
