import { setTimeout as sleep } from 'node:timers/promises';
import {
  runCommand,
  type KafkaCluster,
  type Random,
  type RunningCluster,
  type ServiceProcess,
} from '@throughline/testing';

/** Kinds of processes; whichever worker of attribution it is, it is one of them. */
export const KINDS = ['ingest-web', 'ingest-webhooks', 'attribution', 'query', 'jobs'] as const;
/** Between two kills of a kind. */
const PAUSES_MS = [200, 1_000, 2_500];

interface Kill {
  readonly kind: string;
  /** Whether it answered that it was ready; else it was starting. */
  readonly wasAtWork: boolean;
}

/** What is done to a cluster while it works; each resolves when what was stopped is started again. */
export class Faults {
  readonly kills: Kill[] = [];
  readonly #cluster: RunningCluster;
  readonly #kafka: KafkaCluster;
  readonly #random: Random;

  constructor(cluster: RunningCluster, kafka: KafkaCluster, random: Random) {
    this.#cluster = cluster;
    this.#kafka = kafka;
    this.#random = random;
  }

  /**
   * kill -9 of `times` processes of each kind, the kinds side by side, each process started again at once; some die while
   * they start.
   * @param waitMs so long a kill waits for its process to be at work, at most
   */
  async killEachKind(times: number, waitMs: number): Promise<void> {
    await Promise.all(
      KINDS.map(async (kind) => {
        const random = this.#random.fork();
        for (let kill = 0; kill < times; kill += 1) {
          await sleep(random.pick(PAUSES_MS));
          await this.#kill(kind, random.pick(this.#cluster.of(kind)), waitMs);
        }
      }),
    );
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

  async #kill(kind: string, service: ServiceProcess, waitMs: number): Promise<void> {
    const wasAtWork = await service.ready(waitMs).then(
      () => true,
      () => false,
    );
    await service.stop('SIGKILL');
    this.kills.push({ kind, wasAtWork });
    service.start();
  }
}
