/** Hosts of Chat Completions, each with its own state and its own ids of calls. */
import { openai } from '../../../src/backends/openai/index.ts'
import type { Said, SaidCall } from '../conversations.ts'
import { chatJson, chatStream, completion, dataFrame, delta, usageChunk } from '../strict/openai-answers.ts'
import type { HostName } from '../strict/openai-hosts.ts'
import { startOpenAiServer } from '../strict/openai-server.ts'
import {
  type Fields,
  half,
  hostName,
  markOf,
  newNumber,
  type Speaker,
  type Spoken,
  stageOf,
} from './speaker.ts'

interface ChatVoice {
  readonly model: string
  idOf(call: SaidCall): string
  /** Fields of the message that hold what was thought, fields of its first call, and what of them has to come back. */
  think?(
    said: Said,
    body: Fields,
  ): { readonly message?: Fields; readonly call?: Fields; readonly owed: readonly string[] }
}

const nothing = { owed: [] }

const voices: Partial<Record<HostName, ChatVoice>> = {
  openai: { model: 'gpt-5.1', idOf: () => `call_${newNumber()}` },
  ollama: {
    model: 'qwen3-coder:30b',
    // Kimi's form, begun anew in every answer.
    idOf: ({ tool, number }) => `functions.${tool}:${number % 4}`,
    think: ({ thoughts }) =>
      thoughts === 'open' ? { message: { reasoning: `Hm ${markOf('ollama')}` }, owed: [] } : nothing,
  },
  gemini: {
    model: 'gemini-3.1-pro-preview',
    idOf: () => `function-call-${'0'.repeat(40)}${newNumber()}`,
    think: ({ calls }) => {
      const signature = `Ci${markOf('gemini')}`
      const state = { extra_content: { google: { thought_signature: signature } } }
      return calls.length > 0 ? { call: state, owed: [signature] } : { message: state, owed: [] }
    },
  },
  deepseek: {
    model: 'deepseek-v4-pro',
    idOf: ({ number }) => `call_0${number}`,
    think: ({ thoughts }, { thinking }) => {
      const reasoning = `Let me see ${markOf('deepseek')}`
      const isThinking = (thinking as Fields | undefined)?.type === 'enabled' && thoughts !== 'none'
      return isThinking ? { message: { reasoning_content: reasoning }, owed: [reasoning] } : nothing
    },
  },
  openrouter: {
    model: 'openai/gpt-oss-120b',
    idOf: ({ tool, number }) => `tool_${number}_${tool}`.slice(0, 30),
    think: ({ thoughts }, { reasoning }) => {
      if (thoughts === 'none' || (reasoning as Fields | undefined)?.enabled === false || !reasoning)
        return nothing
      const text = `Well ${markOf('openrouter')}`
      const data = `enc${markOf('openrouter')}`
      const details = [
        { type: 'reasoning.text', text, index: 0, format: 'unknown' },
        { type: 'reasoning.encrypted', data, index: 1, format: 'unknown' },
      ]
      return { message: { reasoning: text, reasoning_details: details }, owed: [text, data] }
    },
  },
}

export const chatHosts: readonly Speaker[] = Object.entries(voices).map(([host, voice]) => ({
  name: host,
  model: voice.model,
  maker: host,
  start: () =>
    stageOf(
      answerer =>
        startOpenAiServer({
          host: host as HostName,
          answerer: received => (received.method === 'POST' ? answerer(received) : undefined),
        }),
      (said, body) => speak(voice, said, body),
      server => openai({ baseUrl: server.baseUrl, apiKey: 'sk-strict', host }),
    ),
}))

function speak(voice: ChatVoice, said: Said, body: Fields): Spoken {
  const {
    message = {},
    call: state = {},
    owed,
  } = voice.think?.(said, body) ?? (nothing as { message?: Fields; call?: Fields; owed: string[] })
  const calls = said.calls.map((call, at) => {
    const json = JSON.stringify(call.input)
    const isHalf = said.isCut && at === said.calls.length - 1
    return {
      id: voice.idOf(call),
      type: 'function',
      function: { name: hostName(body.tools, call.tool), arguments: isHalf ? half(json) : json },
      ...(at === 0 && state),
    }
  })
  const content = said.isCut && calls.length === 0 ? half(said.text) : said.text
  const reason = said.isCut ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop'
  if (!body.stream) {
    const whole = { ...message, content, ...(calls.length > 0 && { tool_calls: calls }) }
    return { answer: chatJson(completion(whole, reason)), owed }
  }
  const frames = [
    delta({ role: 'assistant', content: '' }),
    ...(Object.keys(message).length > 0 ? [delta(message)] : []),
    ...[half(content), content.slice(half(content).length)].map(part => delta({ content: part })),
    ...calls.map((one, index) => delta({ tool_calls: [{ index, ...one }] })),
    delta({}, reason),
    usageChunk(),
    '[DONE]',
  ]
  return { answer: chatStream(frames.map(dataFrame)), owed }
}
