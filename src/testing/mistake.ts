import { UsageError } from '../diagnostics/errors.ts';

/** A mistake in a test: runners print the message alone, so the hint is part of it. */
export function mistake(message: string, hint: string): UsageError {
  return new UsageError(`${message} ${hint}`, hint);
}
