import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSite, type SiteWorld } from '../world/site.ts';

let site: SiteWorld;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.[Symbol.asyncDispose]());

const headers = () => ({ Authorization: `Bearer ${site.token}`, 'Content-Type': 'application/x-ndjson' });
const post = (body: string | Uint8Array<ArrayBuffer>) =>
  fetch(`${site.address}/api/v1/submissions?method=m&split=dev`, { method: 'POST', headers: headers(), body });

const manyKeys = `{${Array.from({ length: 70_000 }, (_, k) => `"k${k}": 1`).join(',')}}`;
const repeat = (line: string, bytes: number) => `${line}\n`.repeat(Math.ceil(bytes / (line.length + 1)));

const hostile: [string, () => Uint8Array<ArrayBuffer>][] = [
  ['objects of 70,000 keys', () => gzipSync(`${manyKeys}\n`.repeat(8))],
  ['128 MiB of empty objects in a small gzip file', () => gzipSync(repeat('{}', 128 * 2 ** 20))],
  [
    'a hundred ids of 900 kB',
    () => gzipSync(repeat(`{"image_id": "${'x'.repeat(900_000)}", "label": "real"}`, 90_000_000)),
  ],
  ['a good line two million times', () => gzipSync(repeat('{"image_id": "a", "label": "real"}', 64 * 2 ** 20))],
  ['64 MiB of line ends', () => gzipSync('\n'.repeat(64 * 2 ** 20))],
  ['lines of brackets', () => gzipSync(`${'['.repeat(500_000)}${']'.repeat(500_000)}\n`.repeat(20))],
  ['a text of backslashes', () => gzipSync(`{"image_id": "${'\\\\'.repeat(400_000)}", "label": "real"}\n`.repeat(30))],
  [
    'a list of a hundred thousand regions',
    () => gzipSync(`{"image_id": "a", "label": "fake", "regions": [${'{},'.repeat(300_000)}{}]}\n`.repeat(30)),
  ],
  [
    'numbers of a million digits',
    () => gzipSync(`{"image_id": "a", "label": "real", "score": 0.${'9'.repeat(900_000)}}\n`.repeat(40)),
  ],
];

it.each(hostile)(
  '%s: refused soon, with a short answer, while everybody else is served',
  async (_, make) => {
    const body = make();
    const answering = post(body);
    let isDone = false;
    void answering.then(() => {
      isDone = true;
    });
    const waits: number[] = [];
    while (!isDone) {
      const asked = performance.now();
      await (await fetch(`${site.address}/api/v1/health/live`)).arrayBuffer();
      waits.push(performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const answer = await answering;
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text.length).toBeLessThan(200_000);
    // most questions are answered at once; a piece of work between two is one line of the file at most
    waits.sort((a, b) => a - b);
    expect(waits[Math.floor(waits.length * 0.9)] ?? 0).toBeLessThan(1000);
    const { issues, counts, atLeast } = JSON.parse(text);
    expect(issues.length).toBeGreaterThan(0);
    for (const issue of issues) {
      expect((issue.imageId ?? '').length).toBeLessThanOrEqual(80);
      expect((issue.path ?? '').length).toBeLessThanOrEqual(160);
    }
    const total = Object.values(counts as Record<string, number>).reduce((sum, count) => sum + count, 0);
    if (atLeast) expect(total).toBeGreaterThanOrEqual(10_000);
    else expect(total).toBeLessThan(10_000);
  },
  120_000,
);

describe('a sender that hangs up', () => {
  it('ends the work that its file would have been', async () => {
    const part = gzipSync(`${'{"image_id": "zzz", "label": "real", "tags": []}'.padEnd(900_000)}\n`.repeat(70));
    const bomb = Buffer.concat(Array.from({ length: 25 }, () => part)); // 1.5 GB when unpacked, with few issues
    const socket = connect(site.env.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /api/v1/submissions?method=m&split=dev HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${site.token}\r\n` +
        `Content-Type: application/x-ndjson\r\nContent-Length: ${bomb.length}\r\n\r\n`,
    );
    socket.write(bomb);
    await new Promise((resolve) => setTimeout(resolve, 700));
    const before = await cpuOf();
    expect(before).toBeGreaterThan(0);
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const [start, end] = [
      await cpuOf(),
      await new Promise<number>((resolve) => setTimeout(() => resolve(cpuOf()), 1000)),
    ];
    expect(end - start).toBeLessThan(0.5); // s of the next second: it rests
  });

  /** Seconds of processor time that the site's process has used. */
  async function cpuOf(): Promise<number> {
    const { readFile } = await import('node:fs/promises');
    const fields = (await readFile(`/proc/${site.sitePid}/stat`, 'utf8')).split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }
});
