/** Placeholder until the loader is there. */
export interface StagedShop {
  copy(): string;
}
export async function stagedShop(visits: number, environment: Readonly<Record<string, string | undefined>>, progress: (text: string) => void): Promise<StagedShop> {
  throw new Error(`${visits} ${String(environment)} ${String(progress)}`);
}
