/** `claudecodex log diff`: what changed between two requests, and why the prompt cache missed on the second. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import { evidenceOf } from '../../recording/cache-evidence.ts'
import { type CacheVerdict, cacheVerdict } from '../../recording/cache-verdict.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import { RecordingError } from '../../recording/recording-error.ts'
import {
  type RequestDifference,
  requestDifference,
  type ValueChange,
} from '../../recording/request-difference.ts'
import { colorsOf } from '../colors.ts'
import { exitCodes } from '../exit-codes.ts'
import type { OutputFlags } from '../flags.ts'
import { cacheText } from './cache-text.ts'
import { differenceLines, summaryOf } from './diff-text.ts'
import { write } from './output.ts'
import { findExchange, type PlaceFlags, withRecordings } from './recordings.ts'
import { whyNot } from './why-not.ts'

export type DiffFlags = PlaceFlags & OutputFlags & { readonly json?: boolean }

export async function diff(
  first: string,
  second: string,
  name: string | undefined,
  flags: DiffFlags,
): Promise<number> {
  await withRecordings(name === undefined ? [] : [name], flags, async opened => {
    const [before, after] = [findExchange(opened, first), findExchange(opened, second)]
    const difference = await differenceOf(before, after)
    const cache = await verdictOn(after, before)
    await write(
      flags.json
        ? `${JSON.stringify({ before: before.id, after: after.id, summary: summaryOf(difference), ...difference, cache: cache ?? null })}\n`
        : textOf(before, after, difference, cache),
    )
  })
  return exitCodes.ok
}

async function differenceOf(before: RecordedExchange, after: RecordedExchange): Promise<RequestDifference> {
  const difference = requestDifference(await requestOf(before), await requestOf(after))
  return { ...difference, parameters: [...difference.parameters, ...headerChanges(before, after)] }
}

async function requestOf(exchange: RecordedExchange): Promise<MessagesRequest> {
  const request = await exchange.requestValue()
  if (request) return request
  throw new RecordingError(`the request of #${exchange.seq} was not recorded${whyNot(exchange)}`)
}

/** Those that change what is asked; others are about the connection. */
const telling = ['anthropic-version', 'anthropic-beta']

const headerChanges = (before: RecordedExchange, after: RecordedExchange): readonly ValueChange[] =>
  telling.flatMap(name => {
    const [was, is] = [before.open.headers[name], after.open.headers[name]]
    if (was === is) return []
    return [{ name, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }]
  })

/** The recorder's own where it was about this pair: it had seen the whole conversation. */
async function verdictOn(
  after: RecordedExchange,
  before: RecordedExchange,
): Promise<CacheVerdict | undefined> {
  const recorded = after.end?.cache
  if (recorded?.previous === before.id) return recorded
  const [now, earlier] = [await evidenceOf(after), await evidenceOf(before)]
  return now && earlier && cacheVerdict(now, earlier)
}

function textOf(
  before: RecordedExchange,
  after: RecordedExchange,
  difference: RequestDifference,
  cache: CacheVerdict | undefined,
): string {
  const colors = colorsOf('stdout')
  const verdict = cache === undefined ? 'not in play' : cacheText(cache)
  return [
    `${colors.bold(`#${before.seq} → #${after.seq}`)}  ${summaryOf(difference)}`,
    ...differenceLines(difference, colors),
    `  ${colors.dim('cache'.padEnd(10))} ${verdict}`,
    '',
  ].join('\n')
}
