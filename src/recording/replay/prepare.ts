/** The request that a job sends: the recorded one, byte for byte where nothing is to be changed. */
import { withoutBlocks } from '../../anthropic/carriers.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { RecordedExchange } from '../recorded-exchange.ts'
import { RecordingError } from '../recording-error.ts'
import { type Patch, patched } from './patch.ts'

export interface Changes {
  readonly patches: readonly Patch[]
  readonly stripsThinking: boolean
}

/** Throws a `RecordingError` where the request is damaged, missing, or has no place for a change. */
export async function preparedBytes(source: RecordedExchange, changes: Changes): Promise<Buffer> {
  const bytes = await source.requestBytes()
  if (!bytes) throw new RecordingError(`the request of #${source.seq} was not recorded`)
  if (changes.patches.length === 0 && !changes.stripsThinking) return bytes
  const request = await source.requestValue()
  if (!request) return bytes
  const result = changed(request, changes)
  return result === request ? bytes : Buffer.from(JSON.stringify(result))
}

function changed(request: MessagesRequest, { patches, stripsThinking }: Changes): MessagesRequest {
  const kept = stripsThinking && Array.isArray(request.messages) ? withoutThinking(request) : request
  return patches.reduce<MessagesRequest>(patched, kept)
}

/** The signature of a thinking block is good at the backend that has made it, and is refused elsewhere. */
const withoutThinking = (request: MessagesRequest): MessagesRequest =>
  withoutBlocks(request, ({ type }) => type === 'thinking' || type === 'redacted_thinking')
