/** Host profiles as data: how each known host differs from a plain compatible server. */
import { type Dialect, plainDialect } from './dialect.ts'

export interface HostProfile {
  readonly name: string
  /** Matches the host name of the base URL, and its port where that tells. */
  readonly host: RegExp
  readonly dialect: Partial<Dialect>
  /** How the key travels; default `authorization: Bearer`. */
  readonly keyHeader?: 'api-key'
}

/** In order: the first whose host matches counts. Sources: vendor pages and requests seen to be refused, 2026-11. */
export const hostProfiles: readonly HostProfile[] = [
  {
    name: 'openai',
    host: /(^|\.)api\.openai\.com(:|$)/,
    dialect: {
      maxTokensField: 'max_completion_tokens',
      systemRole: 'developer',
      toolIds: 'long',
      pdf: 'file',
      userId: 'safety_identifier',
      serviceTier: true,
      holdToolArguments: false,
      thinkTags: false,
    },
  },
  {
    name: 'azure',
    host: /\.(openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com)(:|$)/,
    keyHeader: 'api-key',
    dialect: {
      maxTokensField: 'max_completion_tokens',
      systemRole: 'developer',
      pdf: 'file',
      userId: 'user',
      serviceTier: true,
      nullContent: false,
      holdToolArguments: false,
      thinkTags: false,
    },
  },
  {
    name: 'gemini',
    host: /(^|\.)generativelanguage\.googleapis\.com(:|$)/,
    dialect: {
      schema: 'gemini',
      pdf: 'image_url',
      emptyToolResult: false,
      userFirst: true,
      parallelFlag: false,
      reasoning: 'gemini',
      reasoningBack: 'gemini',
    },
  },
  {
    name: 'openrouter',
    host: /(^|\.)openrouter\.ai(:|$)/,
    dialect: {
      topK: true,
      pdf: 'file',
      cacheControl: true,
      userId: 'user',
      serviceTier: true,
      reasoning: 'openrouter',
      reasoningBack: 'reasoning_details',
    },
  },
  {
    name: 'deepseek',
    host: /(^|\.)api\.deepseek\.com(:|$)/,
    dialect: {
      responseFormat: 'json_object',
      vision: false,
      parallelFlag: false,
      reasoning: 'deepseek',
      reasoningBack: 'reasoning_content',
      prefill: 'prefix',
    },
  },
  {
    name: 'mistral',
    host: /(^|\.)api\.mistral\.ai(:|$)/,
    dialect: {
      streamUsage: false,
      toolIds: 'nine',
      userAfterTool: false,
      arrayContent: true,
      reasoning: 'none',
      prefill: 'prefix',
    },
  },
  {
    name: 'moonshot',
    host: /(^|\.)api\.moonshot\.(ai|cn)(:|$)/,
    dialect: { reasoning: 'none', reasoningBack: 'reasoning_content', prefill: 'partial' },
  },
  {
    name: 'groq',
    host: /(^|\.)api\.groq\.com(:|$)/,
    dialect: { reasoning: 'none' },
  },
  {
    name: 'xai',
    host: /(^|\.)api\.x\.ai(:|$)/,
    dialect: { maxStops: 0, reasoning: 'none' },
  },
  {
    name: 'ollama',
    host: /^[^:]+:11434$/,
    dialect: { topK: true, arrayContent: false, nullContent: false },
  },
  {
    name: 'lmstudio',
    host: /^[^:]+:1234$/,
    dialect: { topK: true, arrayContent: false, nullContent: false, toolChoice: 'words' },
  },
]

/** The profile for a base URL; a plain compatible server where none fits. */
export function profileFor(baseUrl: string): HostProfile {
  const { host } = new URL(baseUrl)
  return (
    hostProfiles.find(profile => profile.host.test(host)) ?? { name: 'compatible', host: /./, dialect: {} }
  )
}

/** The dialect of one host: what is known of it laid over a plain server, and the user's own flags over that. */
export const dialectOf = (profile: HostProfile, own: Partial<Dialect> = {}): Dialect => ({
  ...plainDialect,
  ...profile.dialect,
  ...own,
})
