/** The providers that are tried with real keys: what makes each of them, and its cheapest models. */
import type { BackendData } from '../../src/config/config.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface LiveProvider {
  readonly name: string
  /** Holds the key. Missing for a server on this machine, which is tried where it answers. */
  readonly variable?: string
  readonly backend: (environment: Environment) => BackendData
  /** The first that fits a model of the provider's list is taken. Prices of 2026-11: well under a dollar per million. */
  readonly cheapest: readonly RegExp[]
  /** Where there is no list, or nothing in it fits. */
  readonly otherwise?: string
  /** Milliseconds for one turn. A server on this machine may have to load the model first. */
  readonly patience: number
}

const remote = { patience: 60_000 }
const local = { patience: 300_000, cheapest: [/^(?!.*embed)/i] }

export const liveProviders: readonly LiveProvider[] = [
  {
    ...remote,
    name: 'anthropic',
    variable: 'ANTHROPIC_API_KEY',
    backend: () => ({ use: 'anthropic', credentials: 'configured' }),
    cheapest: [/^claude-haiku-[\d-]+$/, /haiku/],
    otherwise: 'claude-haiku-5-5',
  },
  {
    ...remote,
    name: 'openai',
    variable: 'OPENAI_API_KEY',
    backend: () => ({ use: 'openai' }),
    cheapest: [/^gpt-5-nano$/, /^gpt-[\d.]+-nano$/, /^gpt-5-mini$/, /^gpt-[\d.]+-mini$/],
    otherwise: 'gpt-5-mini',
  },
  {
    ...remote,
    name: 'gemini',
    variable: 'GEMINI_API_KEY',
    backend: () => ({ use: 'gemini' }),
    cheapest: [/^gemini-[\d.]+-flash-lite$/, /^gemini-flash-lite-latest$/, /flash-lite/],
    otherwise: 'gemini-flash-lite-latest',
  },
  {
    ...remote,
    name: 'openrouter',
    variable: 'OPENROUTER_API_KEY',
    backend: () => ({ use: 'openrouter' }),
    cheapest: [
      /^openai\/gpt-[\d.]+-nano$/,
      /^google\/gemini-[\d.]+-flash-lite$/,
      /^mistralai\/ministral-\d+b/,
    ],
    otherwise: 'openai/gpt-5-nano',
  },
  {
    ...remote,
    name: 'deepseek',
    variable: 'DEEPSEEK_API_KEY',
    backend: () => ({ use: 'deepseek' }),
    cheapest: [/flash/, /^deepseek-chat$/],
    otherwise: 'deepseek-v4-flash',
  },
  {
    ...remote,
    name: 'mistral',
    variable: 'MISTRAL_API_KEY',
    backend: () => ({ use: 'mistral' }),
    cheapest: [/^ministral-\d+b-latest$/, /^mistral-small-latest$/],
    otherwise: 'mistral-small-latest',
  },
  { ...local, name: 'ollama', backend: () => ({ use: 'ollama' }) },
  { ...local, name: 'lmstudio', backend: () => ({ use: 'lmstudio' }) },
]

/** Of a provider's list the cheapest; the newest where several fit, which counts upwards. */
export function cheapestOf(
  { cheapest, otherwise, variable }: LiveProvider,
  models: readonly string[],
): string | undefined {
  for (const pattern of cheapest) {
    const fitting = models.filter(model => pattern.test(model))
    // What stands first on this machine was used last.
    const [chosen] = variable === undefined ? fitting : fitting.sort(newestFirst)
    if (chosen !== undefined) return chosen
  }
  return otherwise
}

const newestFirst = (one: string, other: string): number => other.localeCompare(one, 'en', { numeric: true })
