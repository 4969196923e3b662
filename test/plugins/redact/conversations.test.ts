import { expect } from 'chai'
import type { LogRecord } from 'claudecodex'
import { Conversations } from '../../../plugins/redact/conversations.ts'
import { LiveExchange } from '../../../src/core/live-exchange.ts'
import { recordOf } from '../../../src/core/record.ts'
import { requestOf } from '../../support/gateway.ts'
import { key } from './support.ts'

const exchange = (session?: string, parent?: LiveExchange) =>
  new LiveExchange({
    request: requestOf('hi'),
    headers: session === undefined ? {} : { 'x-claude-code-session-id': session },
    ...(parent && { parent }),
  })

describe('conversations', () => {
  it('share one vault in a session, and have one for each request without', () => {
    const conversations = new Conversations(key)
    const first = conversations.open(exchange('one'))
    expect(conversations.open(exchange('one'))).to.equal(first)
    expect(conversations.open(exchange('two'))).not.to.equal(first)
    expect(conversations.open(exchange())).not.to.equal(conversations.open(exchange()))
  })
  it('give a child a vault of its own below its parent’s', () => {
    const conversations = new Conversations(key)
    const parent = exchange('one')
    const above = conversations.open(parent)
    const name = above.hide('secret', 'battery-staple')
    const child = conversations.open(exchange('one', parent))
    expect(child.original(name)).to.equal(undefined)
    expect(child.knows(name)).to.equal(true)
  })
  it('find the vault of a record by either of its requests', () => {
    const conversations = new Conversations(key)
    const asked = exchange()
    const vault = conversations.open(asked)
    const changed = requestOf('changed')
    conversations.note(vault, asked.request, changed)
    const record = recordOf(asked)
    expect(conversations.ofRecord(record, record.request)).to.equal(vault)
    expect(conversations.ofRecord({ ...record, changed } as LogRecord, undefined)).to.equal(vault)
    expect(conversations.ofRecord(recordOf(exchange()), undefined)).to.equal(undefined)
    expect(conversations.of(asked)).to.equal(vault)
  })
  it('fall back on the session of a record', () => {
    const conversations = new Conversations(key)
    const vault = conversations.open(exchange('one'))
    expect(conversations.forRecord(recordOf(exchange('one')))).to.equal(vault)
  })
  it('forget the session that was silent longest', () => {
    const conversations = new Conversations(key)
    const first = conversations.open(exchange('0'))
    const second = conversations.open(exchange('1'))
    for (let index = 2; index < 200; index += 1) conversations.open(exchange(String(index)))
    expect(conversations.open(exchange('0'))).to.equal(first)
    conversations.open(exchange('200'))
    expect(conversations.open(exchange('1'))).not.to.equal(second)
    expect(conversations.open(exchange('0'))).to.equal(first)
  })
})
