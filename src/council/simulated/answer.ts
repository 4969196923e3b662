/** What a simulated model says: a stand-in for the simulation with skill, noise and faults. */
import type { MessagesRequest } from '../../anthropic/request.ts'

export interface SimulatedAnswer {
  readonly text?: string
  readonly toolInput?: unknown
  /** Milliseconds. */
  readonly firstMs: number
  readonly totalMs: number
  readonly failure?: { readonly status: number; readonly message: string }
}

export function simulatedAnswer(spec: string, request: MessagesRequest, seed: string): SimulatedAnswer {
  const firstMs = 40 + (Number.parseInt(seed.slice(0, 4), 16) % 160)
  const timing = { firstMs, totalMs: firstMs * 3 }
  if (spec.includes('fail')) {
    return { ...timing, failure: { status: 529, message: `the simulated model ${spec} is overloaded` } }
  }
  const last = request.messages.at(-1)?.content
  const question = typeof last === 'string' ? last : JSON.stringify(last ?? '')
  return { ...timing, text: `Simulated ${spec} answers: ${question.slice(0, 200)}` }
}
