import { createReadStream } from 'node:fs';
import type { APIRoute } from 'astro';
import { refuse } from '#site/api/answers.ts';
import { imagesArchive, publicFile } from '#site/data/dataset.server.ts';
import { toWebStream } from '#site/server/web-stream.ts';

const types: Record<string, string> = {
  jsonl: 'application/x-ndjson; charset=utf-8',
  json: 'application/json',
  webp: 'image/webp',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
};

/** The public files of the data set. */
export const GET: APIRoute = async ({ params }) => {
  const name = params['name'] ?? '';
  if (name === 'images.tar') {
    return new Response(await imagesArchive(), { headers: { 'Content-Type': 'application/x-tar' } });
  }
  const found = await publicFile(name);
  if (!found) return refuse(404, `There is no public file ${name}. Sealed answers are not for download.`);
  return new Response(toWebStream(createReadStream(found.file)), {
    headers: {
      'Content-Type': types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
      'Content-Length': String(found.bytes),
      'Cache-Control': name.startsWith('images/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  });
};
