/** What OpenAI refuses in tools and schemas. [seen]: wordings that people quote. [docs]: "Function calling", "Structured outputs". */
import { type Fields, isFields, type Rule, refused } from './openai-refusal.ts'

export const toolRules: Rule = body => list(body) ?? format(body)

/** [seen] Both are refused where there are no tools. */
export const choiceRules: Rule = ({ tools, tool_choice: choice, parallel_tool_calls: parallel }) => {
  const hasTools = Array.isArray(tools)
  if (hasTools && tools.length === 0) {
    return refused(
      "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      'tools',
      'empty_array',
    )
  }
  if (!hasTools && choice !== undefined) {
    return refused(
      "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
    )
  }
  if (!hasTools && parallel !== undefined) {
    return refused(
      "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are specified.",
    )
  }
  if (!isFields(choice) || !hasTools) return undefined
  const name = (choice.function as Fields | undefined)?.name
  return (tools as Fields[]).some(tool => (tool.function as Fields).name === name)
    ? undefined
    : refused(`Tool choice '${name}' not found in 'tools' parameter.`, 'tool_choice')
}

const list: Rule = ({ tools }) => {
  if (!Array.isArray(tools)) return undefined
  if (tools.length > 128) {
    return refused(
      `Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array with length ${tools.length} instead.`,
      'tools',
      'array_above_max_length',
    )
  }
  const names = new Set<string>()
  for (const [index, tool] of (tools as Fields[]).entries()) {
    const { name, parameters, strict } = tool.function as Fields
    const place = `tools[${index}].function`
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(String(name))) {
      return refused(
        `Invalid '${place}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
        `${place}.name`,
        'invalid_value',
      )
    }
    if (names.has(String(name))) return refused(`Duplicate function name: ${name}`, `${place}.name`)
    names.add(String(name))
    const fault = parameters === undefined ? undefined : schemaFault(parameters, strict === true)
    if (fault) {
      return refused(
        `Invalid schema for function '${name}': ${fault}`,
        `${place}.parameters`,
        'invalid_function_parameters',
      )
    }
  }
  return undefined
}

/** [docs] "Structured outputs": named, and strict only where every object is closed and asks for all it has. */
const format: Rule = ({ response_format: given }) => {
  const wanted = isFields(given) && isFields(given.json_schema) ? given.json_schema : undefined
  if (!wanted) return undefined
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(String(wanted.name))) {
    return refused("Invalid 'response_format.json_schema.name'", 'response_format.json_schema.name')
  }
  const fault = schemaFault(wanted.schema, wanted.strict === true)
  return fault
    ? refused(`Invalid schema for response_format '${wanted.name}': ${fault}`, 'response_format')
    : undefined
}

/** What is wrong with the schema of a function or an answer, in OpenAI's words. */
export function schemaFault(schema: unknown, strict: boolean): string | undefined {
  if (!isFields(schema)) return 'schema must be an object'
  if (schema.type !== 'object')
    return 'schema must be a JSON Schema of \'type: "object"\', got \'type: "None"\'.'
  const union = ['oneOf', 'anyOf', 'allOf', 'enum', 'not'].find(key => schema[key] !== undefined)
  if (union)
    return "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level."
  return innerFault(schema, [], strict)
}

function innerFault(schema: unknown, path: readonly string[], strict: boolean): string | undefined {
  if (!isFields(schema)) return undefined
  const context = `In context=(${path.map(part => `'${part}'`).join(', ')}), `
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  if (types.includes('object') && schema.properties === undefined) {
    return `${context}object schema missing properties.`
  }
  if (types.includes('array') && schema.items === undefined && schema.prefixItems === undefined) {
    return `${context}array schema missing items.`
  }
  const properties = isFields(schema.properties) ? schema.properties : {}
  if (strict && types.includes('object')) {
    if (schema.additionalProperties !== false) {
      return `${context}'additionalProperties' is required to be supplied and to be false.`
    }
    const required = Array.isArray(schema.required) ? schema.required : []
    const missing = Object.keys(properties).find(name => !required.includes(name))
    if (missing) {
      return `${context}'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`
    }
  }
  const inner: [string[], unknown][] = [
    ...Object.entries(properties).map(([name, value]): [string[], unknown] => [['properties', name], value]),
    [['items'], schema.items],
    ...['anyOf', 'oneOf', 'allOf'].flatMap(key =>
      (Array.isArray(schema[key]) ? (schema[key] as unknown[]) : []).map(
        (value, index): [string[], unknown] => [[key, String(index)], value],
      ),
    ),
  ]
  for (const [names, value] of inner) {
    const fault = innerFault(value, [...path, ...names], strict)
    if (fault) return fault
  }
  return undefined
}
