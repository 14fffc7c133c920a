import { domainToASCII } from 'node:url';
import { z } from 'zod';

/** `Магазин.рф`, `https://shop.example/page` -> the host as browsers write it; an empty text when it is none. */
const asHost = (text: string): string => {
  const named = text
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .replace(/:\d+$/, '');
  return domainToASCII(named).toLowerCase();
};

const host = z
  .string()
  .max(300)
  .transform(asHost)
  .refine((name) => /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(name), 'a host such as shop.example');
const name = z.string().trim().min(1).max(200);
const hosts = z.array(host).min(1).max(100);

/** Body of `POST /v1/sites`. */
export const siteRequest = z.strictObject({
  name: name.optional(),
  /** Hosts of its pages; their subdomains count too. */
  hosts,
});

/** Body of `PATCH /v1/sites/{id}`: what is not named stays. */
export const siteChange = z.strictObject({
  name: name.optional(),
  hosts: hosts.optional(),
  enabled: z.boolean().optional(),
});
