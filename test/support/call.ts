/** A `Call` made by hand, for tests of a backend alone. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attempt, Call, Head, WireRequest } from '../../src/core/backend.ts'
import { type Credentials, keepCredentials } from '../../src/core/credentials.ts'
import { silentLog } from '../../src/core/log.ts'

export interface CallParts {
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: string
  readonly signal?: AbortSignal
  readonly credentials?: Credentials
  /** Stands for the plugins' `beforeAttempt`. */
  readonly beforeAttempt?: (attempt: Attempt) => void
}

export interface HandMadeCall extends Call {
  readonly attempts: readonly Attempt[]
  readonly heads: readonly Head[]
  readonly warnings: readonly string[]
}

export function makeCall(parts: CallParts = {}): HandMadeCall {
  const attempts: Attempt[] = []
  const heads: Head[] = []
  const warnings: string[] = []
  const call: HandMadeCall = {
    exchangeId: 'exchange-1',
    asked: 'model-1',
    signal: parts.signal ?? new AbortController().signal,
    headers: parts.headers ?? {},
    query: parts.query ?? '',
    log: silentLog,
    attempts,
    heads,
    warnings,
    async attempt(request: WireRequest, keys: readonly string[] = []) {
      await sleep(0)
      const number = attempts.length + 1
      const attempt: Attempt = {
        exchangeId: 'exchange-1',
        backend: 'b',
        model: 'm',
        number,
        request,
        startedAt: 0,
        ...(keys[0] !== undefined && { keys, key: keys[0] }),
      }
      attempts.push(attempt)
      parts.beforeAttempt?.(attempt)
      return attempt
    },
    head: answer => void heads.push(answer),
    warn: text => void warnings.push(text),
    ask: () => {
      throw new Error('a hand-made call asks nobody')
    },
  }
  if (parts.credentials) keepCredentials(call, parts.credentials)
  return call
}
