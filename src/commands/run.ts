/** `claudecodex run`: a proxy on a free port for the time of one client, and a summary when that has ended. */
import { loadConfiguration } from '../config/load.ts'
import { runClient } from './child.ts'
import { clientEnvironment } from './client-environment.ts'
import { clientFacts } from './client-facts.ts'
import { colorsOf } from './colors.ts'
import { quietPlugins, withFlags, withoutMonitor } from './compose.ts'
import type { AnsweringFlags, ConfigurationFlags, OutputFlags, RecordingFlags } from './flags.ts'
import { permissionAdvice } from './permission-mode.ts'
import { startProxy } from './proxy.ts'
import { summaryText } from './summary.ts'
import { createTally } from './tally.ts'
import { createNoteLog } from './terminal-log.ts'

export type RunFlags = ConfigurationFlags & AnsweringFlags & RecordingFlags & OutputFlags

/** The exit code is the client's. */
export async function run(client: string, parameters: readonly string[], flags: RunFlags): Promise<number> {
  const notes = new Map<string, number>()
  const log = createNoteLog(notes)
  const configuration = await loadConfiguration({ flags, shipped: quietPlugins(flags), log })
  for (const notice of configuration.notices) log.warn(notice)
  const tally = createTally()
  const proxy = await startProxy({
    configuration,
    // Nobody else has to find it.
    settings: { ...configuration.server, port: 0, host: '127.0.0.1' },
    log,
    compose: chain => {
      const { plugins, ...rest } = withoutMonitor(withFlags(chain, flags))
      return { ...rest, plugins: [{ plugin: tally.plugin, fingerprint: 'tally' }, ...plugins] }
    },
  })
  const { recording } = proxy
  const started = performance.now()
  let exitCode: number
  try {
    const facts = await clientFacts(configuration, proxy.url)
    const { native } = facts
    const interactive = process.stdin.isTTY && process.stdout.isTTY
    const advice = permissionAdvice({ words: [client, ...parameters], native, interactive })
    if (advice !== undefined) process.stderr.write(`claudecodex: ${advice}\n`)
    exitCode = await runClient(client, parameters, {
      ...process.env,
      ...clientEnvironment(facts, process.env),
    })
  } finally {
    // What the client has left unfinished has nobody to answer to.
    await proxy.close(0)
  }
  const summary = summaryText({
    totals: tally.totals(),
    duration: performance.now() - started,
    backend: configuration.backend.name,
    notes,
    recording,
    colors: colorsOf('stderr'),
  })
  // The client's last line need not have ended.
  process.stderr.write(process.stderr.isTTY ? `\n${summary}` : summary)
  return exitCode
}
