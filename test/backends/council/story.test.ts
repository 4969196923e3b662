import { expect } from 'chai'
import type { InputMessage, MessagesRequest } from '../../../src/anthropic/request.ts'
import { stepsOf, summaryOf, surroundingsOf, toolsText } from '../../../src/backends/council/story.ts'
import { agentRequest } from './support.ts'

const step = (id: string, input: unknown, content: string, isError = false): InputMessage[] => [
  {
    role: 'assistant',
    content: [
      { type: 'text', text: `step ${id}` },
      { type: 'tool_use', id, name: 'Bash', input },
    ],
  },
  { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content, is_error: isError }] },
]

describe('what has happened in a conversation', () => {
  it('is told in the words of both, up to a message, the latest where there is no room for all', () => {
    const request = agentRequest([
      { role: 'user', content: 'build a shop' },
      ...step('t1', {}, 'ok'),
      { role: 'assistant', content: 'The shop is there.' },
      { role: 'user', content: 'now with a cart' },
    ])
    expect(summaryOf(request, 4, 1_000)).to.equal(
      'The person: build a shop\nThe agent: step t1\nThe agent: The shop is there.',
    )
    expect(summaryOf(request, 4, 40)).to.equal('(2 before)\nThe agent: The shop is there.')
  })

  it('has each call with its result, of which beginning and end stay', () => {
    const request = agentRequest([
      { role: 'user', content: 'go' },
      ...step('t1', { command: 'ls' }, 'a.txt'),
      ...step('t2', { command: 'cat a.txt' }, 'x'.repeat(9_000), true),
    ])
    const text = stepsOf(request, 12, 20_000)
    expect(text).to.contain(
      '> Bash {"command":"ls"}\ngave: a.txt\n> Bash {"command":"cat a.txt"}\nfailed: xxx',
    )
    expect(text).to.contain('characters left out')
    expect(text.length).to.be.below(4_300)
    expect(stepsOf(request, 1, 20_000)).not.to.contain('"ls"')
    expect(stepsOf(request, 12, 100)).to.equal('(2 before)')
  })

  it('names what is no text, and calls without a result', () => {
    const messages: MessagesRequest['messages'] = [
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 't1', name: 'Read', input: {} },
          { type: 'tool_use', id: 't2', name: 'ToolSearch', input: {} },
          { type: 'tool_use', id: 't3', name: 'Bash', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: 't1',
            content: [{ type: 'image', source: { type: 'url', url: 'x' } }],
          },
          {
            type: 'tool_result',
            tool_use_id: 't2',
            content: [{ type: 'tool_reference', tool_name: 'WebFetch' }],
          },
        ],
      },
    ]
    expect(stepsOf(agentRequest(messages), 12, 1_000)).to.equal(
      '> Read {}\ngave: [image]\n> ToolSearch {}\ngave: [tool WebFetch]\n> Bash {}\n(no result yet)',
    )
  })
})

describe('what an agent has at hand', () => {
  it('is its tools by name, with the first sentence on each while there is room', () => {
    const tools = [
      { name: 'Bash', description: 'Runs a command. Never for reading.' },
      { name: 'Read' },
      { name: 'DeferredToolPlaceholder', description: 'Stands for tools.' },
    ]
    expect(toolsText(tools, 1_000)).to.equal('- Bash: Runs a command.\n- Read')
    expect(toolsText(tools, 20)).to.equal('Bash, Read')
  })

  it('is what the client says of folder and machine', () => {
    const request = agentRequest([
      { role: 'user', content: 'go' },
      { role: 'system', content: 'Rules.\n# Environment\n - Primary working directory: /home/anna' },
      { role: 'system', content: 'More rules.' },
    ])
    expect(surroundingsOf(request, 1_000)).to.equal('# Environment\n - Primary working directory: /home/anna')
  })
})
