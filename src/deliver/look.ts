import { findAnswers } from './answers.ts';
import { type Decision, decide } from './decide.ts';
import { inspect, type Texts } from './inspect.ts';
import { type Observation, observe } from './observe.ts';
import { type JudgedMesh, planWorlds } from './planned.ts';
import { proveWorlds } from './prove.ts';
import { meshesIn } from './repositories.ts';
import type { TickRequest } from './tick-request.ts';

/** One repository, looked at: what is, and what would be done. */
export interface Look {
  readonly request: TickRequest;
  readonly seen: Observation;
  readonly meshes: readonly JudgedMesh[];
  readonly texts: Texts;
  readonly decision: Decision;
}

/** All of it but the last. Several requests are several repositories of one applied tree. */
export async function look(...requests: readonly [TickRequest, ...TickRequest[]]): Promise<readonly [Look, ...Look[]]> {
  const observed = [];
  for (const request of requests) {
    const seen = await observe({ ...request, meshes: meshesIn(request) });
    observed.push({ request, seen });
  }
  const planned = planWorlds(observed.map(({ seen }) => seen));
  const worlds = observed.map((one, index) => ({ ...one, meshes: planned[index] ?? [] }));
  const looks: Look[] = [];
  for (const { world, meshes } of await proveWorlds(await findAnswers(worlds))) {
    const { request, seen } = world;
    const proposals = meshes.flatMap((mesh) => mesh.proposals);
    const { standing, texts } = await inspect(request.git, seen, proposals, request.folder.text);
    looks.push({ request, seen, meshes, texts, decision: decide(seen, meshes, standing, texts) });
  }
  return looks as [Look, ...Look[]];
}
