/** The most bytes of a form of fields; files have their own way (site/submit). */
const mostBytes = 64 * 1024;

/**
 * The fields of a form without a file, or the answer 413 when it is larger than a form may be. Refused by its announced
 * length before anything is read, else as soon as one byte too many has come.
 */
export async function readForm({ headers, body }: Request): Promise<URLSearchParams | Response> {
  if (Number(headers.get('content-length')) > mostBytes) return tooLarge();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) return tooLarge();
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function tooLarge(): Response {
  const message = `This form has at most ${mostBytes / 1024} KiB. Files are sent on /submit.\n`;
  return new Response(message, { status: 413, headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
}
