import type { ApiError } from '../../src/anthropic/errors.ts'

/** What a promise was rejected with. Fails if it is kept. */
export async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error as ApiError
  }
  throw new Error(`expected a failure, got ${String(value)}`)
}
