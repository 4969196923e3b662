import { expect } from 'chai'
import { definePlugin, type StandardSchema } from 'claudecodex'
import fc from 'fast-check'
import { checkOptions, fingerprintOf, optionsText } from '../../src/config/plugin-options.ts'

const schema: StandardSchema = {
  '~standard': {
    version: 1,
    vendor: 'own',
    validate: async value => {
      const { limit = 5 } = value as { limit?: unknown }
      if (typeof limit === 'number') return { value: { limit } }
      return {
        issues: [{ message: 'expected a number', path: [{ key: 'limit' }, 0] }, { message: 'and more' }],
      }
    },
  },
}
const make = definePlugin((_: { limit?: unknown } | undefined) => ({
  name: 'p',
  apiVersion: 1,
  options: schema,
}))

describe('the options of a plugin', () => {
  it('come back from its schema with their defaults', async () => {
    expect(await checkOptions(make({ limit: 3 }), [])).to.deep.equal({ value: { limit: 3 } })
    expect(await checkOptions(make(undefined), [])).to.deep.equal({ value: { limit: 5 } })
  })

  it('stay as they are without a schema', async () => {
    const given = { a: 1 }
    const plugin = definePlugin((_: object) => ({ name: 'p', apiVersion: 1 }))(given)
    expect(await checkOptions(plugin, [])).to.have.property('value', given)
  })

  it('are refused with the path of what is wrong', async () => {
    const { problems } = await checkOptions(make({ limit: 'x' }), ['plugins', 2])
    expect(problems).to.deep.equal([
      { path: ['plugins', 2], reason: 'plugin "p": option "limit.0": expected a number' },
      { path: ['plugins', 2], reason: 'plugin "p": options: and more' },
    ])
  })

  it('are the same text where they are the same, in any order of keys', () => {
    expect(optionsText({ a: 1, b: [/x/g, new Date(5)] })).to.equal(
      optionsText({ b: [/x/g, new Date(5)], a: 1 }),
    )
    const others = [
      { a: 1 },
      { a: '1' },
      { a: 1n },
      { a: null },
      { a: undefined },
      {},
      [],
      ['a', 1],
      undefined,
      'x',
    ]
    expect(new Set(others.map(value => optionsText(value))).size).to.equal(others.length)
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(optionsText(one)).to.equal(optionsText(structuredClone(one)))
        const isSame = JSON.stringify(one) === JSON.stringify(other)
        if (!isSame && optionsText(one) === optionsText(other)) expect(one).to.deep.equal(other)
      }),
    )
  })

  it('cannot be told apart where they hold what may have closed over anything', () => {
    const circle: Record<string, unknown> = {}
    circle.self = circle
    for (const value of [() => 1, { deep: [() => 1] }, new Map(), Symbol('a'), circle]) {
      expect(optionsText(value)).to.equal(undefined)
    }
  })

  it('make one short text together with what else matters', () => {
    expect(fingerprintOf(['a', 'b'])).to.match(/^[0-9a-f]{16}$/)
    expect(fingerprintOf(['a', 'b'])).not.to.equal(fingerprintOf(['ab', '']))
  })
})
