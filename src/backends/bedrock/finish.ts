/** Why a model behind Converse stopped, as the API says it. */
import { type ApiError, InternalError } from '../../anthropic/errors.ts'
import type { StopReason } from '../../anthropic/message.ts'

/** A reason that is a failure and no stop; undefined for every other. */
export const failureOf = (reason: string | undefined, backend: string): ApiError | undefined =>
  reason?.startsWith('malformed_')
    ? new InternalError(`${backend} stopped with "${reason}": the model wrote what cannot be read`, {
        backend,
      })
    : undefined

export interface End {
  /** Undefined: the blocks decide between `end_turn` and `tool_use`. */
  readonly reason: StopReason | undefined
  readonly sequence: string | null
  readonly details: unknown
}

const same: readonly string[] = ['max_tokens', 'stop_sequence', 'model_context_window_exceeded']
const refused: Readonly<Record<string, string>> = {
  content_filtered: 'the content filter of Bedrock stopped the answer',
  guardrail_intervened: 'a guardrail stopped the answer',
}

/** `fields`: the model's own, which hold the stop sequence; `trace`: what a guardrail found. */
export function endOf(reason: string | undefined, fields: unknown, trace: unknown): End {
  const explanation = reason === undefined ? undefined : refused[reason]
  if (explanation) {
    const found = findings(trace)
    const details = {
      type: 'refusal',
      category: null,
      explanation: found ? `${explanation}: ${found}` : explanation,
    }
    return { reason: 'refusal', sequence: null, details }
  }
  const isSame = reason !== undefined && same.includes(reason)
  return {
    reason: isSame ? (reason as StopReason) : undefined,
    sequence: reason === 'stop_sequence' ? sequenceIn(fields) : null,
    details: null,
  }
}

function sequenceIn(fields: unknown): string | null {
  const { stop_sequence: whole, delta } = (fields ?? {}) as {
    readonly stop_sequence?: unknown
    readonly delta?: { readonly stop_sequence?: unknown } | null
  }
  const found = whole ?? delta?.stop_sequence
  return typeof found === 'string' ? found : null
}

/** Names of the policies that spoke, from whatever the trace holds: `topicPolicy`, `contentPolicy`. */
function findings(trace: unknown): string {
  const { guardrail } = (trace ?? {}) as { readonly guardrail?: Readonly<Record<string, unknown>> }
  const { actionReason, inputAssessment, outputAssessments } = guardrail ?? {}
  if (typeof actionReason === 'string' && actionReason !== '') return actionReason
  const text = JSON.stringify([inputAssessment, outputAssessments]) ?? ''
  return [...new Set([...text.matchAll(/"(\w+Policy)":/g)].map(([, name]) => name))].join(', ')
}
