/** What is recorded of an exchange. Content is what its record holds, and no more. */
import {
  type AttemptFacts,
  type Begun,
  costOf,
  type Ended,
  type Exchange,
  type LogRecord,
  type Outcome,
  type PluginContext,
  type RecordedCost,
  tellsOfPlan,
  type Usage,
} from 'claudecodex'

/** With `isReviewed` without the request: plugins have their say when the exchange is whole. */
export function begunOf(exchange: Exchange, isReviewed: boolean): Begun {
  const { id, kind, source, parent, who, headers, asked, timing } = exchange
  const bytes = isReviewed ? undefined : requestBytes(exchange)
  return {
    id,
    kind,
    source,
    ...(parent && { parent: parent.id }),
    who,
    headers,
    asked,
    startedAt: timing.startedAt,
    ...(bytes && { bytes }),
  }
}

/** One that was made here has no bytes of its own; only then may the request be looked at, which parses it. */
const requestBytes = (exchange: Exchange): Buffer =>
  exchange.bytes ?? Buffer.from(JSON.stringify(exchange.original))

export async function endedOf(exchange: Exchange, outcome: Outcome, context: PluginContext): Promise<Ended> {
  const isReviewed = context.config.reviewers().length > 0
  const record = await context.record(exchange)
  const { choice, timing, pace } = exchange
  const answer = record && attempted(() => record.message)
  const cost = await costOfExchange(exchange, attempted(() => outcome.message)?.usage, context)
  return {
    outcome: outcome.kind,
    ...(outcome.count !== undefined && { count: outcome.count }),
    timing,
    ...(pace.length > 0 && { pace }),
    ...(choice && { choice }),
    attempts: exchange.attempts.map((attempt, index) =>
      attemptOf(attempt, record?.attempts[index], isReviewed),
    ),
    warnings: record?.warnings ?? [],
    ...(outcome.error && { error: errorOf(outcome.error, record) }),
    ...(cost !== undefined && { cost }),
    ...contentOf(record, isReviewed),
    ...(answer && { answer }),
  }
}

function contentOf(record: LogRecord | undefined, isReviewed: boolean): Partial<Ended> {
  if (!record) return { withheld: true }
  const request = isReviewed ? attempted(() => record.request) : undefined
  return { ...(request && { request }), ...(record.changed && { changed: record.changed }) }
}

function attemptOf(
  attempt: Exchange['attempts'][number],
  shown: LogRecord['attempts'][number] | undefined,
  isReviewed: boolean,
): AttemptFacts {
  const { number, backend, model, startedAt, request, key, headersAfter, status, headers, sent } = attempt
  const error = shown?.error
  return {
    number,
    backend,
    model,
    startedAt,
    method: request.method,
    url: request.url,
    ...(key !== undefined && { key }),
    ...(headersAfter !== undefined && { headersAfter }),
    ...(status !== undefined && { status }),
    ...(headers && { headers }),
    ...(error !== undefined && { error }),
    // What went out has passed no `beforeRecord`.
    ...(sent && !isReviewed && { sent }),
  }
}

/** Whatever a plugin keeps back, status and type say nothing. */
function errorOf(
  { type, status }: NonNullable<Outcome['error']>,
  record: LogRecord | undefined,
): NonNullable<Ended['error']> {
  return { type, status, message: record?.error?.message ?? '' }
}

async function costOfExchange(
  { choice, head }: Exchange,
  usage: Usage | undefined,
  { config }: PluginContext,
): Promise<RecordedCost | 'plan' | undefined> {
  if (!usage || !choice) return undefined
  if (tellsOfPlan(head?.headers)) return 'plan'
  const price = await config.priceOf(choice.backend, choice.model)
  const dollars = costOf(usage, price)
  const uncached = costOf(withoutCache(usage), price)
  return dollars === undefined || uncached === undefined ? undefined : { dollars, uncached }
}

function withoutCache(usage: Usage): Usage {
  const {
    cache_creation: _,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: read,
    ...rest
  } = usage
  return { ...rest, input_tokens: usage.input_tokens + (written ?? 0) + (read ?? 0) } as Usage
}

/** An upstream's error that nobody has parsed comes to light when its answer is folded; a request may be no JSON. */
function attempted<Value>(read: () => Value | undefined): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
