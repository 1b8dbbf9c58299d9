#!/usr/bin/env bash
# The package as its users get it: packed, installed into an empty project beside cdk8s, and run on a mesh of theirs.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$root" && npm pack --silent --ignore-scripts --pack-destination "$work" >/dev/null)
cd "$work"
mkdir -p meshes
cp "$root/meshes/bookinfo.ts" "$root/meshes/main.ts" meshes/
cat > package.json <<'JSON'
{ "name": "trial", "private": true, "type": "module" }
JSON
cat > cdk8s.yaml <<'YAML'
language: typescript
app: node --import tsx meshes/main.ts
YAML
version() { node -p "require('$root/node_modules/$1/package.json').version"; }
npm install --no-audit --no-fund --silent ./meshwright-*.tgz "cdk8s@$(version cdk8s)" "constructs@$(version constructs)" "tsx@$(version tsx)"
npx meshwright synth
npx meshwright check
npx meshwright explain conflicting-routes | head -n 1
diff -r "$root/dist" dist
# Node's own type stripping, where this Node has it.
if node -e 'process.exit(process.features.typescript ? 0 : 1)' 2>/dev/null; then
  rm -rf dist && node meshes/main.ts && diff -r "$root/dist" dist
fi
echo "the installed package writes the same dist/"
# A repository as `init` begins it, with everything from the registry but the package itself.
tarball=$(echo "$work"/meshwright-*.tgz)
npx meshwright init begun >/dev/null
cd begun
npm install --no-audit --no-fund --silent --save-dev "$tarball"
npm test --silent >/dev/null
npm run --silent check
npm run --silent synth
test -f dist/shop/plan.json
echo "a repository that init has begun passes its tests, its checks, and compiles"
