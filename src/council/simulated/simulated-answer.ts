/** Models that are none: they answer whatever a council asks, at once, for nothing, and the same each time. */
import { type ApiError, OverloadedError } from '../../anthropic/errors.ts'
import type { InputMessage, MessagesRequest } from '../../anthropic/request.ts'
import { brief } from '../review/excerpt.ts'
import { fencedIn } from '../review/fences.ts'
import { digestOf, type Lots, lotsOf } from '../review/lots.ts'
import { submitReview } from '../review/submission.ts'
import { markerIn, markerOf, withoutMarker } from './marker.ts'
import { reviewText, simulatedReview } from './simulated-review.ts'
import { type Character, characterOf } from './spec.ts'

export interface SimulatedAnswer {
  /** Empty where a tool is called. */
  readonly text: string
  readonly toolCall?: { readonly name: string; readonly input: unknown }
  /** Milliseconds from the call to the first word. */
  readonly firstMs: number
  /** Milliseconds from the call to the end, or to `failure`. */
  readonly totalMs: number
  readonly failure?: ApiError
}

/** `spec`: see spec.ts. Another `seed` draws other lots. Throws `InvalidRequestError` for a spec that is none. */
export function simulatedAnswer(spec: string, request: MessagesRequest, seed: string): SimulatedAnswer {
  const character = characterOf(spec)
  const name = spec.replace(/^sim:/, '')
  const author = digestOf('author', name).slice(0, 12)
  const lots = lotsOf(seed, name, JSON.stringify(request.messages))
  const totalMs = Math.round(1000 * character.lat * Math.exp(0.3 * lots.bell()))
  const timing = { firstMs: Math.round(totalMs * (0.15 + 0.25 * lots.next())), totalMs }
  if (lots.next() < character.fail) {
    const failure = new OverloadedError(`The simulated model ${spec} fails, as its setting fail says`)
    return { text: '', ...timing, failure }
  }
  return { ...spoken(request, character, author, lots), ...timing }
}

function spoken(
  request: MessagesRequest,
  character: Character,
  author: string,
  lots: Lots,
): Pick<SimulatedAnswer, 'text' | 'toolCall'> {
  const prompt = textOf(request.messages.at(-1))
  if (request.tools?.some(({ name }) => name === submitReview)) {
    const input = simulatedReview(prompt, character, author, lots)
    if (character.form === 'tool') return { text: '', toolCall: { name: submitReview, input } }
    return { text: reviewText(input, character.form) }
  }
  const drafts = fencedIn(prompt, 'answer')
  return { text: drafts.length > 0 ? synthesisOf(drafts) : answerTo(prompt, character, author, lots) }
}

/** The best draft, as one who can tell would write it. */
function synthesisOf(drafts: readonly { readonly text: string }[]): string {
  const quality = (text: string): number => markerIn(text)?.quality ?? 0
  const [best] = [...drafts].sort((one, other) => quality(other.text) - quality(one.text))
  // Nobody judges it any more: people see it, and programs would stumble over what nobody sees.
  return `All in all: ${withoutMarker(best?.text ?? '').trim()}`
}

const openings = ['In short:', 'The short answer:', 'What matters here:', 'It comes down to this:']
const rights = [
  'yes, as long as you check the edge cases first',
  'it depends on one thing, and that can be measured',
]
const wrongs = ['always, without exception', 'never, whatever the circumstances']
const grounds = [
  'Start with the smallest example that can fail, and look at what it does.',
  'Write down what you assume; most of the trouble is in there.',
  'Change one thing at a time, and keep what you have measured.',
  'Prefer the way that is easy to take back.',
]

function answerTo(prompt: string, { skill }: Character, author: string, lots: Lots): string {
  const quality = skill + lots.bell()
  const [opening = ''] = lots.shuffled(openings)
  const [claim = ''] = lots.shuffled(quality > 0 ? rights : wrongs)
  const reasons = lots.shuffled(grounds).slice(0, 1 + Math.floor(lots.next() * 3))
  const asked = brief(prompt, 80)
  return `${opening} on “${asked}” ${claim}. ${reasons.join(' ')}${markerOf({ quality, author })}`
}

const textOf = (message: InputMessage | undefined): string => {
  const content = message?.content ?? ''
  return typeof content === 'string'
    ? content
    : content.flatMap(block => (block.type === 'text' ? [block.text] : [])).join('\n')
}
