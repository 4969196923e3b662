import { expect } from 'chai'
import fc from 'fast-check'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { requestClasses, type Who, whoOf } from '../../src/core/who.ts'

const session = '3f2c9a10-1111-4222-8333-444455556666'
const userAgent = 'claude-cli/2.1.330 (external, cli)'
const billing = 'x-anthropic-billing-header: cc_version=2.1.330.ed0; cc_entrypoint=cli;'
const order = `Your task is to create a detailed summary of the conversation so far. ${'Be thorough. '.repeat(40)}`
const wish = 'Give me a detailed summary of the conversation'
const billedSubagent = [{ type: 'text' as const, text: `${billing} cc_is_subagent=true` }]
const tools = [{ name: 'Bash', input_schema: { type: 'object' } }]

const request = (fields: Partial<MessagesRequest> = {}): MessagesRequest => ({
  model: 'claude-opus-5-5',
  messages: [{ role: 'user', content: 'hello' }],
  system: [{ type: 'text', text: billing }],
  tools,
  max_tokens: 128_000,
  ...fields,
})

/** The same request with 1 MB of history before its last turn. */
const grown = (body: MessagesRequest): MessagesRequest => ({
  ...body,
  messages: [
    { role: 'user', content: `"role":"user" ${order} ${'x'.repeat(1024 * 1024)}` },
    { role: 'assistant', content: 'done' },
    ...body.messages,
  ],
})

const ask = (headers: Record<string, string>, body: MessagesRequest): Who =>
  whoOf(headers, () => body, Buffer.from(JSON.stringify(body)))

const unread = (): never => {
  throw new Error('the body was read')
}

describe('who', () => {
  describe('from headers', () => {
    const classes: [value: string, expected: Who['class']][] = [
      ['main', 'main'],
      ['subagent', 'subagent'],
      ['workflow', 'workflow'],
      ['compaction', 'compaction'],
      ['auxiliary', 'other'],
      ['Main', 'main'],
      ['something-new', 'other'],
      ['%6dain', 'main'],
    ]
    for (const [value, expected] of classes) {
      it(`takes request class ${value} for ${expected} without reading the body`, () => {
        const who = whoOf({ 'x-claude-code-request-class': value }, unread, undefined)
        expect(who).to.deep.equal({ class: expected, by: 'header' })
      })
    }

    it('names client, session, agent, its parent and its type', () => {
      const headers = {
        'user-agent': userAgent,
        'x-claude-code-session-id': session,
        'x-claude-code-agent-id': 'a03280c37e82279e3',
        'x-claude-code-parent-agent-id': 'b1',
        'x-claude-code-agent-type': 'general-purpose',
      }
      expect(whoOf(headers, unread, undefined)).to.deep.equal({
        client: 'claude-cli/2.1.330',
        session,
        agent: 'a03280c37e82279e3',
        parentAgent: 'b1',
        agentType: 'general-purpose',
        class: 'subagent',
        by: 'header',
      })
    })

    it('ignores a parent agent where there is no agent', () => {
      const headers = { 'x-claude-code-parent-agent-id': 'b1', 'x-claude-code-request-class': 'main' }
      expect(whoOf(headers, unread, undefined)).not.to.have.property('parentAgent')
    })

    it('knows a compaction by its own header', () => {
      const who = whoOf({ 'x-claude-code-compaction': 'auto' }, unread, undefined)
      expect(who).to.deep.equal({ class: 'compaction', by: 'header' })
    })

    it('decodes, caps and cleans what the client sends', () => {
      const headers = {
        'x-claude-code-request-class': 'subagent',
        'x-claude-code-agent-id': 'x'.repeat(5000),
        'x-claude-code-agent-type': 'caf%C3%A9%1B%5B31m%0Anext',
        'x-claude-code-session-id': '100%',
      }
      const who = whoOf(headers, unread, undefined)
      expect(who.agent).to.have.lengthOf(256)
      expect(who.agentType).to.equal('café[31mnext')
      expect(who.session).to.equal('100%')
    })
  })

  describe('from the body', () => {
    const search = [{ type: 'web_search_20250305', name: 'web_search' }]
    const title = 'Write a short title for this session.'
    const cases: [sentence: string, body: MessagesRequest, expected: Who['class']][] = [
      ['a turn with tools is main', request(), 'main'],
      ['one token is a probe', request({ max_tokens: 1, tools: [] }), 'probe'],
      ['a lone search tool is a search', request({ tools: search }), 'search'],
      ['a system prompt on titles without tools is a title', request({ system: title, tools: [] }), 'title'],
      ['no tools at all is other', request({ system: 'You check commands.', tools: [] }), 'other'],
      ['the order to summarise is a compaction', compacting(), 'compaction'],
      ['a wish for a summary is main', request({ messages: [{ role: 'user', content: wish }] }), 'main'],
      ['the billing note names a subagent', request({ system: billedSubagent }), 'subagent'],
    ]
    for (const [sentence, body, expected] of cases) {
      it(`decides that ${sentence}`, () => {
        const who = ask({ 'user-agent': userAgent }, body)
        expect(who).to.include({ class: expected, by: 'rules' })
      })
    }

    const large: [sentence: string, body: MessagesRequest, expected: Who['class']][] = [
      ['is main whatever the history says', request(), 'main'],
      ['is a compaction when its last turn orders one', compacting(), 'compaction'],
      ['is a subagent when the billing note says so', request({ system: billedSubagent }), 'subagent'],
    ]
    for (const [sentence, body, expected] of large) {
      it(`decides without a parse that a large body ${sentence}`, () => {
        const bytes = Buffer.from(JSON.stringify(grown(body)))
        expect(whoOf({ 'user-agent': userAgent }, unread, bytes).class).to.equal(expected)
      })
    }

    it('counts tokens for the main conversation', () => {
      const headers = { 'user-agent': userAgent, 'anthropic-beta': 'a,token-counting-2024-11-01' }
      expect(ask(headers, request({ tools: [] })).class).to.equal('main')
    })

    it('calls a client that is not Claude Code other', () => {
      expect(ask({ 'user-agent': 'curl/8.5.0' }, request())).to.deep.equal({
        client: 'curl/8.5.0',
        class: 'other',
        by: 'rules',
      })
    })

    it('works on a request that never was bytes', () => {
      const who = whoOf({ 'user-agent': userAgent }, () => request(), undefined)
      expect(who.class).to.equal('main')
    })

    it('survives a body that is no request', () => {
      const bytes = Buffer.from('{"messages":')
      expect(whoOf({ 'user-agent': userAgent }, unread, bytes).class).to.equal('other')
    })
  })

  describe('the session', () => {
    const json = JSON.stringify({ device_id: 'f'.repeat(64), account_uuid: '', session_id: session })
    const forms: [name: string, userId: string][] = [
      ['the JSON form', json],
      ['the underscored form', `user_${'f'.repeat(64)}_account__session_${session}`],
    ]
    for (const [name, user_id] of forms) {
      it(`is read from ${name} of metadata.user_id`, () => {
        expect(ask({}, request({ metadata: { user_id } })).session).to.equal(session)
      })

      it(`is read from ${name} in a large body without a parse`, () => {
        const bytes = Buffer.from(JSON.stringify(grown(request({ metadata: { user_id } }))))
        expect(whoOf({}, unread, bytes).session).to.equal(session)
      })
    }

    it('is found before a tool schema that has a user_id of its own', () => {
      const schema = { type: 'object', properties: { user_id: { type: 'string' } } }
      const body = {
        ...request({ metadata: { user_id: json } }),
        tools: [{ name: 'x', input_schema: schema }],
      }
      const { tools: last, ...rest } = body
      expect(ask({}, { ...rest, tools: last }).session).to.equal(session)
    })

    it('is absent where a user_id holds none', () => {
      expect(ask({}, request({ metadata: { user_id: 'someone' } }))).not.to.have.property('session')
    })

    it('is taken from the header first', () => {
      const headers = { 'x-claude-code-session-id': 'told' }
      expect(ask(headers, request({ metadata: { user_id: json } })).session).to.equal('told')
    })
  })

  it('never throws and always answers with a known class', () => {
    const names = fc.constantFrom(
      'user-agent',
      'x-claude-code-session-id',
      'x-claude-code-agent-id',
      'x-claude-code-request-class',
    )
    const headers = fc.dictionary(names, fc.oneof(fc.string(), fc.constant(userAgent)))
    fc.assert(
      fc.property(headers, fc.json(), (given, text) => {
        const who = whoOf(given, () => JSON.parse(text) as MessagesRequest, Buffer.from(text))
        expect(requestClasses).to.include(who.class)
      }),
    )
  })
})

function compacting(): MessagesRequest {
  return request({ messages: [{ role: 'user', content: [{ type: 'text', text: order }] }] })
}
