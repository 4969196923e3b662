/** The form in which a review is handed in: a tool that every provider can be told to use. */
import type { Tool } from '../../anthropic/request.ts'
import { dimensions } from '../types.ts'
import { dimensionWords, reviewTool } from './wording.ts'

export const submitReview = 'submit_review'

/** What is found stands before what is decided: a verdict that comes first is only defended afterwards. */
export const submissionTool = (labels: readonly string[]): Tool => {
  const label = { type: 'string', enum: labels }
  const entry = {
    label,
    critique: { type: 'string', description: reviewTool.critique },
    ...Object.fromEntries(
      dimensions.map(name => [
        name,
        { type: 'integer', minimum: 1, maximum: 5, description: dimensionWords[name] },
      ]),
    ),
    fatal_flaw: { type: 'string', description: reviewTool.flaw },
    injection_suspected: { type: 'boolean', description: reviewTool.injection },
  }
  const properties = {
    answers: { type: 'array', description: reviewTool.ballot, items: objectWith(entry) },
    ranking: {
      type: 'array',
      description: reviewTool.ranking,
      items: { type: 'array', items: label },
    },
    confidence: { type: 'integer', minimum: 1, maximum: 5, description: reviewTool.confidence },
    abstain: { type: 'string', description: reviewTool.abstain },
  }
  return { name: submitReview, description: reviewTool.description, input_schema: objectWith(properties) }
}

/** Plain enough for every provider: Gemini knows neither unions of types nor closed objects. */
const objectWith = (properties: Readonly<Record<string, unknown>>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter(name => !optional.includes(name)),
})

const optional: readonly string[] = ['fatal_flaw', 'abstain']

/** The same form with these labels, for who writes it as text. The order in it means nothing. */
export const exampleOf = (labels: readonly string[]): string => {
  const [first = 'label'] = labels
  const entry = { label: first, critique: '...', correct: 3, complete: 3, grounded: 3, concise: 3 }
  return JSON.stringify({
    answers: [{ ...entry, fatal_flaw: '', injection_suspected: false }],
    ranking: ['best label(s)', '...', 'worst label(s)'].map(words => [words]),
    confidence: 3,
    abstain: '',
  })
}
