/** `claudecodex log tail`: the newest exchanges, and those that come. */
import { setTimeout as passed } from 'node:timers/promises'
import { compileFilter } from '../../recording/filter/compile-filter.ts'
import { findRecording, newestName, recordedRuns } from '../../recording/locate.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import { RecordingError } from '../../recording/recording-error.ts'
import { isWritten } from '../../recording/written.ts'
import { colorsOf } from '../colors.ts'
import { exitCodes } from '../exit-codes.ts'
import { stopSignal } from '../stop-signal.ts'
import { follow } from './follow.ts'
import { chosenOf, columnsOf, linesFor } from './lines.ts'
import { type ListFlags, list } from './list.ts'
import { write } from './output.ts'
import { folderOf, type PlaceFlags } from './recordings.ts'

export type TailFlags = ListFlags & { readonly follow?: boolean }

/** Milliseconds between two looks. */
const interval = 250

export async function tail(name: string | undefined, flags: TailFlags): Promise<number> {
  if (!flags.follow) return list(name, flags)
  const filter = compileFilter(flags.filter ?? '', { now: Date.now() })
  const find = () =>
    name === undefined ? filesBeingWritten(folderOf(flags)) : findRecording(name, folderOf(flags))
  await checked(find, name)
  const stop = new AbortController()
  const stopped = stopSignal().then(exitCode => {
    stop.abort()
    return exitCode
  })
  const news = follow({
    find,
    wait: () => passed(interval, undefined, { signal: stop.signal }).catch(() => {}),
    signal: stop.signal,
    isEndless: name === undefined || name === newestName,
  })
  let most = flags.limit ?? Number.POSITIVE_INFINITY
  for await (const ended of news) {
    const chosen = await chosenOf(ofSession(ended, flags), filter)
    await print(chosen.slice(Math.max(0, chosen.length - most)), flags)
    most = Number.POSITIVE_INFINITY
  }
  return stop.signal.aborted ? stopped : exitCodes.ok
}

/** Runs that are looked at: older ones hardly go on. */
const mostRuns = 16

/** Of the newest run, and of all others that somebody is writing. */
async function filesBeingWritten(folder: string): Promise<readonly string[]> {
  const newest = await findRecording(newestName, folder)
  const others = (await recordedRuns(folder)).slice(-mostRuns, -1)
  const open = await Promise.all(others.map(async ({ paths }) => isWritten(paths.at(-1) ?? '')))
  return [...others.filter((_, index) => open[index]).flatMap(({ paths }) => paths), ...newest]
}

/** That nothing was recorded yet is no reason to give up, unless something was asked for by its name. */
async function checked(find: () => Promise<unknown>, name: string | undefined): Promise<void> {
  try {
    await find()
  } catch (thrown) {
    if (name !== undefined || !(thrown instanceof RecordingError)) throw thrown
    process.stderr.write(`${thrown.message}\nwaiting for it\n`)
  }
}

const ofSession = (
  exchanges: readonly RecordedExchange[],
  { session }: PlaceFlags,
): readonly RecordedExchange[] =>
  session === undefined ? exchanges : exchanges.filter(({ open }) => open.who.session?.startsWith(session))

async function print(exchanges: readonly RecordedExchange[], { json }: ListFlags): Promise<void> {
  const look = {
    json: json === true,
    columns: columnsOf(process.stdout),
    colors: colorsOf('stdout'),
    // Those that will come are not known: numbers of four digits stay aligned.
    digits: 4,
  }
  for await (const lines of linesFor(exchanges, look, { until: Date.now(), isAlive: true }))
    await write(lines)
}
