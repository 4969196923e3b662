import { expect } from 'chai'
import type { Attempt } from 'claudecodex'
import failover from '../../plugins/failover.ts'
import { anthropic } from '../../src/backends/anthropic/index.ts'
import { openai } from '../../src/backends/openai/index.ts'
import { responses } from '../../src/backends/responses/index.ts'
import { errorAnswer } from '../support/strict/anthropic-answers.ts'
import { startAnthropicServer } from '../support/strict/anthropic-server.ts'
import { chatError } from '../support/strict/openai-answers.ts'
import { startOpenAiServer } from '../support/strict/openai-server.ts'
import { startResponsesServer } from '../support/strict/responses-server.ts'
import type { Answerer } from '../support/strict/scripted-server.ts'
import { startOracleProxy } from './proxy.ts'

const apiKeys = ['sk-canary-first', 'sk-canary-second', 'sk-canary-third'] as const

const keyIn: (received: Parameters<Answerer>[0]) => string = ({ headers }) =>
  String(headers['x-api-key'] ?? headers.authorization).replace(/^Bearer /, '')

/** The first key has had enough, the second is not known; both are quoted. */
const worn =
  (refuse: (status: number, type: string, text: string) => ReturnType<Answerer>): Answerer =>
  received => {
    if (received.method !== 'POST') return undefined
    const key = keyIn(received)
    if (key === apiKeys[0]) return refuse(429, 'rate_limit_error', `${key} is used up`)
    return key === apiKeys[1] ? refuse(401, 'authentication_error', `invalid api key ${key}`) : undefined
  }

const chat = (status: number, type: string, message: string) =>
  chatError({ status, type, message }, { 'retry-after': '60' })
const messages = (status: number, type: string, text: string) =>
  errorAnswer(status, type, text, { 'retry-after': '60' })

const places = {
  openai: async () => {
    const server = await startOpenAiServer({ answerer: worn(chat) })
    return { server, factory: openai({ baseUrl: server.baseUrl, apiKeys, model: 'gpt-5.1', host: 'openai' }) }
  },
  responses: async () => {
    const server = await startResponsesServer()
    return { server, factory: responses({ baseUrl: server.baseUrl, apiKeys, model: 'gpt-5.6-sol' }) }
  },
  anthropic: async () => {
    const server = await startAnthropicServer({ answerer: worn(messages) })
    return { server, factory: anthropic({ baseUrl: server.url, apiKeys }) }
  },
}

describe('several keys of one provider', () => {
  for (const [name, start] of Object.entries(places)) {
    it(`are tried one after another, and none of them is seen anywhere: ${name}`, async () => {
      const { server, factory } = await start()
      if (name === 'responses') {
        server.answer(chat(429, 'rate_limit_error', `${apiKeys[0]} is used up`))
        server.answer(chat(401, 'authentication_error', `invalid api key ${apiKeys[1]}`))
      }
      const seen: Attempt[] = []
      const proxy = await startOracleProxy({
        backends: { main: factory },
        plugins: [
          { name: 'observer', apiVersion: 1, afterAttempt: attempt => void seen.push(attempt) },
          failover(),
        ],
      })
      try {
        const ask = () =>
          fetch(`${proxy.url}/v1/messages`, {
            method: 'POST',
            body: JSON.stringify({
              model: name === 'anthropic' ? 'claude-sonnet-5-5' : 'main:',
              max_tokens: 100,
              messages: [{ role: 'user', content: 'hi' }],
            }),
          })
        const first = await ask()
        expect(first.status).to.equal(200)
        expect(seen.map(({ key, status }) => [key, status])).to.deep.equal([
          ['key 1', 429],
          ['key 2', 401],
          ['key 3', 200],
        ])
        await ask()
        expect(server.received.map(keyIn)).to.deep.equal([...apiKeys, apiKeys[2]])
        expect(JSON.stringify([seen, [...first.headers]]) + (await first.text())).not.to.include('canary')
      } finally {
        await proxy.close()
        await server.close()
      }
    })
  }
})
