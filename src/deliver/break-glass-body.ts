/**
 * The part of a break-glass script that is the same for every rollout and tool. Only what POSIX asks of a shell, and
 * kubectl and git. Every step may be cut off and run again.
 */
export const BODY = String.raw`say() {
  printf '%s\n' "$*"
}

warn() {
  printf '%s\n' "$*" >&2
}

# One sentence, then what to do.
stop() {
  warn "stopped: $1"
  shift
  for hint do warn "  $hint"; done
  exit 3
}

# The current context where none is named.
on() {
  context=$1
  shift
  if [ -n "$context" ]; then
    kubectl --context="$context" --request-timeout=60s "$@"
  else
    kubectl --request-timeout=60s "$@"
  fi
}

wanted() {
  [ -n "$ONLY" ] || return 0
  case $ONLY in *"|$1|"*) return 0 ;; esac
  return 1
}

# A function run for every file of one cluster: "<function> <number> <path> <blob>", with the cluster in $at.
files_of() {
  number=$1
  at=$3
  each_file "$4" "$number"
}

check_access() {
  wanted "$2" || return 0
  policy_of "$4" "$5" "$6" >/dev/null ||
    stop "$2: the $WHAT $5/$6 cannot be read." \
      "Correct the name or the context in each_cluster at the top of this script," \
      "or leave the cluster out: start <the other clusters>. Nothing was changed."
}

record() {
  [ -e "$1" ] && return 0
  printf '%s\n' "$2" >"$1.new"
  mv "$1.new" "$1"
}

# What it did is recorded before it is changed, and only at first: a second run finds it suspended already.
suspend_one() {
  policy=$(policy_of "$2" "$3" "$4")
  record "$FOLDER/record/$1" "$policy"
  is_suspended "$policy" && return 0
  suspend_object "$2" "$3" "$4"
}

suspend_parent() {
  policy_of "$3" "$4" "$5" >/dev/null 2>&1 || {
    warn "$2: $WHAT $4/$5 may apply the one below, but cannot be read"
    return 0
  }
  record "$FOLDER/record/$1.parent" "$4 $5"
  say "$2: suspending $WHAT $4/$5, which applies the one below"
  suspend_one "$1.parent-policy" "$3" "$4" "$5"
}

suspend() {
  wanted "$2" || return 0
  parent=$(parents_of "$4" "$5" "$6")
  [ -z "$parent" ] || suspend_parent "$1" "$2" "$4" "${'${parent%% *}'}" "${'${parent#* }'}"
  say "$2: suspending $WHAT $5/$6"
  suspend_one "$1" "$4" "$5" "$6"
  warn_of_owner "$4" "$5" "$6"
}

check_hold() {
  wanted "$2" || return 0
  tries=0
  while is_busy "$4" "$5" "$6"; do
    tries=$((tries + 1))
    [ "$tries" -le 10 ] || stop "$2: a sync of $5/$6 that began before is still under way." 'Wait until it ends, then run start again.'
    sleep "$PAUSE"
  done
  policy=$(policy_of "$4" "$5" "$6")
  is_suspended "$policy" ||
    stop "$2: something has switched the sync of $5/$6 on again: $policy" \
      'Find what owns it (an ApplicationSet, a parent, another tool), suspend that, and run start again.' \
      "$APPLIED"
}

apply_file() {
  if [ "$3" = - ]; then
    on "$at" delete --ignore-not-found --wait=false -f "$FOLDER/files/$1.yaml"
  else
    on "$at" apply --server-side --force-conflicts --field-manager=meshwright-break-glass -f "$FOLDER/files/$1.yaml"
  fi
}

apply() {
  wanted "$2" || return 0
  say "$2: applying"
  files_of "$1" "$2" "$3" apply_file
}

# Fields that the safe stage does not have, and another manager owns, would survive a server-side apply.
verify_file() {
  if [ "$3" = - ]; then
    found=$(on "$at" get --ignore-not-found -o name -f "$FOLDER/files/$1.yaml")
    [ -z "$found" ] || differs "$2" 'it is still there'
    return 0
  fi
  if on "$at" get -o 'jsonpath={.spec}' -f "$FOLDER/files/$1.yaml" >"$FOLDER/files/$1.found"; then
    printf '\n' >>"$FOLDER/files/$1.found"
    cmp -s "$FOLDER/files/$1.found" "$FOLDER/files/$1.spec" || differs "$2" "compare $FOLDER/files/$1.found with $1.spec"
  else
    differs "$2" 'it is not there'
  fi
}

differs() {
  warn "  differs: $1: $2"
  DIFFERENT=yes
}

verify() {
  wanted "$2" || return 0
  say "$2: comparing"
  files_of "$1" "$2" "$3" verify_file
}

fetch() {
  rm -rf "$FOLDER/git"
  git init -q --bare "$FOLDER/git"
  git_in fetch -q --no-tags --depth=1 "$REMOTE" "+refs/heads/$BRANCH:refs/heads/applied" ||
    stop "The branch $BRANCH of $REMOTE cannot be fetched." 'Correct what git said, and run this again. Nothing was changed.'
}

git_in() {
  git -c core.hooksPath=/dev/null -c protocol.ext.allow=never --git-dir="$FOLDER/git" "$@"
}

not_merged() {
  warn "  not merged: $1"
  MERGED=no
}

merged_file() {
  blob=$(git_in rev-parse -q --verify "refs/heads/applied:$2" || printf -- -)
  [ "$blob" = "$3" ] || not_merged "$2 is not what was applied"
}

merged_files() {
  wanted "$2" || return 0
  files_of "$1" "$2" "$3" merged_file
}

# Whether the branch says that the rollout is rolled back, and holds what was applied.
check_merged() {
  MERGED=yes
  fetch
  if git_in cat-file blob "refs/heads/applied:$STATE" >"$FOLDER/state" 2>/dev/null; then
    grep -q '^  "status": "rolled-back",\{0,1\}$' "$FOLDER/state" || not_merged "$STATE does not say rolled-back"
  else
    not_merged "$STATE is not there"
  fi
  each_cluster merged_files
}

restore_one() {
  [ -e "$FOLDER/record/$1" ] || return 0
  policy=$(cat "$FOLDER/record/$1")
  if is_suspended "$policy"; then
    say "  $3/$4 was suspended before, and stays so"
  else
    restore_object "$2" "$3" "$4" "$policy"
    policy=$(policy_of "$2" "$3" "$4")
    if is_suspended "$policy"; then stop "The sync of $3/$4 is still suspended." 'Run resume again.'; fi
  fi
  rm -f "$FOLDER/record/$1"
}

restore() {
  wanted "$2" || return 0
  say "$2: giving sync back to $5/$6"
  restore_one "$1" "$4" "$5" "$6"
  if [ -e "$FOLDER/record/$1.parent" ]; then
    parent=$(cat "$FOLDER/record/$1.parent")
    restore_one "$1.parent-policy" "$4" "${'${parent%% *}'}" "${'${parent#* }'}"
    rm -f "$FOLDER/record/$1.parent"
  fi
}

show() {
  wanted "$2" || return 0
  policy=$(policy_of "$4" "$5" "$6") || policy=unknown
  if is_suspended "$policy"; then state=suspended; else state="not suspended ($policy)"; fi
  recorded=''
  [ ! -e "$FOLDER/record/$1" ] || recorded=", by this script"
  say "$2: $WHAT $5/$6 is $state$recorded"
}
`;

export const MAIN = String.raw`hold() {
  say 'In the applied tree, commit a file by the web page of the forge, on the branch '"$BRANCH"':'
  say '  .meshwright/hold'
  say 'with this line in it:'
  say "  $ROLLOUT"
  say 'While it is there, meshwright tick proposes nothing but the rollback. Delete it after resume.'
}

start() {
  mkdir -p "$FOLDER/files" "$FOLDER/record"
  write_files
  APPLIED='Nothing was applied.'
  each_cluster check_access
  each_cluster suspend
  say "waiting for $PAUSE seconds, to see whether it stays suspended"
  sleep "$PAUSE"
  each_cluster check_hold
  each_cluster apply
  DIFFERENT=no
  each_cluster verify
  APPLIED='The safe stage was applied, and may be undone.'
  each_cluster check_hold
  [ "$DIFFERENT" = no ] || stop 'Not everything in the clusters is as the safe stage has it.' 'Look at the differences above; running start again is safe.'
  say
  say "$ROLLOUT is back in the clusters, and their sync is suspended. What comes next:"
  hold
  say "Then merge the rollback (meshwright rollback $ROLLOUT), and run: sh $0 resume"
}

status() {
  [ -d "$FOLDER/record" ] || say "There is no $FOLDER here: start has not been run in this folder."
  each_cluster show
  [ -d "$FOLDER/files" ] || return 0
  DIFFERENT=no
  each_cluster verify
  [ "$DIFFERENT" = yes ] || say 'The clusters hold the safe stage.'
  check_merged
  [ "$MERGED" = no ] || say 'The rollback has merged: run resume.'
}

resume() {
  [ -d "$FOLDER/record" ] || stop "There is no $FOLDER here." 'Run resume in the folder in which start was run.'
  if [ "$ANYWAY" = no ]; then
    check_merged
    [ "$MERGED" = yes ] || stop 'The rollback has not merged, so sync would undo what was applied.' \
      "Merge it first (meshwright rollback $ROLLOUT)." \
      'If another change has merged after it, and you have read that: resume --anyway'
  fi
  each_cluster restore
  say 'Sync is as it was. Delete .meshwright/hold in the applied tree now.'
}

usage() {
  say "usage: sh $0 start | status | resume [--anyway], each with the names of clusters, or none for all"
  say "  start   suspends automatic sync, checks that it stays so, and applies the safe stage of $ROLLOUT"
  say '  status  tells what is suspended, what the clusters hold, and whether the rollback has merged'
  say '  resume  gives sync back as it was, once the rollback has merged'
  say "BREAK_GLASS_PAUSE: seconds until it is checked that sync stays suspended (60)"
  say "BREAK_GLASS_FOLDER: what is recorded ($DEFAULT_FOLDER)"
  hold
}

FOLDER=${'${BREAK_GLASS_FOLDER:-$DEFAULT_FOLDER}'}
PAUSE=${'${BREAK_GLASS_PAUSE:-60}'}
ANYWAY=no
ONLY=''
KNOWN=''
NAMES=''
known() {
  KNOWN="$KNOWN|$2|"
  NAMES="$NAMES $2"
}
each_cluster known
command=${'${1:-}'}
[ "$#" -eq 0 ] || shift
for word do
  case $word in
    --anyway) ANYWAY=yes ;;
    *)
      case $KNOWN in *"|$word|"*) ;; *) stop "There is no cluster $word here." "There are:$NAMES" ;; esac
      ONLY="$ONLY|$word|"
      ;;
  esac
done
case $command in
  start | status | resume) "$command" ;;
  '' | help | -h | --help) usage ;;
  *) usage >&2; exit 1 ;;
esac
`;
