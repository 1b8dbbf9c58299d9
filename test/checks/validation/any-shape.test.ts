import { describe, expect, it } from 'vitest';
import { validate, validators } from '../../../src/checks/validation/index.ts';
import { istioKinds } from '../../../src/istio/generated/kinds.ts';
import type { Manifest } from '../../../src/istio/manifest.ts';
import * as gateway from './rows/gateway.ts';
import type { Row } from './rows/row.ts';
import * as serviceEntry from './rows/service-entry.ts';
import * as sidecar from './rows/sidecar.ts';
import * as virtualService from './rows/virtual-service.ts';

const odd: readonly unknown[] = [null, 0, '', 'x', true, [], {}, [null], [[]], { x: null }];

/** The value with one field, element or the whole replaced, in every way. */
function* variants(value: unknown): Iterable<unknown> {
  yield* odd;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    for (const variant of variants(inner)) {
      yield Array.isArray(value) ? value.with(Number(key), variant) : { ...value, [key]: variant };
    }
  }
}

describe('objects of any shape', () => {
  const rows: readonly Row[] = [virtualService, gateway, sidecar, serviceEntry].flatMap((one) =>
    Object.values(one).flat(),
  );

  it('are judged and never thrown at', () => {
    let judged = 0;
    for (const [index, { object }] of rows.entries()) {
      if (index % 3 !== 0) continue; // siblings are much alike
      for (const spec of variants(object.spec)) {
        validate({ ...object, spec } as Manifest);
        judged++;
      }
    }
    expect(judged).toBeGreaterThan(5_000);
  });

  it.each(istioKinds)('nothing of $kind need be there', ({ kind, group, version }) => {
    for (const spec of [undefined, ...odd]) {
      for (const metadata of [undefined, ...odd, { name: 1, namespace: [], labels: 'x', annotations: [1] }]) {
        const manifest = { apiVersion: `${group}/${version}`, kind, metadata, spec } as unknown as Manifest;
        expect(Array.isArray(validate(manifest))).toBe(true);
      }
    }
  });

  it('of kinds that are not Istio’s are no concern', () => {
    const metadata = { name: 'a' };
    expect(validate({ apiVersion: 'v1', kind: 'Service', metadata })).toEqual([]);
    expect(validate({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata })).toEqual([]);
  });

  it('have a validator for each kind', () => {
    expect(Object.keys(validators).sort()).toEqual(istioKinds.map(({ kind }) => kind).sort());
  });
});
