import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

/**
 * A model server without a model, for bench.ts: it reads the request, waits (which costs no processor) and answers with
 * what a fake's answer weighs, log-probabilities included. Service times go round from 80% to 120% of `--ms`, so that
 * answers come one by one, as from a server that batches continuously. Prints its address.
 */
const { values } = parseArgs({ options: { ms: { type: 'string', default: '300' } } });
const mean = Number(values.ms);
const steps = 16;

const words =
  '<think><|object_ref_start|>torn<|object_ref_end|><|box_start|>[28,28,56,56]<|box_end|><tag>texture</tag></think>';
const tokens = [...Array.from({ length: 90 }, (_, i) => words.slice(i, i + 1)), '<verdict>', 'generated', '</verdict>'];
const alternatives = Array.from({ length: 20 }, (_, i) => ({
  token: `w${i}`,
  logprob: -i - 0.123456,
  bytes: [119, 48],
}));
const body = JSON.stringify({
  ...{ id: 'chatcmpl-0', object: 'chat.completion', created: 0, model: 'stub' },
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: `${words}<verdict>generated</verdict>` },
      finish_reason: 'stop',
      logprobs: {
        content: tokens.map((token) => ({
          ...{ token, logprob: -0.1, bytes: [60] },
          top_logprobs: [{ token, logprob: -0.1, bytes: [60] }, ...alternatives.slice(1)],
        })),
      },
    },
  ],
  usage: { prompt_tokens: 102, completion_tokens: tokens.length, total_tokens: 102 + tokens.length },
});

let asked = 0;
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    const wait = mean * (0.8 + (0.4 * (asked++ % steps)) / (steps - 1));
    setTimeout(() => response.setHeader('Content-Type', 'application/json').end(body), wait);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address === 'object') console.log(`http://127.0.0.1:${address.port}/v1`);
});
