import type { Row, Table } from './table.ts';

const url = 'oci://registry.example/a:1';
const wasm = (of: object, ...problems: string[]): Row => [{ url, ...of }, ...problems];
const from = (address: string, ...problems: string[]): Row => [{ url: address }, ...problems];
const env = (list: unknown, ...problems: string[]) => wasm({ vmConfig: { env: list } }, ...problems);

export const wasmPlugin: Table = {
  kind: 'WasmPlugin',
  apiVersion: 'extensions.istio.io/v1alpha1',
  rows: [
    wasm({}),
    [{}, 'error spec.url: needs a url'],
    from('registry.example/a:1'),
    from('registry.example:5000/a:1', 'error spec.url: registry.example://'),
    from('a'),
    from('HTTPS://a/b'),
    from('file:///a.wasm'),
    from('oci:a'),
    from('/a b'),
    from('http://a#b'),
    from('s3://a/b', 'error spec.url: s3://'),
    from('registry.example:tag', 'error spec.url: registry.example://'),
    from('1registry.example:tag', 'error spec.url: is not a URL'),
    from('a b', 'error spec.url: is not a URL'),
    from('%zz', 'error spec.url: is not a URL'),
    from('#%blah$#@', 'error spec.url: is not a URL'),
    wasm({ sha256: '0a'.repeat(32) }),
    wasm({ sha256: '0A'.repeat(32) }, 'error spec.sha256: 64 digits'),
    wasm({ sha256: 'a' }, 'error spec.sha256: 64 digits'),
    wasm({ imagePullSecret: 'a'.repeat(253), pluginName: 'a'.repeat(256) }),
    wasm({ imagePullSecret: 'a'.repeat(254) }, 'error spec.imagePullSecret: 254 bytes'),
    wasm({ pluginName: 'a'.repeat(257) }, 'error spec.pluginName: 257 bytes'),
    env([{ name: 'A' }, { name: 'B', value: 'b' }, { name: 'C', valueFrom: 'HOST' }]),
    env([{ value: 'b' }], 'error spec.vmConfig.env[0].name: needs a name'),
    env([{ name: 'A' }, { name: 'A' }], 'error spec.vmConfig.env[1].name: twice'),
    env([{ name: 'A'.repeat(257) }], 'error spec.vmConfig.env[0].name: 257 bytes'),
    env([{ name: 'A', value: 'b', valueFrom: 'HOST' }], 'error spec.vmConfig.env[0].value: from the host'),
    wasm({ match: [{ mode: 'CLIENT' }, { ports: [{ number: 80 }] }] }),
    wasm({ match: [{ ports: [{}] }] }, 'error spec.match[0].ports[0].number: not 0'),
    wasm({ match: [{ ports: [{ number: 65536 }] }] }, 'error spec.match[0].ports[0].number: not 65536'),
    wasm({ selector: {} }, 'warning spec.selector: names no labels'),
    wasm({ targetRef: { kind: 'Service', name: '' } }, 'error spec.targetRef.name: needs a name'),
  ],
};

const lua = { inlineCode: 'function envoy_on_request(handle) end' };

export const trafficExtension: Table = {
  kind: 'TrafficExtension',
  apiVersion: 'extensions.istio.io/v1alpha1',
  rows: [
    [{ lua }],
    [{ wasm: { url } }],
    [{}, 'error spec: neither is'],
    [{ lua: {} }, 'error spec.lua.inlineCode: is empty'],
    [{ lua: { inlineCode: ' '.repeat(65_536) } }],
    [{ lua: { inlineCode: ' '.repeat(65_537) } }, 'error spec.lua.inlineCode: 65537 bytes'],
    [{ lua: { inlineCode: 'é'.repeat(32_769) } }, 'error spec.lua.inlineCode: 65538 bytes'],
    [{ wasm: {} }, 'error spec.wasm.url: needs a url'],
    [{ wasm: { url, sha256: 'a' } }, 'error spec.wasm.sha256: 64 digits'],
    [{ lua, match: [{ ports: [{ number: 0 }] }] }, 'error spec.match[0].ports[0].number: not 0'],
    [{ lua, selector: {} }, 'warning spec.selector: names no labels'],
    [
      { lua, selector: { matchLabels: { a: 'b' } }, targetRefs: [{ kind: 'Service', name: 'a' }] },
      'error spec: only one',
    ],
  ],
};
