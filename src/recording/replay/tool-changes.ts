/** What became of the tool calls of an answer: the same, with another input, or others. */
import type { Message } from '../../anthropic/message.ts'
import { areEqual, differences } from './difference.ts'

export interface ToolCall {
  readonly name: string
  readonly input: unknown
}

export type ToolChange =
  | { readonly kind: 'missing' | 'added'; readonly name: string }
  /** `at`: JSON pointers into the input. */
  | { readonly kind: 'changed'; readonly name: string; readonly at: readonly string[] }

export const toolCallsOf = (message: Message | undefined): readonly ToolCall[] =>
  (message?.content ?? []).flatMap(block =>
    block.type === 'tool_use' ? [{ name: String(block.name), input: block.input }] : [],
  )

/** Whatever the order: agents make independent calls in one answer. Empty where the same is done. */
export function toolChanges(
  recorded: readonly ToolCall[],
  replayed: readonly ToolCall[],
): readonly ToolChange[] {
  const left = [...replayed]
  const take = (fits: (call: ToolCall) => boolean): ToolCall | undefined => {
    const index = left.findIndex(fits)
    return index < 0 ? undefined : left.splice(index, 1)[0]
  }
  const lone = recorded.filter(
    ({ name, input }) => !take(call => call.name === name && doTheSame(input, call.input)),
  )
  const changes = lone.map(({ name, input }): ToolChange => {
    const other = take(call => call.name === name)
    return other ? { kind: 'changed', name, at: pointersOf(input, other.input) } : { kind: 'missing', name }
  })
  return [...changes, ...left.map(({ name }): ToolChange => ({ kind: 'added', name }))]
}

const pointersOf = (input: unknown, other: unknown): readonly string[] =>
  differences(essence(input), essence(other), areAlike).map(({ pointer }) => pointer)

const doTheSame = (input: unknown, other: unknown): boolean =>
  areEqual(essence(input), essence(other), areAlike)

/** Tools of Claude Code such as Bash take a `description` for the person who watches: it does nothing. */
function essence(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  const { description, ...rest } = input as Readonly<Record<string, unknown>>
  return typeof description === 'string' && Object.keys(rest).length > 0 ? rest : input
}

const areAlike = (one: unknown, other: unknown): boolean =>
  Object.is(one, other) ||
  (typeof one === 'string' && typeof other === 'string' && plainPath(one) === plainPath(other))

/** `./a//b/../c/` as `a/c`; what is no path stays as it is. */
export function plainPath(text: string): string {
  if (!/^[^\s:*?"'<>|]*[\\/][^\s:*?"'<>|]*$/.test(text.replace(/^[a-z]:(?=[\\/])/i, ''))) return text
  const steps: string[] = []
  const unified = text.replaceAll('\\', '/')
  for (const step of unified.split('/')) {
    if (step === '' || step === '.') continue
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop()
    else steps.push(step)
  }
  return `${unified.startsWith('/') ? '/' : ''}${steps.join('/')}`
}
