/** What a refusal names: the field that is not taken, and the most that is. */

const refusal =
  /unsupported|not supported|unrecognized|unknown|unexpected|extra|not permitted|does not support|invalid/i

/** The first of the fields that a message refuses; undefined for a message that refuses none of them. */
export function refusedField<Field extends string>(
  message: string,
  fields: readonly Field[],
): Field | undefined {
  const [first] = fields
    .map(field => ({ field, at: placeOf(field, message) ?? -1 }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)
  return first && refusal.test(message) ? first.field : undefined
}

/** Where a message names a field. Fields that are words of everyday language count in quotes, in a path, or where called one. */
export function placeOf(field: string, message: string): number | undefined {
  const isEveryday = ['stop', 'user', 'thinking', 'reasoning', 'include'].includes(field)
  const pattern = isEveryday
    ? `['"\`]${field}['"\`]|body\\.${field}\\b|(parameter|argument|field|property|supplied)s?:? ${field}\\b|^${field}: `
    : `(?<!\\w)${field}(?!\\w)`
  return new RegExp(pattern).exec(message)?.index
}

/** No model is known to write less; error codes are smaller too. */
const leastLimit = 512

/** Tokens that a message allows, below what was asked for: "max_tokens is too large: 128000. This model supports at most 16384". */
export function limitIn(message: string, asked: number): number | undefined {
  const limit = [...message.matchAll(/(?<![\w.-])\d[\d,]*(?![\w-])/g)]
    .map(([digits]) => Number(digits.replaceAll(',', '')))
    .filter(value => value >= leastLimit && value < asked)
    .reduce((most, value) => Math.max(most, value), 0)
  return limit === 0 ? undefined : limit
}
