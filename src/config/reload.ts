/** Loads the configuration again while the program runs: what is broken changes nothing. */
import type { Configuration } from './configuration.ts'
import { ConfigError } from './errors.ts'
import { type LoadOptions, loadConfiguration } from './load.ts'

export interface Reloaded {
  /** The new one, or the one that ran before where the new one cannot be used. */
  readonly configuration: Configuration
  /** Why it is still the old one. */
  readonly error?: ConfigError
  /** Settings that have changed and take effect at the next start only, such as `server.port`. */
  readonly restart: readonly string[]
}

/** Only faults of this program itself are thrown. */
export async function reloadConfiguration(
  before: Configuration,
  options: LoadOptions = {},
): Promise<Reloaded> {
  try {
    const configuration = await loadConfiguration(options)
    return { configuration, restart: restartNeeded(before, configuration) }
  } catch (error) {
    if (!ConfigError.is(error)) throw error
    return { configuration: before, error, restart: [] }
  }
}

/** Keys of what a running server cannot take over. */
export const restartNeeded = (before: Configuration, after: Configuration): readonly string[] =>
  (['port', 'host', 'clientKey'] as const)
    .filter(key => before.server[key] !== after.server[key])
    .map(key => `server.${key}`)
