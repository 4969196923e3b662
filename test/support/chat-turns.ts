/** Turns of a chat model as its host streams them, for scripts of the strict server. */
import { chatStream, dataFrame, delta, usageChunk } from './strict/openai-answers.ts'
import type { ScriptedAnswer } from './strict/scripted-server.ts'

export interface ChatCall {
  readonly id: string
  readonly name: string
  readonly input: unknown
  /** Gemini's thought signature. */
  readonly signature?: string
}

export interface ChatTurn {
  /** Streamed as `reasoning_content`, as DeepSeek and vLLM do. */
  readonly thinking?: string
  readonly text?: string
  readonly calls?: readonly ChatCall[]
}

/** As OpenAI sends it: names and arguments of calls in pieces. */
export function chatTurn({ thinking, text, calls = [] }: ChatTurn): ScriptedAnswer {
  const chunks = [
    delta({ role: 'assistant', content: calls.length > 0 ? null : '' }),
    ...halves(thinking).map(half => delta({ reasoning_content: half })),
    ...halves(text).map(half => delta({ content: half })),
    ...calls.flatMap(callChunks),
    delta({}, calls.length > 0 ? 'tool_calls' : 'stop'),
    usageChunk(),
    '[DONE]',
  ]
  return chatStream(chunks.map(dataFrame))
}

/** As Gemini sends it: whole calls in one delta with their signatures, and `stop` for every reason. */
export function geminiTurn({ text, calls = [] }: Omit<ChatTurn, 'thinking'>): ScriptedAnswer {
  const whole = calls.map((call, index) => ({
    index,
    ...head(call),
    ...(call.signature && { extra_content: { google: { thought_signature: call.signature } } }),
    function: { name: call.name, arguments: JSON.stringify(call.input) },
  }))
  const fields = {
    role: 'assistant',
    ...(text && { content: text }),
    ...(calls.length && { tool_calls: whole }),
  }
  return chatStream([delta(fields), delta({}, 'stop'), usageChunk(), '[DONE]'].map(dataFrame))
}

const head = ({ id }: ChatCall) => ({ id, type: 'function' })

function callChunks(call: ChatCall, index: number): ReturnType<typeof delta>[] {
  const start = { index, ...head(call), function: { name: call.name, arguments: '' } }
  const pieces = halves(JSON.stringify(call.input)).map(half => ({ index, function: { arguments: half } }))
  return [start, ...pieces].map(piece => delta({ tool_calls: [piece] }))
}

const halves = (text = ''): string[] =>
  [text.slice(0, text.length / 2), text.slice(text.length / 2)].filter(half => half !== '')

export const says = (text: string): ScriptedAnswer => chatTurn({ text })

/** One call of one tool. */
export const callsTool = (name: string, input: unknown, id = 'call_strict'): ScriptedAnswer =>
  chatTurn({ calls: [{ id, name, input }] })

/** The input of the client's tool Bash. */
export const bash = (command: string) => ({ command, description: 'As told' })
