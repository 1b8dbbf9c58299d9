import { expect, it } from 'vitest';
import type { ValidationContext } from '../../../../src/checks/validation/context.ts';
import { validate } from '../../../../src/checks/validation/index.ts';
import { printPath } from '../../../../src/istio/field-path.ts';
import type { Manifest } from '../../../../src/istio/manifest.ts';

/** What Istio says of an object: nothing, or one thing of one field. */
export type Verdict = 'ok' | readonly ['error' | 'warning', path: string, part: string];

export interface Row {
  readonly about: string;
  readonly object: Manifest;
  readonly verdict: Verdict;
  readonly context?: Partial<ValidationContext>;
}

export function object(kind: string, spec: unknown, metadata: Record<string, unknown> = {}): Manifest {
  const meta = { name: 'one', namespace: 'shop', ...metadata };
  return { apiVersion: 'networking.istio.io/v1', kind, metadata: meta, spec } as Manifest;
}

/** One test a row: exactly what the row says is found, and nothing beside it. */
export function judgeRows(rows: readonly Row[]): void {
  for (const { about, object, verdict, context } of rows) {
    it(`${verdict === 'ok' ? 'ok' : verdict[0]}: ${about}`, () => {
      const found = validate(object, context).map(({ severity, path, message }) => [
        severity,
        printPath(path),
        message,
      ]);
      expect(found).toEqual(verdict === 'ok' ? [] : [[verdict[0], verdict[1], expect.stringContaining(verdict[2])]]);
    });
  }
}
