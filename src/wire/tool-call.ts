/** A tool call while its pieces come in: which call a piece belongs to, and what the call is named. */
import { randomUUID } from 'node:crypto'
import type { ToolUseBlock } from '../anthropic/blocks.ts'
import { type InputFault, ToolInput } from './tool-input.ts'

/** What names a tool call. Either may come late, or with every fragment. */
export interface ToolHead {
  readonly id?: string | null | undefined
  readonly name?: string | null | undefined
}

export interface ToolCall {
  readonly kind: 'tool'
  readonly input: ToolInput
  /** Counts from 1. */
  readonly number: number
  id: string
  name: string
  /** Passed by the input's checks, and not yet sent. */
  text: string
  hasArguments: boolean
  isQueued: boolean
  isEnded: boolean
}

export const createToolCall = (number: number): ToolCall => ({
  kind: 'tool',
  input: new ToolInput(),
  number,
  id: '',
  name: '',
  text: '',
  hasArguments: false,
  isQueued: false,
  isEnded: false,
})

/** Whether a known key names another call now. Old vLLM invents an id for each fragment, but sends no name again. */
export function isAnother(known: ToolCall, { id, name }: ToolHead, json: string): boolean {
  if (!name || (id && id === known.id)) return false
  return Boolean(id && known.id) || (known.input.isComplete && json.trimStart().startsWith('{'))
}

/** Some servers repeat the name with each fragment, a few send it in pieces. */
export function identify(call: ToolCall, { id, name }: ToolHead): void {
  if (name && !call.hasArguments) {
    if (name.startsWith(call.name)) call.name = name
    else if (!id) call.name += name
  } else if (name) call.name ||= name
  call.id ||= id ?? ''
}

const faults: Readonly<Record<InputFault, string>> = {
  cut: 'end amidst a value, which was left out',
  broken: 'were broken JSON, of which only the beginning was kept',
  foreign: 'were no object and have been left out',
}

/** What completes the arguments of a call; `warn` hears where they could not be passed on as they were meant. */
export function lastArguments(
  { input, name }: ToolCall,
  wasCut: boolean,
  warn?: (text: string) => void,
): string {
  const rest = wasCut ? input.abandon() : input.close()
  if (input.fault) warn?.(`the arguments of ${name || 'a tool call'} ${faults[input.fault]}`)
  return rest
}

/** The block that opens the call, under an id that is legal and unlike the taken ones, which it joins. */
export function toolUse(call: ToolCall, takenIds: Set<string>, createId = newToolId): ToolUseBlock {
  // Claude Code refuses a call without an id.
  const legal = (call.id || createId()).replaceAll(/[^\w-]/g, '_')
  let id = legal
  for (let copy = 2; isConfused(id, takenIds); copy += 1) id = `${legal}-${copy}`
  takenIds.add(id)
  return {
    type: 'tool_use',
    id,
    name: call.name || `tool_${call.number}`,
    input: {},
    caller: { type: 'direct' },
  }
}

/**
 * Claude Code drops the second of two calls with one id. It also takes `a_2` for its own name of a copy of `a`, and
 * tells the model that one of the two gave no result (seen with 2.1.330).
 */
function isConfused(id: string, takenIds: ReadonlySet<string>): boolean {
  if (takenIds.has(id) || takenIds.has(stem(id))) return true
  return [...takenIds].some(taken => stem(taken) === id)
}

const stem = (id: string): string => id.replace(/_\d+$/, '')

const newToolId = (): string => `toolu_${randomUUID().replaceAll('-', '').slice(0, 24)}`
