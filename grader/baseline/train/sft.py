"""Stage 1: supervised fine-tuning on what the annotators would have answered.

python sft.py --recipe mini --out runs/mini/sft
python sft.py --recipe qwen2.5-vl-7b --data DIR --out runs/7b/sft [--fold 0] [--resume] [--set sft.learning_rate=1e-5]
Several GPUs: accelerate launch --config_file recipes/accelerate/fsdp.yaml sft.py …
"""

import argparse
import json
import time
from pathlib import Path

from transformers import set_seed
from trl import SFTConfig, SFTTrainer

from fakexplainer.curves import draw_curves
from fakexplainer.data import sft_dataset
from fakexplainer.evaluate import answers, measure, write_answers
from fakexplainer.prompt import load_prompt
from fakexplainer.recipe import load_recipe
from fakexplainer.run import JsonLog, StopAfter, load_model, lora, new_model, on_gpu, save_model, training_samples, write_manifest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", required=True, help="a name in recipes/ or a path")
    parser.add_argument("--out", type=Path, required=True, help="where weights, log and curves go")
    parser.add_argument("--data", type=Path, help="data set directory; without it the recipe's fixture")
    parser.add_argument("--fold", type=int, help="hold out this fold of the train split instead of using the dev split")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in --out")
    parser.add_argument("--minutes", type=float, help="stop in good order after this long")
    parser.add_argument("--eval-batch", type=int, default=128)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override, as sft.max_steps=20")
    arguments = parser.parse_args()

    recipe = load_recipe(arguments.recipe, arguments.set)
    prompt = load_prompt(recipe.prompt)
    out, started = arguments.out, time.time()
    out.mkdir(parents=True, exist_ok=True)
    set_seed(recipe.seed)
    train, held_out = training_samples(recipe, arguments.data, arguments.fold)
    model, processor = new_model(recipe, train)
    print(f"{len(train)} images to train on, {len(held_out)} held out, {model.num_parameters():,} weights")

    stage = recipe.sft
    trainer = SFTTrainer(
        model=model,
        args=SFTConfig(
            output_dir=str(out / "checkpoints"),
            num_train_epochs=stage.epochs,
            max_steps=stage.max_steps,
            per_device_train_batch_size=stage.batch,
            gradient_accumulation_steps=stage.accumulation,
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
            save_steps=200,
            save_total_limit=1,
            seed=recipe.seed,
            report_to=_report_to(),
        ),
        train_dataset=sft_dataset(train, prompt),
        processing_class=processor,
        peft_config=lora(recipe),
        callbacks=[JsonLog(out / "metrics.jsonl"), StopAfter(arguments.minutes)],
    )
    trained_at = time.time()
    result = trainer.train(resume_from_checkpoint=arguments.resume or None)
    seconds = time.time() - trained_at
    save_model(trainer, processor, out)
    if not trainer.is_world_process_zero():
        return

    # Read back what was saved: the trainer has patched the model in place.
    model = load_model(out, recipe.model.dtype).to(trainer.args.device)
    limit = recipe.pgrpo.max_completion_length
    told = answers(model, processor, held_out, prompt, arguments.eval_batch, limit)
    write_answers(out / "answers.jsonl", held_out, told)
    figures = {"greedy": measure(held_out, told)}
    sampled = answers(model, processor, held_out, prompt, arguments.eval_batch, limit, recipe.pgrpo.temperature)
    figures["sampled"] = measure(held_out, sampled)
    seen = result.global_step * stage.batch * stage.accumulation * trainer.args.world_size
    speed = {"samples_per_second": round(seen / seconds, 1), "seconds": round(seconds, 1), "steps": result.global_step}
    (out / "evaluation.json").write_text(json.dumps({**figures, "training": speed}, indent=2) + "\n")
    write_manifest(out, "sft", recipe, started, {"evaluation": figures, "speed": speed})
    draw_curves(out / "metrics.jsonl", out / "curves.png", ("loss", "mean_token_accuracy", "learning_rate"))
    print(json.dumps(figures, indent=2))


def _report_to() -> list[str]:
    try:
        import tensorboard  # noqa: F401
    except ImportError:
        return []
    return ["tensorboard"]


if __name__ == "__main__":
    main()
