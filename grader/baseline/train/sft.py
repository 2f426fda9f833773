"""Stage 1: supervised fine-tuning on what the annotators would have answered.

python sft.py --recipe mini --out runs/mini/sft
python launch.py sft.py --recipe qwen2.5-vl-7b-lora --base REPOSITORY@COMMIT --data DIR --out runs/7b/sft [--fold 0] [--resume]
"""

import json
import time

from transformers import set_seed
from trl import SFTConfig, SFTTrainer

from fakexplainer.arguments import chosen_recipe, stage_parser
from fakexplainer.batch_layout import layout
from fakexplainer.checkpoints import is_finished, last_checkpoint
from fakexplainer.curves import draw_curves
from fakexplainer.data import sft_dataset
from fakexplainer.evaluate import evaluate_saved
from fakexplainer.models import load_model, lora, new_model, save_model
from fakexplainer.processes import check_parallel, devices, on_gpu, shared_dataset
from fakexplainer.prompt import load_prompt
from fakexplainer.resuming import ResumeMixin
from fakexplainer.samples import training_samples
from fakexplainer.stopping import StopInOrder
from fakexplainer.training_log import JsonLog
from fakexplainer.training_manifest import base_facts, write_manifest


class Stage1(ResumeMixin, SFTTrainer):
    """TRL's trainer, which resumes with the weights of its checkpoint."""


def main(words: list[str] | None = None) -> None:
    parser = stage_parser(__doc__)
    arguments = parser.parse_args(words)
    recipe = chosen_recipe(parser, arguments)
    prompt = load_prompt(recipe.prompt)
    stage, out, started = recipe.sft, arguments.out, time.time()
    if arguments.resume and is_finished(out):
        print(f"{out} is finished.")
        return
    out.mkdir(parents=True, exist_ok=True)
    set_seed(recipe.seed)
    each, accumulation = layout(stage.batch, stage.device_batch, devices())

    # Before the model: these arguments make ZeRO-3 load the weights in pieces.
    args = SFTConfig(
        output_dir=str(out / "checkpoints"),
        num_train_epochs=stage.epochs,
        max_steps=stage.max_steps or -1,
        per_device_train_batch_size=each,
        gradient_accumulation_steps=accumulation,
        learning_rate=stage.learning_rate,
        warmup_steps=stage.warmup,
        lr_scheduler_type=stage.schedule,
        adam_beta2=stage.beta2,
        weight_decay=stage.weight_decay,
        bf16=recipe.model.dtype == "bfloat16",
        tf32=on_gpu() or None,
        gradient_checkpointing=stage.gradient_checkpointing,
        max_length=None,  # a cut inside the image tokens is an error
        dataloader_num_workers=stage.workers,
        logging_steps=10,
        save_steps=stage.save_steps,
        save_total_limit=1,
        seed=recipe.seed,
        ddp_timeout=7200,  # the first process prepares the images while the others wait
        report_to=_report_to(),
    )
    check_parallel(recipe)
    first = args.process_index == 0
    train, held_out = training_samples(recipe, arguments.data, arguments.fold) if first or recipe.model.tiny else ([], [])
    model, processor = new_model(recipe, train)
    if first:
        print(
            f"{len(train)} images to train on, {len(held_out)} held out; "
            f"{each} at a time, {accumulation} times a step, {args.world_size} devices"
        )

    stop = StopInOrder(out, arguments.minutes, arguments.steps)
    trainer = Stage1(
        model=model,
        args=args,
        train_dataset=shared_dataset(lambda: sft_dataset(train, prompt), out, args),
        processing_class=processor,
        peft_config=lora(recipe),
        callbacks=[JsonLog(out / "metrics.jsonl"), stop],
    )
    trained_at = time.time()
    result = trainer.train(resume_from_checkpoint=last_checkpoint(out) if arguments.resume else None)
    seconds = time.time() - trained_at
    stop.end_when_asked(trainer.state)
    save_model(trainer, processor, out, lambda: load_model(recipe.model.base, recipe.model.dtype, recipe.model.revision))
    if not first:
        return

    done = (result.global_step - stop.first) * stage.batch
    speed = {"samples_per_second": round(done / seconds, 1), "seconds": round(seconds, 1), "steps": result.global_step}
    facts = {
        "base": base_facts(recipe),
        "devices": args.world_size,
        "finished": trainer.state.global_step >= trainer.state.max_steps,
        "fold": arguments.fold,
        "speed": speed,
    }
    write_manifest(out, "sft", recipe, started, facts)
    draw_curves(out / "metrics.jsonl", out / "curves.png", ("loss", "mean_token_accuracy", "learning_rate"))
    if arguments.eval_batch and args.world_size == 1:
        del trainer, model  # what was saved is read back: the trainer has patched the model in place
        print(json.dumps(evaluate_saved(out, recipe, held_out, prompt, arguments.eval_batch), indent=2))


def _report_to() -> list[str]:
    try:
        import tensorboard  # noqa: F401
    except ImportError:
        return []
    return ["tensorboard"]


if __name__ == "__main__":
    main()
