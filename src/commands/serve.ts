/** `claudecodex serve`: the proxy, until somebody stops it. */
import { loadConfiguration } from '../config/load.ts'
import type { Log } from '../core/log.ts'
import { colorsOf } from './colors.ts'
import { shippedPlugins, withFlags } from './compose.ts'
import type {
  AnsweringFlags,
  ConfigurationFlags,
  LogLevel,
  OutputFlags,
  RecordingFlags,
  ServerFlags,
} from './flags.ts'
import { type RunningProxy, startProxy } from './proxy.ts'
import { stopSignal } from './stop-signal.ts'
import { surviveStrays } from './strays.ts'
import { createTerminalLog } from './terminal-log.ts'

export type ServeFlags = ConfigurationFlags &
  AnsweringFlags &
  ServerFlags &
  RecordingFlags &
  OutputFlags & {
    readonly nextPort?: boolean
    readonly logLevel?: LogLevel
    readonly json?: boolean
  }

export async function serve(flags: ServeFlags): Promise<number> {
  const log = createTerminalLog({
    level: flags.logLevel ?? (flags.verbose ? 'debug' : 'info'),
    json: flags.json === true,
    colors: colorsOf('stderr'),
  })
  const load = () => loadConfiguration({ flags, shipped: shippedPlugins(flags), log })
  const since = Date.now()
  const configuration = await load()
  const proxy = await startProxy({
    configuration,
    settings: configuration.server,
    log,
    compose: chain => withFlags(chain, flags),
    nextPort: flags.nextPort === true,
  }).catch(async thrown => {
    const { listenFailure } = await import('./port-taken.ts')
    throw await listenFailure(thrown, configuration.server)
  })
  const stopped = stopSignal()
  const release = surviveStrays(log)
  // What is needed once the proxy listens is loaded then.
  const { banner, startLine } = await import('./announcement.ts')
  const { reloadOnChange } = await import('./reload.ts')
  const { isTTY, columns, rows } = process.stdout
  const size = isTTY && columns && rows ? { size: { columns, rows } } : {}
  const { url, plugins, recording } = proxy
  const parts = { configuration, url, plugins, recording, ...size }
  process.stdout.write(flags.json ? startLine(parts) : await banner(parts, colorsOf('stdout')))
  const watching = await reloadOnChange({
    configuration,
    load,
    replace: next => proxy.replace(next),
    log,
    watch: { since },
  })
  const exitCode = await stopped
  watching.close()
  await close(proxy, log)
  release()
  return exitCode
}

async function close(proxy: RunningProxy, log: Log): Promise<void> {
  const { open } = proxy
  if (open > 0) {
    const answers = open === 1 ? 'one answer is' : `${open} answers are`
    log.info(`stopping; ${answers} still on the way. Ctrl-C again stops at once`)
  }
  await proxy.close()
}
