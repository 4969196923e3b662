import { expect } from 'chai'
import {
  type Changes,
  type ClientFacts,
  clientEnvironment,
  type Environment,
  placeholderToken,
} from '../../src/commands/client-environment.ts'

const url = 'http://127.0.0.1:8082'
const direct: ClientFacts = {
  url,
  backend: 'anthropic',
  native: true,
  needsLogin: true,
  backends: ['anthropic', 'demo'],
}
const translating: ClientFacts = {
  url,
  backend: 'work',
  native: false,
  needsLogin: false,
  model: 'gpt-5.1',
  contextWindow: 400_000,
  backends: ['anthropic', 'work', 'local'],
}
const always = {
  ANTHROPIC_BASE_URL: url,
  CLAUDE_CODE_GATEWAY_HINT_HEADERS: '1',
  CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: '1',
}
const loopback = { NO_PROXY: '127.0.0.1,localhost' }
const models = {
  ANTHROPIC_MODEL: 'work:gpt-5.1',
  ANTHROPIC_DEFAULT_SONNET_MODEL: 'work:gpt-5.1',
  ANTHROPIC_DEFAULT_OPUS_MODEL: 'work:gpt-5.1',
  ANTHROPIC_DEFAULT_HAIKU_MODEL: 'work:gpt-5.1',
  ANTHROPIC_DEFAULT_FABLE_MODEL: 'work:gpt-5.1',
}
const window = { CLAUDE_CODE_MAX_CONTEXT_TOKENS: '400000' }
const token = { ANTHROPIC_AUTH_TOKEN: placeholderToken }
const whole = { ...always, ...token, ...models, ...window, ...loopback }

interface Case {
  readonly title: string
  readonly facts: ClientFacts
  readonly environment?: Environment
  readonly changes: Changes
}

const cases: readonly Case[] = [
  {
    title: 'leaves login and models to the client where Anthropic answers',
    facts: direct,
    changes: { ...always, ...loopback },
  },
  {
    title: 'keeps a key of the user’s own for Anthropic',
    facts: direct,
    environment: { ANTHROPIC_API_KEY: 'sk-ant-1', ANTHROPIC_AUTH_TOKEN: 'mine' },
    changes: { ...always, ...loopback },
  },
  {
    title: 'takes its placeholder away where Anthropic would see it',
    facts: direct,
    environment: { ANTHROPIC_AUTH_TOKEN: placeholderToken },
    changes: { ...always, ANTHROPIC_AUTH_TOKEN: undefined, ...loopback },
  },
  {
    title: 'gives a translating backend a placeholder, its model under every alias, and its window',
    facts: translating,
    changes: whole,
  },
  {
    title: 'sets no placeholder where a rule leads some requests to Anthropic',
    facts: { ...translating, needsLogin: true },
    changes: { ...always, ...models, ...window, ...loopback },
  },
  {
    title: 'keeps a key that is there, which the proxy hands to no other provider',
    facts: translating,
    environment: { ANTHROPIC_API_KEY: 'sk-ant-1' },
    changes: { ...always, ...models, ...window, ...loopback },
  },
  {
    title: 'keeps a token that is there',
    facts: translating,
    environment: { ANTHROPIC_AUTH_TOKEN: 'mine' },
    changes: { ...always, ...models, ...window, ...loopback },
  },
  {
    title:
      'replaces models of Anthropic’s, which the backend does not have, and keeps those that name a backend',
    facts: translating,
    environment: {
      ANTHROPIC_MODEL: 'local:llama3.2:1b',
      ANTHROPIC_DEFAULT_OPUS_MODEL: 'claude-opus-5-5',
      ANTHROPIC_DEFAULT_HAIKU_MODEL: 'claudecodex/local:qwen3',
    },
    changes: {
      ...always,
      ...token,
      ANTHROPIC_DEFAULT_SONNET_MODEL: 'work:gpt-5.1',
      ANTHROPIC_DEFAULT_OPUS_MODEL: 'work:gpt-5.1',
      ANTHROPIC_DEFAULT_FABLE_MODEL: 'work:gpt-5.1',
      ...window,
      ...loopback,
    },
  },
  {
    title: 'replaces a model whose colon follows no backend’s name',
    facts: translating,
    environment: { ANTHROPIC_MODEL: 'gone:gpt-4' },
    changes: whole,
  },
  {
    title: 'keeps a window that the user has set',
    facts: translating,
    environment: { CLAUDE_CODE_MAX_CONTEXT_TOKENS: '64000' },
    changes: { ...always, ...token, ...models, ...loopback },
  },
  {
    title: 'says nothing of a window that nobody knows',
    facts: { url, backend: 'work', native: false, needsLogin: false, model: 'gpt-5.1', backends: ['work'] },
    changes: { ...always, ...token, ...models, ...loopback },
  },
  {
    title: 'says nothing of a model that nobody knows',
    facts: { url, backend: 'work', native: false, needsLogin: false, backends: ['work'] },
    changes: { ...always, ...token, ...loopback },
  },
  {
    title: 'takes the clouds away that would pass the proxy by',
    facts: direct,
    environment: { CLAUDE_CODE_USE_BEDROCK: '1', CLAUDE_CODE_USE_VERTEX: '' },
    changes: { ...always, CLAUDE_CODE_USE_BEDROCK: undefined, ...loopback },
  },
  {
    title: 'adds this machine to the hosts without a proxy',
    facts: direct,
    environment: { NO_PROXY: 'corp.example, .internal ,localhost' },
    changes: { ...always, NO_PROXY: 'corp.example,.internal,localhost,127.0.0.1' },
  },
  {
    title: 'writes NO_PROXY in both cases where the lower one is set',
    facts: direct,
    environment: { no_proxy: 'corp.example' },
    changes: {
      ...always,
      NO_PROXY: 'corp.example,127.0.0.1,localhost',
      no_proxy: 'corp.example,127.0.0.1,localhost',
    },
  },
  {
    title: 'keeps both lists where they differ',
    facts: direct,
    environment: { NO_PROXY: 'a.example', no_proxy: 'b.example' },
    changes: {
      ...always,
      NO_PROXY: 'a.example,127.0.0.1,localhost',
      no_proxy: 'b.example,127.0.0.1,localhost',
    },
  },
  {
    title: 'leaves the asterisk alone that stands for every host',
    facts: direct,
    environment: { NO_PROXY: '*' },
    changes: { ...always, NO_PROXY: '*' },
  },
  {
    title: 'sends the proxy’s own key in a header, beside those that are there',
    facts: { ...direct, clientKey: 'key-2' },
    environment: { ANTHROPIC_CUSTOM_HEADERS: 'X-Team: blue\nX-ClaudeCodex-Key: key-1' },
    changes: {
      ...always,
      ANTHROPIC_CUSTOM_HEADERS: 'X-Team: blue\nx-claudecodex-key: key-2',
      ...loopback,
    },
  },
]

describe('the environment of a client', () => {
  for (const { title, facts, environment = {}, changes } of cases) {
    it(title, () => expect(clientEnvironment(facts, environment)).to.deep.equal(changes))
  }
})
