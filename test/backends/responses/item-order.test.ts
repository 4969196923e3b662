import { expect } from 'chai'
import fc from 'fast-check'
import { ItemOrder } from '../../../src/backends/responses/item-order.ts'
import type { ItemEvent } from '../../../src/backends/responses/types.ts'

const delta = (index: number, text = ''): ItemEvent => ({
  type: 'response.output_text.delta',
  output_index: index,
  delta: text,
})
const done = (index: number): ItemEvent => ({ type: 'response.output_item.done', output_index: index })

function pass(events: readonly ItemEvent[]): {
  readonly due: readonly number[]
  readonly late: readonly number[]
} {
  const order = new ItemOrder()
  const due = events.flatMap(event => order.take(event))
  return { due: due.map(at), late: order.rest().map(at) }
}
const at = ({ output_index: index }: ItemEvent): number => index

describe('the order of items', () => {
  it('is left as it is where one ends before the next begins', () => {
    const events = [delta(0), done(0), delta(1), delta(1), done(1)]
    expect(pass(events)).to.deep.equal({ due: [0, 0, 1, 1, 1], late: [] })
  })

  it('is made where they speak at the same time', () => {
    const events = [delta(0), delta(1), delta(2), delta(0), done(2), delta(1), done(0), delta(1), done(1)]
    expect(pass(events)).to.deep.equal({ due: [0, 0, 0, 1, 1, 1, 1, 2, 2], late: [] })
  })

  it('does not wait for ever: what is held comes when the answer ends', () => {
    expect(pass([delta(0), delta(2), delta(1)])).to.deep.equal({ due: [0], late: [1, 2] })
  })

  it('loses nothing and keeps each item together, however they are mixed', () => {
    const items = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(items, fc.infiniteStream(fc.nat()), (lengths, dice) => {
        const queues = lengths.map((length, index) => [
          ...Array.from({ length }, (_, number) => delta(index, String(number))),
          done(index),
        ])
        const mixed: ItemEvent[] = []
        while (queues.some(queue => queue.length > 0)) {
          const open = queues.filter(queue => queue.length > 0)
          const [roll = 0] = dice.take(1)
          mixed.push(open[roll % open.length]?.shift() as ItemEvent)
        }
        const order = new ItemOrder()
        const out = [...mixed.flatMap(event => order.take(event)), ...order.rest()]
        expect(out).to.have.length(mixed.length)
        for (const index of lengths.keys()) {
          const own = out.filter(event => event.output_index === index)
          expect(own).to.deep.equal(mixed.filter(event => event.output_index === index))
        }
        const switches = out.filter(
          (event, place) => place > 0 && at(event) !== at(out[place - 1] as ItemEvent),
        )
        expect(switches.length).to.be.lessThan(lengths.length)
      }),
    )
  })
})
