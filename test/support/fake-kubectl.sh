#!/bin/sh
# Reads are answered from files that fake-kubectl.cjs has laid out; anything else is its to do.
set -eu
context=current
verb=''
kind=''
name=''
space=''
output=''
file=''
flag=''
for word do
  case $flag in
    -n) space=$word ;;
    -o) output=$word ;;
    -f) file=$word ;;
  esac
  if [ -n "$flag" ]; then
    flag=''
    continue
  fi
  case $word in
    --context=*) context=${word#--context=} ;;
    -n | -o | -f | -p) flag=$word ;;
    --*) ;;
    *) if [ -z "$verb" ]; then verb=$word; elif [ -z "$kind" ]; then kind=${word%%.*}; else name=$word; fi ;;
  esac
done
printf '%s\n' "$verb" >>"$FAKE_CLUSTERS/log"
if [ ! -d "$FAKE_CLUSTERS/$context" ]; then
  printf 'error: context "%s" does not exist\n' "$context" >&2
  exit 1
fi
[ "$verb" = get ] || exec "$FAKE_NODE" "${0%/*}/fake-kubectl.cjs" "$@"
if [ -n "$file" ]; then
  kind=$(sed -n 's/^kind: //p' "$file")
  name=$(sed -n 's/^  name: //p' "$file")
  space=$(sed -n 's/^  namespace: //p' "$file")
fi
answers="$FAKE_CLUSTERS/$context/${kind}_${space}_$name"
if [ ! -d "$answers" ]; then
  case "$*" in *--ignore-not-found*) exit 0 ;; esac
  printf 'Error from server (NotFound): %s "%s" not found\n' "$kind" "$name" >&2
  exit 1
fi
case $output in
  name) printf '%s\n' "$kind/$name" ;;
  jsonpath=*)
    path=${output#jsonpath=?}
    cat "$answers/$(printf '%s' "${path%?}" | tr / _)"
    ;;
esac
