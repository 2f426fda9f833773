const pollMs = 700;

/** Polls the API until every entry is compared with the reference (or cannot be), then reloads the page. */
export async function waitForComparisons(section: HTMLElement): Promise<void> {
  const [reference, ...others] = (section.dataset['waiting'] ?? '').split(' ');
  for (const other of others) {
    const address = `/api/v1/compare?${new URLSearchParams({ a: other, b: reference ?? '' })}`;
    while (await isWaiting(address)) await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  location.reload();
}

async function isWaiting(address: string): Promise<boolean> {
  const answer = await fetch(address).catch(() => null); // the site cannot be reached for now: polled again
  return answer === null || answer.status === 202;
}
