import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.ts';

export type Scope = 'ingest' | 'read' | 'admin';

/** Who holds a key: what they may do, and to whose data. */
export interface Principal {
  readonly id: string;
  readonly scopes: readonly Scope[];
  readonly workspaces: 'all' | readonly string[];
}

/** Port: the holder of a bearer key, null when there is none. */
export type Authenticator = (bearer: string) => Principal | null | Promise<Principal | null>;

/** What a request is allowed: its principal and the one workspace it names. */
export interface Access {
  readonly principal: Principal;
  readonly workspace: string;
}

const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="throughline"' };
const BEARER = /^Bearer +([^\s]{1,512})$/i;
/** No key is longer; a longer one is neither hashed nor remembered. */
const LONGEST_KEY = 512;

/**
 * Checks key, scope and workspace of a request. The admin scope includes the others.
 * @throws Problem 401 without a valid key, 403 without the scope, 404 for a workspace the key is not bound to
 */
export function authorize(
  request: IncomingMessage,
  scope: Scope,
  workspace: string,
  authenticate: Authenticator,
): Access | Promise<Access> {
  const bearer = BEARER.exec(request.headers.authorization ?? '')?.[1];
  if (bearer === undefined) throw new Problem(401, 'key_required', 'Send Authorization: Bearer <key>.', [], CHALLENGE);
  const found = authenticate(bearer);
  return found instanceof Promise ? found.then((p) => granted(p, scope, workspace)) : granted(found, scope, workspace);
}

function granted(principal: Principal | null, scope: Scope, workspace: string): Access {
  if (principal === null) throw new Problem(401, 'key_unknown', 'The key is unknown or withdrawn.', [], CHALLENGE);
  if (!principal.scopes.includes(scope) && !principal.scopes.includes('admin')) {
    throw new Problem(403, 'scope_missing', `The key lacks the scope '${scope}'.`);
  }
  if (principal.workspaces !== 'all' && !principal.workspaces.includes(workspace)) {
    // The same answer as for a workspace that does not exist: a key learns nothing about others.
    throw new Problem(404, 'workspace_unknown', `There is no workspace '${workspace}'.`);
  }
  return { principal, workspace };
}

/**
 * An authenticator over hashed keys (lower-case hex SHA-256). Remembers recent answers for as long as `version` stays
 * the same, so that a key is hashed once and a withdrawn key ends with the settings that withdraw it.
 */
export function keyAuthenticator(
  principalOf: (sha256Hex: string) => Principal | null,
  version: () => number,
): (bearer: string) => Principal | null {
  const known = new Map<string, Principal | null>();
  let knownAt = version();
  return (bearer) => {
    if (bearer.length > LONGEST_KEY) return null;
    if (version() !== knownAt || known.size > 1_000) {
      known.clear();
      knownAt = version();
    }
    let principal = known.get(bearer);
    if (principal === undefined) {
      principal = principalOf(createHash('sha256').update(bearer).digest('hex'));
      known.set(bearer, principal);
    }
    return principal;
  };
}
