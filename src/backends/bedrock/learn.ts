/** Learns from a refusal what a model does not take, sends again without it, and remembers that for the model. */
import { exceptionOf } from './errors.ts'
import type { Traits } from './traits.ts'
import type { ConverseRequest } from './types.ts'

interface Lesson {
  readonly pattern: RegExp
  /** What follows from it; undefined where the request shows that it was meant otherwise. */
  readonly learn: (
    found: RegExpExecArray,
    sent: ConverseRequest,
    traits: Traits,
  ) => Partial<Traits> | undefined
  /** Not remembered: it was true of this conversation alone. */
  readonly once?: true
}

const never = /^$/
const additional = (sent: ConverseRequest): Readonly<Record<string, unknown>> =>
  sent.additionalModelRequestFields ?? {}

/** Sources: refusals of Bedrock that people quote, 2026-11. The first that fits counts. */
const lessons: readonly Lesson[] = [
  {
    pattern: /invalid beta flag|anthropic_beta/i,
    learn: (_, sent) => ('anthropic_beta' in additional(sent) ? { betas: never, effort: 'none' } : undefined),
  },
  {
    pattern: /maximum tokens you requested exceeds the model limit of (\d+)|max_tokens: \d+ > (\d+)/i,
    learn: ([, limit, other], { inferenceConfig }) => {
      const maxOutput = Number(limit ?? other)
      return maxOutput < (inferenceConfig?.maxTokens ?? 0) ? { maxOutput } : undefined
    },
  },
  {
    pattern: /prompt caching|cache ?point/i,
    learn: (_, sent) => (JSON.stringify(sent).includes('"cachePoint"') ? { cachePoints: 'none' } : undefined),
  },
  {
    pattern: /invalid `?signature`? in `?thinking|thinking.*blocks? .*cannot be modified/i,
    learn: (_, _sent, traits) => (traits.reasoningBack ? { reasoningBack: false } : undefined),
    once: true,
  },
  {
    pattern: /temperature.*top_p|top_p.*temperature|temperature.*topP/i,
    learn: (_, { inferenceConfig: sent }, traits) =>
      sent?.topP === undefined || traits.sampling !== 'both' ? undefined : { sampling: 'one' },
  },
  {
    pattern: /\b(temperature|top_?p|top_?k)\b/i,
    learn: (_, sent) =>
      sent.inferenceConfig?.temperature !== undefined ||
      sent.inferenceConfig?.topP !== undefined ||
      'top_k' in additional(sent)
        ? { sampling: 'none', topK: 'none' }
        : undefined,
  },
  {
    pattern: /textFormat|output_config\.format|output_format|structured output/i,
    learn: (_, { outputConfig }) => (outputConfig?.textFormat ? { textFormat: false } : undefined),
  },
  {
    pattern: /effort/i,
    learn: (_, sent) =>
      sent.outputConfig?.effort || 'output_config' in additional(sent) ? { effort: 'none' } : undefined,
  },
  {
    pattern: /adaptive|thinking|reasoning/i,
    learn: (_, sent, traits) => {
      if (!/"(thinking|reasoningConfig|reasoning_effort)":/.test(JSON.stringify(additional(sent))))
        return undefined
      return { thinking: traits.thinking === 'adaptive' ? 'budget' : 'none' }
    },
  },
  {
    pattern: /support.*\bstatus\b|\bstatus\b field/i,
    learn: (_, _sent, traits) => (traits.resultStatus ? { resultStatus: false } : undefined),
  },
  {
    pattern: /toolChoice|tool choice/i,
    learn: (_, { toolConfig }) => (toolConfig?.toolChoice ? { forcedTools: false } : undefined),
  },
  {
    pattern: /support tool use in streaming/i,
    learn: (_, _sent, traits) => (traits.toolsInStreams ? { toolsInStreams: false } : undefined),
  },
]

export class Lessons {
  readonly #byModel = new Map<string, Partial<Traits>>()

  /** What is known of a model, and what it has taught. */
  traits(model: string, known: Traits): Traits {
    return { ...known, ...this.#byModel.get(model) }
  }

  /** What to change before the same request is sent again; undefined where a refusal teaches nothing that could help. */
  learn(model: string, thrown: unknown, sent: ConverseRequest, traits: Traits): Partial<Traits> | undefined {
    const { name, message } = exceptionOf(thrown)
    if (name !== 'ValidationException' && name !== 'AccessDeniedException') return undefined
    for (const { pattern, learn, once } of lessons) {
      const found = pattern.exec(message)
      const learnt = found ? learn(found, sent, traits) : undefined
      if (!learnt) continue
      if (!once) this.#byModel.set(model, { ...this.#byModel.get(model), ...learnt })
      return learnt
    }
    return undefined
  }
}
