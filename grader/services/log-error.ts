import { failureText } from './error-message.ts';

/** The frames that a log line keeps. */
const mostFrames = 8;

interface LoggedError {
  type: string;
  message: string;
  code?: string;
  stack: string[];
  cause?: LoggedError;
}

/**
 * What a log line says of an error under the key `error`: its own words and where it was thrown, never the other
 * fields that libraries hang on it, which of a failed query are all its values. What was thrown and is no error is text.
 */
export function logError(error: unknown): LoggedError | string {
  return error instanceof Error ? describe(error, 3) : failureText(error);
}

function describe(error: Error, deepest: number): LoggedError {
  const { code } = error as { code?: unknown };
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  return {
    type: error.name,
    message: failureText(error),
    ...(typeof code === 'string' ? { code } : {}),
    stack: frames.slice(0, mostFrames).map((line) => line.trim()),
    ...(error.cause instanceof Error && deepest > 0 ? { cause: describe(error.cause, deepest - 1) } : {}),
  };
}
