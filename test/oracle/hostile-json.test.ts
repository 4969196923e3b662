import { expect } from 'chai'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { demo } from '../../src/backends/demo/index.ts'
import { given, type OracleProxy, startOracleProxy } from './proxy.ts'
import { ended, started, toolBlock } from './scripted-events.ts'
import { clientOf, sdks } from './sdks.ts'

/** As text: an object literal with `__proto__` would have no such key. */
const inputText =
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":"a text","hasOwnProperty":1}'
const schemaText =
  '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"}},"required":["__proto__"]}'
const requestText = `{"model":"MODEL","max_tokens":10,"tools":[{"name":"odd","input_schema":${schemaText}}],"__proto__":{"polluted":true},"messages":[
  {"role":"user","content":"hi"},
  {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"odd","input":${inputText}}]},
  {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"done"}]}]}`

/** Keys of an object and of all in it, as JSON has them. */
const compact = (text: string): string => JSON.stringify(JSON.parse(text))

function checkUnpolluted(): void {
  expect(({} as { polluted?: unknown }).polluted).to.equal(undefined)
  expect(Object.prototype.toString.call([])).to.equal('[object Array]')
}

describe('JSON that is meant to do harm', () => {
  let seen: MessagesRequest | undefined
  let proxy: OracleProxy
  before(async () => {
    const odd = given({
      async *stream(request) {
        seen = request
        yield started('msg_1', request.model)
        yield* toolBlock(0, 'toolu_2', 'odd', inputText)
        yield* ended('tool_use')
      },
    })
    // One hook that rebuilds the request and one that rebuilds the events: nothing travels as its bytes.
    const rebuild = {
      name: 'rebuild',
      apiVersion: 1 as const,
      beforeRequest(exchange: { request: MessagesRequest }) {
        exchange.request = { ...exchange.request, max_tokens: 20 }
      },
      onEvent: (event: object) => ({ ...event }) as never,
    }
    proxy = await startOracleProxy({ backends: { odd, demo: demo({ pace: false }) }, plugins: [rebuild] })
  })
  after(() => proxy.close())

  it('case 128: keys of the prototype survive in a tool schema and a tool input on their way to the backend', async () => {
    const response = await post(requestText.replace('MODEL', 'odd:any'))
    expect(response.status).to.equal(200)
    const tool = seen?.tools?.[0]
    expect(JSON.stringify(tool?.input_schema)).to.equal(compact(schemaText))
    const uses = (seen?.messages[1]?.content ?? []) as readonly { readonly input: unknown }[]
    expect(JSON.stringify(uses[0]?.input)).to.equal(compact(inputText))
    checkUnpolluted()
  })

  it('case 128: keys of the prototype survive in a tool input on their way to the client', async () => {
    const response = await post(requestText.replace('MODEL', 'odd:any'))
    expect(await response.text()).to.include(compact(inputText))
    checkUnpolluted()
  })

  for (const sdk of sdks) {
    it(`case 128: ${sdk.name} gets them in a stream`, async () => {
      const message = await clientOf(sdk, proxy.url)
        .messages.stream({ model: 'odd:any', max_tokens: 10, messages: [{ role: 'user', content: 'hi' }] })
        .finalMessage()
      const call = message.content.find(block => block.type === 'tool_use')
      expect(call?.input).to.have.property('toString', 'a text')
      checkUnpolluted()
    })
  }

  it('case 128: the demo fills in a tool whose required property is __proto__', async () => {
    const body = requestText
      .replace('MODEL', 'demo:any')
      .replace('"tools"', '"tool_choice":{"type":"tool","name":"odd"},"tools"')
    const response = await post(body)
    const { content } = (await response.json()) as { content: { type: string; input?: object }[] }
    const call = content.find(({ type }) => type === 'tool_use')
    expect(Object.getOwnPropertyNames(call?.input ?? {})).to.deep.equal(['__proto__'])
    checkUnpolluted()
  })

  for (const [name, [open, close]] of Object.entries({ arrays: ['[', ']'], objects: ['{"a":', '}'] })) {
    for (const path of ['/v1/messages', '/v1/messages/count_tokens']) {
      it(`case 128: ${name} 10,000 deep are a 400 at ${path}`, async () => {
        const deep = `${open?.repeat(10_000)}1${close?.repeat(10_000)}`
        const body = `{"model":"demo:any","max_tokens":10,"messages":[{"role":"user","content":"hi"}],"metadata":${deep}}`
        const response = await post(body, path)
        expect(response.status).to.equal(400)
        expect(await response.json()).to.have.nested.property('error.type', 'invalid_request_error')
      })
    }
  }

  async function post(body: string, path = '/v1/messages'): Promise<Response> {
    return fetch(proxy.url + path, { method: 'POST', body })
  }
})
