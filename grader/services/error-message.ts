import { DrizzleQueryError } from 'drizzle-orm/errors';

const mostCharacters = 500;

/** What went wrong, for a maintainer's eyes: of a failed query the database's own words, not the query with all its values. */
export function failureText(error: unknown): string {
  const told = error instanceof DrizzleQueryError ? (error.cause ?? new Error('A query failed.')) : error;
  const text = told instanceof Error ? told.message : String(told);
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}
