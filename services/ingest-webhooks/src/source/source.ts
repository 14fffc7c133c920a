/** A configured origin of data, as the settings hold it. */
export interface Source {
  readonly id: string;
  readonly workspace: string;
  readonly provider: string;
  readonly name: string;
  readonly role: string;
  /** SHA-256 of the token of its address, lower-case hex. */
  readonly tokenHash: string;
  /** Settings by their names in this code (`timeZone`, `signingKey`, ...); secrets in clear. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly enabled: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** A source with the defaults of its workspace, as one version of the settings has them. */
export interface SourceSetup {
  readonly source: Source;
  readonly timeZone: string;
  readonly country: string;
  readonly currency: string;
  readonly settingsVersion: number;
}

/** What this service needs of the settings; `settings-catalogue.ts` gives it over the settings package. */
export interface SourceCatalogue {
  /** The source as this process knows it now. */
  current(id: string): SourceSetup | null;
  /** The source exactly as it was at a version of the settings; null when it did not exist then. */
  at(id: string, version: number): Promise<SourceSetup | null>;
  list(workspace: string): readonly Source[];
  hasWorkspace(id: string): boolean;
  /** Reads the settings to their end. */
  refresh(): Promise<void>;
  put(source: Source): Promise<void>;
}
