import { readFileSync } from 'node:fs';
import type { TopicConfig } from '@throughline/event-log';

/** `src/cluster` and `dist/cluster` are equally deep. */
const FILE = new URL('../../../../infra/kafka/topics.json', import.meta.url);

/** Topics as `infra/kafka/topics.json` has them; the file is the one place of their retention. */
export const clusterTopics = (): TopicConfig[] => JSON.parse(readFileSync(FILE, 'utf8')) as TopicConfig[];
