/**
 * A source read ahead of its reader by at most so many bytes. A reader that is slow, for the bytes unpack to a thousand
 * times as many, would else keep a connection unread, and nobody would notice that the sender has hung up. What the source
 * throws is thrown at once, before what is still buffered.
 */
export async function* readAhead(source: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<Uint8Array> {
  const buffered: Uint8Array[] = [];
  let bytes = 0;
  let isOver = false;
  let failure: { error: unknown } | null = null;
  let stopped = false;
  let wake = Promise.withResolvers<void>();
  const change = () => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };

  async function pull(): Promise<void> {
    try {
      for await (const chunk of source) {
        buffered.push(chunk);
        bytes += chunk.byteLength;
        change();
        while (bytes >= mostBytes && !stopped) await wake.promise;
        if (stopped) return;
      }
    } catch (error) {
      failure = { error };
    } finally {
      isOver = true;
      change();
    }
  }

  void pull();
  try {
    for (;;) {
      if (failure) throw (failure as { error: unknown }).error;
      const chunk = buffered.shift();
      if (chunk) {
        bytes -= chunk.byteLength;
        change();
        yield chunk;
      } else if (isOver) return;
      else await wake.promise;
    }
  } finally {
    stopped = true;
    change();
  }
}
