/** What is written of an exchange: names of files and their texts. Content is what its record holds, and no more. */
import type { Attempt, Exchange, Headers, LogRecord, Outcome } from 'claudecodex'
import type { Tape } from './tape.ts'

export type Files = Readonly<Record<string, string>>

/** Whose words the content is: the exchange's own, those that plugins have left of it, or nobody's. */
export type Content = 'as it was' | 'as plugins have left it' | 'withheld by a plugin'

/**
 * Provider's requests and events never passed a `beforeRecord`. They are written only where the record shows that no plugin
 * had anything to take out of this exchange.
 */
export function filesOf(
  exchange: Exchange,
  outcome: Outcome,
  record: LogRecord | undefined,
  tape: Tape,
): Files {
  const content = contentOf(exchange, outcome, record)
  const isWhole = content === 'as it was'
  return {
    'exchange.json': json(summaryOf(exchange, record, tape, content)),
    ...requestsOf(record),
    ...Object.fromEntries(
      exchange.attempts.map(attempt => [
        `attempt-${attempt.number}.json`,
        json(attemptOf(attempt, record, isWhole)),
      ]),
    ),
    ...(isWhole &&
      tape.taped.length > 0 && {
        'events.jsonl': tape.taped
          .map(({ at, event }) => `${JSON.stringify({ at: rounded(at), event })}\n`)
          .join(''),
      }),
    ...(record?.message && { 'answer.json': json(record.message) }),
  }
}

/** A record that nobody has changed holds the very values of the exchange. */
export function contentOf(exchange: Exchange, outcome: Outcome, record: LogRecord | undefined): Content {
  if (!record) return 'withheld by a plugin'
  const { error, headers, attempts, warnings } = record
  const isSame =
    requestIn(record) === originalOf(exchange) &&
    (record.changed === undefined || record.changed === exchange.request) &&
    record.message === messageOf(outcome) &&
    headers === exchange.headers &&
    error?.message === outcome.error?.message &&
    warnings.join('\n') === exchange.warnings.join('\n') &&
    attempts.every(({ error: said }, index) => said === exchange.attempts[index]?.error)
  return isSame ? 'as it was' : 'as plugins have left it'
}

function summaryOf(exchange: Exchange, record: LogRecord | undefined, tape: Tape, content: Content): object {
  const { id, kind, source, asked, who, timing, choice, parent } = exchange
  return {
    id,
    kind,
    source,
    ...(parent && { parent: parent.id }),
    asked,
    who,
    timing,
    choice,
    outcome: exchange.outcome?.kind,
    content,
    headers: record && safe(record.headers),
    error: record?.error,
    warnings: record?.warnings,
    answer: {
      upstream: exchange.head && { ...exchange.head, headers: safe(exchange.head.headers) },
      ours: exchange.answerHeaders,
    },
    events: { kept: tape.taped.length, dropped: tape.dropped },
  }
}

/** One that is no JSON, and travelled as the bytes it was, has no form in which it could be written. */
function requestsOf(record: LogRecord | undefined): Files {
  const request = record && requestIn(record)
  return {
    ...(request !== undefined && { 'request.json': json(request) }),
    ...(record?.changed && { 'request.changed.json': json(record.changed) }),
  }
}

function attemptOf(attempt: Attempt, record: LogRecord | undefined, isWhole: boolean): object {
  const { request, headers, error: _, sent: __, ...rest } = attempt
  const { method, url, headers: sent, body } = request
  // The record leaves none out, and has them in the same order.
  const error = record?.attempts.find(({ number }) => number === attempt.number)?.error
  return {
    ...rest,
    ...(error !== undefined && { error }),
    request: { method, url: safeUrl(url), headers: safe(sent), ...(isWhole && { body }) },
    ...(headers && { headers: safe(headers) }),
  }
}

// No backend lets a plugin see credentials; one plugin may have put some there for another to find.
const secret =
  /^(proxy-)?authorization$|^(set-)?cookie2?$|(^|[-_])(api[-_]?key|key|token|secret|password|signature|credentials?)$/i

/** Without what may sign a request. */
export const safe = (headers: Headers): Headers =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, secret.test(name) ? '***' : value]),
  )

export function safeUrl(text: string): string {
  if (!URL.canParse(text)) return text
  const url = new URL(text)
  for (const name of [...url.searchParams.keys()]) {
    if (secret.test(name)) url.searchParams.set(name, '***')
  }
  if (url.password) url.password = '***'
  return url.href === new URL(text).href ? text : url.href
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`
const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10

const requestIn = (record: LogRecord): unknown => attempted(() => record.request)
const originalOf = (exchange: Exchange): unknown => attempted(() => exchange.original)
/** An upstream's error that nobody has parsed comes to light when the answer is folded. */
const messageOf = (outcome: Outcome): unknown => attempted(() => outcome.message)

function attempted(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined
  }
}
