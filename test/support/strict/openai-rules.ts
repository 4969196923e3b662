/**
 * What Chat Completions refuses, as far as a proxy can get it wrong. Sources: [docs] OpenAI's platform pages; [types] its
 * npm package, from which test/support/openapi is made; [seen] refusals that people quote; [http] RFC 9110.
 */
import { requestFault } from '../openapi/chat-completions.ts'
import type { ChatFault } from './openai-answers.ts'
import { type Host, type HostName, hosts } from './openai-hosts.ts'
import { messageRules } from './openai-message-rules.ts'
import { modelRules } from './openai-model-rules.ts'
import { type Fields, firstOf, isFields, type Rule, refused } from './openai-refusal.ts'
import { choiceRules, toolRules } from './openai-tool-rules.ts'
import type { Received } from './scripted-server.ts'

/** The first rule that a request breaks. */
export function chatFault(received: Received, name: HostName): ChatFault | undefined {
  const host = hosts[name]
  return envelopeFault(received, host) ?? body(received, name)
}

/** The first rule that a request breaks before its body is read. */
export const envelopeFault = (received: Received, host: Host): ChatFault | undefined =>
  hopByHop(received) ?? authentication(received, host) ?? framing(received)

/** [http] 7.6.1: these are for one connection. What is Anthropic's, or the proxy's own, is nobody else's business. */
function hopByHop({ headers }: Received): ChatFault | undefined {
  const leaked = Object.keys(headers).find(name =>
    /^(keep-alive|te|trailer|upgrade|proxy-.*|cookie|x-api-key|anthropic-.*|x-claude.*|x-stainless-.*|x-app)$/.test(
      name,
    ),
  )
  return leaked === undefined ? undefined : refused(`${leaked}: must not travel`)
}

/** [docs] "Authentication"; Azure has a header of its own. Local servers take any key, and none. */
function authentication({ headers }: Received, { key }: Host): ChatFault | undefined {
  if (key === 'none') return undefined
  const given =
    key === 'api-key' ? headers['api-key'] : /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
  if (given === undefined) {
    return { status: 401, message: "You didn't provide an API key. You need to provide your API key." }
  }
  return String(given).includes('wrong')
    ? { status: 401, message: `Incorrect API key provided: ${given}.`, code: 'invalid_api_key' }
    : undefined
}

/** [http] 8.6: a length is always given; some gateways answer 411 to chunks. */
function framing({ headers, body }: Received): ChatFault | undefined {
  if (headers['transfer-encoding'] !== undefined || headers['content-length'] !== String(body.length)) {
    return { status: 411, message: 'Length Required' }
  }
  return String(headers['content-type']).startsWith('application/json')
    ? undefined
    : refused('Invalid Content-Type header')
}

const body = (received: Received, name: HostName): ChatFault | undefined =>
  jsonFault(received, value => bodyFault(value, name))

/** The first rule that a body breaks, that of being JSON included. */
export function jsonFault({ body }: Received, rule: Rule): ChatFault | undefined {
  let value: unknown
  try {
    value = JSON.parse(body.toString())
  } catch {
    return refused('We could not parse the JSON body of your request.')
  }
  return isFields(value) ? rule(value) : refused('The body must be an object')
}

/** The first rule that a body breaks. */
export function bodyFault(value: Fields, name: HostName): ChatFault | undefined {
  const host = hosts[name]
  const ofModels: Rule = name === 'openai' ? modelRules : () => undefined
  return firstOf(
    model,
    messageRules,
    stops,
    host.rule,
    unknownField(host),
    choiceRules,
    host.ownSchemas ? () => undefined : toolRules,
    described(host),
    ofModels,
  )(value)
}

/** [seen] */
const model: Rule = value =>
  typeof value.model === 'string' && value.model !== ''
    ? undefined
    : refused('you must provide a model parameter')

/** [docs] "Create chat completion": up to four. */
const stops: Rule = ({ stop }) =>
  Array.isArray(stop) && (stop.length > 4 || stop.length === 0)
    ? refused(
        `Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length ${stop.length} instead.`,
        'stop',
        'array_above_max_length',
      )
    : undefined

/** [seen] The wording of OpenAI for a field that it does not know. */
const unknownField =
  (host: Host): Rule =>
  value => {
    const fault = requestFault(plain(value, host))
    const field = /^(\w+): not described/.exec(fault ?? '')?.[1]
    return field === undefined ? undefined : refused(`Unrecognized request argument supplied: ${field}`)
  }

/** [types] Everything else that OpenAI's own description does not have. */
const described =
  (host: Host): Rule =>
  value => {
    const fault = requestFault(plain(value, host))
    return fault === undefined ? undefined : refused(fault)
  }

/** The body without what this host knows beyond OpenAI. */
function plain(value: Fields, { fields, messageFields, partFields }: Host): Fields {
  const messages = Array.isArray(value.messages) ? (value.messages as Fields[]) : []
  const inner = (items: unknown): unknown =>
    Array.isArray(items) ? items.map(item => (isFields(item) ? without(item, partFields) : item)) : items
  return {
    ...without(value, fields),
    messages: messages.map(message => ({
      ...without(message, messageFields),
      ...('content' in message && { content: inner(message.content) }),
      ...('tool_calls' in message && { tool_calls: inner(message.tool_calls) }),
    })),
    ...(Array.isArray(value.tools) && { tools: inner(value.tools) }),
  }
}

const without = (value: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))
