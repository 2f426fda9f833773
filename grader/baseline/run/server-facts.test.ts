import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { type Handler, openStub } from '#tests/world/model.ts';
import { readDevice, readLibraries, readVersion } from './server-facts.ts';

it('version and device are what the server gives, and null where it gives something else', async () => {
  let answer: Handler = (request, _, response) => {
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(request.url === '/version' ? { version: '0.28.0' } : { device: 'cuda' }));
  };
  await using server = await openStub(() => answer);
  const facts = async () => [
    await readVersion({ url: `${server.url}/v1` }),
    await readDevice({ url: `${server.url}/v1` }),
  ];
  expect(await facts()).toEqual(['0.28.0', 'cuda']);
  answer = (_request, _, response) => response.writeHead(404).end();
  expect(await facts()).toEqual([null, null]);
  answer = (_request, _, response) => response.setHeader('Content-Type', 'text/html').end('<p>{"version":"1"}</p>');
  expect(await facts()).toEqual([null, null]);
  answer = (_request, _, response) => response.setHeader('Content-Type', 'application/json').end('{"version":1}');
  expect(await facts()).toEqual([null, null]);
});

it('libraries are those of the Python; none where there is no Python; a broken one is named', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'fx-libraries-'));
  const python = path.join(folder, 'python');
  expect(await readLibraries(python)).toEqual({});
  await writeFile(python, '#!/bin/sh\necho \'{"torch": "2.11.0"}\'\n');
  await chmod(python, 0o755);
  expect(await readLibraries(python)).toEqual({ torch: '2.11.0' });
  await writeFile(python, '#!/bin/sh\nexit 1\n');
  await expect(readLibraries(python)).rejects.toThrow(`The versions of the libraries of ${python} cannot be read.`);
  await rm(folder, { recursive: true });
});
