/**
 * What differs between Argo CD and Flux, in shell. Each defines, for an object `<context> <namespace> <name>`:
 * `policy_of` prints how it syncs now, `is_suspended <policy>`, `suspend_object`, `restore_object … <policy>`, `is_busy`,
 * and `parents_of`, which prints `<namespace> <name>` of what might put the object back as it was.
 */

/** Automatic sync is taken out of `spec.syncPolicy`; a person's own sync still works. */
export const ARGOCD = String.raw`WHAT=Application

application() {
  on "$1" get applications.argoproj.io "$3" -n "$2" -o "jsonpath=$4"
}

policy_of() {
  application "$1" "$2" "$3" '{.spec.syncPolicy.automated}'
}

is_suspended() {
  case $1 in
    '' | *'"enabled":false'*) return 0 ;;
  esac
  return 1
}

suspend_object() {
  on "$1" patch applications.argoproj.io "$3" -n "$2" --type=merge \
    --field-manager=meshwright-break-glass -p '{"spec":{"syncPolicy":{"automated":null}}}' >/dev/null
}

restore_object() {
  on "$1" patch applications.argoproj.io "$3" -n "$2" --type=merge \
    --field-manager=meshwright-break-glass -p "{\"spec\":{\"syncPolicy\":{\"automated\":$4}}}" >/dev/null
}

is_busy() {
  phase=$(application "$1" "$2" "$3" '{.status.operationState.phase}') || return 0
  [ "$phase" = Running ]
}

# An Application of Applications by its tracking id, "<name>:…" or "<namespace>_<name>:…", or by its label.
parents_of() {
  parent=$(application "$1" "$2" "$3" '{.metadata.annotations.argocd\.argoproj\.io/tracking-id}')
  parent=${'${parent%%:*}'}
  [ -n "$parent" ] || parent=$(application "$1" "$2" "$3" '{.metadata.labels.app\.kubernetes\.io/instance}')
  [ "$parent" != "$3" ] || return 0
  case $parent in
    '' | -* | *[!a-z0-9._-]*) ;;
    *_*) printf '%s %s\n' "${'${parent%%_*}'}" "${'${parent#*_}'}" ;;
    *) printf '%s %s\n' "$2" "$parent" ;;
  esac
}

warn_of_owner() {
  owner=$(application "$1" "$2" "$3" '{.metadata.ownerReferences[?(@.kind=="ApplicationSet")].name}')
  [ -n "$owner" ] || return 0
  warn "  The ApplicationSet $owner made $3 and may put its sync policy back, unless it has:"
  warn '    spec: { ignoreApplicationDifferences: [{ jsonPointers: [/spec/syncPolicy] }] }'
}
`;

/** `spec.suspend`. Flux undoes what kubectl's own field manager writes, so another one is named. */
export const FLUX = String.raw`WHAT=Kustomization

kustomization() {
  on "$1" get kustomizations.kustomize.toolkit.fluxcd.io "$3" -n "$2" -o "jsonpath=$4"
}

policy_of() {
  kustomization "$1" "$2" "$3" '{.spec.suspend}'
}

is_suspended() {
  [ "$1" = true ]
}

patch_suspend() {
  on "$1" patch kustomizations.kustomize.toolkit.fluxcd.io "$3" -n "$2" --type=merge \
    --field-manager=meshwright-break-glass -p "{\"spec\":{\"suspend\":$4}}" >/dev/null
}

suspend_object() {
  patch_suspend "$1" "$2" "$3" true
}

restore_object() {
  patch_suspend "$1" "$2" "$3" false
}

is_busy() {
  state=$(kustomization "$1" "$2" "$3" '{.status.conditions[?(@.type=="Reconciling")].status}') || return 0
  [ "$state" = True ]
}

# The Kustomization that applies this one, by the labels that Flux puts on whatever it applies.
parents_of() {
  parent=$(kustomization "$1" "$2" "$3" '{.metadata.labels.kustomize\.toolkit\.fluxcd\.io/name}')
  space=$(kustomization "$1" "$2" "$3" '{.metadata.labels.kustomize\.toolkit\.fluxcd\.io/namespace}')
  [ "$space/$parent" != "$2/$3" ] || return 0
  case $parent/$space in
    /* | -* | */-* | *[!a-z0-9./-]*) return 0 ;;
  esac
  printf '%s %s\n' "${'${space:-$2}'}" "$parent"
}

warn_of_owner() {
  :
}
`;
