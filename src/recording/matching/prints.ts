/** By what a request is found again: whole, in its normal form, by its shape, and message by message. */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Message } from '../../anthropic/message.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import { exactForm, type Form, type Leaf, leavesOf, normalForm } from './leaves.ts'
import { element, type Normalizer } from './patterns.ts'

export interface Prints {
  readonly exact: string
  readonly normal: string
  readonly shape: string
  /** One of each message in its normal form. */
  readonly messages: readonly number[]
}

export function printsOf(request: MessagesRequest, normalizer: Normalizer): Prints {
  const form = normalForm(request, normalizer)
  const normal = [...leavesOf(request, form)]
  return {
    exact: printOf(leavesOf(request, exactForm)),
    normal: printOf(normal),
    shape: createHash('sha256').update(shapeOf(request, form)).digest('base64url'),
    messages: messagePrints(normal),
  }
}

function printOf(leaves: Iterable<Leaf>): string {
  const hash = createHash('sha256')
  for (const { path, text } of leaves) hash.update(`${path} ${text}\n`)
  return hash.digest('base64url')
}

function messagePrints(leaves: readonly Leaf[]): readonly number[] {
  const prints: number[] = []
  for (const { path, text } of leaves) {
    const [, index, rest] = /^\/messages\/(\d+)(.*)/.exec(path) ?? []
    if (index !== undefined) prints[Number(index)] = crc32(`${rest} ${text}\n`, prints[Number(index)] ?? 0)
  }
  return prints
}

/**
 * Roles and kinds of blocks, the names of the tools that were called and whether each of them worked, and what the person
 * has said last. What tools have printed and how long a prompt is does not matter.
 */
export function shapeOf({ messages }: MessagesRequest, form: Form): string {
  const spoken = messages.filter(({ role }) => (role as string) !== 'system')
  const skeleton = spoken.map(({ role, content }) => [
    role,
    ...blocksIn(content).flatMap(block => kindOf(block, form)),
  ])
  const last = spoken.at(-1)
  const words = blocksIn(last?.content ?? []).flatMap(({ type, text }) =>
    type === 'text' && typeof text === 'string' ? [form.text(text).replace(commandOutput, '')] : [],
  )
  return JSON.stringify([skeleton, words.filter(text => text !== '')])
}

/** What commands of Claude Code's own have printed, such as `/context`: it comes along with what the person says next. */
const commandOutput = new RegExp(element('local-command-stdout'), 'g')

interface Block {
  readonly type: string
  readonly [field: string]: unknown
}

const blocksIn = (content: string | readonly object[] | Message['content']): readonly Block[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : (content as unknown as readonly Block[])

function kindOf(block: Block, form: Form): readonly string[] {
  if (block.type === 'text') return form.text(String(block.text)) === '' ? [] : ['text']
  if (block.type.endsWith('tool_use')) return [`${block.type} ${String(block.name)}`]
  // A tool that fails now and worked then leads elsewhere.
  if (block.type === 'tool_result') return [block.is_error === true ? 'tool_result failed' : 'tool_result']
  return [block.type]
}
