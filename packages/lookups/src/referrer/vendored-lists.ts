/** Names (lower case) -> hosts, where `{}` stands for a country code; by kind of site. */
export interface VendoredLists {
  /** Commit of each source file. */
  readonly commits: Readonly<Record<string, string>>;
  readonly search: HostsByName;
  readonly social: HostsByName;
  readonly ai: HostsByName;
}

export type HostsByName = Readonly<Record<string, readonly string[]>>;
