import kafkajs from 'kafkajs';

/** Gives a topic one setting of its own and takes all others from it, as an operator might by mistake. */
export async function setTopicConfig(
  brokers: readonly string[],
  topic: string,
  name: string,
  value: string,
): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const configEntries = [{ name, value }];
    const resources = [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configEntries }];
    await admin.alterConfigs({ validateOnly: false, resources });
  } finally {
    await admin.disconnect();
  }
}
