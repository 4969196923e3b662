/** What would be sent today, beside what was sent when it was recorded. */
import type { WireRequest } from '../../core/backend.ts'
import type { RecordedExchange } from '../recorded-exchange.ts'
import { RecordingError } from '../recording-error.ts'
import { type Difference, differences } from './difference.ts'

/** A request to a provider without what signs it. */
export interface WireContent {
  readonly url: string
  readonly model: string
  readonly body: unknown
}

export interface WireDifference {
  /** Before and after, where they differ. */
  readonly url?: readonly [string, string]
  readonly model?: readonly [string, string]
  readonly body: readonly Difference[]
}

/** The first send of a recorded exchange; undefined where none was recorded with its body. */
export async function recordedWire(source: RecordedExchange): Promise<WireContent | undefined> {
  const [attempt] = source.end?.attempts ?? []
  if (!attempt?.sent) return undefined
  const { url, model } = attempt
  if (attempt.sent !== 'client') return { url, model, body: parsed(await source.bytes(attempt.sent), source) }
  const request = await source.requestValue()
  // The client's own bytes travel with the model that was chosen.
  return request && { url, model, body: { ...request, model } }
}

function parsed(bytes: Buffer, { seq }: RecordedExchange): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    throw new RecordingError(`what was sent for #${seq} is no JSON`)
  }
}

export function wireDifference(recorded: WireContent, today: WireContent): WireDifference {
  const url = [placeOf(recorded.url), placeOf(today.url)] as const
  const model = [recorded.model, today.model] as const
  return {
    ...(url[0] !== url[1] && { url }),
    ...(model[0] !== model[1] && { model }),
    body: differences(recorded.body, today.body),
  }
}

export const isDifferent = ({ url, model, body }: WireDifference): boolean =>
  url !== undefined || model !== undefined || body.length > 0

/** A body as it would be on the wire: fields without a value are not. */
export const wireBody = ({ body }: WireRequest): unknown => {
  const text = JSON.stringify(body)
  return text === undefined ? undefined : (JSON.parse(text) as unknown)
}

/** Queries are recorded without what may sign a request. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}
