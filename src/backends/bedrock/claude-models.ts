/**
 * The Claude models that Bedrock's Converse API has, newest first in each family. Sources: AWS's model cards and its page on
 * inference profiles, the models.dev catalogue, and calls that people have reported; read 2026-11-22.
 */
export type Geography = 'us' | 'eu' | 'jp' | 'au' | 'apac' | 'us-gov' | 'global'

export interface ClaudeModel {
  /** The name without vendor, date and version: what people write. */
  readonly name: string
  /** The foundation model. */
  readonly id: string
  /** Where there is an inference profile: its id is the geography, a dot, and `id`. */
  readonly profiles: readonly Geography[]
  /** Tokens. */
  readonly contextWindow: number
  /** Tokens. */
  readonly maxOutput: number
}

const million = 1_000_000

export const claudeModels: readonly ClaudeModel[] = [
  {
    name: 'claude-sonnet-5-5',
    id: 'anthropic.claude-sonnet-5-5',
    profiles: ['us', 'eu', 'us-gov', 'global'],
    contextWindow: million,
    maxOutput: 128_000,
  },
  {
    name: 'claude-sonnet-5',
    id: 'anthropic.claude-sonnet-5',
    profiles: ['us', 'eu', 'jp', 'global'],
    contextWindow: million,
    maxOutput: 128_000,
  },
  {
    name: 'claude-sonnet-4-6',
    id: 'anthropic.claude-sonnet-4-6',
    profiles: ['us', 'eu', 'jp', 'global'],
    contextWindow: million,
    maxOutput: 64_000,
  },
  {
    name: 'claude-sonnet-4-5',
    id: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
    profiles: ['us', 'eu', 'jp', 'au', 'us-gov', 'global'],
    contextWindow: 200_000,
    maxOutput: 64_000,
  },
  {
    name: 'claude-sonnet-4',
    id: 'anthropic.claude-sonnet-4-20250514-v1:0',
    profiles: ['us', 'eu', 'apac', 'global'],
    contextWindow: 200_000,
    maxOutput: 64_000,
  },
  {
    name: 'claude-opus-5-5',
    id: 'anthropic.claude-opus-5-5',
    profiles: ['us', 'eu', 'global'],
    contextWindow: million,
    maxOutput: 128_000,
  },
  {
    name: 'claude-opus-5',
    id: 'anthropic.claude-opus-5',
    profiles: ['us', 'eu', 'jp', 'global'],
    contextWindow: million,
    maxOutput: 128_000,
  },
  {
    name: 'claude-opus-4-8',
    id: 'anthropic.claude-opus-4-8',
    profiles: ['us', 'eu', 'jp', 'au', 'global'],
    contextWindow: million,
    maxOutput: 128_000,
  },
  {
    name: 'claude-opus-4-7',
    id: 'anthropic.claude-opus-4-7',
    profiles: ['us', 'eu', 'jp', 'global'],
    contextWindow: million,
    maxOutput: 128_000,
  },
  {
    name: 'claude-opus-4-6',
    id: 'anthropic.claude-opus-4-6-v1',
    profiles: ['us', 'eu', 'au', 'global'],
    contextWindow: million,
    maxOutput: 128_000,
  },
  {
    name: 'claude-opus-4-5',
    id: 'anthropic.claude-opus-4-5-20251101-v1:0',
    profiles: ['us', 'eu', 'global'],
    contextWindow: 200_000,
    maxOutput: 64_000,
  },
  {
    name: 'claude-opus-4-1',
    id: 'anthropic.claude-opus-4-1-20250805-v1:0',
    profiles: ['us'],
    contextWindow: 200_000,
    maxOutput: 32_000,
  },
  {
    name: 'claude-haiku-5-5',
    id: 'anthropic.claude-haiku-5-5',
    profiles: ['us', 'eu', 'jp', 'au', 'global'],
    contextWindow: million,
    maxOutput: 128_000,
  },
  {
    name: 'claude-haiku-4-5',
    id: 'anthropic.claude-haiku-4-5-20251001-v1:0',
    profiles: ['us', 'eu', 'jp', 'au', 'global'],
    contextWindow: 200_000,
    maxOutput: 64_000,
  },
  {
    name: 'claude-fable-5',
    id: 'anthropic.claude-fable-5',
    profiles: ['us', 'eu', 'global'],
    contextWindow: million,
    maxOutput: 128_000,
  },
  {
    name: 'claude-3-7-sonnet',
    id: 'anthropic.claude-3-7-sonnet-20250219-v1:0',
    profiles: ['us', 'eu', 'apac'],
    contextWindow: 200_000,
    maxOutput: 64_000,
  },
  {
    name: 'claude-3-5-haiku',
    id: 'anthropic.claude-3-5-haiku-20241022-v1:0',
    profiles: ['us'],
    contextWindow: 200_000,
    maxOutput: 8_192,
  },
]

/** The Claude Sonnet that is asked where nothing names a model. */
export const currentSonnet = 'claude-sonnet-5-5'
