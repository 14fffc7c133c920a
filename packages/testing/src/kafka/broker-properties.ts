/** One broker of a cluster: where its clients and its fellow controllers find it. */
export interface BrokerAddress {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly controllerPort: number;
  /** Where clients are sent, if something stands between them and the broker. */
  readonly advertisedPort?: number | undefined;
}

/**
 * Settings of a broker that is its own controller (KRaft combined mode), made for tests: nothing waits longer than it
 * must, sessions may be short, a dead broker is noticed within seconds, and topics are never made by accident.
 * Source: Apache Kafka 4.1, "Broker Configs" and "KRaft".
 */
export function brokerProperties(own: BrokerAddress, cluster: readonly BrokerAddress[]): Record<string, string> {
  const replicas = String(Math.min(3, cluster.length));
  return {
    'process.roles': 'broker,controller',
    'node.id': String(own.nodeId),
    'controller.quorum.voters': cluster.map((b) => `${b.nodeId}@${b.host}:${b.controllerPort}`).join(),
    listeners: `PLAINTEXT://:${own.port},CONTROLLER://:${own.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://${own.host}:${own.advertisedPort ?? own.port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': '3',
    'default.replication.factor': replicas,
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '500',
    'broker.heartbeat.interval.ms': '500',
    'broker.session.timeout.ms': '3000',
    'replica.lag.time.max.ms': '5000',
    'log.cleaner.dedupe.buffer.size': '4194304',
  };
}
