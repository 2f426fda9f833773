/** How often the API is asked, in ms. */
const everyMs = 700;

/** Asks until every entry is compared with the reference (or cannot be), then shows the finished page. */
export async function waitForComparisons(section: HTMLElement): Promise<void> {
  const [reference, ...others] = (section.dataset['waiting'] ?? '').split(' ');
  for (const other of others) {
    const address = `/api/v1/compare?${new URLSearchParams({ a: other, b: reference ?? '' })}`;
    while ((await fetch(address)).status === 202) await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  location.reload();
}
