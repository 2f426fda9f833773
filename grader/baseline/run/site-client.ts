import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pRetry, { AbortError } from 'p-retry';
import { z } from 'zod';
import { readManifest } from '#submissions/dataset-files.ts';
import type { ManifestLine } from '#submissions/format.ts';
import { sha256Of } from '#submissions/sha256.ts';
import { ifThere } from './missing-file.ts';

/** The site as a team uses it: its address and the token of the baseline's team. */
export interface Site {
  url: string;
  token: string;
}

/** For p-retry: a site that cannot be reached is tried again for a minute and a half. */
export const siteRetries = { retries: 8, minTimeout: 500, factor: 2, maxTimeout: 30_000 };

/** The manifest of a split and the hash of its bytes. */
export async function downloadManifest(site: Site, split: string, signal?: AbortSignal) {
  const bytes = await download(new URL(`/api/v1/manifests/${split}.jsonl`, site.url), signal);
  const sha256 = sha256Of(bytes);
  return { lines: await readManifest([bytes]), bytes, sha256 };
}

/**
 * An image of the split, from the folder when it is there already. @throws when its bytes are not those of the
 * manifest, or the site does not have it
 */
export async function loadImage(site: Site, line: ManifestLine, folder: string, signal?: AbortSignal) {
  const file = path.join(folder, line.sha256);
  const kept = await ifThere(readFile(file));
  if (kept) return kept;
  const bytes = await download(new URL(`/data/${line.file}`, site.url), signal);
  if (sha256Of(bytes) !== line.sha256)
    throw new Error(`The site's ${line.file} is not the file of its manifest (SHA-256 differs). Tell its maintainers.`);
  await mkdir(folder, { recursive: true });
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
  return bytes;
}

async function download(url: URL, signal?: AbortSignal): Promise<Buffer> {
  const once = async () => {
    const response = await fetch(url, signal ? { signal } : {});
    if (response.ok) return Buffer.from(await response.arrayBuffer());
    const problem = new Error(`${url} answered ${response.status}.`);
    throw response.status >= 500 || response.status === 429 ? problem : new AbortError(problem);
  };
  return pRetry(once, { ...siteRetries, ...(signal ? { signal } : {}) }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new Error(`${url} could not be fetched: ${cause instanceof Error ? cause.message : cause}`, { cause });
  });
}

const accepted = z.object({ id: z.string(), url: z.string() });
const refusal = z.object({ error: z.string() });

/** Uploads a prediction file as a team does. @throws with the site's message when it refuses */
export async function submitPredictions(
  site: Site,
  file: { text: string; split: string; method: string; link: string },
): Promise<{ id: string; url: string }> {
  const query = new URLSearchParams({ split: file.split, method: file.method, link: file.link });
  return pRetry(
    async () => {
      const response = await fetch(new URL(`/api/v1/submissions?${query}`, site.url), {
        method: 'POST',
        headers: { Authorization: `Bearer ${site.token}`, 'Content-Type': 'application/x-ndjson' },
        body: file.text,
      });
      const text = await response.text();
      if (response.status === 201) return accepted.parse(JSON.parse(text));
      const message = refusal.safeParse(parseJson(text)).data?.error ?? text.slice(0, 500);
      const problem = new Error(`The site refused the file (${response.status}): ${message}`);
      throw response.status >= 500 ? problem : new AbortError(problem);
    },
    { ...siteRetries },
  );
}

/** Null for a text that is not JSON, as a proxy in front of the site may send. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
