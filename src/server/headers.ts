/** Headers of what leaves the server: values from elsewhere made harmless, and ours that say who answered and why. */
import type { Context } from 'koa'
import type { Exchange } from '../core/exchange.ts'

/** Sets headers whose values came from elsewhere; a value that HTTP cannot carry is cleaned, not fatal. */
export function setHeaders(context: Context, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) context.res.setHeader(name, headerValue(value))
}

/** Header values are Latin-1 without control characters; a model's name may hold anything. */
export const headerValue = (value: string): string => value.replace(/[^\t\x20-\x7e]/g, '?').slice(0, 4096)

/** Which exchange this was, which model answered or should have, and what the translation could not carry. */
export function setOwnHeaders(context: Context, { id, choice, attempts, warnings }: Exchange): void {
  context.res.setHeader('x-claudecodex-id', id)
  if (choice) {
    context.res.setHeader('x-claudecodex-model', headerValue(`${choice.backend}:${choice.model}`))
    context.res.setHeader('x-claudecodex-reason', headerValue(choice.reason))
  }
  if (attempts.length > 1) context.res.setHeader('x-claudecodex-attempts', attempts.length)
  if (warnings.length) context.res.setHeader('x-claudecodex-warnings', headerValue(warnings.join('; ')))
}
