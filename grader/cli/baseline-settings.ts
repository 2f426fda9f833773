import type { Command } from 'commander';
import { miniSettings } from '#grader/baseline/reproduce/mini-model.ts';
import { chooseSettings, settingOptions } from '#grader/baseline/reproduce/run-choice.ts';
import type { RunSettings } from '#grader/baseline/run/run-manifest.ts';

/** Adds one option for each setting of a run, with the mini model's as defaults. */
export function withSettings(command: Command): Command {
  return command
    .option('--split <split>', settingOptions.split.join(' or '), 'dev')
    .option('--model <name>', 'as the model server calls it', miniSettings.model)
    .option('--method <name>', 'on the boards', miniSettings.method)
    .option('--prompt <name>', settingOptions.prompt.join(' or '), miniSettings.prompt)
    .option('--min-pixels <n>', 'of an image as the model sees it', Number, miniSettings.minPixels)
    .option('--max-pixels <n>', 'of an image as the model sees it', Number, miniSettings.maxPixels)
    .option('--max-tokens <n>', 'of an answer', Number, miniSettings.maxTokens)
    .option('--seed <n>', 'for the server', Number, miniSettings.seed)
    .option('--concurrency <n>', 'requests at once', Number, miniSettings.concurrency);
}

/** The settings among the options of a command. @throws naming each option that is wrong and what to give */
export function settingsFrom(options: object): RunSettings {
  const choice = chooseSettings({ ...options });
  if ('settings' in choice) return choice.settings;
  const option = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const lines = Object.entries(choice.problems).map(([name, problem]) => `  ${option(name)}: ${problem}`);
  throw new Error(`These settings make no run.\n${lines.join('\n')}`);
}
