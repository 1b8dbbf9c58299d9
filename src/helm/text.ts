import { HEADER } from '../emit/file.ts';
import { emitYaml } from '../emit/yaml.ts';

/** Values of a chart as Helm takes them: anything that JSON can say. */
export type Values = Readonly<Record<string, unknown>>;

/** One release of one of Istio's charts in one cluster. */
export interface Release {
  readonly chart: 'base' | 'istiod' | 'cni' | 'gateway';
  readonly name: string;
  readonly namespace: string;
  readonly values: Values;
  /** Minor release, where it is not the cluster's. */
  readonly istio?: string | undefined;
}

/** The values with the command that applies them; `version` is the minor release of Istio. */
export function valuesText({ chart, name, namespace, values, istio }: Release, version: string): string {
  const command = `helm upgrade --install ${name} istio/${chart} --version '~${istio ?? version}.0' --namespace ${namespace}`;
  return `${HEADER}# ${command} --values <this file>\n${emitYaml(values)}`;
}

/** The same without what is not set, and without maps of which nothing is left. */
export function tidy(values: Values): Values {
  const kept = Object.entries(values).flatMap(([name, value]): [string, unknown][] => {
    if (value === undefined) return [];
    if (!isMap(value)) return [[name, value]];
    const inner = tidy(value);
    return Object.keys(inner).length === 0 && Object.keys(value).length > 0 ? [] : [[name, inner]];
  });
  return Object.fromEntries(kept);
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
