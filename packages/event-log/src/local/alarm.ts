export interface Alarm {
  /** Waits until the alarm rings or the time has passed; `Infinity` waits for the ring alone. */
  sleep(milliseconds: number): Promise<void>;
  /** Ends the present sleep, if any. */
  ring(): void;
}

/** A sleep that can be cut short. One sleeper at a time. */
export function createAlarm(): Alarm {
  let wake: (() => void) | undefined;
  return {
    sleep(milliseconds) {
      return new Promise((resolve) => {
        const timer = milliseconds === Infinity ? undefined : setTimeout(() => wake?.(), milliseconds);
        wake = () => {
          clearTimeout(timer);
          wake = undefined;
          resolve();
        };
      });
    },
    ring() {
      wake?.();
    },
  };
}
