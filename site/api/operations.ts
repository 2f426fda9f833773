import type { apiDocument } from './document.ts';

export interface Operation {
  method: string;
  path: string;
  summary: string;
  answers: { status: string; description: string }[];
}

/** The operations of the API document, for a page to list. */
export function listOperations({ paths = {}, servers }: ReturnType<typeof apiDocument>): Operation[] {
  const base = new URL(servers?.[0]?.url ?? 'http://localhost').pathname;
  return Object.entries(paths).flatMap(([path, item]) =>
    (['get', 'post'] as const).flatMap((method) => {
      const operation = item?.[method];
      if (!operation) return [];
      const answers = Object.entries(operation.responses ?? {}).map(([status, answer]) => ({
        status,
        description: 'description' in answer ? answer.description : '',
      }));
      return [{ method: method.toUpperCase(), path: base + path, summary: operation.summary ?? '', answers }];
    }),
  );
}
