import type { Place } from '#site/compare/address.ts';
import type { EntryKind } from '#submissions/lifecycle.ts';

export interface ChartColours {
  ink: string;
  soft: string;
  rule: string;
  paper: string;
  kinds: Record<EntryKind, string>;
  /** compared entries by their places */
  entries: Record<Place, string>;
}

/** The page's colours as they are now; the tokens hold both themes, so the browser resolves them on an element. */
export function readColours(): ChartColours {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const read = (token: string) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    ink: read('ink'),
    soft: read('ink-soft'),
    rule: read('rule'),
    paper: read('paper'),
    entries: { a: read('entry-a'), b: read('entry-b'), c: read('entry-c'), d: read('entry-d') },
    kinds: { team: read('accent'), baseline: read('caution'), simulated: read('accent'), trivial: read('ink-faint') },
  };
  probe.remove();
  return colours;
}
