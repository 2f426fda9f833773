import { canonicalSha256 } from '#grader/baseline/run/canonical.ts';
import type { RunManifest } from '#grader/baseline/run/run-manifest.ts';

/**
 * What a run depends on, in parts with a hash each, so that what differs between two runs has a name. The first five
 * decide the answers; engine, libraries, hardware and code may only change them within the tolerance.
 */
export const decidingParts = ['weights', 'processor', 'data', 'prompt', 'decoding'] as const;
export const manifestParts = [...decidingParts, 'engine', 'libraries', 'hardware', 'code'] as const;
export type ManifestPart = (typeof manifestParts)[number];

type Facts = Record<string, string | number | boolean | null>;

const isProcessor = (name: string) => /processor|tokenizer|chat_template|vocab|merges/.test(name);

/** The facts of each part, by name. */
function factsOf(manifest: RunManifest): Record<ManifestPart, Facts> {
  const { settings, data, prompt, engine, hardware, code } = manifest;
  const files = Object.entries(manifest.model);
  return {
    weights: Object.fromEntries(files.filter(([name]) => !isProcessor(name))),
    processor: {
      ...Object.fromEntries(files.filter(([name]) => isProcessor(name))),
      ...{ 'min pixels': settings.minPixels, 'max pixels': settings.maxPixels },
    },
    data: { split: settings.split, manifest: data.manifestSha256, images: data.images },
    prompt: { id: prompt.id, sha256: prompt.sha256 },
    decoding: { temperature: 0, 'max tokens': settings.maxTokens, seed: settings.seed, constrained: 'none' },
    engine: {
      ...{ name: engine.name, version: engine.version, flags: engine.flags.join(' ') || null },
      concurrency: settings.concurrency,
    },
    libraries: manifest.libraries,
    hardware: {
      ...{ device: engine.device, CPU: hardware?.cpu ?? null, cores: hardware?.cores ?? null },
      ...{ 'memory, GiB': hardware?.memoryGiB ?? null, GPUs: hardware?.gpus.join(', ') || null },
    },
    code: { commit: code.commit, changed: code.dirty, node: code.node, 'package-lock.json': code.lockSha256 },
  };
}

/** The hash of each part; null for one that is not known. */
export function partHashes(manifest: RunManifest): Record<ManifestPart, string | null> {
  const facts = factsOf(manifest);
  const known: Partial<Record<ManifestPart, boolean>> = {
    weights: Object.keys(facts.weights).some((name) => name.endsWith('.safetensors')),
    processor: Object.keys(manifest.model).some(isProcessor),
    libraries: Object.keys(facts.libraries).length > 0,
    hardware: manifest.engine.device !== null || manifest.hardware !== null,
    code: manifest.code.commit !== null,
  };
  const hash = (part: ManifestPart) => (known[part] === false ? null : canonicalSha256(facts[part]));
  return Object.fromEntries(manifestParts.map((part) => [part, hash(part)])) as Record<ManifestPart, string | null>;
}

/** One fact in which two runs differ; null where a side does not have it. */
export interface ManifestDifference {
  part: ManifestPart;
  name: string;
  a: Facts[string];
  b: Facts[string];
}

/** Every fact in which two manifests differ, part by part. */
export function differingFacts(a: RunManifest, b: RunManifest): ManifestDifference[] {
  const [ours, theirs] = [factsOf(a), factsOf(b)];
  return manifestParts.flatMap((part) => {
    const names = new Set([...Object.keys(ours[part]), ...Object.keys(theirs[part])]);
    return [...names].flatMap((name) => {
      const pair = { a: ours[part][name] ?? null, b: theirs[part][name] ?? null };
      return pair.a === pair.b ? [] : [{ part, name, ...pair }];
    });
  });
}
