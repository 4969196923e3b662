import { expect } from 'chai'
import type { StreamEvent } from 'claudecodex'
import { events, message, toolUse } from 'claudecodex/testing'
import { answerFor, eventFor } from '../../../plugins/tools/answer.ts'

const rules = {
  allows: (name: string) => name !== 'WebFetch',
  clientName: (name: string) => (name === 'shell' ? 'Bash' : name),
}
const startOf = (name: string): StreamEvent => ({
  type: 'content_block_start',
  index: 0,
  content_block: toolUse(name),
})
const nameIn = (event: StreamEvent): unknown =>
  event.type === 'content_block_start' && event.content_block.type === 'tool_use' && event.content_block.name

describe('the calls of an answer', () => {
  it("have the client's names", () => expect(nameIn(eventFor(startOf('shell'), rules))).to.equal('Bash'))
  it('of denied tools are such that the client answers them with an error', () =>
    expect(nameIn(eventFor(startOf('WebFetch'), rules))).to.equal('WebFetch_is_denied'))
  it('are the same events where nothing changes', async () => {
    const all = events(message([{ type: 'text', text: 'shell', citations: null }, toolUse('Read')]))
    const seen: StreamEvent[] = []
    for await (const event of answerFor(
      (async function* () {
        yield* all
      })(),
      rules,
    ))
      seen.push(event)
    expect(seen.every((event, index) => event === all[index])).to.equal(true)
  })
})
