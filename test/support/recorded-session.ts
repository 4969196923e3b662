/** Makes the recording of a session out of what a tap has seen of it: the requests, and the answers as the client got them. */
import { type ApiError, type ErrorBody, errorOfType, toApiError } from '../../src/anthropic/errors.ts'
import { Folder } from '../../src/anthropic/fold.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { clientHeaders, responseHeaders } from '../../src/core/headers.ts'
import { whoOf } from '../../src/core/who.ts'
import type { Sent } from './recording-tap.ts'
import { type PlainExchange, packedPlainly, plainLines, writeLines } from './recordings.ts'

/** Resolves once every answer is over. `change` is made to the text of each request. */
export async function recordSession(
  path: string,
  sent: readonly Sent[],
  change: (body: string) => string = body => body,
): Promise<void> {
  const posted = sent.filter(({ body }) => body.length > 0)
  const exchanges = await Promise.all(posted.map(one => exchangeOf(one, change(one.body.toString()))))
  await writeLines(path, plainLines(exchanges))
}

async function exchangeOf(
  { url, headers, body, time, answer }: Sent,
  changed: string,
): Promise<PlainExchange> {
  const request = JSON.parse(changed) as MessagesRequest
  const picked = clientHeaders(headers)
  const { status, headers: sentBack, body: bytes, isWhole } = await answer
  const attempt = {
    number: 1,
    backend: 'anthropic',
    model: request.model,
    time: new Date(time).toISOString(),
    method: 'POST',
    url,
    status,
    headers: responseHeaders(sentBack),
  }
  const kind = url.includes('count_tokens') ? 'count_tokens' : 'messages'
  const { answer: brought, error } = contentOf(bytes, status, request.stream === true)
  const outcome = error ? 'failed' : isWhole ? 'answered' : 'aborted'
  return {
    request,
    open: { time: attempt.time, kind, who: whoOf(picked, () => request, body), headers: picked },
    end: {
      outcome,
      attempts: [attempt],
      ...(brought !== undefined && { answer: packedPlainly(brought) }),
      ...(error && { error: { type: error.type, message: error.message, status: error.status } }),
    },
  }
}

interface Content {
  /** The message, as far as it came, or a count. */
  readonly answer?: unknown
  readonly error?: ApiError
}

function contentOf(bytes: Buffer, status: number, isStreamed: boolean): Content {
  if (status >= 400) {
    const { type, message } = (JSON.parse(bytes.toString()) as ErrorBody).error
    return { error: errorOfType(type, message, { status }) }
  }
  if (!isStreamed) return { answer: JSON.parse(bytes.toString()) }
  const folder = new Folder()
  try {
    folder.addFrames(bytes.toString())
    return { answer: folder.message }
  } catch (thrown) {
    return { answer: folder.message, error: toApiError(thrown) }
  }
}
