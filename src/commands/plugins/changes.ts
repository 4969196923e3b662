/** What a plugin did to an exchange: compared with the same exchange without it, and put into words. */
import { isDeepStrictEqual } from 'node:util'
import type { AnswerBlock } from '../../anthropic/blocks.ts'
import type { Message } from '../../anthropic/message.ts'
import type { PluginRun } from '../../testing/run-plugin.ts'

/** One short phrase for each thing; none where everything passed as it came. */
export const changesOf = (run: PluginRun, bare: PluginRun): readonly string[] => [
  ...requestChanges(run, bare),
  ...failureChanges(run, bare),
  ...answerChanges(run, bare),
  ...recordChanges(run),
]

function requestChanges({ requests, exchange, error }: PluginRun, bare: PluginRun): readonly string[] {
  const [first] = requests
  const phrases: string[] = []
  if (requests.length > 1) phrases.push(`asks models ${requests.length} times`)
  if (exchange.target !== undefined) phrases.push(`chooses ${exchange.target}`)
  if (!first) return error ? phrases : [...phrases, 'answers without a model']
  const before: Readonly<Record<string, unknown>> = bare.exchange.original
  // A model that was chosen is told already.
  const fields = fieldsOf(first, before).filter(name => name !== 'model' || exchange.target === undefined)
  return fields.length > 0 ? [...phrases, `changes the request: ${fields.join(', ')}`] : phrases
}

/** Names of what differs. */
function fieldsOf(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): readonly string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].filter(name => !isDeepStrictEqual(one[name], other[name]))
}

function failureChanges({ error }: PluginRun, bare: PluginRun): readonly string[] {
  if (!error) return bare.error ? [`answers in place of ${bare.error.type}`] : []
  if (!bare.error) return [`fails with ${error.type}: ${error.message}`]
  if (error.type === bare.error.type && error.message === bare.error.message) return []
  return [`replaces the failure: ${error.type}: ${error.message}`]
}

function answerChanges({ message, events, count }: PluginRun, bare: PluginRun): readonly string[] {
  if (count && bare.count && count.inputTokens !== bare.count.inputTokens) {
    return [`counts ${count.inputTokens} tokens and not ${bare.count.inputTokens}`]
  }
  if (!message || !bare.message) return []
  const phrases = blockChanges(message, bare.message)
  if (message.stop_reason !== bare.message.stop_reason) {
    phrases.push(`stops for ${message.stop_reason} and not ${bare.message.stop_reason}`)
  }
  if (phrases.length > 0 || isDeepStrictEqual(events, bare.events)) return phrases
  const isSame = isDeepStrictEqual(message.content, bare.message.content)
  return [isSame ? 'cuts the same answer into other events' : 'changes the answer']
}

function blockChanges({ content }: Message, { content: before }: Message): string[] {
  if (content.length !== before.length) {
    return [`answers with ${kindsOf(content)} and not ${kindsOf(before)}`]
  }
  const phrases = content.flatMap((block, index) => {
    const old = before[index]
    if (!old || isDeepStrictEqual(block, old)) return []
    if (block.type !== old.type) return [`makes ${old.type} ${block.type}`]
    const place = placeOf(JSON.stringify(contentOf(old)) ?? '', JSON.stringify(contentOf(block)) ?? '')
    return [place ? `changes ${block.type}: ${place}` : `changes ${block.type}`]
  })
  return [...new Set(phrases)]
}

const kindsOf = (content: readonly AnswerBlock[]): string =>
  content.length === 0 ? 'nothing' : content.map(({ type }) => type).join(' + ')

function contentOf(block: AnswerBlock): unknown {
  if (block.type === 'text') return block.text
  if (block.type === 'thinking') return block.thinking
  return block.type === 'tool_use' ? block.input : block
}

/** Characters shown of either text, and of what stands before the place where they differ. */
const [shown, ahead] = [24, 6]

/** The place where two texts part: `…before → …after`. */
function placeOf(old: string, changed: string): string | undefined {
  let start = 0
  while (start < old.length && old[start] === changed[start]) start++
  if (start === old.length && start === changed.length) return undefined
  const from = Math.max(0, start - ahead)
  const excerpt = (text: string): string => {
    const part = text.slice(from, from + shown)
    return `${from > 0 ? '…' : ''}${part}${from + shown < text.length ? '…' : ''}`
  }
  return `${excerpt(old)} → ${excerpt(changed)}`
}

/** The record as plugins leave it, beside the exchange that it is of. */
function recordChanges({ record, exchange, outcome }: PluginRun): readonly string[] {
  if (!record) return ['withholds the record']
  const fields = [
    ...(isDeepStrictEqual(record.request, exchange.original) ? [] : ['request']),
    ...(isDeepStrictEqual(record.headers, exchange.headers) ? [] : ['headers']),
    ...(isDeepStrictEqual(record.message, outcome?.message) ? [] : ['message']),
  ]
  return fields.length > 0 ? [`changes the record: ${fields.join(', ')}`] : []
}
