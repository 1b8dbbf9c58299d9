import { isHostLabel } from '../../istio/domain-names.ts';
import { listOf, textOf } from '../../istio/message.ts';
import type { Cursor } from './cursor.ts';

interface Exporter {
  /** Of the object. */
  readonly namespace: string;
  /** Whether it may be exported to nobody (`~`), as ServiceEntries may. */
  readonly mayHide?: boolean;
  /** Whether it is a DestinationRule for selected workloads, which never leaves its namespace. */
  readonly selectsWorkloads?: boolean;
}

/** Rules for `exportTo`. */
export function validateExportTo(value: unknown, at: Cursor, exporter: Exporter): void {
  const entries = listOf(value);
  if (entries.length === 0) return;
  const seen = new Set<string>();
  entries.forEach((entry, index) => {
    const token = textOf(entry);
    const namespace = token === '.' ? exporter.namespace : token;
    if (seen.has(namespace)) at.at(index).error(repeated(token, exporter.namespace), 'Leave one of them out.');
    else if (isToken(namespace, exporter)) seen.add(namespace);
    else at.at(index).error(notToken(token, exporter), "Write '.', '*' or the name of a namespace.");
  });
  if (exporter.selectsWorkloads) validateSelected(seen, at, exporter.namespace);
  if (entries.length === 1) return;
  if (seen.has('*')) {
    at.error("exportTo lists '*' beside other entries", "'*' alone exports to every namespace.");
  }
  if (seen.has('~')) {
    at.error("exportTo lists '~' (nobody) beside other entries", "Leave out '~', or everything else.");
  }
}

function isToken(token: string, { mayHide = false }: Exporter): boolean {
  return token === '*' || (token === '~' ? mayHide : isHostLabel(token));
}

function repeated(token: string, namespace: string): string {
  return token === '.' || token === namespace
    ? `exportTo names the object's own namespace ${namespace} twice ('.' stands for it)`
    : `exportTo lists '${token}' twice`;
}

function notToken(token: string, { mayHide = false }: Exporter): string {
  return token === '~' && !mayHide
    ? "exportTo '~' (nobody) is for ServiceEntries alone"
    : `exportTo '${token}' is not the name of a namespace`;
}

function validateSelected(seen: ReadonlySet<string>, at: Cursor, namespace: string): void {
  if (seen.size === 0 || (seen.size === 1 && seen.has(namespace))) return;
  const message = `exportTo leaves the namespace ${namespace}, but the rule selects workloads of it alone`;
  at.error(message, "Set exportTo to ['.'], or leave out workloadSelector.");
}
