import type { Kind } from './schema/kind.ts';

/** A value does not fit its kind. `issues` name the place (JSON pointer) and what is wrong. */
export class InvalidSettingError extends Error {
  readonly code = 'setting_invalid';
  readonly issues: readonly { readonly pointer: string; readonly detail: string }[];

  constructor(kind: Kind, id: string, issues: readonly { readonly pointer: string; readonly detail: string }[]) {
    super(
      `${kind} "${id}" is not valid: ${issues.map(({ pointer, detail }) => `${pointer || '/'} ${detail}`).join('; ')}`,
    );
    this.name = 'InvalidSettingError';
    this.issues = issues;
  }
}

/** The secrets were sealed by another master key. The right one must be given: nothing can be read without it. */
export class WrongMasterKeyError extends Error {
  readonly code = 'master_key_wrong';

  constructor(what: string, options?: ErrorOptions) {
    super(`${what} was sealed with another master key: start with the key the settings were made with`, options);
    this.name = 'WrongMasterKeyError';
  }
}

/** A record of the settings cannot be understood by this release; it never writes such a one. */
export class UnreadableSettingError extends Error {
  readonly code = 'setting_unreadable';

  constructor(version: number, options?: ErrorOptions) {
    super(`Version ${version} of the settings cannot be read`, options);
    this.name = 'UnreadableSettingError';
  }
}

/** There is no such workspace in the settings. */
export class UnknownWorkspaceError extends Error {
  readonly code = 'workspace_unknown';

  constructor(id: string) {
    super(`There is no workspace "${id}"`);
    this.name = 'UnknownWorkspaceError';
  }
}
