/** How many calls, tokens and dollars a council will take, roughly: it is said before anything is asked. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import { costOf } from '../../core/price.ts'
import type { Council, Member } from '../../council/types.ts'
import type { MemberPrice } from './gateway-call.ts'

export interface Estimate {
  readonly calls: number
  /** In and out together. */
  readonly tokens: number
  /** US dollars of what has a price. */
  readonly dollars: number
  /** `id`s of those whose price is not known. */
  readonly unpriced: readonly string[]
}

/** Tokens of an answer, of a review, and of the instructions of either stage, as they usually are. */
const usual = { answer: 600, review: 500, instructions: 500 }
const charactersPerToken = 4

interface Planned {
  readonly member: Member
  readonly input: number
  readonly output: number
}

export async function estimateOf(
  council: Council,
  request: MessagesRequest,
  priceOf: MemberPrice,
): Promise<Estimate> {
  const calls = callsOf(council, tokensOf(request))
  const prices = await Promise.all(calls.map(({ member }) => priceOf(member)))
  const costs = calls.map(({ input, output }, index) =>
    costOf({ input_tokens: input, output_tokens: output }, prices[index]),
  )
  const unpriced = calls.filter((_, index) => costs[index] === undefined).map(({ member }) => member.id)
  return {
    calls: calls.length,
    tokens: sum(calls.map(({ input, output }) => input + output)),
    dollars: sum(costs.map((cost = 0) => cost)),
    unpriced: [...new Set(unpriced)],
  }
}

/** When all goes well: who leads is asked once, and in a race one alone. */
function callsOf(council: Council, prompt: number): readonly Planned[] {
  const { mode, members, reviewers = members, chairmen, synthesizes = true } = council
  const answers = members.map(member => ({ member, input: prompt, output: usual.answer }))
  if (mode === 'race' || members.length === 1) return answers.slice(0, 1)
  const read = prompt + usual.instructions + members.length * usual.answer
  const reviews = mode === 'full' ? reviewers : []
  return [
    ...answers,
    ...reviews.map(member => ({ member, input: read, output: usual.review })),
    ...chairmen
      .slice(0, synthesizes ? 1 : 0)
      .map(member => ({ member, input: read + reviews.length * 200, output: usual.answer })),
  ]
}

const tokensOf = ({ system, messages }: MessagesRequest): number =>
  Math.ceil(JSON.stringify([system ?? '', messages]).length / charactersPerToken)

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
