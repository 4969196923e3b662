/** What a simulated model says: a stand-in for the simulation with skill, noise and faults. */
import { type ApiError, OverloadedError } from '../../anthropic/errors.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'

export interface SimulatedAnswer {
  /** Empty where a tool is called. */
  readonly text: string
  readonly toolCall?: { readonly name: string; readonly input: unknown }
  /** Milliseconds from the call to the first word. */
  readonly firstMs: number
  /** Milliseconds from the call to the end, or to `failure`. */
  readonly totalMs: number
  readonly failure?: ApiError
}

export function simulatedAnswer(spec: string, request: MessagesRequest, seed: string): SimulatedAnswer {
  const firstMs = 40 + (Number.parseInt(seed.slice(0, 4), 16) % 160)
  const timing = { firstMs, totalMs: firstMs * 3 }
  if (/fail=1/.test(spec)) {
    return { text: '', ...timing, failure: new OverloadedError(`The simulated model ${spec} fails`) }
  }
  const [tool] = request.tools ?? []
  if (tool) return { text: '', ...timing, toolCall: { name: tool.name, input: { seed } } }
  const last = request.messages.at(-1)?.content
  const question =
    typeof last === 'string' ? last : last?.map(block => (block.type === 'text' ? block.text : '')).join(' ')
  return { ...timing, text: `Simulated ${spec} answers: ${(question ?? '').slice(0, 200)}` }
}
