/** `claudecodex log stats`: tokens, cost, cache hits, tools and errors of recordings. */
import { compileFilter } from '../../recording/filter/compile-filter.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import { colorsOf } from '../colors.ts'
import { exitCodes } from '../exit-codes.ts'
import type { OutputFlags } from '../flags.ts'
import { chosenOf, columnsOf } from './lines.ts'
import { write } from './output.ts'
import { type PlaceFlags, reportState, withRecordings } from './recordings.ts'
import { statisticsOf } from './statistics.ts'
import { statsText } from './stats-text.ts'

export type StatsFlags = PlaceFlags & OutputFlags & { readonly filter?: string; readonly json?: boolean }

export async function stats(names: readonly string[], flags: StatsFlags): Promise<number> {
  const filter = compileFilter(flags.filter ?? '', { now: Date.now() })
  await withRecordings(names, flags, async opened => {
    const exchanges: RecordedExchange[] = []
    for (const one of opened) {
      reportState(one)
      exchanges.push(...(await chosenOf(one.exchanges, filter)))
    }
    const found = await statisticsOf(exchanges)
    await write(
      flags.json
        ? `${JSON.stringify(found)}\n`
        : statsText(found, columnsOf(process.stdout), colorsOf('stdout')),
    )
  })
  return exitCodes.ok
}
