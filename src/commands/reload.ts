/** Takes over what is saved in the configuration, its plugins and their imports while the proxy runs. */
import { dirname } from 'node:path'
import type { Configuration } from '../config/configuration.ts'
import { ConfigError } from '../config/errors.ts'
import { type Watching, type WatchOptions, watchConfiguration } from '../config/watch.ts'
import type { Log } from '../core/log.ts'
import { shortPath } from './banner.ts'
import { changesBetween } from './configuration-changes.ts'
import { failureOf } from './failure.ts'

export interface ReloadParts {
  readonly configuration: Configuration
  /** Reads everything anew. */
  readonly load: () => Promise<Configuration>
  /** Runs it from the next exchange on; throws where it cannot. */
  readonly replace: (configuration: Configuration) => Promise<void>
  readonly log: Log
  readonly watch?: WatchOptions
}

/** What cannot be taken over leaves everything as it runs, and the log says where it broke. */
export async function reloadOnChange(parts: ReloadParts): Promise<Watching> {
  const { load, replace, log } = parts
  // Needs for a restart are told against what the server was started with.
  const started = parts.configuration
  let running = started

  const watching = await watchConfiguration(
    running.files,
    async changed => {
      const names = changed.map(file => shortPath(file)).join(', ')
      try {
        const next = await load()
        refuseLost(running, next)
        await replace(next)
        tell(names, running, next)
        running = next
        await watching.update(next.files)
      } catch (thrown) {
        const { text } = failureOf(thrown, { verbose: false })
        log.error(`${names} changed and cannot be used; what ran before runs on\n${text}`)
        if (ConfigError.is(thrown) && thrown.file) await watching.update([...running.files, thrown.file])
      }
    },
    { report: text => log.warn(text), ...parts.watch },
  )
  return watching

  function tell(names: string, before: Configuration, after: Configuration): void {
    const { applied } = changesBetween(before, after)
    const { restart } = changesBetween(started, after)
    log.info([`${names} changed: ${applied[0] ?? 'taken over'}`, ...applied.slice(1)].join('\n'))
    for (const notice of after.notices) if (!before.notices.includes(notice)) log.warn(notice)
    if (restart.length > 0) log.warn(`${restart.join(', ')} changed: that needs a restart`)
  }
}

/**
 * Throws a `ConfigError` where the file that runs has gone: what would hold without it, such as a prompt that goes to
 * another vendor, nobody has asked for. Another file in its folder is the same one under a new name.
 */
function refuseLost({ file }: Configuration, next: Configuration): void {
  if (file === undefined || file === next.file) return
  if (next.file !== undefined && dirname(next.file) === dirname(file)) return
  throw new ConfigError('holds no configuration any more: put it back, or restart to run without it', {
    file,
  })
}
