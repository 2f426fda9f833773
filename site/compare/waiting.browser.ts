/** How often the API is asked, in ms. */
const everyMs = 700;

/** Asks until every entry is compared with the reference (or cannot be), then shows the finished page. */
export async function waitForComparisons(section: HTMLElement): Promise<void> {
  const [reference, ...others] = (section.dataset['waiting'] ?? '').split(' ');
  for (const other of others) {
    const address = `/api/v1/compare?${new URLSearchParams({ a: other, b: reference ?? '' })}`;
    while (await isWaiting(address)) await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  location.reload();
}

/** True also when no answer came: the next one may. */
async function isWaiting(address: string): Promise<boolean> {
  const answer = await fetch(address).catch(() => null);
  return answer === null || answer.status === 202;
}
