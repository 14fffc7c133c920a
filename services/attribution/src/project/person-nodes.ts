import { createHmac } from 'node:crypto';
import { node, type NodeId } from '@throughline/domain';
import type { ClientIds } from '@throughline/events';
import { normaliseEmail, normalisePhone } from '@throughline/lookups';
import type { ProjectContext } from './project-context.ts';

/** 32 hex digits of HMAC-SHA-256 under the workspace's key: neither warehouse nor core sees a phone or email. */
const keyed = (hashKey: Uint8Array, value: string): string =>
  createHmac('sha256', hashKey).update(value).digest('hex').slice(0, 32);

const E164 = /^\+[1-9]\d{6,14}$/;

/** A phone in E.164 (doors have normalised it by their source's country already); null when impossible. */
export const e164 = (phone: string | null, country: string): string | null =>
  phone === null || E164.test(phone) ? phone : normalisePhone(phone, country);

export function phoneNode(phone: string | null, { hashKey, country }: ProjectContext): NodeId | null {
  const number = e164(phone, country);
  return number === null ? null : node('p', keyed(hashKey, number));
}

export function emailNode(email: string | null, { hashKey }: ProjectContext): NodeId | null {
  const address = normaliseEmail(email);
  return address === null ? null : node('m', keyed(hashKey, address));
}

export const visitorNode = (visitorId: string | null): NodeId | null => idNode('v', visitorId);
export const contactNode = (crmContactId: string | null): NodeId | null => idNode('c', crmContactId);

/** Client ids of other systems, prefixed by their system, by system; empty ones are none. */
export const clientNodes = (clientIds: ClientIds): NodeId[] =>
  Object.keys(clientIds)
    .sort()
    .filter((system) => clientIds[system] !== '')
    .map((system) => node('k', `${system}:${clientIds[system] ?? ''}`));

const idNode = (kind: 'v' | 'c', id: string | null): NodeId | null =>
  id === null || id === '' ? null : node(kind, id);
