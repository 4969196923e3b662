import { expect } from 'chai'
import { InternalError } from '../../src/anthropic/errors.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import { cutEverywhere } from '../../src/testing/everywhere.ts'
import { textOf } from '../../src/testing/messages.ts'
import { RecordedExchangeError, readExchange, readExchanges } from '../../src/testing/recorded.ts'
import { runPlugin } from '../../src/testing/run-plugin.ts'
import { makeTree } from '../support/tree.ts'

const plugin: Plugin = { name: 'mine', apiVersion: 1 }
const request = JSON.stringify({ model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] })
const message = JSON.stringify({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content: [{ type: 'text', text: 'Hello', citations: null }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
})

/** What is read from a folder with these files. */
async function reading(files: Readonly<Record<string, string>>) {
  const tree = makeTree(files)
  try {
    return await readExchanges(tree.root)
  } finally {
    tree.remove()
  }
}

const failureOf = (files: Readonly<Record<string, string>>): Promise<Error> =>
  reading(files).then(
    () => {
      throw new Error('it was read')
    },
    (thrown: Error) => thrown,
  )

describe('recorded exchanges', () => {
  it('come with the kit: Claude Code’s own, streamed and whole', async () => {
    const exchanges = await readExchanges()
    expect(exchanges.map(({ name, answer }) => `${name}: ${answer}`)).to.deep.equal([
      'last-answer: message',
      'tool-call: stream',
    ])
    for (const exchange of exchanges) {
      const { error, exchange: ran, message, reports } = await runPlugin(plugin, exchange)
      expect({ error, reports }, exchange.name).to.deep.equal({ error: undefined, reports: [] })
      expect(ran.who).to.deep.include({ class: 'main', client: 'claude-cli/2.1.332' })
      expect(textOf(message)).to.contain('hello.txt')
    }
  })
  it('hold nothing of the one who recorded them', async () => {
    const texts = JSON.stringify(await readExchanges())
    expect(texts).not.to.match(/sk-ant|authorization|x-api-key|\/root|\/tmp/i)
  })
  it('can be cut like any other stream', async () => {
    const stream = (await readExchanges()).find(({ answer }) => answer === 'stream')
    if (stream?.answer !== 'stream') throw new Error('there is none')
    const { message } = await cutEverywhere(plugin, { ...stream, places: 20 })
    expect(message?.content.map(({ type }) => type)).to.deep.equal(['thinking', 'text', 'tool_use'])
  })
  it('give a JSON body as the bytes that are in the file', async () => {
    const [exchange] = await reading({ 'a/request.json': request, 'a/message.json': message })
    expect(exchange).to.include({ name: 'a', answer: 'message', kind: 'messages' })
    expect(exchange && textOf((await runPlugin(plugin, exchange)).message)).to.equal('Hello')
  })
  it('fail as they failed, with a status of their own where there was one', async () => {
    const error = { error: { type: 'api_error', message: 'gone' }, status: 502 }
    const [exchange] = await reading({ 'a/request.json': request, 'a/error.json': JSON.stringify(error) })
    const run = exchange && (await runPlugin(plugin, exchange))
    expect(run?.error).to.be.instanceOf(InternalError).and.to.include({ status: 502, message: 'gone' })
  })
  it('count as they were counted', async () => {
    const [exchange] = await reading({ 'a/request.json': request, 'a/count.json': '{"input_tokens":12}' })
    const run = exchange && (await runPlugin(plugin, exchange))
    expect(run?.count).to.deep.equal({ inputTokens: 12, estimated: false })
  })
  it('are read from a folder that is one itself, and from folders in it that are', async () => {
    const names = async (files: Readonly<Record<string, string>>) =>
      (await reading(files)).map(({ name }) => name)
    const one = { 'request.json': request, 'message.json': message }
    expect(await names(one)).to.have.length(1)
    const two = { 'b/request.json': request, 'b/message.json': message, 'notes/x.txt': '' }
    expect(await names(two)).to.deep.equal(['b'])
  })
  it('say which file is wrong, and what it should hold', async () => {
    const cases: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
      [{ 'notes.txt': '' }, /holds no recorded exchange: one is a folder with a request\.json/],
      [{ 'a/request.json': request }, /holds no answer: put it into upstream\.sse/],
      [{ 'a/request.json': '{', 'a/message.json': message }, /request\.json is no JSON: /],
      [{ 'a/request.json': '[]', 'a/message.json': message }, /request\.json is no JSON object/],
      [{ 'a/request.json': request, 'a/error.json': '{}' }, /error\.json is no error of the API/],
      [{ 'a/request.json': request, 'a/count.json': '{}' }, /count\.json has no "input_tokens"/],
    ]
    for (const [files, text] of cases) {
      const error = await failureOf(files)
      expect(error).to.be.instanceOf(RecordedExchangeError)
      expect(error.message).to.match(text)
    }
    const gone = await readExchanges('/there/is/none').catch((thrown: Error) => thrown)
    expect(gone).to.be.instanceOf(RecordedExchangeError)
    const missing = await readExchange('/there/is/none').catch((thrown: Error) => thrown)
    expect((missing as Error).message).to.match(/request\.json is missing/)
  })
})
