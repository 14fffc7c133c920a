import { CONFIG_PREFIX, ConfigError } from '@throughline/runtime';
import { MASTER_KEY_BYTES } from '@throughline/settings';
import type { SoloConfig } from '../config.ts';

/** What every process of a cluster is told. */
export interface ClusterConfig extends SoloConfig {
  readonly KAFKA_BROKERS: string[];
  readonly CLICKHOUSE_URL: string;
  readonly MASTER_KEY: string;
}

const NEEDED = ['KAFKA_BROKERS', 'CLICKHOUSE_URL', 'MASTER_KEY'] as const;

/** @throws ConfigError, a line for each thing that a process of a cluster must be told and is not */
export function clusterConfig(config: SoloConfig): ClusterConfig {
  const problems = NEEDED.filter((name) => config[name] === undefined).map(
    (name) => `${CONFIG_PREFIX}${name}: must be set when ${CONFIG_PREFIX}MODE=cluster`,
  );
  const { KAFKA_BROKERS = [], CLICKHOUSE_URL = '', MASTER_KEY = '' } = config;
  if (config.MASTER_KEY !== undefined && masterKey({ MASTER_KEY }).length !== MASTER_KEY_BYTES) {
    problems.push(`${CONFIG_PREFIX}MASTER_KEY: must be ${MASTER_KEY_BYTES} bytes in base64`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...config, KAFKA_BROKERS, CLICKHOUSE_URL, MASTER_KEY };
}

/** The key that seals provider secrets in the settings. */
export const masterKey = ({ MASTER_KEY }: Pick<ClusterConfig, 'MASTER_KEY'>): Buffer =>
  Buffer.from(MASTER_KEY.trim(), 'base64');
