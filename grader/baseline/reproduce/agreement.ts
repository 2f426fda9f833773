import { gunzipSync } from 'node:zlib';
import { type AnswerRecord, answerRecord } from '#grader/baseline/run/answer-file.ts';
import { parseResponse } from '#grader/baseline/run/response.ts';

/** How two runs answered the same images. */
export interface Agreement {
  /** images that either run was asked about */
  images: number;
  /** of them, those with the same verdict; one that a run lacks counts against */
  sameVerdicts: number;
  /** those with the same answer to the byte */
  sameAnswers: number;
  /** the images whose verdicts differ, in the first run's order */
  differing: string[];
}

type Answers = ReadonlyMap<string, Pick<AnswerRecord, 'answer'>>;

/** Two answers without a verdict agree. */
export function compareAnswers(a: Answers, b: Answers): Agreement {
  const ids = new Set([...a.keys(), ...b.keys()]);
  const found: Agreement = { images: ids.size, sameVerdicts: 0, sameAnswers: 0, differing: [] };
  for (const id of ids) {
    const [ours, theirs] = [a.get(id)?.answer, b.get(id)?.answer];
    if (ours !== undefined && ours === theirs) found.sameAnswers++;
    if (ours !== undefined && theirs !== undefined && verdictOf(ours) === verdictOf(theirs)) found.sameVerdicts++;
    else found.differing.push(id);
  }
  return found;
}

const verdictOf = (answer: string) => parseResponse(answer).verdict;

/** The stored answers of a run by image, in their order. @throws when a line is not an answer */
export function unpackAnswers(gzip: Uint8Array): Map<string, AnswerRecord> {
  const lines = gunzipSync(gzip).toString().split('\n').filter(Boolean);
  const records = lines.map((line) => answerRecord.parse(JSON.parse(line)));
  return new Map(records.map((record) => [record.image_id, record]));
}
