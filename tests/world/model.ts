import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => void;

export interface StubServer extends AsyncDisposable {
  /** without a path */
  url: string;
}

/** A real HTTP server on loopback; each request is answered by the handler that `handler()` returns then. */
export async function openStub(handler: () => Handler, port = 0): Promise<StubServer> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    handler()(request, body, response);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const region = '<|object_ref_start|>torn<|object_ref_end|><|box_start|>[28,28,56,56]<|box_end|>';
export const generated = `<think>${region}<tag>texture</tag></think><verdict>generated</verdict>`;

/** A chat completion with this answer, without log-probabilities. */
export function say(response: ServerResponse, content: string, more: { finish_reason?: string; tokens?: number } = {}) {
  const usage = { prompt_tokens: more.tokens ?? 0, completion_tokens: 9, total_tokens: 9 };
  const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: more.finish_reason ?? 'stop' };
  response
    .setHeader('Content-Type', 'application/json')
    .end(JSON.stringify({ id: 'c', object: 'chat.completion', created: 0, model: 'm', choices: [choice], usage }));
}

/** An error as train/serve.py sends it for an image that does not fit, and vLLM for a model it does not serve. */
export function refuse(response: ServerResponse, status: number, type: string, message: string) {
  response
    .writeHead(status, { 'Content-Type': 'application/json' })
    .end(JSON.stringify({ error: { message, type, code: status } }));
}
