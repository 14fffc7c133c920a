import { readFileSync } from 'node:fs';
import type { TopicConfig } from '@throughline/event-log';
import { VERSION } from '../../version.ts';
import { TOPIC_DESCRIPTIONS, type MessageDescription } from './topic-descriptions.ts';

const TOPICS_FILE = new URL('../../../../../infra/kafka/topics.json', import.meta.url);
const KAFKA_BINDING = { bindingVersion: '0.5.0' };

const camel = (name: string): string => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The AsyncAPI 3 document of the topics, from the schemas, the code and `infra/kafka/topics.json`. */
export function asyncApiDocument(): object {
  const topics = JSON.parse(readFileSync(TOPICS_FILE, 'utf8')) as readonly TopicConfig[];
  const entries = topics.map((topic) => {
    const described = Object.entries(TOPIC_DESCRIPTIONS).find(([name]) => name === topic.name)?.[1];
    if (described === undefined) throw new Error(`nothing says what is on topic "${topic.name}"`);
    return { topic, id: camel(topic.name), ...described };
  });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Throughline topics',
      version: VERSION,
      description:
        'What is on the topics of the event log. Read `events` and nothing else for analytics of your own; the other topics are between the services and may change with a release. How to read them: `docs/kafka.md`.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      entries.map(({ topic, id, description, messages }) => [
        id,
        {
          address: topic.name,
          description,
          messages: Object.fromEntries(Object.keys(messages).map((name) => [name, ref(`components/messages/${name}`)])),
          bindings: { kafka: { ...KAFKA_BINDING, topic: topic.name, partitions: topic.partitions, ...kept(topic) } },
        },
      ]),
    ),
    operations: Object.fromEntries(
      entries.map(({ topic, id }) => [
        `append${id.charAt(0).toUpperCase()}${id.slice(1)}`,
        { action: 'send', channel: ref(`channels/${id}`), summary: `Throughline appends to \`${topic.name}\`` },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        entries.flatMap(({ key, messages }) =>
          Object.entries(messages).map(([name, message]) => [name, messageObject(name, message, key)]),
        ),
      ),
    },
  };
}

const ref = (path: string): object => ({ $ref: `#/${path}` });

const kept = ({ retentionMs }: TopicConfig): object => ({
  topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': retentionMs },
});

function messageObject(name: string, message: MessageDescription, key: string): object {
  const { extensions = {}, kafka = {}, ...rest } = message;
  return {
    name,
    ...rest,
    bindings: { kafka: { ...KAFKA_BINDING, key: { type: 'string', description: key }, ...kafka } },
    ...extensions,
  };
}
