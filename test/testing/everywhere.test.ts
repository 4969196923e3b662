import { AssertionError } from 'node:assert'
import { expect } from 'chai'
import type { Plugin } from '../../src/core/plugin.ts'
import { abortEverywhere, breakEverywhere, cutEverywhere, everyCut } from '../../src/testing/everywhere.ts'
import { message, sse, textOf, toolUse } from '../../src/testing/messages.ts'

const plugin = (hooks: Partial<Plugin> = {}): Plugin => ({ name: 'mine', apiVersion: 1, ...hooks })

const faultOf = (run: Promise<unknown>): Promise<Error> =>
  run.then(
    () => {
      throw new Error('it found nothing')
    },
    (thrown: Error) => thrown,
  )

describe('every cut of some bytes', () => {
  it('is in two parts that make the whole', () => {
    const bytes = Buffer.from('häßlich')
    expect([...everyCut(bytes, 3)]).to.have.length(3)
    const cuts = [...everyCut(bytes)]
    expect(cuts).to.have.length(bytes.length - 1)
    for (const cut of cuts) expect(Buffer.concat(cut)).to.deep.equal(bytes)
  })
})

describe('cutting everywhere', () => {
  it('is survived by a plugin that sees events, and returns the uncut run', async () => {
    const whole = await cutEverywhere(plugin({ onEvent: event => event }), { upstream: 'Grüße' })
    expect(textOf(whole.message)).to.equal('Grüße')
  })
  it('finds a plugin that depends on how the bytes came', async () => {
    let runs = 0
    const counting = () =>
      plugin({
        beforeRequest: () => void runs++,
        onEvent: event =>
          event.type === 'message_delta' ? { ...event, usage: { output_tokens: runs > 5 ? 1 : 0 } } : event,
      })
    const error = await faultOf(cutEverywhere(counting))
    expect(error).to.be.instanceOf(AssertionError)
    expect(error.message).to.match(/^cut at byte 5, behind "event":/)
  })
  it('finds a fault', async () => {
    const broken = plugin({
      afterResponse: () => {
        throw new Error('oops')
      },
    })
    expect((await faultOf(cutEverywhere(broken))).message).to.contain(
      'uncut: plugin "mine" failed in afterResponse',
    )
  })
})

describe('breaking everywhere', () => {
  it('runs once for each byte, and every run fails', async () => {
    const upstream = sse('Hi')
    const runs = await breakEverywhere(plugin(), { upstream })
    expect(runs).to.have.length(upstream.length)
    expect(runs.every(({ error, outcome }) => error?.status === 500 && outcome?.kind === 'failed')).to.equal(
      true,
    )
    expect(runs.at(-1)?.events.length).to.be.above(3)
  })
  it('is survived by a plugin that rewrites and rescues', async () => {
    const rescuing = plugin({ onEvent: event => event, onError: () => message('rescued') })
    const runs = await breakEverywhere(rescuing, {
      upstream: message([toolUse('Read', { file_path: '/a' })]),
    })
    expect(textOf(runs[0]?.message)).to.equal('rescued')
  })
  it('finds a plugin that turns the upstream’s failure into a fault of its own', async () => {
    const hiding = plugin({
      async *transformEvents(events) {
        try {
          yield* events
        } catch {
          throw new TypeError('not my fault')
        }
      },
    })
    expect((await faultOf(breakEverywhere(hiding))).message).to.contain('failed in transformEvents')
  })
})

describe('aborting everywhere', () => {
  it('runs once for each event of the answer, whatever it is made from', async () => {
    for (const upstream of ['Hi there', sse('Hi there')]) {
      const runs = await abortEverywhere(plugin({ onEvent: event => event }), { upstream })
      expect(runs.map(({ events }) => events.length)).to.deep.equal([0, 1, 2, 3, 4, 5, 6])
      expect(runs.every(({ outcome }) => outcome?.kind === 'aborted')).to.equal(true)
    }
  })
  it('finds a plugin that fails when the client leaves', async () => {
    const careless = plugin({
      onEnd: (_, { kind }) => {
        if (kind === 'aborted') throw new Error('no message')
      },
    })
    expect((await faultOf(abortEverywhere(careless))).message).to.match(
      /the client left after 0 events: .*onEnd/,
    )
  })
})
