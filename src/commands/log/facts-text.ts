/** What is known of an exchange beside its contents, as rows of a label and a text. */
import { costText, countText, timeText } from '../../../plugins/log/text.ts'
import type { Pace } from '../../core/exchange.ts'
import { cacheShareOf, contextOf } from '../../recording/facts.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import type { ExchangeLine, RecordedAttempt } from '../../recording/schema.ts'
import { cacheText } from './cache-text.ts'

export type FactRow = readonly [label: string, text: string]

export function factRows(
  exchange: RecordedExchange,
  nameOf: (id: string) => string | undefined,
): readonly FactRow[] {
  const { open, end } = exchange
  return [
    ['when', `${new Date(open.time).toLocaleString('sv')}, ${outcomeText(end)}`],
    ['who', whoText(exchange)],
    ...(open.parent === undefined ? [] : [['asked by', nameOf(open.parent) ?? open.parent] as const]),
    ...(end?.replayOf === undefined ? [] : [['repeats', nameOf(end.replayOf) ?? end.replayOf] as const]),
    ['model', modelText(exchange)],
    ...(end ? endRows(exchange, end, nameOf) : []),
  ]
}

function endRows(
  exchange: RecordedExchange,
  end: ExchangeLine,
  nameOf: (id: string) => string | undefined,
): readonly FactRow[] {
  return [
    ...end.attempts.map((attempt): FactRow => [`try ${attempt.number}`, attemptText(attempt)]),
    ...end.warnings.map((text): FactRow => ['warning', text]),
    ...(end.error ? [['error', `${end.error.status} ${end.error.type}: ${end.error.message}`] as const] : []),
    ['time', timingText(end)],
    ...(end.usage ? [['tokens', tokensText(exchange, end)] as const] : []),
    ...(end.usage ? [['cost', costLine(end)] as const] : []),
    ...(end.cache ? [['cache', cacheText(end.cache, nameOf)] as const] : []),
    ...(end.withheld ? [['contents', 'withheld by a plugin'] as const] : []),
    ...(end.left ?? []).map((text): FactRow => ['left out', text]),
  ]
}

function outcomeText(end: ExchangeLine | undefined): string {
  if (!end) return 'without an end: it is under way, or the program ended before the answer did'
  const stop = end.stopReason === undefined ? '' : ` (${end.stopReason})`
  return `${end.outcome}${stop}${end.timing.total === undefined ? '' : ` after ${timeText(end.timing.total)}`}`
}

function whoText({ open: { who, kind, source } }: RecordedExchange): string {
  const agent =
    who.agent === undefined ? undefined : `agent ${who.agentType ?? ''} ${who.agent}`.replace(/ {2,}/, ' ')
  return [
    `${who.class}${who.by === 'rules' ? ' (by its looks)' : ''}`,
    ...(kind === 'count_tokens' ? ['a count of tokens'] : []),
    ...(source === 'http' ? [] : [`from ${source}`]),
    ...(agent === undefined ? [] : [agent]),
    ...(who.parentAgent === undefined ? [] : [`of agent ${who.parentAgent}`]),
    ...(who.session === undefined ? [] : [`session ${who.session}`]),
    ...(who.client === undefined ? [] : [who.client]),
  ].join(', ')
}

function modelText({ open, end }: RecordedExchange): string {
  const asked = open.asked.model || 'none'
  if (!end?.choice) return asked
  const { backend, model, reason } = end.choice
  return model === asked ? `${backend}:${model} (${reason})` : `${asked} → ${backend}:${model} (${reason})`
}

function attemptText({
  backend,
  model,
  method,
  url,
  status,
  headersAfter,
  key,
  error,
  sent,
}: RecordedAttempt): string {
  return [
    `${backend}:${model}, ${method} ${url}`,
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(headersAfter === undefined ? [] : [`after ${timeText(headersAfter)}`]),
    ...(key === undefined ? [] : [`key ${key}`]),
    ...(sent === 'client' ? ['the client’s own bytes'] : sent ? [`${countText(sent.bytes)} bytes`] : []),
    ...(error === undefined ? [] : [error]),
  ].join(', ')
}

function timingText({ timing, pace }: ExchangeLine): string {
  const { head, firstEvent, total } = timing
  const gap = longestGap(pace ?? [])
  return [
    ...(head === undefined ? [] : [`headers after ${timeText(head)}`]),
    ...(firstEvent === undefined ? [] : [`first event after ${timeText(firstEvent)}`]),
    ...(total === undefined ? [] : [`end after ${timeText(total)}`]),
    ...(gap === undefined ? [] : [`longest silence ${timeText(gap.length)}, from ${timeText(gap.from)} on`]),
  ].join(', ')
}

/** Milliseconds. Below this a stream does not look as if it stood still. */
const shortestGap = 1_000

/** The longest time in which nothing of an answer came, once it had begun. */
export function longestGap(pace: Pace): { readonly from: number; readonly length: number } | undefined {
  let longest: { readonly from: number; readonly length: number } | undefined
  for (const [index, [time]] of pace.entries()) {
    const from = pace[index - 1]?.[0]
    if (from !== undefined && time - from > (longest?.length ?? shortestGap))
      longest = { from, length: time - from }
  }
  return longest
}

function tokensText(exchange: RecordedExchange, { usage }: ExchangeLine): string {
  const thinking = usage?.output_tokens_details?.thinking_tokens
  const share = cacheShareOf(exchange)
  return [
    `prompt ${countText(contextOf(exchange) ?? 0)}`,
    ...(usage?.cache_read_input_tokens
      ? [
          `${countText(usage.cache_read_input_tokens)} of it from the cache (${Math.floor(100 * (share ?? 0))}%)`,
        ]
      : []),
    ...(usage?.cache_creation_input_tokens
      ? [`${countText(usage.cache_creation_input_tokens)} written to it`]
      : []),
    `answer ${countText(usage?.output_tokens ?? 0)}${thinking ? `, ${countText(thinking)} of it thinking` : ''}`,
  ].join(', ')
}

function costLine({ cost }: ExchangeLine): string {
  if (cost === undefined) return 'not known: no price is known for this model'
  if (cost === 'plan') return 'paid by a subscription'
  return cost.uncached > cost.dollars
    ? `${costText(cost.dollars)}; without the cache ${costText(cost.uncached)}`
    : costText(cost.dollars)
}
