import { LogUnavailableError, TopicConfigError } from '@throughline/event-log';
import { UnreadableSettingError, WrongMasterKeyError } from '@throughline/settings';
import { WarehouseError } from '@throughline/warehouse';
import { StartError } from '../start-error.ts';
import { NotPreparedError } from './not-prepared-error.ts';

/** Why a process or a command of a cluster failed and what to do, in one line; null when nobody expected it. */
export function clusterFailure(error: unknown): StartError | null {
  if (error instanceof StartError) return error;
  if (error instanceof WrongMasterKeyError) {
    return new StartError('master_key', `${error.message} (THROUGHLINE_MASTER_KEY)`);
  }
  if (error instanceof LogUnavailableError) {
    return new StartError(error.code, `${error.message}: see THROUGHLINE_KAFKA_BROKERS`);
  }
  if (error instanceof WarehouseError) {
    return new StartError(error.code, `${error.message}: see THROUGHLINE_CLICKHOUSE_URL, _USER and _PASSWORD`);
  }
  const isExpected =
    error instanceof TopicConfigError || error instanceof NotPreparedError || error instanceof UnreadableSettingError;
  return isExpected ? new StartError(error.code, error.message) : null;
}
