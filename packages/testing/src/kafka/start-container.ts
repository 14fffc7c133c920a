import { brokerProperties } from './broker-properties.ts';
import { freePorts } from './free-ports.ts';
import type { Kafka } from './start-kafka.ts';

/** The broker of `infra/kafka/pom.xml` as Apache publishes it for Docker. */
const IMAGE = 'apache/kafka:4.1.0';

/** A broker in a container; its port here is the port it tells its clients. */
export async function startContainer(): Promise<Kafka> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const own = { nodeId: 1, host: '127.0.0.1', port, controllerPort };
  // The image takes a setting `a.b` as the variable KAFKA_A_B.
  const environment = Object.entries(brokerProperties(own, [own])).map(([name, value]) => [
    `KAFKA_${name.replaceAll('.', '_').toUpperCase()}`,
    value,
  ]);
  const container = await new GenericContainer(IMAGE)
    .withExposedPorts({ container: port, host: port })
    .withEnvironment(Object.fromEntries(environment) as Record<string, string>)
    .withWaitStrategy(Wait.forListeningPorts())
    .start();
  return {
    brokers: [`${own.host}:${own.port}`],
    stop: async () => {
      await container.stop();
    },
  };
}
