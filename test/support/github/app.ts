import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import type { Route } from '../hosted/api.ts';
import type { Hub } from '../hosted/hub.ts';
import type { Identity } from '../hosted/records.ts';
import { NOT_FOUND } from './pull-routes.ts';
import { time, userOf } from './shapes.ts';

const APP_ID = '4711';
const INSTALLATION = 99;

let pair: { readonly privateKey: string; readonly publicKey: string } | undefined;

/** A GitHub App with one installation: signed requests in, tokens of an hour out. */
export class App {
  readonly appId = APP_ID;
  readonly installationId = String(INSTALLATION);
  permissions: Readonly<Record<string, string>> = {
    contents: 'write',
    pull_requests: 'write',
    statuses: 'write',
    metadata: 'read',
  };
  readonly tokens: string[] = [];

  /** PEM; one pair for all tests of a file, because making one takes a while. */
  get privateKey(): string {
    return keys().privateKey;
  }

  identify(secret: string): Identity | undefined {
    if (this.tokens.includes(secret)) {
      return { login: 'meshwright[bot]', kind: 'app', permissions: this.permissions };
    }
    return this.#signed(secret) ? { login: 'meshwright', kind: 'app', permissions: {} } : undefined;
  }

  /** Forgets all tokens, as after an hour. */
  expire(): void {
    this.tokens.length = 0;
  }

  #signed(jwt: string): boolean {
    const [header, payload, signature] = jwt.split('.');
    if (!header || !payload || !signature) return false;
    const { iss } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const key = createPublicKey(keys().publicKey);
    const signed = verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
    return signed && String(iss) === APP_ID;
  }
}

function keys() {
  pair ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return pair;
}

export function appRoutes(hub: Hub, app: App): readonly Route[] {
  return [
    {
      operation: 'GET /repos/{owner}/{repo}/installation',
      handle: ({ params }) =>
        `${params.owner}/${params.repo}` === hub.fullName ? { status: 200, body: installation(hub, app) } : NOT_FOUND,
    },
    {
      operation: 'POST /app/installations/{installation_id}/access_tokens',
      handle: ({ params }) => {
        if (params.installation_id !== app.installationId) return NOT_FOUND;
        const token = `ghs_${String(hub.id()).padStart(36, 'a')}`;
        app.tokens.push(token);
        const expires_at = time(new Date(hub.now().getTime() + 3_600_000));
        return {
          status: 201,
          body: { token, expires_at, permissions: app.permissions, repository_selection: 'selected' },
        };
      },
    },
  ];
}

function installation(hub: Hub, app: App) {
  const url = 'https://github.example/installations';
  return {
    ...{ id: INSTALLATION, app_id: Number(APP_ID), app_slug: 'meshwright', target_id: 1, target_type: 'Organization' },
    ...{ account: userOf(hub.owner), repository_selection: 'selected', permissions: app.permissions, events: [] },
    ...{ access_tokens_url: url, repositories_url: url, html_url: url, single_file_name: null },
    ...{ suspended_by: null, suspended_at: null, created_at: time(hub.now()), updated_at: time(hub.now()) },
  };
}
