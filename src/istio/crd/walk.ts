import type { IstioKind, IstioRelease } from '../generated/kinds.ts';
import { duplicates } from './duplicates.ts';
import { choiceMessage, type LimitProblem, listProblem, numberProblem, objectProblem, textProblem } from './limits.ts';
import { type Node, specNode } from './node.ts';
import { problem, type StructureProblem, show } from './problem.ts';
import { brokenRules } from './rules.ts';
import { type Judged, strangeField } from './strange-field.ts';
import { converted, isOfType, isPlain, type Plain, typeNames } from './types.ts';

/** Where a walk is and what it has found. */
interface Walk extends Judged {
  readonly path: (string | number)[];
  readonly problems: StructureProblem[];
  readonly sound: SoundParts;
  /** Whether the object has fields that are set to null or undefined, which the API server never sees. */
  untidy: boolean;
}

/** Parts of objects without a fault. Objects that a program made often have some in common. */
export class SoundParts {
  /** With what they were compared with. */
  readonly lists = new Map<readonly unknown[], Node>();
  /** The last struct that was compared with a node: those in common are often those of the object before. */
  readonly last = new Map<Node, unknown>();
}

interface Compared {
  readonly kind: IstioKind;
  readonly release: IstioRelease;
  readonly beyond: boolean;
}

/** Compares a spec with the CRD of its kind in a release. */
export function judgeSpec(compared: Compared, spec: unknown, sound: SoundParts): StructureProblem[] {
  const { kind, release, beyond } = compared;
  const walk: Walk = { kind, release, beyond, path: ['spec'], problems: [], sound, untidy: false };
  visit(specNode(kind, release), spec, walk);
  return walk.problems;
}

/** The same for a message that has no CRD; paths begin at the message. */
export function judgeMessage(node: Node, value: unknown, release: IstioRelease): StructureProblem[] {
  const sound = new SoundParts();
  const walk: Walk = { kind: undefined, release, beyond: false, path: [], problems: [], sound, untidy: false };
  visit(node, value, walk);
  return walk.problems;
}

function visit(node: Node, value: unknown, walk: Walk): void {
  if (value === null && node.nullable) return;
  if (!isOfType(node.type, value)) {
    const message = `must be ${typeNames[node.type]}; found ${show(value)}`;
    walk.problems.push(problem('wrong-type', walk.path, message, { suggestion: converted(value, node.type) }));
    return;
  }
  const before = walk.problems.length;
  switch (node.type) {
    case 'struct':
      visitStruct(node, value as Plain, walk);
      break;
    case 'map':
      visitMap(node, value as Plain, walk);
      break;
    case 'array':
      visitList(node, value as readonly unknown[], walk);
      break;
    case 'string':
      if (node.limited) limit(textProblem(node, value as string), node, walk);
      break;
    case 'integer':
    case 'number':
      if (node.limited) limit(numberProblem(node, value as number), node, walk);
  }
  if (node.rules) askRules(node, value, before, walk);
}

function visitStruct(node: Node, value: Plain, walk: Walk): void {
  let size = 0;
  for (const name in value) {
    const child = value[name];
    const field = node.fields.get(name);
    if (!field) {
      if (child !== undefined) walk.problems.push(...strangeField(node, [...walk.path, name], child, walk));
    } else if (child === undefined || (child === null && !field.nullable)) {
      walk.untidy = true;
    } else {
      size++;
      if (field.type === 'struct' && walk.sound.last.get(field) === child) continue;
      const before = walk.problems.length;
      walk.path.push(name);
      visit(field, child, walk);
      walk.path.pop();
      if (field.type === 'struct' && walk.problems.length === before && !walk.untidy) walk.sound.last.set(field, child);
    }
  }
  if (node.limited) limitStruct(node, value, size, walk);
}

function limitStruct(node: Node, value: Plain, size: number, walk: Walk): void {
  if (node.required) {
    for (const name of node.required) {
      if (isSet(node, value, name)) continue;
      walk.problems.push(problem('missing', [...walk.path, name], `required field '${name}' is missing`));
    }
  }
  if (node.choices) {
    for (const choice of node.choices) {
      let count = 0;
      for (const name of choice.fields) if (isSet(node, value, name)) count++;
      if (count === 1 || (count === 0 && choice.optional)) continue;
      const found = choice.fields.filter((name) => isSet(node, value, name));
      walk.problems.push(problem('not-one-of', walk.path, choiceMessage(choice, found)));
    }
  }
  limit(objectProblem(node, size), node, walk);
}

function isSet(node: Node, value: Plain, name: string): boolean {
  const child = value[name];
  if (child === undefined) return false;
  const field = node.fields.get(name);
  return field !== undefined && (child !== null || field.nullable === true);
}

function visitMap(node: Node, value: Plain, walk: Walk): void {
  let size = 0;
  const each = node.each as Node;
  for (const name in value) {
    const child = value[name];
    if (child === undefined || (child === null && !each.nullable)) {
      walk.untidy = true;
      continue;
    }
    size++;
    walk.path.push(name);
    visit(each, child, walk);
    walk.path.pop();
  }
  if (node.limited) limit(objectProblem(node, size), node, walk);
}

function visitList(node: Node, value: readonly unknown[], walk: Walk): void {
  if (value.length === 0 || walk.sound.lists.get(value) !== node) {
    const before = walk.problems.length;
    visitItems(node, value, walk);
    if (walk.problems.length === before && !walk.untidy && value.length > 0) walk.sound.lists.set(value, node);
  }
}

function visitItems(node: Node, value: readonly unknown[], walk: Walk): void {
  for (let index = 0; index < value.length; index++) {
    walk.path.push(index);
    visit(node.each as Node, value[index] ?? null, walk);
    walk.path.pop();
  }
  if (!node.limited) return;
  limit(listProblem(node, value), node, walk);
  if (value.length < 2 || !(node.listMapKeys || node.uniqueItems)) return;
  for (const { index, first, what } of duplicates(value, node.listMapKeys)) {
    const message = `${what} is that of item ${first} already`;
    walk.problems.push(problem('duplicate', [...walk.path, index], message));
  }
}

function limit(found: LimitProblem | undefined, node: Node, walk: Walk): void {
  if (!found) return;
  const since = found.value === undefined ? undefined : node.newerValues.get(found.value);
  if (since) {
    const message = `${found.value} is not in Istio ${walk.release}; the first release that has it is ${since}`;
    walk.problems.push(problem('value', walk.path, message, { since }));
  } else {
    walk.problems.push(problem('value', walk.path, found.message, { suggestion: found.suggestion }));
  }
}

/** Where the structure is at fault below, the rules have nothing sound to go by: so does the API server. */
function askRules(node: Node, value: unknown, before: number, walk: Walk): void {
  for (let i = before; i < walk.problems.length; i++) if (isUnsound(walk.problems[i]!)) return;
  const rules = node.rules ?? [];
  if (!walk.untidy && brokenRules(rules, value).length === 0) return;
  // Asked again of plain data: the rules cannot read what is null by mistake, nor an object of a class.
  const hint = typeof value === 'string' ? `; found ${show(value)}` : '';
  for (const { message } of brokenRules(rules, tidied(node, value))) {
    walk.problems.push(problem('rule', walk.path, `${message}${hint}`));
  }
}

function isUnsound({ kind }: StructureProblem): boolean {
  return kind === 'wrong-type' || kind === 'missing';
}

/** The value as the API server has it, who drops what is null. */
function tidied(node: Node | undefined, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => tidied(node?.each, item));
  if (!isPlain(value)) return value;
  const child = (name: string) => node?.fields.get(name) ?? node?.each;
  const kept = Object.entries(value).filter(
    ([name, field]) => field !== undefined && (field !== null || child(name)?.nullable),
  );
  return Object.fromEntries(kept.map(([name, field]) => [name, tidied(child(name), field)]));
}
