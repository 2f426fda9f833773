import { DrizzleQueryError } from 'drizzle-orm/errors';

const longest = 500;

/** What went wrong, for a maintainer's eyes: of a failed query the database's own words, not the query with all its values. */
export function failureText(error: unknown, most = longest): string {
  const told = error instanceof DrizzleQueryError ? (error.cause ?? new Error('A query failed.')) : error;
  const text = told instanceof Error ? told.message : String(told);
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
