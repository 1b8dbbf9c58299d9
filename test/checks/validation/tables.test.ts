/** What Istio's webhook says of objects, rule by rule; and that no object, however odd, makes a validator throw. */
import { describe, expect, it } from 'vitest';
import { validate } from '../../../src/checks/validation/index.ts';
import { printPath } from '../../../src/istio/field-path.ts';
import type { Manifest } from '../../../src/istio/manifest.ts';
import { tables } from './tables/index.ts';
import { mangled } from './tables/mangled.ts';

function manifest(kind: string, apiVersion: string, spec: unknown): Manifest {
  return { apiVersion, kind, metadata: { name: 'a' }, spec } as Manifest;
}

for (const { kind, apiVersion, rows } of tables) {
  describe(kind, () => {
    it.each(rows.map(([spec, ...problems]) => [JSON.stringify(spec).slice(0, 160), spec, problems] as const))(
      '%s',
      (_, spec, problems) => {
        const found = validate(manifest(kind, apiVersion, spec)).map(({ severity, path, message }) => {
          return `${severity} ${printPath(path)}: ${message}`;
        });
        expect(found).toEqual(problems.map(expectation));
      },
    );

    it('survives odd values anywhere', () => {
      const judgeAll = () => {
        for (const [spec] of rows) for (const odd of mangled(spec)) validate(manifest(kind, apiVersion, odd));
      };
      expect(judgeAll).not.toThrow();
    });
  });
}

/** `error spec.host: is not a host`: the beginning, up to the colon, and a part of the message. */
function expectation(text: string): unknown {
  const colon = text.indexOf(': ');
  const literal = (part: string) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const head = colon === -1 ? text.replace(/:$/, '') : text.slice(0, colon);
  const part = colon === -1 ? '' : text.slice(colon + 2);
  return expect.stringMatching(new RegExp(`^${literal(head)}: .*${literal(part)}`, 's'));
}
