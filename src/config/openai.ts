/**
 * OpenAI under one name: Chat Completions, and the Responses API for models that run tools and reasoning together nowhere
 * else. Which of the two answers is decided for each request.
 */
import type { MessagesRequest } from '../anthropic/request.ts'
import type { BackendFactory } from '../backends/backend-factory.ts'
import { addressOf, type HostProfile, profileFor, profileNamed } from '../backends/openai/hosts.ts'
import { type OpenAiOptions as ChatOptions, openai as chat } from '../backends/openai/index.ts'
import { type PlacedOptions, type ResponsesOptions, responses } from '../backends/responses/index.ts'
import type { HostBackend } from '../backends/shared/host.ts'
import type { Backend } from '../core/backend.ts'
import { passThrough } from './pass-through.ts'

export interface OpenAiOptions extends ChatOptions {
  /**
   * Default: `responses` at OpenAI for the models and requests that need it, else `chat`. `anthropic` where a provider
   * speaks Anthropic's own API, as DeepSeek does: nothing is translated.
   */
  readonly api?: 'chat' | 'responses' | 'anthropic'
}

export const openai =
  (options: OpenAiOptions = {}): BackendFactory =>
  context => {
    const { api, host, dialect, ...shared } = options
    const chatOptions = { ...shared, ...(host !== undefined && { host }), ...(dialect && { dialect }) }
    const named = host === undefined ? undefined : profileNamed(host)
    if (api === 'anthropic') return passThrough(chatOptions, named)(context)
    if (api === 'responses') return responses(keyed(shared, named))(context)
    if (api === 'chat' || !isOpenAi(options)) return chat(chatOptions)(context)
    return either(chat(chatOptions)(context), responses(shared)(context))
  }

/** Only there is it known what a model's name stands for, and that both APIs are served. */
const isOpenAi = ({ baseUrl, host }: OpenAiOptions): boolean =>
  host === undefined ? baseUrl === undefined || profileFor(baseUrl).name === 'openai' : host === 'openai'

/** The Responses API at the address of a profile, with the key in the header that it wants (Azure). */
function keyed(options: ResponsesOptions, named: HostProfile | undefined): PlacedOptions {
  const baseUrl = options.baseUrl ?? named?.baseUrl
  if (baseUrl === undefined) return options
  const profile = profileFor(baseUrl, named?.name)
  const { keyHeader } = profile
  return { ...options, baseUrl: addressOf(baseUrl, profile), ...(keyHeader && { keyHeader }) }
}

/** Served by the Responses API alone. Sources: `ResponsesModel` of OpenAI's types, refusals seen, 2026-11. */
const onlyThere =
  /^((o\d|gpt-\d[\d.]*)-pro|.*-deep-research|.*codex|computer-use|.*-(cyber|rosalind)|gpt-(daybreak|rosalind))/
/** Refuse function tools beside reasoning in Chat Completions. */
const toolsOnlyThere = /^gpt-(5\.[2-9]|[6-9])(?!.*-chat)/

/** True where a request can be answered whole by the Responses API only. */
export function needsResponses({ model, tools }: MessagesRequest): boolean {
  const name = model.slice(model.lastIndexOf('/') + 1)
  return onlyThere.test(name) || ((tools?.length ?? 0) > 0 && toolsOnlyThere.test(name))
}

function either(atChat: HostBackend, atResponses: HostBackend): Backend {
  const backendFor = (request: MessagesRequest): HostBackend =>
    needsResponses(request) ? atResponses : atChat
  const { name, address, provider, model } = atChat
  return {
    name,
    ...(provider !== undefined && { provider }),
    ...(address !== undefined && { address }),
    ...(model !== undefined && { model }),
    stream: (request, call) => backendFor(request).stream(request, call),
    countTokens: (request, call) => backendFor(request).countTokens(request, call),
    models: call => atChat.models(call),
  }
}
