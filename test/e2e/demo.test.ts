import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  type ClientFolders,
  createClientFolders,
  describeClient,
  type FinishedClient,
  runClient,
  startClient,
} from '../support/claude-code.ts'
import { type RunningProxy, startProxy } from '../support/proxy-process.ts'

interface ToolResult {
  readonly type: 'tool_result'
  readonly content: unknown
}

/** Texts that the client's tools have given back. */
const toolResults = (client: FinishedClient): string[] =>
  client.events.flatMap(event => {
    const content = event.type === 'user' ? (event.message as { content?: unknown }).content : undefined
    const blocks = Array.isArray(content) ? (content as ToolResult[]) : []
    return blocks.filter(({ type }) => type === 'tool_result').map(block => JSON.stringify(block.content))
  })

describe('Claude Code with the demo behind the proxy', () => {
  let proxy: RunningProxy
  let folders: ClientFolders
  beforeEach(async () => {
    folders = await createClientFolders()
    proxy = await startProxy({ parameters: ['--backend', 'demo'] })
  })
  afterEach(async () => {
    await proxy.stop()
    await folders.remove()
  })

  it('writes a file, reads it back and runs a command, all from one prompt', async () => {
    const prompt = 'write hello.txt with "good morning" then read hello.txt then run ls -a'
    const client = await runClient(folders, { prompt, baseUrl: proxy.url })
    const said = describeClient(client)
    expect(client.code, said).to.equal(0)
    expect(client.result, said).to.include({ subtype: 'success', is_error: false })
    expect(client.result?.result, said).to.include('3 of 3 steps worked')
    expect(await readFile(join(folders.work, 'hello.txt'), 'utf8')).to.equal('good morning')
    const [written, read, listed] = toolResults(client)
    expect(written, said).to.include('hello.txt')
    expect(read, said).to.include('good morning')
    expect(listed, said).to.include('hello.txt')

    const { exchanges } = await proxy.quiet()
    expect(exchanges).to.deep.equal({ open: 0, answered: 4, failed: 0, aborted: 0 })
    expect(proxy.exchanges.map(({ tools }) => tools.map(({ name }) => name))).to.deep.equal([
      ['Write'],
      ['Read'],
      ['Bash'],
      [],
    ])
    expect(new Set(proxy.exchanges.map(({ session }) => session))).to.deep.equal(
      new Set([client.result?.session_id]),
    )
  })

  it('lets a subagent do a task, and the proxy tells its requests from the main ones', async () => {
    const client = await runClient(folders, { prompt: 'ask a subagent to run pwd', baseUrl: proxy.url })
    const said = describeClient(client)
    expect(client.code, said).to.equal(0)
    expect(client.result?.result, said).to.include(folders.work)
    expect((await proxy.quiet()).exchanges).to.include({ open: 0, failed: 0, aborted: 0 })
    const classes = proxy.exchanges.map(exchange => exchange.class)
    expect(classes).to.deep.equal(['main', 'subagent', 'subagent', 'main'])
    const agents = proxy.exchanges.map(({ agent }) => agent)
    expect(agents[0]).to.equal(undefined)
    expect(agents[1]).to.be.a('string').that.equals(agents[2])
  })

  it('goes on with an earlier session', async () => {
    const first = await runClient(folders, { prompt: 'write a.txt with one', baseUrl: proxy.url })
    const session = first.result?.session_id ?? ''
    const second = await runClient(folders, {
      prompt: 'read a.txt',
      baseUrl: proxy.url,
      parameters: ['--resume', session],
    })
    const said = describeClient(second)
    expect(second.code, said).to.equal(0)
    expect(toolResults(second).join('\n'), said).to.include('one')
    expect((await proxy.quiet()).exchanges).to.include({ answered: 4, failed: 0, aborted: 0 })
  })

  it('shows the tokens of its context, counted by the proxy', async () => {
    const client = await runClient(folders, { prompt: '/context', baseUrl: proxy.url })
    expect(client.result?.result, describeClient(client)).to.match(/System tools \| [\d.]+k/)
    const { exchanges } = await proxy.quiet()
    expect(exchanges).to.include({ failed: 0, aborted: 0 })
    expect(proxy.exchanges.filter(({ kind }) => kind === 'count_tokens')).to.have.length.above(5)
  })

  it('is interrupted in the middle of an answer: the exchange is aborted, and the proxy goes on serving', async () => {
    const text = Array.from({ length: 400 }, (_, index) => `word-${index}`).join(' ')
    const client = startClient(folders, {
      prompt: `write long.txt with "${text}"`,
      baseUrl: proxy.url,
      parameters: ['--include-partial-messages'],
    })
    await client.waitFor(
      ({ type, event }) =>
        type === 'stream_event' && (event as { type?: string }).type === 'content_block_delta',
    )
    expect((await proxy.health()).exchanges.open).to.equal(1)
    client.process.kill('SIGINT')
    const said = describeClient(await client.finished)
    const { exchanges } = await proxy.quiet()
    expect(exchanges, said).to.deep.equal({ open: 0, answered: 0, failed: 0, aborted: 1 })
    expect(proxy.exchanges.map(({ outcome }) => outcome)).to.deep.equal(['aborted'])

    const next = await runClient(folders, { prompt: 'run echo still-here', baseUrl: proxy.url })
    expect(toolResults(next).join('\n'), describeClient(next)).to.include('still-here')
    expect((await proxy.quiet()).exchanges).to.include({ open: 0, answered: 2, aborted: 1 })
  })

  it('works beside two others, and each gets its own answers', async () => {
    const others = await Promise.all([createClientFolders(), createClientFolders()])
    try {
      const clients = await Promise.all(
        [folders, ...others].map((own, index) =>
          runClient(own, {
            prompt: `write own.txt with number-${index} then read own.txt`,
            baseUrl: proxy.url,
          }),
        ),
      )
      for (const [index, client] of clients.entries()) {
        expect(client.result?.result, describeClient(client)).to.include('2 of 2 steps worked')
        expect(toolResults(client)[1], describeClient(client)).to.include(`number-${index}`)
      }
      expect((await proxy.quiet()).exchanges).to.deep.equal({ open: 0, answered: 9, failed: 0, aborted: 0 })
      expect(new Set(proxy.exchanges.map(({ session }) => session))).to.have.lengthOf(3)
    } finally {
      await Promise.all(others.map(other => other.remove()))
    }
  })

  it('gets its answer to the end from a proxy that is stopped meanwhile', async () => {
    const client = startClient(folders, {
      prompt: 'hello',
      baseUrl: proxy.url,
      parameters: ['--include-partial-messages'],
    })
    await client.waitFor(({ type }) => type === 'stream_event')
    const ended = proxy.stop()
    const { code, result, ...rest } = await client.finished
    expect(code, describeClient({ code, ...rest })).to.equal(0)
    expect(result?.result).to.include('demo of claudecodex')
    expect(await ended).to.deep.equal({ code: 130, signal: null })
  })
})
