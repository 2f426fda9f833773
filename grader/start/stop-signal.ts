/** Aborted by the first SIGTERM or SIGINT; a second one ends the process at once, as without a handler. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  return stop.signal;
}
