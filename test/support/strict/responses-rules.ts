/**
 * What the Responses API refuses, as far as a proxy can get it wrong. Sources: [docs] OpenAI's platform pages; [types] its
 * npm package, from which test/support/openapi is made; [seen] refusals that people quote.
 */
import { requestFault } from '../openapi/responses.ts'
import type { ChatFault } from './openai-answers.ts'
import { hosts } from './openai-hosts.ts'
import { type Fields, firstOf, isFields, type Rule, refused } from './openai-refusal.ts'
import { envelopeFault, jsonFault } from './openai-rules.ts'
import { schemaFault } from './openai-tool-rules.ts'
import { itemRules } from './responses-item-rules.ts'
import { responsesModelRules } from './responses-model-rules.ts'
import type { Received } from './scripted-server.ts'

/** The first rule that a request breaks. */
export const responsesFault = (received: Received): ChatFault | undefined =>
  envelopeFault(received, hosts.openai) ?? jsonFault(received, responsesBodyFault)

/** [docs] "Get input token counts": these fields and no others. */
const countFields =
  'model instructions input tools tool_choice parallel_tool_calls reasoning text truncation conversation previous_response_id'.split(
    ' ',
  )

/** The first rule that a request for a count breaks. */
export const countFault = (received: Received): ChatFault | undefined =>
  envelopeFault(received, hosts.openai) ??
  jsonFault(received, body => {
    const unknown = Object.keys(body).find(field => !countFields.includes(field))
    return unknown === undefined
      ? responsesBodyFault({ ...body, store: false })
      : refused(`Unknown parameter: '${unknown}'.`, unknown, 'unknown_parameter')
  })

/** [seen] The wording for a field that the API does not know. */
const unknownField: Rule = body => {
  const field = /^([\w.]+): not described/.exec(requestFault(body) ?? '')?.[1]
  return field === undefined
    ? undefined
    : refused(`Unknown parameter: '${field}'.`, field, 'unknown_parameter')
}

/** [types] Everything else that OpenAI's own description does not have. */
const described: Rule = body => {
  const fault = requestFault(body)
  return fault === undefined ? undefined : refused(fault)
}

const model: Rule = body =>
  typeof body.model === 'string' && body.model !== ''
    ? undefined
    : refused("Missing required parameter: 'model'.", 'model', 'missing_required_parameter')

/** The project's own: prompts of a proxy's users are nobody's to keep, and the rest of the body says so. */
const stateless: Rule = ({ store, previous_response_id: previous }) =>
  store === false && previous === undefined ? undefined : refused('store: must be false', 'store')

/** [docs] "Function calling". The limit of names is that of Chat Completions, which tools are shared with. */
const tools: Rule = ({ tools: given, tool_choice: choice, parallel_tool_calls: parallel }) => {
  if (given === undefined) {
    return choice === undefined && parallel === undefined
      ? undefined
      : refused("Tool choice is only allowed when 'tools' are specified.", 'tool_choice')
  }
  const list = given as Fields[]
  if (list.length === 0 || list.length > 128) {
    return refused(`Invalid 'tools': ${list.length} is no length for it`, 'tools')
  }
  const names = new Set<string>()
  for (const [index, { name, parameters, strict }] of list.entries()) {
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(String(name)) || names.has(String(name))) {
      return refused(
        `Invalid 'tools[${index}].name': string does not match pattern '^[a-zA-Z0-9_-]+$'.`,
        `tools[${index}].name`,
        'invalid_value',
      )
    }
    names.add(String(name))
    const fault = schemaFault(parameters, strict === true)
    if (fault) {
      return refused(
        `Invalid schema for function '${name}': ${fault}`,
        `tools[${index}].parameters`,
        'invalid_function_parameters',
      )
    }
  }
  return isFields(choice) && !names.has(String(choice.name))
    ? refused(`Tool choice 'function' not found in 'tools' parameter.`, 'tool_choice')
    : undefined
}

/** [docs] "Structured outputs". */
const format: Rule = ({ text }) => {
  const wanted = isFields(text) && isFields(text.format) ? text.format : undefined
  if (wanted?.type !== 'json_schema') return undefined
  const fault = schemaFault(wanted.schema, wanted.strict === true)
  return fault
    ? refused(`Invalid schema for response_format '${wanted.name}': ${fault}`, 'text.format.schema')
    : undefined
}

/** The first rule that a body breaks. */
export const responsesBodyFault: Rule = firstOf(
  model,
  unknownField,
  described,
  stateless,
  itemRules,
  tools,
  format,
  responsesModelRules,
)
