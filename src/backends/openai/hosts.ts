/** Provider profiles as data: a row is all there is to a provider of a compatible API. */
import { type Dialect, plainDialect } from './dialect.ts'

export interface HostProfile {
  /** Also the name of the provider: `--backend NAME`, `use: NAME`. */
  readonly name: string
  readonly aliases?: readonly string[]
  /** Matches the host name of the base URL, and its port where that tells. Absent: only its name leads here. */
  readonly host?: RegExp
  /** Up to and with the version. Absent: everybody has one of their own. */
  readonly baseUrl?: string
  /** Appended to an address of one's own that has no path. */
  readonly path?: string
  /** Environment variable that holds the key. Absent: it asks for none. */
  readonly key?: string
  /** How the key travels; default `authorization: Bearer`. */
  readonly keyHeader?: 'api-key'
  /** Model asked where nothing names one. */
  readonly model?: string
  /** How it differs from a plain compatible server. */
  readonly dialect: Partial<Dialect>
  /** Where it speaks Anthropic's own API too, and how its key travels there; default `authorization: Bearer`. */
  readonly messages?: { readonly baseUrl: string; readonly keyHeader?: 'x-api-key' }
  /** Its name in the list of prices; `free`: it runs on one's own machines. */
  readonly prices?: string
}

/**
 * In order: the first whose host matches counts. Sources: vendor pages and requests seen to be refused, 2026-11. The
 * variables of the keys, the documents and the choice of backends follow from these rows.
 */
export const hostProfiles = [
  {
    name: 'openai',
    aliases: ['gpt'],
    host: /(^|\.)api\.openai\.com(:|$)/,
    baseUrl: 'https://api.openai.com/v1',
    key: 'OPENAI_API_KEY',
    model: 'gpt-5.1',
    prices: 'openai',
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
    name: 'gemini',
    aliases: ['google'],
    host: /(^|\.)generativelanguage\.googleapis\.com(:|$)/,
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    key: 'GEMINI_API_KEY',
    // The provider's own alias, which follows its releases.
    model: 'gemini-flash-latest',
    prices: 'google',
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
    name: 'ollama',
    aliases: ['local'],
    host: /^[^:]+:11434$/,
    baseUrl: 'http://127.0.0.1:11434/v1',
    messages: { baseUrl: 'http://127.0.0.1:11434' },
    prices: 'free',
    dialect: { topK: true, arrayContent: false, nullContent: false },
  },
  {
    name: 'lmstudio',
    host: /^[^:]+:1234$/,
    baseUrl: 'http://127.0.0.1:1234/v1',
    messages: { baseUrl: 'http://127.0.0.1:1234' },
    prices: 'free',
    dialect: { topK: true, arrayContent: false, nullContent: false, toolChoice: 'words' },
  },
  {
    name: 'openrouter',
    host: /(^|\.)openrouter\.ai(:|$)/,
    baseUrl: 'https://openrouter.ai/api/v1',
    key: 'OPENROUTER_API_KEY',
    model: 'openrouter/auto',
    messages: { baseUrl: 'https://openrouter.ai/api' },
    prices: 'openrouter',
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
    baseUrl: 'https://api.deepseek.com/v1',
    key: 'DEEPSEEK_API_KEY',
    model: 'deepseek-v4-pro',
    messages: { baseUrl: 'https://api.deepseek.com/anthropic', keyHeader: 'x-api-key' },
    prices: 'deepseek',
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
    baseUrl: 'https://api.mistral.ai/v1',
    key: 'MISTRAL_API_KEY',
    model: 'mistral-medium-latest',
    prices: 'mistral',
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
    name: 'xai',
    aliases: ['grok'],
    host: /(^|\.)api\.x\.ai(:|$)/,
    baseUrl: 'https://api.x.ai/v1',
    key: 'XAI_API_KEY',
    model: 'grok-4.6',
    prices: 'x-ai',
    dialect: { maxStops: 0, reasoning: 'none' },
  },
  {
    name: 'moonshot',
    aliases: ['kimi'],
    host: /(^|\.)api\.moonshot\.(ai|cn)(:|$)/,
    baseUrl: 'https://api.moonshot.ai/v1',
    key: 'MOONSHOT_API_KEY',
    model: 'kimi-k3',
    messages: { baseUrl: 'https://api.moonshot.ai/anthropic' },
    prices: 'moonshotai',
    dialect: { reasoning: 'none', reasoningBack: 'reasoning_content', prefill: 'partial' },
  },
  {
    name: 'zai',
    aliases: ['glm'],
    host: /(^|\.)api\.z\.ai(:|$)/,
    baseUrl: 'https://api.z.ai/api/paas/v4',
    key: 'ZAI_API_KEY',
    model: 'glm-5.3',
    messages: { baseUrl: 'https://api.z.ai/api/anthropic' },
    prices: 'zai',
    dialect: {
      toolChoice: 'auto',
      parallelFlag: false,
      responseFormat: 'json_object',
      vision: false,
      reasoning: 'toggle',
      reasoningBack: 'reasoning_content',
    },
  },
  {
    name: 'groq',
    host: /(^|\.)api\.groq\.com(:|$)/,
    baseUrl: 'https://api.groq.com/openai/v1',
    key: 'GROQ_API_KEY',
    model: 'openai/gpt-oss-120b',
    prices: 'groq',
    dialect: { reasoning: 'none' },
  },
  {
    name: 'vllm',
    baseUrl: 'http://127.0.0.1:8000/v1',
    messages: { baseUrl: 'http://127.0.0.1:8000' },
    prices: 'free',
    dialect: { topK: true, reasoning: 'template', prefill: 'continue' },
  },
  {
    name: 'azure',
    host: /\.(openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com)(:|$)/,
    path: '/openai/v1',
    key: 'AZURE_OPENAI_API_KEY',
    keyHeader: 'api-key',
    prices: 'azure',
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
] as const satisfies readonly HostProfile[]

/** Names of the variables that hold keys. */
export type KeyVariable = Extract<(typeof hostProfiles)[number], { readonly key: string }>['key']

export const profileNamed = (name: string): HostProfile | undefined =>
  hostProfiles.find(profile => profile.name === name)

const plainServer: HostProfile = { name: 'compatible', dialect: {} }

/** The profile of that name, else of a base URL; a plain compatible server where none fits. */
export function profileFor(baseUrl: string, name?: string): HostProfile {
  const { host } = new URL(baseUrl)
  const profiles: readonly HostProfile[] = hostProfiles
  return (
    (name !== undefined && profileNamed(name)) ||
    (profiles.find(profile => profile.host?.test(host)) ?? plainServer)
  )
}

/** An address without a slash at its end, and with the path that a profile wants where it has none of its own. */
export function addressOf(baseUrl: string, { path = '' }: HostProfile): string {
  const url = new URL(baseUrl)
  url.pathname = url.pathname.replace(/\/+$/, '') || path
  return url.pathname === '/' ? url.href.replace(/\/(?=$|\?)/, '') : url.href
}

/** The dialect of one host: what is known of it laid over a plain server, and the user's own flags over that. */
export const dialectOf = (profile: HostProfile, own: Partial<Dialect> = {}): Dialect => ({
  ...plainDialect,
  ...profile.dialect,
  ...own,
})
