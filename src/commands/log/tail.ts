/** `claudecodex log tail`: the newest exchanges, and those that come. */
import { setTimeout as passed } from 'node:timers/promises'
import { compileFilter, type Filter } from '../../recording/filter/compile-filter.ts'
import { findRecording, newestName } from '../../recording/locate.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import { RecordingError } from '../../recording/recording-error.ts'
import { colorsOf } from '../colors.ts'
import { exitCodes } from '../exit-codes.ts'
import { stopSignal } from '../stop-signal.ts'
import { follow } from './follow.ts'
import { columnsOf, lineOf } from './lines.ts'
import { type ListFlags, list } from './list.ts'
import { write } from './output.ts'
import { folderOf, type PlaceFlags } from './recordings.ts'

export type TailFlags = ListFlags & { readonly follow?: boolean }

/** Milliseconds between two looks. */
const interval = 250

export async function tail(name: string | undefined, flags: TailFlags): Promise<number> {
  if (!flags.follow) return list(name, flags)
  const stop = new AbortController()
  const stopped = stopSignal().then(exitCode => {
    stop.abort()
    return exitCode
  })
  const fromEnd = await listed(name, flags)
  const filter = compileFilter(flags.filter ?? '', { now: Date.now() })
  const news = follow({
    find: () => findRecording(name ?? newestName, folderOf(flags)),
    wait: () => passed(interval, undefined, { signal: stop.signal }).catch(() => {}),
    signal: stop.signal,
    fromEnd,
    isEndless: (name ?? newestName) === newestName,
  })
  for await (const exchange of news) {
    if (isOf(exchange, flags)) await print(exchange, filter, flags)
  }
  return stop.signal.aborted ? stopped : exitCodes.ok
}

/** What is there already; false where nothing is, and whatever comes is new. */
async function listed(name: string | undefined, flags: TailFlags): Promise<boolean> {
  try {
    await list(name ?? newestName, flags)
    return true
  } catch (thrown) {
    if (name !== undefined || !(thrown instanceof RecordingError)) throw thrown
    process.stderr.write(`${thrown.message}\nwaiting for it\n`)
    return false
  }
}

const isOf = ({ open }: RecordedExchange, { session }: PlaceFlags): boolean =>
  session === undefined || open.who.session?.startsWith(session) === true

async function print(exchange: RecordedExchange, filter: Filter, { json }: ListFlags): Promise<void> {
  if (!(await filter.matches(exchange))) return
  const look = {
    json: json === true,
    columns: columnsOf(process.stdout),
    colors: colorsOf('stdout'),
    digits: 3,
  }
  await write(`${await lineOf(exchange, look, { until: Date.now(), isAlive: true })}\n`)
}
