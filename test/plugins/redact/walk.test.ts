import { expect } from 'chai'
import type { LogRecord } from 'claudecodex'
import { deepFreeze, message, request, toolUse } from 'claudecodex/testing'
import { mapAll, mapBlocks, mapMessage, mapRecord, mapRequest } from '../../../plugins/redact/walk.ts'

const shout = (text: string) => text.toUpperCase()
const same = (text: string) => text
const options = { descriptions: false, signed: false }

describe('the walk through a request', () => {
  it('gives back the same object where nothing is changed, and the same parts where others are', () => {
    const asked = deepFreeze(
      request([
        { role: 'user', content: 'A' },
        { role: 'user', content: 'b' },
      ]),
    )
    expect(mapRequest(asked, same, options)).to.equal(asked)
    const changed = mapRequest(asked, shout, options)
    expect(changed.messages[0]).to.equal(asked.messages[0])
    expect(changed.messages[1]).to.deep.equal({ role: 'user', content: 'B' })
  })

  it('leaves names, settings and credentials that are the provider’s', () => {
    const asked = request([], {
      tool_choice: { type: 'tool', name: 'read' },
      mcp_servers: [{ authorization_token: 'x' }],
      output_config: { format: { type: 'json_schema', schema: { description: 'x' } } },
    })
    expect(mapRequest(asked, shout, options)).to.deep.equal(asked)
  })
})

describe('the walk through blocks', () => {
  it('takes all text of a tool’s input, names of fields too, and of the block nothing else', () => {
    expect(mapBlocks(toolUse('read', { id: 'x', type: ['y'] }), shout, false)).to.deep.equal(
      toolUse('read', { ID: 'X', TYPE: ['Y'] }),
    )
  })
  it('reads blocks of unknown types', () => {
    const result = {
      type: 'web_search_tool_result',
      tool_use_id: 'srv',
      content: [{ type: 'web_search_result', title: 'a', url: 'b', encrypted_content: 'c' }],
    }
    expect(mapBlocks(result, shout, false)).to.deep.equal({
      ...result,
      content: [{ type: 'web_search_result', title: 'A', url: 'B', encrypted_content: 'c' }],
    })
  })
  it('takes signed thinking only where it is shown, and never what is sealed', () => {
    const signed = { type: 'thinking', thinking: 'a', signature: 's' }
    expect(mapBlocks(signed, shout, false)).to.equal(signed)
    expect(mapBlocks(signed, shout, true)).to.deep.equal({ ...signed, thinking: 'A' })
    const sealed = { type: 'redacted_thinking', data: 'a' }
    expect(mapBlocks(sealed, shout, true)).to.equal(sealed)
  })
  it('keeps names of fields apart from what objects inherit', () => {
    const value = JSON.parse('{"__proto__":{"a":"x"},"constructor":"y"}') as object
    expect(JSON.stringify(mapAll(value, shout))).to.equal('{"__PROTO__":{"A":"X"},"CONSTRUCTOR":"Y"}')
  })
})

describe('the walk through a record', () => {
  const record = (more: Partial<LogRecord> = {}): LogRecord => ({
    version: 1,
    id: 'req_1',
    kind: 'messages',
    source: 'http',
    who: { class: 'main', by: 'test' } as unknown as LogRecord['who'],
    headers: {},
    timing: { startedAt: 0 },
    request: request('a'),
    attempts: [],
    warnings: ['w'],
    outcome: 'answered',
    ...more,
  })

  it('takes all that a person may read', () => {
    const attempt = { error: 'e' } as LogRecord['attempts'][number]
    const mapped = mapRecord(
      record({
        message: message('m'),
        changed: request('c'),
        attempts: [attempt],
        error: { type: 'api_error', message: 'e', status: 500 },
      }),
      shout,
      false,
    )
    expect(mapped).to.deep.include({
      warnings: ['W'],
      error: { type: 'api_error', message: 'E', status: 500 },
    })
    expect(mapped.message).to.deep.equal(mapMessage(message('m'), shout))
    expect(mapped.attempts).to.deep.equal([{ error: 'E' }])
    expect(JSON.parse(JSON.stringify(mapped))).to.deep.include({
      request: request('A'),
      changed: request('C'),
    })
  })
  it('goes through requests when somebody looks, and once', () => {
    let looks = 0
    const counting = (text: string) => {
      looks += 1
      return text
    }
    const mapped = mapRecord(record({ warnings: [] }), counting, false)
    expect(looks).to.equal(0)
    expect([mapped.request, mapped.request]).to.have.length(2)
    expect(looks).to.equal(1)
  })
})
