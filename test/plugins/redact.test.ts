import { expect } from 'chai'
import {
  InternalError,
  type MessagesRequest,
  type Plugin,
  type PluginContext,
  type StreamEvent,
} from 'claudecodex'
import {
  abortEverywhere,
  breakEverywhere,
  cutEverywhere,
  events,
  message,
  request,
  runPlugin,
  scripted,
  sse,
  textOf,
  toolUse,
} from 'claudecodex/testing'
import type { RedactOptions } from '../../plugins/redact/options.ts'
import redact from '../../plugins/redact.ts'
import { Batch, eventsOf, oneBatch } from '../../src/core/batch.ts'
import { memoryStore, type Store } from '../../src/core/store.ts'
import { backendOf, gatewayOf, requestOf, run } from '../support/gateway.ts'
import { drawn, keyedStore, privateKey, standIn } from './redact/support.ts'

const secret = `ghp_${drawn(36)}`
const hidden = standIn('github', secret)
const email = 'ada@mail.example.org'
const hiddenEmail = standIn('email', email)

describe('plugin redact', () => {
  let store: Store
  beforeEach(async () => {
    store = await keyedStore()
  })
  const runRedact = (options: RedactOptions, more: Parameters<typeof runPlugin>[1] = {}) =>
    runPlugin(redact(options), { store, ...more })

  it('stands innermost, on exchanges of children too, and keeps other paths shut', () =>
    expect(redact()).to.deep.include({ name: 'redact', order: 'last', children: true, redacts: true }))

  describe('towards the provider', () => {
    it('puts a placeholder in the place of a secret', async () => {
      const { request: sent } = await runRedact({}, { request: `the key is ${secret}.` })
      expect(sent?.messages[0]?.content).to.equal(`the key is ${hidden}.`)
    })

    it('sends the very same request where it finds nothing', async () => {
      const asked = request('nothing to hide')
      const { exchange } = await runRedact({ emails: true }, { request: asked })
      expect(exchange.request).to.equal(exchange.original)
    })

    it('looks into whatever holds text, and not into what is none', async () => {
      const signed = { type: 'thinking', thinking: secret, signature: 'c2ln' } as const
      const sent = await sentOf({
        ...request([
          { role: 'user', content: [{ type: 'text', text: secret }] },
          {
            role: 'assistant',
            content: [signed, toolUse('Write', { path: '/a', deep: [{ [secret]: secret }] })],
          },
          {
            role: 'user',
            content: [
              {
                type: 'tool_result',
                tool_use_id: 'toolu_test',
                content: [{ type: 'text', text: secret }],
              },
              {
                type: 'document',
                title: secret,
                context: secret,
                source: { type: 'text', media_type: 'text/plain', data: secret },
              },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: secret } },
            ],
          },
        ]),
        system: [{ type: 'text', text: secret }],
        stop_sequences: [secret],
        metadata: { user_id: secret },
        tools: [{ name: 'Write', description: secret, input_schema: { type: 'object' } }],
        a_field_of_tomorrow: { note: secret },
      })
      const image = { type: 'base64', media_type: 'image/png', data: secret }
      expect(sent.messages).to.deep.equal([
        { role: 'user', content: [{ type: 'text', text: hidden }] },
        {
          role: 'assistant',
          content: [signed, toolUse('Write', { path: '/a', deep: [{ [hidden]: hidden }] })],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_test', content: [{ type: 'text', text: hidden }] },
            {
              type: 'document',
              title: hidden,
              context: hidden,
              source: { type: 'text', media_type: 'text/plain', data: hidden },
            },
            { type: 'image', source: image },
          ],
        },
      ])
      expect(sent).to.deep.include({
        system: [{ type: 'text', text: hidden }],
        stop_sequences: [hidden],
        metadata: { user_id: hidden },
        tools: [{ name: 'Write', description: secret, input_schema: { type: 'object' } }],
        a_field_of_tomorrow: { note: hidden },
      })
    })

    it('looks into descriptions of tools where an option says so', async () => {
      const tools = [
        { name: secret, description: secret, input_schema: { properties: { a: { description: secret } } } },
      ]
      const { request: sent } = await runRedact(
        { toolDescriptions: true },
        { request: request('hi', { tools }) },
      )
      expect(sent?.tools).to.deep.equal([
        { name: secret, description: hidden, input_schema: { properties: { a: { description: hidden } } } },
      ])
    })

    it('looks into thinking that nobody has signed, or only this proxy', async () => {
      const thoughts = ['', 'cdx1.note.openai.e30'].map(
        signature => ({ type: 'thinking', thinking: secret, signature }) as const,
      )
      const sent = await sentOf(request([{ role: 'assistant', content: thoughts }]))
      expect(sent.messages[0]?.content).to.deep.equal(thoughts.map(block => ({ ...block, thinking: hidden })))
    })

    it('hides a password everywhere once its surroundings have told it anywhere', async () => {
      const sent = await sentOf(
        request([
          { role: 'user', content: 'is battery-staple7 any good?' },
          { role: 'assistant', content: 'no' },
          { role: 'user', content: 'DB_PASSWORD=battery-staple7' },
        ]),
      )
      const name = standIn('secret', 'battery-staple7')
      expect(sent.messages.map(({ content }) => content)).to.deep.equal([
        `is ${name} any good?`,
        'no',
        `DB_PASSWORD=${name}`,
      ])
    })

    it('counts what it would send', async () => {
      const { request: sent, count } = await runRedact(
        {},
        { kind: 'count_tokens', request: `key: ${secret}` },
      )
      expect(sent?.messages[0]?.content).to.equal(`key: ${hidden}`)
      expect(count?.inputTokens).to.be.above(0)
    })

    it('gives a secret the same placeholder in later turns and after a restart', async () => {
      const own = memoryStore()
      const first = await runPlugin(redact(), { store: own, request: secret })
      const later = await runPlugin(redact(), { store: own, request: `again: ${secret}` })
      expect(later.request?.messages[0]?.content).to.equal(`again: ${first.request?.messages[0]?.content}`)
      const other = await runPlugin(redact(), { request: secret })
      expect(other.request?.messages[0]?.content).not.to.equal(first.request?.messages[0]?.content)
    })
  })

  describe('towards the client', () => {
    const asked = `mail ${email}, key ${secret}`
    const options: RedactOptions = { emails: true }

    it('restores text that is cut anywhere', async () => {
      const { message: whole } = await cutEverywhere(redact(options), {
        store,
        request: asked,
        upstream: `I wrote to ${hiddenEmail} with ${hidden}, cdx says hi`,
      })
      expect(textOf(whole)).to.equal(`I wrote to ${email} with ${secret}, cdx says hi`)
    })

    it('restores text whose deltas cut it at every character', async () => {
      const said = `to ${hiddenEmail}: ${hidden}.`
      for (let size = 1; size <= said.length; size += 1) {
        const pieces = said.match(new RegExp(`.{1,${size}}`, 'gs')) ?? []
        const { message: whole, reports } = await runRedact(options, {
          request: asked,
          upstream: textEvents(pieces),
        })
        expect(textOf(whole)).to.equal(`to ${email}: ${secret}.`)
        expect(reports).to.deep.equal([])
      }
    })

    it('restores the JSON of a tool call, escaped, wherever its fragments cut it', async () => {
      const inKey = standIn('privatekey', privateKey)
      const json = JSON.stringify({ file_path: '/k', content: `"${inKey}"\n`, [hidden]: 1 })
      for (let size = 1; size <= json.length; size += 3) {
        const fragments = json.match(new RegExp(`.{1,${size}}`, 'gs')) ?? []
        const { message: whole } = await runRedact(
          {},
          {
            request: `${secret}\n${privateKey}`,
            upstream: toolEvents(fragments),
          },
        )
        expect(whole?.content).to.deep.equal([
          toolUse('Write', { file_path: '/k', content: `"${privateKey}"\n`, [secret]: 1 }),
        ])
      }
    })

    it('restores whole answers alike', async () => {
      const answer = message([
        { type: 'text', text: `key ${hidden}`, citations: null },
        toolUse('Bash', { command: `echo ${hidden}` }),
      ])
      const { message: whole } = await runRedact(
        {},
        {
          request: request(secret, { stream: false }),
          upstream: answer,
        },
      )
      expect(whole?.content).to.deep.equal([
        { type: 'text', text: `key ${secret}`, citations: null },
        toolUse('Bash', { command: `echo ${secret}` }),
      ])
    })

    it('leaves thinking as its provider has signed it', async () => {
      const thought = { type: 'thinking', thinking: `I see ${hidden}`, signature: 'c2ln' } as const
      const { message: whole } = await runRedact({}, { request: secret, upstream: message([thought]) })
      expect(whole?.content).to.deep.equal([thought])
    })

    it('forgives capital letters and backslashes', async () => {
      const { message: whole } = await runRedact(
        {},
        {
          request: secret,
          upstream: `${hidden.toUpperCase()} ${hidden.replaceAll('_', '\\_')} ${hidden}s`,
        },
      )
      expect(textOf(whole)).to.equal(`${secret} ${secret} ${secret}s`)
    })

    it('passes on what only looks like a placeholder, and says so once', async () => {
      const { message: whole, log } = await runRedact(
        {},
        {
          request: secret,
          upstream: 'cdx_github_00000000 and cdx_github_00000000',
        },
      )
      expect(textOf(whole)).to.equal('cdx_github_00000000 and cdx_github_00000000')
      expect(log.filter(line => line.includes('cdx_github_00000000'))).to.have.length(1)
    })

    it('gives back a placeholder that a person has typed as it was, and not what it stands for', async () => {
      const typed = `what is ${hidden}?`
      const run = await runRedact(
        {},
        {
          request: typed,
          upstream: asked => `you asked: ${asked.messages[0]?.content}`,
        },
      )
      expect(run.request?.messages[0]?.content).not.to.include(hidden)
      expect(textOf(run.message)).to.equal(`you asked: ${typed}`)
    })

    it('costs nothing where nothing was hidden: nobody parses what passes', async () => {
      const bytes = sse('hello')
      const backend = backendOf(() => eventsOf(oneBatch(Batch.ofFrames(bytes))))
      const gateway = await gatewayOf({ plugins: [redact()], backend })
      const exchange = gateway.createExchange({ request: requestOf('hi') })
      for await (const batch of gateway.handle(exchange)) expect(batch.unparsed).to.equal(bytes)
      await gateway.close()
    })

    it('stays legal where the upstream is lost or the client leaves anywhere', async () => {
      const upstream = events(`ab ${hidden} cd`)
      const once = { store, request: secret, upstream }
      for (const { message: part } of await abortEverywhere(() => redact(), once)) {
        expect(textOf(part)).not.to.include('cdx_')
      }
      for (const { error } of await breakEverywhere(() => redact(), {
        ...once,
        upstream: sse(`a ${hidden}`),
      })) {
        expect(error).to.be.an('error')
      }
    })
  })

  describe('in the record', () => {
    it('shows no original, wherever it stands', async () => {
      const run = await runRedact(
        {},
        {
          request: { ...request(`key ${secret}`), system: secret },
          upstream: `so ${hidden}`,
        },
      )
      expect(textOf(run.message)).to.equal(`so ${secret}`)
      expect(JSON.stringify(run.record)).not.to.include(secret)
      expect(textOf(run.record?.message)).to.equal(`so ${hidden}`)
      expect(run.record?.request.system).to.equal(hidden)
      expect(run.record?.changed).to.deep.equal(run.request)
    })

    it('shows none in thinking, in failures and in what another plugin has refused', async () => {
      const failed = await runRedact(
        {},
        {
          request: secret,
          upstream: new InternalError(`no ${secret}`),
        },
      )
      expect(failed.record?.error?.message).to.include(hidden)
      const refusing: Plugin = {
        name: 'refuses',
        apiVersion: 1,
        order: 'first',
        beforeRequest: () => {
          throw new InternalError(`no ${secret}`)
        },
      }
      const gateway = await gatewayOf({ plugins: [refusing, redact()] })
      const { exchange } = await run(gateway, {
        request: requestOf(`DB_PASSWORD=battery-staple7 ${secret}`, {
          messages: [
            { role: 'user', content: `DB_PASSWORD=battery-staple7` },
            { role: 'assistant', content: [{ type: 'thinking', thinking: secret, signature: 's' }] },
          ],
        }),
      })
      const record = JSON.stringify(await gateway.record(exchange))
      expect(record).not.to.include(secret).and.not.to.include('battery-staple7')
      await gateway.close()
    })

    it('is there also where the body was no request', async () => {
      const gateway = await gatewayOf({ plugins: [redact()] })
      const { exchange, error } = await run(gateway, { bytes: Buffer.from('{"model": "m"') })
      expect(error).to.have.property('type', 'invalid_request_error')
      const record = await gateway.record(exchange)
      expect(record?.error?.message).to.match(/not valid JSON/)
      expect(() => record?.request).to.throw('not valid JSON')
      await gateway.close()
    })
  })

  describe('in a session', () => {
    const headers = { 'x-claude-code-session-id': '00000000-0000-4000-8000-000000000001' }

    it('remembers a password whose surroundings are gone, and what its placeholder stands for', async () => {
      const asked: MessagesRequest[] = []
      const answers = ['noted', `use ${standIn('secret', 'battery-staple7')}`]
      const gateway = await gatewayOf({
        plugins: [{ ...redact(), ...(await setUp()) }],
        backend: backendOf(async function* (given) {
          asked.push(given)
          yield* events(answers[asked.length - 1] ?? '')
        }),
      })
      await run(gateway, { request: requestOf('DB_PASSWORD=battery-staple7'), headers })
      const later = await run(gateway, { request: requestOf('say battery-staple7'), headers })
      expect(asked[1]?.messages[0]?.content).to.equal(`say ${standIn('secret', 'battery-staple7')}`)
      expect(textOf(later.message)).to.equal('use battery-staple7')
      await gateway.close()
    })

    it('tells nobody else what a placeholder stands for', async () => {
      const gateway = await gatewayOf({
        plugins: [{ ...redact(), ...(await setUp()) }],
        backend: backendOf(async function* () {
          yield* events(`it is ${hidden}`)
        }),
      })
      const own = await run(gateway, { request: requestOf(secret), headers })
      const others = await run(gateway, {
        request: requestOf(`Bearer ${drawn(30)}`),
        headers: { 'x-claude-code-session-id': '00000000-0000-4000-8000-000000000002' },
      })
      expect(textOf(own.message)).to.equal(`it is ${secret}`)
      expect(textOf(others.message)).to.equal(`it is ${hidden}`)
      await gateway.close()
    })

    /** A `setup` that has the known key, for gateways that bring stores of their own. */
    const setUp = async () => {
      const plugin = redact()
      return {
        ...plugin,
        setup: (context: PluginContext) => plugin.setup?.({ ...context, store }),
      }
    }
  })

  describe('with models that ask models', () => {
    it('hides what a plugin asks by itself, and gives it back to the plugin', async () => {
      const backend = scripted([({ messages }) => `you said ${messages[0]?.content}`], { repeat: true })
      let heard = ''
      const asking: Plugin = {
        name: 'asking',
        apiVersion: 1,
        setup: context => {
          asking.beforeRequest = async exchange => {
            const parts: StreamEvent[] = []
            for await (const event of context.ask('scripted', requestOf(`tell ${secret}`), exchange))
              parts.push(event)
            heard = JSON.stringify(parts)
          }
        },
        beforeRequest: async () => {},
      }
      const gateway = await gatewayOf({ plugins: [asking, redact()], backend })
      await run(gateway, { request: requestOf('hi') })
      expect(JSON.stringify(backend.requests)).not.to.include(secret)
      expect(heard).to.include(secret)
      await gateway.close()
    })

    it('leaves the placeholders of the parent to the parent', async () => {
      const asked: MessagesRequest[] = []
      const backend = backendOf(async function* (given, call) {
        asked.push(given)
        const isChild = given.messages.length > 1
        if (isChild) yield* events(`child of ${given.messages[0]?.content}`)
        else
          yield* call.ask('scripted', {
            ...given,
            messages: [...given.messages, { role: 'user', content: 'and?' }],
          })
      })
      const gateway = await gatewayOf({ plugins: [redact()], backend })
      const { message: answer } = await run(gateway, { request: requestOf(`TOKEN=${secret}`) })
      expect(asked.map(({ messages }) => messages[0]?.content)).to.have.length(2)
      expect(asked[1]?.messages[0]?.content).to.equal(asked[0]?.messages[0]?.content)
      expect(textOf(answer)).to.equal(`child of TOKEN=${secret}`)
      await gateway.close()
    })
  })

  describe('when something is wrong', () => {
    it('does not start without a place for its key', async () => {
      const broken: Store = { ...memoryStore(), write: async () => {} }
      const failure = await runPlugin(redact(), { store: broken }).catch((error: Error) => error)
      expect(String(failure)).to.match(/could not be kept/)
    })

    it('refuses the exchange where it was not set up', () => {
      expect(() => redact().beforeRequest?.({} as never)).to.throw('not set up')
    })

    it('refuses options that are wrong, and says which one may be meant', async () => {
      const failure = await runPlugin(redact({ email: true } as RedactOptions)).catch((error: Error) => error)
      expect(String(failure)).to.include('email: unknown; did you mean "emails"?')
    })
  })

  it('knows after a reload what it knew before: nothing is read anew', async () => {
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const context = { options: {}, log, store } as unknown as PluginContext
    const first = redact()
    await first.setup?.(context)
    const unreadable: Store = { ...store, read: () => Promise.reject(new Error('it was read')) }
    await redact({ emails: true }).setup?.({ ...context, store: unreadable, previous: first })
  })

  const sentOf = async (asked: MessagesRequest): Promise<MessagesRequest> => {
    const { request: sent, reports } = await runRedact({}, { request: asked })
    expect(reports).to.deep.equal([])
    if (!sent) throw new Error('nothing was sent')
    return sent
  }
})

const opened = events(message([]))
const textEvents = (pieces: readonly string[]): readonly StreamEvent[] => [
  ...opened.slice(0, 1),
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '', citations: null } },
  ...pieces.map(
    (text): StreamEvent => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
  ),
  { type: 'content_block_stop', index: 0 },
  ...opened.slice(1),
]
const toolEvents = (fragments: readonly string[]): readonly StreamEvent[] => [
  ...events(message([toolUse('Write')])).slice(0, 2),
  ...fragments.map(
    (partial_json): StreamEvent => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'input_json_delta', partial_json },
    }),
  ),
  ...events(message([toolUse('Write')])).slice(-3),
]
