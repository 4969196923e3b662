import { expect } from 'chai'
import type { StreamEvent } from 'claudecodex'
import { restored } from '../../../plugins/redact/restore.ts'
import { Vault } from '../../../plugins/redact/vault.ts'
import { key } from './support.ts'

const vault = new Vault(key)
const name = vault.hide('secret', 'say "hi"\n')

async function restore(
  events: readonly StreamEvent[],
  unknown: string[] = [],
): Promise<readonly StreamEvent[]> {
  const given = async function* () {
    yield* events
  }
  const out: StreamEvent[] = []
  for await (const event of restored(given(), vault, found => unknown.push(found))) out.push(event)
  return out
}

const text = (value: string): StreamEvent => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text: value },
})
const stop: StreamEvent = { type: 'content_block_stop', index: 0 }

describe('what restores an answer', () => {
  it('passes the very events that have nothing of a placeholder', async () => {
    const events = [text('hello'), text(' world'), stop, { type: 'ping' } as const]
    const out = await restore(events)
    expect(out.every((event, index) => event === events[index])).to.equal(true)
  })
  it('holds back only what may become a placeholder', async () => {
    expect(await restore([text('go to cd'), text('rom'), stop])).to.deep.equal([
      text('go to '),
      text('cdrom'),
      stop,
    ])
  })
  it('gives what it holds before the block stops, and at the end of a stream that stops nothing', async () => {
    expect(await restore([text('a cdx_sec'), stop])).to.deep.equal([text('a '), text('cdx_sec'), stop])
    expect(await restore([text('a cdx_sec')])).to.deep.equal([text('a '), text('cdx_sec')])
  })
  it('puts nothing of one kind into the other', async () => {
    const json: StreamEvent = {
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'input_json_delta', partial_json: `{"a":"${name}"}` },
    }
    const [restoredJson] = await restore([json])
    expect(restoredJson).to.have.nested.property('delta.partial_json', '{"a":"say \\"hi\\"\\n"}')
    expect(await restore([text(name)])).to.deep.equal([text('say "hi"\n')])
  })
  it('restores the words that a block is opened with, and goes on with them', async () => {
    const start = (words: string): StreamEvent => ({
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'text', text: words },
    })
    expect(await restore([start(name.slice(0, 9)), text(name.slice(9)), stop])).to.deep.equal([
      start(''),
      text('say "hi"\n'),
      stop,
    ])
  })
  it('restores citations, results of the provider’s tools, and the stop sequence', async () => {
    const events = [
      {
        type: 'content_block_start',
        index: 0,
        content_block: {
          type: 'web_search_tool_result',
          content: [{ type: 'web_search_result', title: name }],
        },
      },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'citations_delta', citation: { cited_text: name } },
      },
      { type: 'message_delta', delta: { stop_reason: 'stop_sequence', stop_sequence: name }, usage: {} },
    ] as unknown as StreamEvent[]
    expect(
      JSON.parse(JSON.stringify(await restore(events)).replaceAll('say \\"hi\\"\\n', name)),
    ).to.deep.equal(events)
  })
  it('lets thinking and its signature pass', async () => {
    const thinking: StreamEvent = {
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'thinking_delta', thinking: name },
    }
    expect(await restore([thinking])).to.deep.equal([thinking])
  })
  it('tells of what it does not know', async () => {
    const unknown: string[] = []
    await restore([text('cdx_secret_00000000'), stop], unknown)
    expect(unknown).to.deep.equal(['cdx_secret_00000000'])
  })
})
