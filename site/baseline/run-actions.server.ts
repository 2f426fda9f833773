import { cancelRun, resumeRun, unsignRun } from '#db/baselines.ts';
import { signOff } from '#grader/baseline/reproduce/sign-off.ts';
import { siteServices } from '#site/server/services.ts';

/** What a maintainer can do with a run: the values of the buttons. */
const runMoves = ['cancel', 'resume', 'sign', 'unsign'] as const;

/** @returns why it was not done, as for a run whose status has changed since the page was made; empty when it is done */
export async function moveRun(id: string, what: string | null, name: string): Promise<string[]> {
  const { db, baselineQueue, log } = await siteServices();
  switch (runMoves.find((move) => move === what)) {
    case 'cancel':
      return (await cancelRun(db, id)) ? [] : [`The run ${id} is not waiting and not under way.`];
    case 'resume': {
      const run = await resumeRun(db, id);
      if (!run) return [`The run ${id} has neither failed nor been cancelled.`];
      await baselineQueue
        .enqueue(run.id, run.fence)
        .catch((error: unknown) => log.warn({ error }, 'the queue is away; the sweep will find it'));
      return [];
    }
    case 'sign':
      return signOff(db, id, name);
    case 'unsign':
      return (await unsignRun(db, id)) ? [] : [`The run ${id} is not signed off.`];
    default:
      return [`Give \`do\`: ${runMoves.join(', ')}.`];
  }
}
