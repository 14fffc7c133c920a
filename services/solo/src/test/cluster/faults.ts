import { setTimeout as sleep } from 'node:timers/promises';
import {
  runCommand,
  type KafkaCluster,
  type Random,
  type RunningCluster,
  type ServiceProcess,
} from '@throughline/testing';

/** What is done to a cluster while it works; each resolves when what was stopped is started again. */
export class Faults {
  /** How often each process was killed. */
  readonly kills = new Map<string, number>();
  readonly #cluster: RunningCluster;
  readonly #kafka: KafkaCluster;
  readonly #random: Random;
  #next: ServiceProcess[] = [];

  constructor(cluster: RunningCluster, kafka: KafkaCluster, random: Random) {
    this.#cluster = cluster;
    this.#kafka = kafka;
    this.#random = random;
  }

  /**
   * kill -9 of `count` services one after the other, each started again at once; some die while they start. In random order,
   * and nobody a second time before everybody was.
   */
  async killServices(count: number): Promise<void> {
    for (let kill = 0; kill < count; kill += 1) {
      if (this.#next.length === 0) this.#next = this.#random.shuffle([...this.#cluster.services]);
      const service = this.#next.pop();
      if (service !== undefined) await this.#kill(service);
      await sleep(this.#random.pick([200, 1_000, 2_500]));
    }
  }

  /** An attribution worker sleeps beyond its session, in the middle of its work, and wakes as one whose work is others'. */
  async zombie(sessionMs: number): Promise<void> {
    const worker = this.#random.pick(this.#cluster.of('attribution'));
    worker.signal('SIGSTOP');
    await sleep(sessionMs * 1.5);
    worker.signal('SIGCONT');
  }

  async restartBroker(): Promise<void> {
    const [broker] = this.#kafka.processes;
    await broker?.kill();
    await sleep(1_000);
    await broker?.start();
  }

  async stopFront(milliseconds: number): Promise<void> {
    const { front } = this.#cluster;
    await front?.stop('SIGKILL');
    await sleep(milliseconds);
    front?.start();
    await front?.ready();
  }

  /** @returns what the tool says */
  async raiseEpoch(partitions: number): Promise<unknown> {
    const command = ['epoch', 'raise', '--partitions', String(partitions), '--json'];
    return JSON.parse(await runCommand(command, this.#cluster.settings)) as unknown;
  }

  async #kill(service: ServiceProcess): Promise<void> {
    await service.stop('SIGKILL');
    this.kills.set(service.name, (this.kills.get(service.name) ?? 0) + 1);
    service.start();
  }
}
