/** What a backend owes and what it is given, as the compiler sees it. Nothing here runs; `tsc` is the test. */

import { type Backend, type BackendFactory, type Call, type Headers, type Message, unfold } from 'claudecodex'

declare const message: Message
declare const headers: Headers

/** One method and a name are enough. */
export const smallest: Backend = {
  name: 'smallest',
  async *stream() {
    yield* unfold(message)
  },
}

export const complete: Backend = {
  name: 'complete',
  address: 'https://llm.example/v1',
  model: 'model-1',
  native: false,
  async *stream(request, call) {
    const { request: sent } = await call.attempt({ method: 'POST', url: '/', headers, body: request })
    call.head({ status: 200, headers: sent.headers })
    call.warn('top_k was dropped')
    yield* unfold(message)
  },
  async *forward({ bytes, model, stream }) {
    const size: number = bytes.length
    if (size > 0 && stream) yield* unfold({ ...message, model })
  },
  countTokens: async () => ({ inputTokens: 12, estimated: true }),
  models: async () => [{ id: 'model-1', contextWindow: 200_000 }],
  close() {},
}

export const factory: BackendFactory = ({ name, log }) => {
  log.debug(`making ${name}`)
  return { ...smallest, name }
}

// @ts-expect-error without `stream` nothing answers
export const silent: Backend = { name: 'silent' }

export const promised: Backend = {
  name: 'promised',
  // @ts-expect-error a backend returns the stream itself; what it awaits, it awaits inside
  async stream() {
    return smallest.stream
  },
}

export const countsOnly: Backend = {
  ...smallest,
  // @ts-expect-error whether the number is an estimate must be said
  countTokens: async () => ({ inputTokens: 12 }),
}

export const readsNoSecrets = (call: Call): void => {
  // @ts-expect-error a call carries no credentials
  void call.credentials
  // @ts-expect-error headers are a value
  call.headers.authorization = 'Bearer'
  // @ts-expect-error the signal is the caller's
  call.signal = AbortSignal.abort()
}

export const drafts = async (call: Call): Promise<void> => {
  // @ts-expect-error an attempt needs the body it would send
  await call.attempt({ method: 'POST', url: '/', headers })
  const attempt = await call.attempt({ method: 'POST', url: '/', headers, body: {} })
  // @ts-expect-error which try it is, is the core's to say
  attempt.number = 2
}
