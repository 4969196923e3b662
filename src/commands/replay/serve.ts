/** `claudecodex replay RECORDING --serve`: a recording answers clients, until somebody stops it. */
import type { OnMiss } from '../../backends/recorded/index.ts'
import { type Library, readLibrary } from '../../backends/recorded/library.ts'
import { ReplayTally } from '../../backends/recorded/tally.ts'
import type { Configuration } from '../../config/configuration.ts'
import { loadConfiguration } from '../../config/load.ts'
import type { Log } from '../../core/log.ts'
import { packageVersion } from '../../core/version.ts'
import type { Recording } from '../../recording/recording.ts'
import { scrubText } from '../../recording/scrub.ts'
import { startLine } from '../announcement.ts'
import { shortPath } from '../banner.ts'
import { clientLines } from '../client-lines.ts'
import { colorsOf } from '../colors.ts'
import { CommandError } from '../command-error.ts'
import { shippedPlugins, withFlags } from '../compose.ts'
import { exitCodes } from '../exit-codes.ts'
import { ownCommand } from '../own-command.ts'
import { listenFailure } from '../port-taken.ts'
import { type RunningProxy, startProxy } from '../proxy.ts'
import { reachText } from '../reach.ts'
import { detectShell } from '../shells.ts'
import { stopSignal } from '../stop-signal.ts'
import { surviveStrays } from '../strays.ts'
import { createTerminalLog } from '../terminal-log.ts'
import { openRecording } from './open-recording.ts'
import type { ServeRecordingFlags } from './serve-flags.ts'
import { missText, readyText, reportLine, reportText } from './serve-text.ts'
import { servedConfiguration } from './served-configuration.ts'

/** `names` are what the person has named. Throws a `RecordingError` where it cannot be read. */
export async function serveRecording(names: readonly string[], flags: ServeRecordingFlags): Promise<number> {
  const log = createTerminalLog({
    level: flags.verbose ? 'debug' : 'info',
    json: flags.json === true,
    colors: colorsOf('stderr'),
  })
  const { recording, exchanges } = await openRecording(names, flags)
  try {
    const library = await readLibrary(exchanges, flags.normalize)
    for (const fault of library.faults) log.warn(`${fault}: it cannot answer`)
    if (library.entries.length === 0) throw new CommandError(emptyText(library), exitCodes.usage)
    const tally = new ReplayTally()
    const configuration = await configurationFor(flags, { library, tally, log })
    const proxy = await started(configuration, flags, log)
    const stopped = stopSignal()
    const release = surviveStrays(log)
    process.stdout.write(announcement({ flags, recording, library, configuration, proxy }))
    const exitCode = await stopped
    await proxy.close()
    release()
    const total = library.entries.length
    process.stdout.write(flags.json ? reportLine(tally, total) : reportText(tally, total, colorsOf('stdout')))
    const isWhole = tally.misses === 0 && tally.unused.length === 0
    return flags.strictUnused && !isWhole ? exitCodes.replay.unfinished : exitCode
  } finally {
    await recording.close()
  }
}

const emptyText = ({ unusable }: Library): string =>
  unusable > 0
    ? `there is nothing to serve: none of ${unusable} exchanges can answer`
    : 'there is nothing to serve: no exchange of the recording fits'

interface Parts {
  readonly library: Library
  readonly tally: ReplayTally
  readonly log: Log
}

async function configurationFor(
  flags: ServeRecordingFlags,
  { library, tally, log }: Parts,
): Promise<Configuration> {
  const { match, onMiss = 'fail', reuse, timing = 'fast', maxGap, backend } = flags
  const asksLive = onMiss === 'live'
  const loaded = await loadConfiguration({
    // Nobody is asked, so nothing that a configured backend lacks matters.
    flags: {
      ...flags,
      ...(asksLive ? { backend } : { backend: 'demo', model: undefined }),
      failover: false,
    },
    shipped: shippedPlugins(flags),
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
      // As the recorder has done.
      scrub: text => scrubText(text).text,
      ...(timing !== 'fast' && {
        pacing: { speed: timing, ...(maxGap !== undefined && { maxGap: maxGap * 1000 }) },
      }),
    },
    { log, asksLive },
  )
}

const started = (configuration: Configuration, flags: ServeRecordingFlags, log: Log): Promise<RunningProxy> =>
  startProxy({
    configuration,
    settings: configuration.server,
    log,
    compose: chain => withFlags(chain, flags),
    nextPort: flags.nextPort === true,
  }).catch(async thrown => {
    throw await listenFailure(thrown, configuration.server)
  })

interface Announced {
  readonly flags: ServeRecordingFlags
  readonly recording: Recording
  readonly library: Library
  readonly configuration: Configuration
  readonly proxy: RunningProxy
}

function announcement({ flags, recording, library, configuration, proxy }: Announced): string {
  const { url, plugins } = proxy
  if (flags.json) return startLine({ configuration, url, plugins })
  const { match = 'shape', onMiss = 'fail', timing = 'fast' } = flags
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
