import { isCurrency, knownTimeZone } from '@throughline/domain';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const timeZone = z
  .string()
  .refine((name) => knownTimeZone(name) !== null, 'is no IANA time zone (for example Europe/Moscow)');

/** Environment of the one-process form; every name has the prefix `THROUGHLINE_` (contract.md). */
export const soloConfig = z.object({
  MODE: z.enum(['solo', 'cluster']).default('solo').describe('solo: one process on embedded engines'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  PORT: port.default(8080).describe('Port to listen on'),
  DATA_DIR: z.string().default('./data').describe('Directory of the log and the warehouse'),
  ADMIN_KEY: z.string().min(16).optional().describe('Admin key; else made at the first start and shown once'),
  MASTER_KEY: z.string().optional().describe('32 bytes in base64 that seal provider secrets; else DATA_DIR/master.key'),
  TIMEZONE: timeZone.default('Europe/Moscow').describe('Time zone of a new workspace'),
  CURRENCY: z
    .string()
    .refine(isCurrency, 'is no currency of ISO 4217 (for example RUB)')
    .default('RUB')
    .describe('Currency of a new workspace'),
  COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('RU')
    .describe('Country of a new workspace: how local phones are read'),
  PUBLIC_URL: z.url().optional().describe('Address under which providers reach this process'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least level of log lines'),
});
export type SoloConfig = z.infer<typeof soloConfig>;
