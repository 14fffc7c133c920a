import kafkajs, { type Admin } from 'kafkajs';
import type { TopicConfig } from '../event-log.ts';
import { reach } from './reach.ts';
import { topicSettings } from './topic-settings.ts';

/**
 * Settings of topics that differ from what they must be, as `name=found, not wanted`; topics that are right are absent.
 * @throws LogUnavailableError
 */
export async function wrongSettings(
  admin: Admin,
  topics: readonly TopicConfig[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (topics.length === 0) return new Map();
  const asked = topics.map((topic) => ({
    type: kafkajs.ConfigResourceTypes.TOPIC,
    name: topic.name,
    configNames: [...topicSettings(topic).keys()],
  }));
  const { resources } = await reach('look at the settings of topics', () =>
    admin.describeConfigs({ includeSynonyms: false, resources: asked }),
  );
  const wrong = new Map<string, readonly string[]>();
  for (const topic of topics) {
    const found = resources.find(({ resourceName }) => resourceName === topic.name)?.configEntries ?? [];
    const differing = [...topicSettings(topic)].flatMap(([name, wanted]) => {
      const actual = found.find(({ configName }) => configName === name)?.configValue;
      return actual === wanted ? [] : [`${name}=${actual ?? 'unset'}, not ${wanted}`];
    });
    if (differing.length > 0) wrong.set(topic.name, differing);
  }
  return wrong;
}
