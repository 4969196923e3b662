import { expect } from 'chai'
import type { ContentBlock } from '../../../src/anthropic/blocks.ts'
import { conversationOf, sessionOf } from '../../../src/backends/shared/session.ts'

const device = 'd'.repeat(64)
const account = 'a0000000-0000-4000-8000-000000000001'
const session = 's0000000-0000-4000-8000-000000000002'

const keyOf = (userId?: string | null, headers: Readonly<Record<string, string>> = {}): string =>
  sessionOf(
    { model: 'm', messages: [], ...(userId !== undefined && { metadata: { user_id: userId } }) },
    headers,
  )

const current = { device_id: device, account_uuid: account, session_id: session }

describe('the session of a request', () => {
  const forms: readonly (readonly [string, string])[] = [
    ['Claude Code', JSON.stringify(current)],
    ['a client that indents', JSON.stringify(current, undefined, 2)],
    ['an older Claude Code', `user_${device}_account_${account}_session_${session}`],
    ['an older Claude Code without an account', `user_${device}_account__session_${session}`],
  ]
  for (const [client, userId] of forms) {
    it(`case 88: is what ${client} says in its user id, and nothing else of it`, () => {
      expect(keyOf(userId)).to.equal(session)
    })
  }

  it('is named by the header before the user id', () => {
    expect(keyOf(forms[0]?.[1], { 'x-claude-code-session-id': 'from-header' })).to.equal('from-header')
    expect(keyOf(undefined, { 'x-claude-code-session-id': 'x'.repeat(100) })).to.equal('x'.repeat(64))
  })

  it('is unknown where nothing tells', () => {
    for (const nothing of [undefined, null, '']) expect(keyOf(nothing)).to.equal('')
  })

  it('case 88: is a hash of any other user id, the same each time, and shows nothing of it', () => {
    const odd = [
      'me@example.com',
      JSON.stringify({ device_id: device }),
      JSON.stringify({ session_id: 'x'.repeat(65) }),
    ]
    for (const id of odd) {
      expect(keyOf(id))
        .to.match(/^[0-9a-f]{64}$/)
        .and.to.equal(keyOf(id))
    }
    expect(new Set(odd.map(id => keyOf(id))).size).to.equal(3)
  })
})

describe('the conversation that reasoning is remembered under', () => {
  const ask = (text: string | readonly ContentBlock[], headers: Readonly<Record<string, string>> = {}) =>
    conversationOf({ model: 'm', messages: [{ role: 'user', content: text }] }, headers)
  const inSession = { 'x-claude-code-session-id': session }

  it('is the client’s session, and of a subagent its own part of it', () => {
    expect(ask('Hi', inSession)).to.equal(session)
    expect(ask('Hi', { ...inSession, 'x-claude-code-agent-id': 'a1' })).not.to.equal(session)
  })

  it('is told from others by its beginning where a client names no session', () => {
    expect(ask('Hi')).not.to.equal(ask('Hello'))
    expect(ask('Hi')).to.equal(ask([{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }]))
    expect(ask([])).to.be.a('string').that.is.not.equal('')
  })
})
