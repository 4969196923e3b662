/** `claudecodex replay RECORDING --serve`: a recording answers clients, until somebody stops it. */
import { resolve } from 'node:path'
import type { OnMiss } from '../../backends/recorded/index.ts'
import { type Library, readLibrary } from '../../backends/recorded/library.ts'
import { ReplayTally } from '../../backends/recorded/tally.ts'
import type { Configuration } from '../../config/configuration.ts'
import { loadConfiguration } from '../../config/load.ts'
import type { Log } from '../../core/log.ts'
import { Recording } from '../../recording/recording.ts'
import { startLine } from '../announcement.ts'
import { shortPath } from '../banner.ts'
import { clientLines } from '../client-lines.ts'
import { colorsOf } from '../colors.ts'
import { shippedPlugins, withMonitorFlags } from '../compose.ts'
import { exitCodes } from '../exit-codes.ts'
import { ownCommand } from '../own-command.ts'
import { listenFailure } from '../port-taken.ts'
import { type RunningProxy, startProxy } from '../proxy.ts'
import { reachText } from '../reach.ts'
import { detectShell } from '../shells.ts'
import { stopSignal } from '../stop-signal.ts'
import { surviveStrays } from '../strays.ts'
import { createTerminalLog } from '../terminal-log.ts'
import { packageVersion } from '../version.ts'
import type { ServeRecordingFlags } from './serve-flags.ts'
import { missText, readyText, reportLine, reportText } from './serve-text.ts'
import { servedConfiguration } from './served-configuration.ts'

export interface ServeRecordingOptions extends ServeRecordingFlags {
  /** What the person has named. */
  readonly recording: string
  /** What recorders do to secrets. Default: nothing. */
  readonly scrub?: (text: string) => string
}

/** Throws a `RecordingError` where the recording cannot be read. */
export async function serveRecording(options: ServeRecordingOptions): Promise<number> {
  const log = createTerminalLog({
    level: options.logLevel ?? (options.verbose ? 'debug' : 'info'),
    json: options.json === true,
    colors: colorsOf('stderr'),
  })
  const recording = await Recording.open(await recordingFiles(options.recording))
  try {
    const library = await readLibrary(recording.exchanges, options.normalize)
    const tally = new ReplayTally()
    const configuration = await configurationFor(options, { library, tally, log })
    const proxy = await started(configuration, options, log)
    const stopped = stopSignal()
    const release = surviveStrays(log)
    process.stdout.write(announcement({ options, recording, library, configuration, proxy }))
    const exitCode = await stopped
    await proxy.close()
    release()
    const total = library.entries.length
    process.stdout.write(
      options.json ? reportLine(tally, total) : reportText(tally, total, colorsOf('stdout')),
    )
    const isWhole = tally.misses === 0 && tally.unused.length === 0
    return options.strictUnused && !isWhole ? exitCodes.replay.unlike : exitCode
  } finally {
    await recording.close()
  }
}

/** The files of the recording that a person has named. */
async function recordingFiles(name: string): Promise<readonly string[]> {
  return [resolve(name)]
}

interface Parts {
  readonly library: Library
  readonly tally: ReplayTally
  readonly log: Log
}

async function configurationFor(
  options: ServeRecordingOptions,
  { library, tally, log }: Parts,
): Promise<Configuration> {
  const { match, onMiss = 'fail', reuse, timing = 'fast', maxGap, scrub, backend } = options
  const asksLive = onMiss === 'live'
  const loaded = await loadConfiguration({
    // Nobody is asked, so nothing that a configured backend lacks matters.
    flags: {
      ...options,
      ...(asksLive ? { backend } : { backend: 'demo', model: undefined }),
      failover: false,
    },
    shipped: shippedPlugins(options),
    log,
  })
  return servedConfiguration(
    loaded,
    {
      library,
      tally,
      onMissed: missed => log.warn(missText(missed)),
      onMiss: onMiss === 'live' ? 'fail' : (onMiss satisfies OnMiss),
      ...(match && { match }),
      ...(reuse && { reuse }),
      ...(scrub && { scrub }),
      ...(timing !== 'fast' && {
        pacing: { speed: timing, ...(maxGap !== undefined && { maxGap: maxGap * 1000 }) },
      }),
    },
    { log, asksLive },
  )
}

const started = (
  configuration: Configuration,
  options: ServeRecordingOptions,
  log: Log,
): Promise<RunningProxy> =>
  startProxy({
    configuration,
    settings: configuration.server,
    log,
    compose: chain => withMonitorFlags(chain, options),
    nextPort: options.nextPort === true,
  }).catch(async thrown => {
    throw await listenFailure(thrown, configuration.server)
  })

interface Announced {
  readonly options: ServeRecordingOptions
  readonly recording: Recording
  readonly library: Library
  readonly configuration: Configuration
  readonly proxy: RunningProxy
}

function announcement({ options, recording, library, configuration, proxy }: Announced): string {
  const { url, plugins } = proxy
  if (options.json) return startLine({ configuration, url, plugins })
  const { match = 'shape', onMiss = 'fail', timing = 'fast' } = options
  const { clientKey } = configuration.server
  const environment = process.env
  const facts = {
    url,
    backend: configuration.backend.name,
    native: true,
    // Where a backend may be asked, the client signs in as itself.
    needsLogin: onMiss === 'live',
    backends: configuration.chain.backends.names,
    ...(clientKey !== undefined && { clientKey }),
  }
  const lines = clientLines(facts, detectShell(environment, process.platform), environment, ownCommand())
  return readyText(
    {
      version: packageVersion(),
      url,
      files: recording.files.map(file => shortPath(file)),
      recordedAt: recording.head.started,
      exchanges: library.entries.length,
      unusable: library.unusable,
      models: [...new Set(library.entries.map(({ exchange }) => exchange.open.asked.model))],
      match,
      onMiss: typeof onMiss === 'string' ? onMiss : `status ${onMiss.status}`,
      timing: typeof timing === 'number' ? (timing === 1 ? 'real' : `${timing}x`) : timing,
      openTo: reachText(configuration.server, url),
      client: lines.client,
      remarks: remarksOn(recording),
    },
    colorsOf('stdout'),
  )
}

function remarksOn({ state }: Recording): readonly string[] {
  const { isTorn, damaged, lost } = state
  return [
    ...(isTorn
      ? ['the last line of the recording is torn: its program was ended from outside, or writes still']
      : []),
    ...(damaged > 0 ? [`${damaged} lines of the recording cannot be read`] : []),
    ...(lost > 0 ? [`${lost} lines were never written`] : []),
  ]
}
