/** The lines of an exchange, made of what is known of it. */
import { crc32 } from 'node:zlib'
import type { Message } from '../anthropic/message.ts'
import type { AttemptFacts, Begun, Ended } from './recorded-facts.ts'
import type { ExchangeLine, Line, OpenLine, PackedBody, RecordedAttempt } from './schema.ts'
import { scrubText } from './scrub.ts'
import { shownHeaders, shownUrl } from './shown.ts'

/** Whatever holds a key, an error of an upstream or a name of a model, is written without it. */
export const textLine = (line: Line): string => `${scrubText(JSON.stringify(line)).text}\n`

export function openLine(begun: Begun, seq: number, request?: PackedBody): OpenLine {
  const { id, startedAt, kind, source, parent, who, headers, asked } = begun
  return {
    v: 1,
    type: 'open',
    id,
    seq,
    time: new Date(startedAt).toISOString(),
    kind,
    source,
    ...(parent !== undefined && { parent }),
    who,
    headers: shownHeaders(headers),
    asked,
    ...(request && { request }),
  }
}

export interface Contents {
  readonly request?: PackedBody
  readonly changed?: PackedBody
  /** By attempt. */
  readonly sent: readonly (PackedBody | 'client' | undefined)[]
}

/** Without `contents` only what happened. */
export function exchangeLine(
  ended: Ended,
  about: Pick<ExchangeLine, 'id' | 'seq' | 'cache' | 'left'>,
  contents?: Contents,
): ExchangeLine {
  const {
    outcome,
    count,
    timing,
    pace,
    choice,
    attempts,
    warnings,
    answer,
    error,
    cost,
    withheld,
    replayOf,
  } = ended
  const { id, seq, cache, left } = about
  const tools = answer ? toolsOf(answer) : []
  return {
    v: 1,
    type: 'exchange',
    id,
    seq,
    outcome,
    timing: rounded(timing),
    ...(pace && { pace: pace.map(([moment, amount]) => [Math.round(moment), amount] as const) }),
    ...(choice && { choice }),
    ...(contents?.request && { request: contents.request }),
    ...(contents?.changed && { changed: contents.changed }),
    attempts: attempts.map((attempt, index) => attemptOf(attempt, contents?.sent[index])),
    warnings,
    ...(answer && contents && { answer: plainBody(answer) }),
    ...(error && { error }),
    ...(answer?.stop_reason && { stopReason: answer.stop_reason }),
    ...(count !== undefined && { count }),
    ...(answer?.usage && { usage: answer.usage }),
    ...(cost !== undefined && { cost }),
    ...(cache && { cache }),
    ...(tools.length > 0 && { tools }),
    ...(withheld && { withheld }),
    ...(left && { left }),
    ...(replayOf !== undefined && { replayOf }),
  }
}

function attemptOf(attempt: AttemptFacts, sent: RecordedAttempt['sent']): RecordedAttempt {
  const { startedAt, url, headers, headersAfter, sent: _, ...rest } = attempt
  return {
    ...rest,
    time: new Date(startedAt).toISOString(),
    url: shownUrl(url),
    ...(headersAfter !== undefined && { headersAfter: tenth(headersAfter) }),
    ...(headers && { headers: shownHeaders(headers) }),
    ...(sent && { sent }),
  }
}

function plainBody(value: object): PackedBody {
  const json = JSON.stringify(value)
  const { text, found } = scrubText(json)
  const bytes = Buffer.from(json)
  return { rope: [text], bytes: bytes.length, ...(found ? { scrubbed: found } : { crc: crc32(bytes) }) }
}

const toolsOf = ({ content }: Message): { id: string; name: string }[] =>
  content.flatMap(block =>
    block.type === 'tool_use' ? [{ id: String(block.id), name: String(block.name) }] : [],
  )

const tenth = (milliseconds: number): number => Math.round(milliseconds * 10) / 10

const rounded = <Values extends object>(values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? tenth(value) : value]),
  ) as Values
