/**
 * Providers that speak Anthropic's own API beside their compatible one: bytes travel unchanged, with the provider's key
 * and never the client's credentials.
 */
import { stripCarriers } from '../anthropic/carriers.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import { anthropicElsewhere } from '../backends/anthropic/index.ts'
import type { BackendFactory } from '../backends/backend-factory.ts'
import { type HostProfile, profileFor } from '../backends/openai/hosts.ts'
import { type OpenAiOptions as ChatOptions, openai as chat } from '../backends/openai/index.ts'
import type { Backend, Call } from '../core/backend.ts'
import { ConfigError } from './errors.ts'

/**
 * A backend for `api: 'anthropic'`. Its model names are the provider's and not Anthropic's, so it is not `native`, and
 * carries no other path of Anthropic's API. Throws a `ConfigError` where no address is known.
 */
export const passThrough =
  (options: ChatOptions, named: HostProfile | undefined): BackendFactory =>
  context => {
    const baseUrl = options.baseUrl ?? named?.messages?.baseUrl
    if (baseUrl === undefined) {
      const who = named?.name ?? 'openai'
      throw new ConfigError(
        `${who} has no address for api "anthropic": name it with baseUrl, or leave api out`,
      )
    }
    const profile = profileFor(baseUrl, named?.name)
    const { model, timeouts, apiKey, apiKeys, headers } = options
    const keyHeader = profile.messages?.keyHeader ?? 'authorization'
    const inner = anthropicElsewhere({ baseUrl, apiKey, apiKeys, headers, timeouts }, keyHeader)(context)
    return { ...withoutNative(inner, profile, model), models: call => listed(inner, options, context, call) }
  }

function withoutNative(inner: Backend, { name: provider }: HostProfile, model: string | undefined): Backend {
  const { name, address, forward, countTokens } = inner
  const own = (request: MessagesRequest): MessagesRequest => stripCarriers(request)
  return {
    name,
    provider,
    ...(address !== undefined && { address }),
    ...(model !== undefined && { model }),
    stream: (request, call) => inner.stream(own(request), call),
    ...(forward && { forward: (body, call) => forward.call(inner, body, call) }),
    ...(countTokens && {
      countTokens: (request, call) => countTokens.call(inner, own(request), call),
    }),
  }
}

/** The compatible API has the list of models; an address of one's own is asked as it is. */
async function listed(
  inner: Backend,
  options: ChatOptions,
  context: Parameters<BackendFactory>[0],
  call: Call,
) {
  if (options.baseUrl === undefined) return chat(options)(context).models(call)
  return (await inner.models?.(call)) ?? []
}
