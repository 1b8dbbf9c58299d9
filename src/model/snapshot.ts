import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import { AccessPolicy } from './access/access-policy.ts';
import { freezeAccessPolicy } from './access/freeze-access.ts';
import { freezeJwtAuthentication } from './access/freeze-jwt.ts';
import { JwtAuthentication } from './access/jwt-authentication.ts';
import { MutualTls } from './access/mutual-tls.ts';
import { Element } from './element.ts';
import { freezeObjects } from './freeze-objects.ts';
import { freezeDuration, freezeMutualTls, freezeTrafficPolicy, keyOf } from './freeze-policies.ts';
import { freezeSuppressions } from './freeze-suppressions.ts';
import { byKey, Freezing, meshOf } from './freezing.ts';
import { freezeGitOps } from './install/freeze-gitops.ts';
import { freezeHelm } from './install/freeze-helm.ts';
import { freezeProxies, withBeyond } from './proxies/freeze-proxies.ts';
import { Canary } from './rollouts/canary.ts';
import { freezeCanary } from './rollouts/freeze-canary.ts';
import { freezeDecommission } from './rollouts/freeze-decommission.ts';
import { freezeGates } from './rollouts/freeze-gates.ts';
import { freezeWaves } from './rollouts/freeze-waves.ts';
import { RolloutWaves } from './rollouts/rollout-waves.ts';
import { freezeRoute } from './routes/freeze-route.ts';
import { Route } from './routes/route.ts';
import { TrafficPolicy } from './routes/traffic-policy.ts';
import type { MeshSnapshot, Snapshot } from './snapshot-types.ts';
import { Cluster } from './topology/cluster.ts';
import { freezeClusters } from './topology/freeze-clusters.ts';
import { freezeGateway } from './topology/freeze-gateway.ts';
import { freezeNamespaces } from './topology/freeze-namespace.ts';
import { type AnyService, freezeService } from './topology/freeze-service.ts';
import { freezeNetwork } from './topology/freeze-topology.ts';
import { IngressGateway } from './topology/ingress-gateway.ts';
import { Mesh } from './topology/mesh.ts';
import { Namespace } from './topology/namespace.ts';
import { Network } from './topology/network.ts';
import { Service } from './topology/service.ts';
import { type Clash, clashesIn } from './twins.ts';

/** The root of what authors build; the last name for a construct that code behind the freeze may hear. */
export type ConstructTree = IConstruct;

/**
 * The freeze: the construct tree becomes plain data, sorted, so that neither the order of declaration nor a construct can
 * reach what follows. `root` is the folder that places are told from.
 */
export function freeze(
  app: ConstructTree,
  root: string,
): { readonly snapshot: Snapshot; readonly diagnostics: readonly Diagnostic[] } {
  const freezing = new Freezing(root);
  const all = app.node.findAll();
  for (const construct of all) reportAuthorsValidation(construct, freezing);
  reportHomeless(all, freezing);
  const meshes = all.filter((construct) => construct instanceof Mesh);
  const unique = freezing.withoutTwins(
    'meshes',
    meshes,
    (mesh) => mesh.node.id,
    (mesh) => freezing.placeOf(mesh),
  );
  const snapshot = {
    meshes: unique.map((mesh) => freezeMesh(mesh, freezing)).sort(byKey((mesh) => mesh.name)),
    suppressions: freezeSuppressions(all, freezing),
  };
  for (const scope of all) for (const clash of clashesIn(scope)) reportClash(scope, clash, freezing);
  return { snapshot, diagnostics: freezing.found };
}

function freezeMesh(mesh: Mesh, freezing: Freezing): MeshSnapshot {
  const name = mesh.node.id;
  const at = freezing.placeOf(mesh);
  freezing.requireLabel('mesh', name, at);
  const mine = new Members(mesh, freezing);
  const propagation = freezeDuration(mesh.props.propagation ?? '5m', 'propagation', mesh, freezing);
  const clusters = mine.named('clusters', Cluster, (cluster) => cluster.node.id);
  const services = mine.named<AnyService>('services', Service, keyOf);
  const gateways = mine.named('gateways', IngressGateway, (gateway) => `${gateway.namespace}/${gateway.gatewayName}`);
  const helm = freezeHelm(mesh, clusters, gateways, freezing);
  const proxies = freezeProxies(mine, freezing);
  const namespaces = freezeNamespaces(mesh, clusters, mine.policies(Namespace), freezing);
  const canaries = mine.named('canaries', Canary, (canary) => canary.node.id);
  const gates = freezeGates(mesh, mesh.props.gates, freezing);
  const gitops = freezeGitOps(mesh, clusters, gates, freezing);
  const snapshot: MeshSnapshot = {
    name,
    at,
    propagation,
    gates,
    ...(gitops && { gitops }),
    ...(helm && { helm }),
    ...(namespaces && { namespaces }),
    inventory: {
      mesh: name,
      trustDomain: mesh.props.trustDomain ?? 'cluster.local',
      rootNamespace: mesh.props.rootNamespace ?? 'istio-system',
      networks: freezing.each(
        mine.named('networks', Network, (network) => network.node.id),
        (network) => freezeNetwork(network, freezing),
      ),
      clusters: freezeClusters(mesh, clusters, freezing),
      services: withBeyond(
        freezing.each(services, (service) => freezeService(service, freezing)),
        proxies,
      ),
      gateways: freezing.each(gateways, (gateway) => freezeGateway(gateway, freezing)),
    },
    trafficPolicies: freezing.each(mine.policies(TrafficPolicy), (policy) => freezeTrafficPolicy(policy, freezing)),
    routes: freezing.each(mine.policies(Route), (route) => freezeRoute(route, freezing)).flat(),
    mutualTls: freezing.each(mine.policies(MutualTls), (rule) => freezeMutualTls(rule, freezing)),
    accessPolicies: freezing.each(mine.policies(AccessPolicy), (policy) => freezeAccessPolicy(policy, freezing)),
    jwtAuthentications: freezing.each(mine.policies(JwtAuthentication), (jwt) =>
      freezeJwtAuthentication(jwt, freezing),
    ),
    ...proxies,
    canaries: freezing.each(canaries, (canary) => freezeCanary(canary, name, propagation, freezing)),
    waves: freezing.each(mine.policies(RolloutWaves), (waves) => freezeWaves(waves, freezing)),
    objects: freezing.each(clusters, (cluster) => freezeObjects(cluster, freezing)).flat(),
    places: mine.places,
  };
  return { ...snapshot, ...freezeDecommission(snapshot, clusters, freezing) };
}

type Class<T> = abstract new (...args: never[]) => T;

/** The constructs of one mesh by class, each list in an order that does not depend on declaration. */
class Members {
  readonly places: Record<string, Place | undefined> = {};
  readonly #all: readonly IConstruct[];
  readonly #freezing: Freezing;

  constructor(mesh: Mesh, freezing: Freezing) {
    this.#all = mesh.node.findAll();
    this.#freezing = freezing;
  }

  named<T extends Element | Cluster>(what: string, type: Class<T>, nameOf: (item: T) => string): T[] {
    const found = this.#all.filter((construct): construct is T => construct instanceof type);
    const placeOf = (item: T) => this.#freezing.placeOf(item);
    const unique = this.#freezing.withoutTwins(what, found, nameOf, placeOf).sort(byKey(nameOf));
    for (const item of unique) this.places[`${what}/${nameOf(item)}`] = placeOf(item);
    return unique;
  }

  /** By construct path, which only orders diagnostics and ties that are errors: output never depends on it. */
  policies<T extends Element>(type: Class<T>): T[] {
    return this.#all
      .filter((construct): construct is T => construct instanceof type)
      .sort(byKey((item) => item.node.path));
  }
}

function reportAuthorsValidation(construct: IConstruct, freezing: Freezing): void {
  for (const message of construct.node.validate()) {
    freezing.report({
      code: 'construct-validation',
      at: freezing.placeOf('origin' in construct ? (construct as Element) : undefined),
      message: `${construct.node.path}: ${message}`,
      why: 'A validation attached to this construct refuses it.',
      hint: 'Follow the message; it comes from the construct, not from Meshwright.',
    });
  }
}

/** Comes last: two of one kind with one id may already be reported as one name, and that says more. */
function reportClash(scope: IConstruct, { name, first, origin }: Clash, freezing: Freezing): void {
  const at = freezing.placeOf({ origin });
  if (freezing.found.some((known) => known.code === 'duplicate-name' && isAt(known, at))) return;
  const where = scope.node.id === '' ? 'the app' : `${scope.constructor.name} '${scope.node.id}'`;
  freezing.report({
    code: 'duplicate-name',
    at,
    message: `Two constructs in ${where} have the id '${name}'.`,
    why: 'Ids tell siblings apart, whatever kind they are.',
    hint: 'Give one of them another id; a Service or an IngressGateway keeps its name in the cluster with the prop `name`.',
    related: [{ message: 'the other one is here', at: placeIn(scope, first, freezing) }],
  });
}

function isAt({ at }: Diagnostic, place: Place | undefined): boolean {
  const other = place?.locate();
  return at?.file === other?.file && at?.line === other?.line && at?.column === other?.column;
}

function placeIn(scope: IConstruct, child: IConstruct, freezing: Freezing): Place | undefined {
  if ('origin' in child) return freezing.placeOf(child as Element);
  return scope instanceof Cluster ? scope.placeOf(child)?.from(freezing.root) : undefined;
}

function reportHomeless(all: readonly IConstruct[], freezing: Freezing): void {
  const homeless = all.filter(
    (c) => !(c instanceof Mesh) && (c instanceof Element || c instanceof Cluster) && !meshOf(c),
  );
  for (const construct of homeless as Element[]) {
    freezing.report({
      code: 'outside-mesh',
      at: freezing.placeOf(construct),
      message: `'${construct.node.path}' does not stand under a Mesh.`,
      why: 'It would be left out of every cluster without a word.',
      hint: 'Pass the mesh, or a construct below it, as the first argument.',
    });
  }
  const inCluster = (c: IConstruct) => c.node.scopes.some((scope) => scope instanceof Cluster);
  for (const object of all.filter((c) => ApiObject.isApiObject(c) && !inCluster(c))) {
    freezing.report({
      code: 'outside-cluster',
      at: undefined,
      message: `The object '${object.node.path}' does not stand under a Cluster.`,
      why: 'Meshwright would not know which cluster it belongs to, and leaves nothing out silently.',
      hint: 'Add it to a Cluster, which is a cdk8s Chart; objects for no cluster of the mesh belong to an app of their own.',
    });
  }
}
