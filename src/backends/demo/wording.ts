/** The sentences of the demo. */
import type { Done } from './conversation.ts'
import type { Step } from './steps.ts'
import { needs } from './tools.ts'

/** Longest part of a result that an answer repeats. */
const longestLines = 20
const longestText = 1_000

export const phrases = [
  '- `write FILE with TEXT`',
  '- `read FILE`',
  '- `run COMMAND`',
  '- `ask a subagent to TASK`',
  '',
  'Join several with `then`: `write hello.txt with hi, then read hello.txt`.',
].join('\n')

/** What anything else than the phrases is answered with. */
export const introduction = (unclear: string | undefined): string =>
  [
    ...(unclear === undefined ? [] : [`I can't follow "${short(unclear)}", so I did nothing.\n\n`]),
    'Hello! I am the demo of claudecodex: no model, no network, only these phrases:\n\n',
    phrases,
  ].join('')

/** `write a.txt`, for lists and sentences. */
export function named(step: Step): string {
  if (step.kind === 'run') return `run ${code(step.command)}`
  if (step.kind === 'subagent') return `ask a subagent to ${short(step.task)}`
  return `${step.kind} ${code(step.file)}`
}

export const announced = (step: Step, isFirst: boolean): string =>
  `${isFirst ? "I'll" : "Next I'll"} ${named(step)}.`

export function reported(step: Step, { result }: Done): string {
  if (!result) return `I asked to ${named(step)}, but no result came back.`
  if (result.failed) return `I could not ${named(step)}:\n\n${quoted(result.text)}`
  if (step.kind === 'write') return `${code(step.file)} is written.`
  if (step.kind === 'run' && result.text === '') return `${code(step.command)} printed nothing.`
  if (step.kind === 'subagent') return `The subagent answered:\n\n${cited(reportIn(result.text))}`
  const [subject, verb] = step.kind === 'read' ? [step.file, 'says'] : [step.command, 'printed']
  return `${code(subject)} ${verb}:\n\n${quoted(result.text)}`
}

/** The turn ends here: the client comes back when the subagent is done. */
export const atWork = (step: Step, next: Step | undefined): string =>
  `The subagent is at work: ${step.kind === 'subagent' ? short(step.task) : named(step)}. ${
    next ? `When it is done I'll ${named(next)}.` : 'I say what it answered when it is done.'
  }`

/** What a subagent said, out of the frame that Claude Code puts around it. */
function reportIn(text: string): string {
  const framed = /(?:^|\n)\[Subagent hand-back\][^\n]*\n([\s\S]*?)(?=\n\S|$)/.exec(text)?.[1]
  return framed?.replace(/^ {2}/gm, '') ?? text.replace(/\n*(?:agentId: |<usage>)[\s\S]*$/, '')
}

/** One line a step; one step alone needs no list. */
export function summarised(steps: readonly Step[], done: readonly Done[]): string {
  const worked = steps.filter((_, index) => done[index]?.result?.failed === false).length
  const total = `${worked} of ${steps.length} steps worked`
  if (steps.length === 1) return worked === 1 ? 'Done.' : 'That did not work.'
  const lines = steps.map((step, index) => `${index + 1}. ${named(step)}: ${outcomeOf(done[index])}`)
  return `Done: ${total}.\n\n${lines.join('\n')}`
}

const outcomeOf = (done: Done | undefined): string =>
  done === undefined ? 'not done' : done.result?.failed === false ? 'done' : 'failed'

export function withoutTool(step: Step, offered: readonly string[]): string {
  const tools = offered.length ? `Offered are ${offered.map(code).join(', ')}.` : 'This request offers none.'
  return `To ${named(step)} I need a tool that takes ${needs[step.kind]}. ${tools}`
}

export const considered = (steps: readonly Step[], done: number): string => {
  if (steps.length === 0) return 'None of my phrases is in this, so I name them.'
  const next = steps[done]
  const count = `${steps.length} ${steps.length === 1 ? 'step' : 'steps'} asked for, ${Math.min(done, steps.length)} done.`
  return next ? `${count} Next: ${named(next)}.` : `${count} I sum up.`
}

export const noSearch = (query: string): string =>
  `The demo has no network, so nothing was searched for: ${short(query)}`

/** What a compacted conversation goes on with. */
export const compacted = (prompts: readonly string[]): string =>
  [
    '<summary>',
    'The person talked to the demo of claudecodex, which knows only these phrases:',
    phrases,
    '',
    'What the person asked for, in order:',
    ...prompts.map((prompt, index) => `${index + 1}. ${short(prompt)}`),
    '</summary>',
  ].join('\n')

/** The first words of a text, as a title has them. */
export const titled = (prompt: string): string => {
  const words = prompt
    .replace(/<[^>]*>/g, ' ')
    .trim()
    .split(/\s+/, 6)
    .join(' ')
  return words ? words.charAt(0).toUpperCase() + short(words).slice(1) : 'Demo'
}

export const short = (text: string): string => {
  const line = text.trim().replace(/\s+/g, ' ')
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}

const code = (text: string): string => {
  const line = short(text)
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``
}

/** As a fenced block; the fence is longer than any inside. */
function quoted(text: string): string {
  const kept = beginning(text)
  const longest = Math.max(2, ...[...kept.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${kept}\n${fence}`
}

/** As a quotation, for text that has a form of its own. */
const cited = (text: string): string => beginning(text).replace(/^/gm, '> ')

function beginning(text: string): string {
  const kept = text.slice(0, longestText).split('\n').slice(0, longestLines).join('\n')
  return kept.length < text.length ? `${kept}\n…` : kept
}
