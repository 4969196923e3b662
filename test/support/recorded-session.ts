/** Makes the recording of a session out of what a tap has seen of it: the requests, and the answers as the client got them. */
import type { ErrorBody } from '../../src/anthropic/errors.ts'
import { fold } from '../../src/anthropic/fold.ts'
import type { Message } from '../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { decodeFrames } from '../../src/anthropic/sse.ts'
import { clientHeaders, responseHeaders } from '../../src/core/headers.ts'
import { whoOf } from '../../src/core/who.ts'
import type { ExchangeLine } from '../../src/recording/schema.ts'
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
  const answered = status < 400 && bytes.length > 0
  const message = answered && kind === 'messages' ? messageIn(bytes, request.stream === true) : undefined
  const end: Partial<ExchangeLine> = {
    outcome: status >= 400 ? 'failed' : isWhole ? 'answered' : 'aborted',
    attempts: [attempt],
    ...(answered && kind === 'count_tokens' && { answer: packedPlainly(JSON.parse(bytes.toString())) }),
    ...(status >= 400 && { error: { ...(JSON.parse(bytes.toString()) as ErrorBody).error, status } }),
  }
  return {
    request,
    ...(message && { answer: message }),
    open: {
      time: attempt.time,
      kind,
      who: whoOf(picked, () => request, body),
      headers: picked,
    },
    end,
  }
}

const messageIn = (bytes: Buffer, isStreamed: boolean): Message | undefined =>
  isStreamed ? fold(decodeFrames(bytes.toString())) : (JSON.parse(bytes.toString()) as Message)
