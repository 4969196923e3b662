/** A recording with one of everything, for tests of what reads recordings to a person. */
import { emptyUsage } from '../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { plainAnswer, plainRequest } from './recording-folder.ts'
import { type PlainExchange, packedPlainly } from './recordings.ts'

export const bashCall = {
  type: 'tool_use',
  id: 'toolu_1',
  name: 'Bash',
  input: { command: 'npm test \u001b[31m' },
} as const

export const firstRequest: MessagesRequest = plainRequest(
  '<system-reminder>be nice</system-reminder>fix the parser',
  {
    system: [{ type: 'text', text: 'You are\nrules', cache_control: { type: 'ephemeral' } }],
    tools: [{ name: 'Bash', description: 'runs' }],
    stream: true,
  },
)

export const secondRequest: MessagesRequest = {
  ...firstRequest,
  messages: [
    ...firstRequest.messages,
    { role: 'assistant', content: [bashCall] },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'toolu_1',
          is_error: true,
          content: 'exit 1',
          cache_control: { type: 'ephemeral' },
        },
      ],
    },
  ],
}

const cached = (read: number, written: number) => ({
  ...emptyUsage,
  input_tokens: 10,
  output_tokens: 100,
  cache_read_input_tokens: read,
  cache_creation_input_tokens: written,
})

/** A call of a tool, its result, another model for a subagent, a failure, and one that is under way. */
export const recordedStory: readonly PlainExchange[] = [
  {
    request: firstRequest,
    answer: plainAnswer('', {
      content: [{ type: 'thinking', thinking: 'hm', signature: 's' }, bashCall],
      stop_reason: 'tool_use',
      usage: cached(0, 20_000),
    }),
    open: { headers: { 'anthropic-beta': "a,it's", 'user-agent': 'x' } },
    end: {
      cost: { dollars: 0.12, uncached: 0.2 },
      cache: { cause: 'initial', sure: true },
      pace: [
        [100, 10],
        [3200, 5],
      ],
      changed: packedPlainly({ ...firstRequest, system: 'short' }),
      attempts: [
        {
          number: 1,
          backend: 'anthropic',
          model: 'claude-opus-5',
          time: '2026-11-26T10:00:01Z',
          method: 'POST',
          url: 'https://api.anthropic.com/v1/messages',
          status: 200,
          headersAfter: 90,
          sent: 'client',
        },
      ],
    },
  },
  {
    request: secondRequest,
    answer: plainAnswer('All is fine.\nReally', { usage: cached(20_000, 300) }),
    end: { cost: 'plan', cache: { cause: 'hit', sure: true, previous: 'req_1' } },
  },
  {
    request: { ...secondRequest, tools: [{ name: 'Bash', description: 'runs more' }, { name: 'Read' }] },
    answer: plainAnswer('x', { usage: cached(0, 20_300) }),
    open: {
      who: {
        session: 'session-2',
        agent: 'ab12cd',
        agentType: 'Explore',
        class: 'subagent',
        by: 'header',
        client: 'claude-cli/2.1.330',
      },
    },
    end: { choice: { backend: 'work', model: 'gpt-5', reason: 'model table: *' } },
  },
  {
    request: firstRequest,
    end: {
      outcome: 'failed',
      error: { type: 'overloaded_error', message: 'busy \u001b[2J', status: 529 },
      warnings: ['left out: top_k'],
    },
  },
  { request: firstRequest },
]
