import { expect } from 'chai'
import type { ToolResultBlock } from '../../../src/anthropic/blocks.ts'
import type { InputMessage, MessagesRequest, Tool } from '../../../src/anthropic/request.ts'
import { type Answer, answerTo } from '../../../src/backends/demo/answer.ts'
import { claudeCodeTools, tool } from './claude-code-tools.ts'

const environment: InputMessage = {
  role: 'system',
  content: '# Environment\n - Primary working directory: /home/project\n - Platform: linux',
}

const requestOf = (text: string, more: Partial<MessagesRequest> = {}): MessagesRequest => ({
  model: 'demo',
  max_tokens: 32_000,
  messages: [{ role: 'user', content: [{ type: 'text', text }] }, environment],
  tools: claudeCodeTools,
  ...more,
})

type Results = readonly (Partial<ToolResultBlock> & { readonly content: string })[]

/** The turns of a whole task, as a client drives it: each call gets the next result. */
function converse(request: MessagesRequest, results: Results): readonly Answer[] {
  const answers = [answerTo(request)]
  let { messages } = request
  for (const [index, result] of results.entries()) {
    const { text, call } = answers.at(-1) as Answer
    const id = `toolu_${index}`
    if (!call) throw new Error(`no call for result ${index}: ${text}`)
    messages = [
      ...messages,
      {
        role: 'assistant',
        content: [
          { type: 'text', text },
          { type: 'tool_use', id, ...call },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, ...result }] },
    ]
    answers.push(answerTo({ ...request, messages }))
  }
  return answers
}

describe('the answers of the demo', () => {
  it('does the steps of a prompt one by one, and sums up', () => {
    const request = requestOf('Write hello.txt with hi, then read it, then run `cat hello.txt`')
    const results = [{ content: 'File created' }, { content: '1\thi' }, { content: 'hi' }]
    const answers = converse(request, results)
    expect(answers.map(({ call }) => call?.name)).to.deep.equal(['Write', 'Read', 'Bash', undefined])
    expect(answers.map(({ text }) => text)).to.deep.equal([
      "I'll write `hello.txt`.",
      "`hello.txt` is written.\n\nNext I'll read `hello.txt`.",
      "`hello.txt` says:\n\n```\n1\thi\n```\n\nNext I'll run `cat hello.txt`.",
      '`cat hello.txt` printed:\n\n```\nhi\n```\n\nDone: 3 of 3 steps worked.\n\n' +
        '1. write `hello.txt`: done\n2. read `hello.txt`: done\n3. run `cat hello.txt`: done',
    ])
    expect(answers[0]?.call?.input).to.deep.equal({ file_path: '/home/project/hello.txt', content: 'hi' })
  })

  it('reports a failure and goes on', () => {
    const request = requestOf('read gone.txt then run ls')
    const answers = converse(request, [{ content: 'no such file', is_error: true }, { content: 'a.txt' }])
    expect(answers[1]?.text).to.match(/^I could not read `gone\.txt`:[\s\S]*no such file/)
    expect(answers[2]?.text).to.contain('1 of 2 steps worked')
  })

  it('plays the subagent that it has asked for', () => {
    const call = answerTo(requestOf('ask a subagent to read a.txt')).call
    expect(call?.name).to.equal('Agent')
    const subagent = answerTo(requestOf(String(call?.input.prompt)))
    expect(subagent.call).to.deep.equal({ name: 'Read', input: { file_path: '/home/project/a.txt' } })
  })

  it('begins anew with the next prompt', () => {
    const messages: InputMessage[] = [
      { role: 'user', content: 'run ls' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'Bash', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'x' }] },
      { role: 'assistant', content: 'Done.' },
      { role: 'user', content: 'run pwd' },
    ]
    expect(answerTo(requestOf('', { messages })).call?.input).to.include({ command: 'pwd' })
  })

  it('says what tool it would need where none fits', () => {
    expect(answerTo(requestOf('write a.txt with hi', { tools: [] }))).to.deep.equal({
      text: 'To write `a.txt` I need a tool that takes `file_path` and `content`. This request offers none.',
    })
    const { text } = answerTo(
      requestOf('run ls', { tools: [tool('Grep', { pattern: 'string' }, ['pattern'])] }),
    )
    expect(text).to.contain('takes `command`. Offered are `Grep`.')
    expect(answerTo(requestOf('run ls', { tool_choice: { type: 'none' } })).call).to.equal(undefined)
  })

  it('names its phrases for anything else', () => {
    expect(answerTo(requestOf('What can you do?')).text).to.match(/^Hello! I am the demo.*read FILE/s)
    expect(answerTo(requestOf('read a.txt, then run the tests')).text).to.match(
      /^I can't follow "run the tests"/,
    )
    expect(answerTo({ model: 'demo', messages: [] }).text).to.contain('Hello!')
  })

  it('thinks first where the request wants it', () => {
    const thinking = (value: MessagesRequest['thinking']) =>
      answerTo(requestOf('run ls', value && { thinking: value })).thinking
    expect(thinking({ type: 'adaptive' })).to.equal('1 step asked for, 0 done. Next: run `ls`.')
    expect(thinking({ type: 'enabled', budget_tokens: 1024 })).to.be.a('string')
    expect(thinking({ type: 'disabled' })).to.equal(undefined)
    expect(thinking(undefined)).to.equal(undefined)
  })

  describe('to the client’s side calls', () => {
    it('calls a forced tool with the least that its schema allows', () => {
      const score: Tool = {
        name: 'score',
        input_schema: {
          type: 'object',
          properties: { value: { type: 'integer', minimum: 1 }, why: { type: 'string' } },
          required: ['value', 'why'],
        },
      }
      const forced = requestOf('run ls', { tools: [score], tool_choice: { type: 'tool', name: 'score' } })
      expect(answerTo(forced)).to.deep.equal({
        text: '',
        call: { name: 'score', input: { value: 1, why: 'Run ls' } },
      })
    })
    it('calls some tool where one must be called', () => {
      const request = (text: string) => requestOf(text, { tool_choice: { type: 'any' } })
      expect(answerTo(request('run ls')).call?.name).to.equal('Bash')
      expect(answerTo(request('hello')).call?.name).to.equal('Agent')
    })
    it('gives a structured answer at the end, once', () => {
      const output = tool('StructuredOutput', { answer: 'string' }, ['answer'])
      const request = requestOf('run ls', { tools: [...claudeCodeTools, output] })
      const answers = converse(request, [{ content: 'a.txt' }, { content: 'ok', is_error: false }])
      expect(answers.map(({ call }) => call?.name)).to.deep.equal(['Bash', 'StructuredOutput', undefined])
      expect(answers[1]?.call?.input).to.have.property('answer').that.contains('`ls` printed')
      expect(answers[2]?.text).to.contain('Done.')
    })
    it('gives JSON where a format demands it', () => {
      const properties = { ok: { type: 'boolean' }, text: { type: 'string' } }
      const schema = { type: 'object', properties, required: ['ok', 'text'] }
      const format = { type: 'json_schema', schema } as const
      const { text } = answerTo(requestOf('hello', { output_config: { format } }))
      expect(JSON.parse(text)).to.include({ ok: false }).and.to.have.property('text').that.contains('Hello!')
    })
    it('makes a title, as text or as JSON', () => {
      const title = (system: string, more: Partial<MessagesRequest> = {}) =>
        answerTo(requestOf('<session>write a.txt with hi</session>', { system, tools: [], ...more })).text
      expect(title('Write a short title.')).to.equal('Write a.txt with hi')
      expect(JSON.parse(title('Return JSON with a "title" field.'))).to.deep.equal({
        title: 'Write a.txt with hi',
      })
      const schema = { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] }
      const output_config = { format: { type: 'json_schema', schema } } as const
      expect(JSON.parse(title('Make a title.', { output_config }))).to.deep.equal({
        title: 'Write a.txt with hi',
      })
    })
    it('does not search the web', () => {
      const tools: Tool[] = [{ name: 'web_search', type: 'web_search_20250305' }]
      const choice = { type: 'tool', name: 'web_search' } as const
      const answer = answerTo(requestOf('Search for cats', { tools, tool_choice: choice }))
      expect(answer).to.have.all.keys('text')
      expect(answer.text).to.contain('no network')
    })
    it('sums up a conversation that is compacted', () => {
      const order = `Your task is to create a detailed summary of the conversation so far. ${'Be careful. '.repeat(40)}`
      const messages: InputMessage[] = [
        { role: 'user', content: 'run ls' },
        { role: 'assistant', content: 'Done.' },
        { role: 'user', content: order },
      ]
      const answer = answerTo(requestOf('', { messages }))
      expect(answer.call).to.equal(undefined)
      expect(answer.text).to.match(/<summary>[\s\S]*1\. run ls\n<\/summary>/)
    })
  })
})

describe('a subagent that the client runs in the background', () => {
  const launched =
    'Async agent launched successfully. (This tool result is internal metadata — never quote or paste any part of it, including the agentId below, into a user-facing reply.)\nagentId: a1 (internal ID - do not mention to user.)'
  const notified = (status: string, result: string) =>
    `<system-reminder>\n[SYSTEM NOTIFICATION - NOT USER INPUT]\n<task-notification>\n<task-id>a1</task-id>\n<tool-use-id>toolu_1</tool-use-id>\n<status>${status}</status>\n<summary>Agent "x" finished</summary>\n<result>${result}</result>\n<usage><tool_uses>1</tool_uses></usage>\n</task-notification>\n</system-reminder>`
  const asked = 'ask a subagent to read a.txt, then run ls'
  const begun: readonly InputMessage[] = [
    { role: 'user', content: [{ type: 'text', text: asked }] },
    environment,
    {
      role: 'assistant',
      content: [{ type: 'tool_use', id: 'toolu_1', name: 'Agent', input: { prompt: 'read a.txt' } }],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: launched }] },
  ]

  it('is said to be at work, without a word of what the client keeps to itself', () => {
    const { text, call } = answerTo(requestOf(asked, { messages: begun }))
    expect(call).to.equal(undefined)
    expect(text).to.equal("The subagent is at work: read a.txt. When it is done I'll run `ls`.")
  })

  it('is quoted when its notification comes, and the next step follows', () => {
    const messages: readonly InputMessage[] = [
      ...begun,
      { role: 'assistant', content: [{ type: 'text', text: 'The subagent is at work.' }] },
      { role: 'user', content: [{ type: 'text', text: notified('completed', '`a.txt` says: hi') }] },
    ]
    const { text, call } = answerTo(requestOf(asked, { messages }))
    expect(text).to.contain('> `a.txt` says: hi').and.not.contain('Async agent')
    expect(call?.input.command).to.equal('ls')
  })

  it('has failed where the notification says so', () => {
    const messages: readonly InputMessage[] = [
      ...begun,
      { role: 'user', content: [{ type: 'text', text: notified('failed', 'no luck') }] },
    ]
    expect(answerTo(requestOf(asked, { messages })).text)
      .to.contain('I could not')
      .and.contain('no luck')
  })
})
