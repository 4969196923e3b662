/** `claudecodex log list`: one line an exchange. */
import { stat } from 'node:fs/promises'
import { compileFilter } from '../../recording/filter/compile-filter.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import { colorsOf } from '../colors.ts'
import { exitCodes } from '../exit-codes.ts'
import type { OutputFlags } from '../flags.ts'
import { chosenOf, columnsOf, digitsOf, headText, type LineLook, linesFor, underWayIn } from './lines.ts'
import { write } from './output.ts'
import { type Opened, type PlaceFlags, reportState, withRecordings } from './recordings.ts'

export type ListFlags = PlaceFlags &
  OutputFlags & { readonly filter?: string; readonly json?: boolean; readonly limit?: number }

interface Chosen extends Opened {
  readonly chosen: readonly RecordedExchange[]
}

export async function list(name: string | undefined, flags: ListFlags): Promise<number> {
  const filter = compileFilter(flags.filter ?? '', { now: Date.now() })
  await withRecordings(name === undefined ? [] : [name], flags, async opened => {
    const found: Chosen[] = []
    for (const one of opened) {
      reportState(one)
      found.push({ ...one, chosen: await chosenOf(one.exchanges, filter) })
    }
    const shown = newest(found, flags.limit ?? Number.POSITIVE_INFINITY)
    for (const one of shown) await print(one, flags)
    if (!flags.json && shown.every(({ chosen }) => chosen.length === 0)) {
      process.stderr.write(emptyText(found))
    }
  })
  return exitCodes.ok
}

const emptyText = (found: readonly Chosen[]): string =>
  found.every(({ recording }) => recording.exchanges.length === 0)
    ? 'nothing has passed yet: point a client at the proxy, as `claudecodex run` does\n'
    : 'no exchange is like that\n'

/** The last so many of all runs together. */
function newest(found: readonly Chosen[], limit: number): readonly Chosen[] {
  let left = limit
  const shown: Chosen[] = []
  for (const one of found.toReversed()) {
    const chosen = left > 0 ? one.chosen.slice(-left) : []
    left -= chosen.length
    shown.unshift({ ...one, chosen })
  }
  return shown
}

async function print({ recording, exchanges, chosen }: Chosen, flags: ListFlags): Promise<void> {
  const colors = colorsOf('stdout')
  const look: LineLook = {
    json: flags.json === true,
    columns: columnsOf(process.stdout),
    colors,
    digits: digitsOf(exchanges),
  }
  if (!look.json && chosen.length > 0) await write(`${headText(recording, colors)}\n`)
  const { mtimeMs } = await stat(recording.files.at(-1) ?? '')
  for await (const lines of linesFor(chosen, look, underWayIn(recording, Date.now(), mtimeMs))) {
    await write(lines)
  }
}
