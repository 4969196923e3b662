import type { ChatFault } from './openai-answers.ts'

export type Fields = Readonly<Record<string, unknown>>

/** What is wrong with a body; undefined where nothing is. */
export type Rule = (body: Fields) => ChatFault | undefined

export const refused = (message: string, param?: string, code?: string): ChatFault => ({
  status: 400,
  message,
  ...(param !== undefined && { param }),
  ...(code !== undefined && { code }),
})

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The first rule that is broken. */
export const firstOf =
  (...rules: readonly Rule[]): Rule =>
  body => {
    for (const rule of rules) {
      const fault = rule(body)
      if (fault) return fault
    }
    return undefined
  }
