import type { EntryLetter } from '#site/layout/addresses.ts';
import type { EntryKind } from '#submissions/lifecycle.ts';

export interface ChartColours {
  ink: string;
  soft: string;
  rule: string;
  paper: string;
  kinds: Record<EntryKind, string>;
  entries: Record<EntryLetter, string>;
}

/** The colours of the theme that is shown. A token holds both themes, so the browser resolves it on an element. */
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
