import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { bash, callsTool, chatTurn, says } from '../support/chat-turns.ts'
import { clientKey, describeClient } from '../support/claude-code.ts'
import {
  providerKey,
  resuming,
  rolesOf,
  startTranslatedClient,
  type TranslatedClient,
  textOf,
  toolNames,
  toolResults,
} from '../support/translated-client.ts'

describe('Claude Code with a chat completions API behind the proxy', () => {
  let at: TranslatedClient
  beforeEach(async () => {
    at = await startTranslatedClient()
  })
  afterEach(() => at.close())

  it('runs the tools that the model calls, and tells it what came of them', async () => {
    const file = join(at.folders.work, 'plan.txt')
    at.upstream.answer(
      callsTool('Write', { file_path: file, content: 'from another model' }, 'call_1'),
      callsTool('Bash', bash('cat plan.txt'), 'call_2'),
      says('All done.'),
    )
    const client = await at.askWell('do as you are told')
    const said = describeClient(client)
    expect(client.result?.result, said).to.equal('All done.')
    expect(await readFile(file, 'utf8')).to.equal('from another model')

    const [first, , last, ...more] = at.requests()
    expect(more, said).to.deep.equal([])
    expect(first).to.include({ model: 'gpt-5.1', stream: true })
    expect(first && toolNames(first)).to.include.members(['Bash', 'Read', 'Write'])
    expect(last && rolesOf(last).slice(-4)).to.deep.equal(['assistant', 'tool', 'assistant', 'tool'])
    expect(textOf(last?.messages.at(-1))).to.include('from another model')
    expect((await at.proxy.quiet()).exchanges).to.deep.equal({ open: 0, answered: 3, failed: 0, aborted: 0 })
  })

  it("never shows the client's key to the provider, which gets its own", async () => {
    at.upstream.answer(says('Hello.'))
    const client = await at.askWell('hi')
    expect(client.result?.result, describeClient(client)).to.equal('Hello.')
    const [received] = at.upstream.received
    expect(received?.headers.authorization).to.equal(`Bearer ${providerKey}`)
    expect(JSON.stringify(received?.rawHeaders) + received?.body.toString()).not.to.include(clientKey)
    expect(at.proxy.output()).not.to.include(providerKey).and.not.to.include(clientKey)
  })

  it('runs the calls of one answer together, and gives each its own result in the order of the calls', async () => {
    const { work } = at.folders
    await writeFile(join(work, 'known.txt'), 'long known')
    const calls = [
      { id: 'call_slow', name: 'Bash', input: bash('sleep 0.3; echo slowly') },
      { id: 'call_write', name: 'Write', input: { file_path: join(work, 'new.txt'), content: 'new' } },
      { id: 'call_read', name: 'Read', input: { file_path: join(work, 'known.txt') } },
      { id: 'call_lost', name: 'Read', input: { file_path: join(work, 'lost.txt') } },
    ]
    at.upstream.answer(chatTurn({ text: 'All at once.', calls }), says('All done.'))
    const client = await at.askWell('do as you are told')
    const said = describeClient(client)
    expect(await readFile(join(work, 'new.txt'), 'utf8')).to.equal('new')

    const [, second, ...more] = at.requests()
    expect(more, said).to.deep.equal([])
    const turn = second?.messages.findLast(({ role }) => role === 'assistant')
    expect(turn).to.have.property('content', 'All at once.')
    expect(turn).to.have.property('tool_calls').with.lengthOf(4)
    const results = second ? toolResults(second) : []
    expect(results.map(([id]) => id)).to.deep.equal(calls.map(({ id }) => id))
    const [slow, , read, lost] = results.map(([, text]) => text)
    expect(slow).to.equal('slowly')
    expect(read).to.include('long known')
    expect(lost, 'a failure has no field there').to.match(/^Error: .*not exist/)
  })

  it('loses no result of a host that counts its calls anew in every turn', async () => {
    const turn = (...words: readonly string[]) =>
      chatTurn({
        calls: words.map((word, index) => ({
          id: `functions.Bash:${index}`,
          name: 'Bash',
          input: bash(`echo ${word}`),
        })),
      })
    at.upstream.answer(turn('one', 'two'), turn('three'), turn('four', 'five'), says('All done.'))
    const client = await at.askWell('do as you are told')
    const results = at.requests().at(-1)
    expect(results && toolResults(results).map(([, text]) => text), describeClient(client)).to.deep.equal([
      'one',
      'two',
      'three',
      'four',
      'five',
    ])
    expect(new Set(results && toolResults(results).map(([id]) => id))).to.have.lengthOf(5)
  })

  it('lets a subagent do a task with the same provider, and the caller gets its report', async () => {
    const task = {
      description: 'Write a file',
      prompt: 'Write made.txt',
      subagent_type: 'general-purpose',
      run_in_background: false,
    }
    const file = join(at.folders.work, 'made.txt')
    at.upstream.answer(
      callsTool('Agent', task, 'call_1'),
      callsTool('Write', { file_path: file, content: 'by the subagent' }, 'call_2'),
      says('The file is made.'),
      says('All done.'),
    )
    const client = await at.askWell('have it done')
    const said = describeClient(client)
    expect(client.result?.result, said).to.equal('All done.')
    expect(await readFile(file, 'utf8')).to.equal('by the subagent')
    expect(at.requests(), said).to.have.lengthOf(4)
    const [, first, , last] = at.requests()
    expect(textOf(first?.messages.at(-1))).to.include('Write made.txt')
    expect(last && toolResults(last)[0]?.[1]).to.include('The file is made.')
    await at.proxy.quiet()
    const classes = at.proxy.exchanges.map(exchange => exchange.class)
    expect(classes).to.deep.equal(['main', 'subagent', 'subagent', 'main'])
  })

  it('goes on with an earlier session, of which the provider gets the same beginning', async () => {
    at.upstream.answer(
      callsTool('Bash', bash('echo earlier'), 'call_1'),
      says('First done.'),
      says('Second.'),
    )
    const first = await at.askWell('the first prompt')
    const second = await at.askWell('the second prompt', resuming(first))
    expect(second.result?.result, describeClient(second)).to.equal('Second.')
    const [, before, after, ...more] = at.requests()
    expect(more).to.deep.equal([])
    expect(after && toolResults(after)).to.deep.equal([['call_1', 'earlier']])
    expect(after?.messages.slice(0, before?.messages.length)).to.deep.equal(before?.messages)
    expect(after && rolesOf(after).slice(-3)).to.deep.equal(['tool', 'assistant', 'user'])
    expect(textOf(after?.messages.at(-1))).to.include('the second prompt')
  })

  it('compacts a session on demand, and goes on from the summary', async () => {
    at.upstream.answer(
      callsTool('Bash', bash('echo a-long-output'), 'call_1'),
      says('First done.'),
      says('<analysis>Short.</analysis><summary>They spoke of apples.</summary>'),
      says('Second done.'),
    )
    const first = await at.askWell('the first prompt')
    const compacted = await at.askWell('/compact', resuming(first))
    expect(compacted.events.some(({ subtype }) => subtype === 'compact_boundary')).to.equal(true)
    const second = await at.askWell('the second prompt', resuming(first))
    expect(second.result?.result, describeClient(second)).to.equal('Second done.')
    const [, , asked, after, ...more] = at.requests()
    expect(more).to.deep.equal([])
    expect(textOf(asked?.messages.at(-1))).to.include('<summary>')
    const whole = after?.messages.map(textOf).join('\n')
    expect(whole).to.include('They spoke of apples.').and.to.include('the second prompt')
    expect(after && toolResults(after)).to.deep.equal([])
    await at.proxy.quiet()
    const classes = at.proxy.exchanges.map(exchange => exchange.class)
    expect(classes).to.deep.equal(['main', 'main', 'compaction', 'main'])
  })

  it('shows the tokens of its context, which the proxy counts without asking the provider', async () => {
    const client = await at.askWell('/context')
    expect(client.result?.result, describeClient(client)).to.match(/System tools \| [\d.]+k/)
    const { exchanges } = await at.proxy.quiet()
    expect(exchanges).to.include({ failed: 0, aborted: 0 })
    expect(at.proxy.exchanges.filter(({ kind }) => kind === 'count_tokens')).to.have.length.above(5)
    expect(at.requests()).to.deep.equal([])
  })
})

describe('Claude Code with a model that writes less than it asks for', () => {
  it('is given what the model can write', async () => {
    const at = await startTranslatedClient({ model: 'gpt-4o' })
    try {
      at.upstream.answer(says('Short.'))
      const client = await at.askWell('hi')
      expect(client.result?.result, describeClient(client)).to.equal('Short.')
      const sent = JSON.parse(at.tap.sent[0]?.body.toString() ?? '{}') as { max_tokens?: number }
      expect(sent.max_tokens).to.be.above(16_384)
      const [arrived] = at.requests()
      expect(arrived).to.include({ model: 'gpt-4o', max_completion_tokens: 16_384 })
      expect(arrived).not.to.have.any.keys('max_tokens', 'reasoning_effort')
    } finally {
      await at.close()
    }
  })
})
